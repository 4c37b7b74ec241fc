"""The handoff on screen: for the lead, for the seller, for strangers."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tandem.delivery.models import Project
from tandem.engagements.models import Engagement, Stage
from tandem.handoff.actions.accept import bounce
from tandem.handoff.actions.compose import compose_again
from tandem.handoff.actions.outside import win_outside
from tandem.handoff.actions.questions import ask
from tandem.handoff.models import Decision, Handoff, Question
from tests import dealing


def text(answer) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def post(world, who, url, **data):
    return world.browser(who).post(url, data)


def test_the_document_says_everything_and_nothing_twice(world):
    handoff = dealing.signed(world)
    page = text(world.browser(world.dee).get(f"/handoffs/{handoff.pk}/"))
    for words in (
        "Handed from <b>Sol Hart</b>, sales, to <b>Dee Lund</b>, delivery · signed Tue 24 Nov",
        "Asset data platform for Halden Water", "£100,000 fixed", "40%, 133.3 days", "11 Jan – 25 Jun 2027",
        "They run 41,000 assets from three spreadsheets.", "Planners trust one register", "98% matched to the map",
        "One asset register", "The vans&#39; devices", "You will see your own vans on the map by week three.",
        "Give us access to SAP", "Keys reach us by 8 January", "SAP access arrives late", "taken over from Sol Hart",
        "Register live", "Before Dee signs", "8 of 8 sections complete", "6 came from the deal, Sol wrote 2",
        "No question asked", "I have written down everything I promised.", "I have read it, and we can deliver it.",
    ):  # fmt: skip
        assert words in page, words


def test_a_stranger_finds_nothing(world):
    handoff = dealing.signed(world)
    Engagement.objects.update(confidential=True)
    for url in (f"/handoffs/{handoff.pk}/", f"/deals/{handoff.engagement_id}/handoff/"):
        assert world.browser(world.dov).get(url).status_code == 404
        assert world.browser(world.con).get(url).status_code == 404
    assert "Asset data platform" not in text(world.browser(world.dov).get("/handoffs/"))


@pytest.mark.parametrize("who", ["rex", "con"])
def test_price_and_margin_stay_with_those_who_may_see_them(world, who):
    handoff = dealing.signed(world)
    world.join(world.con, handoff.engagement)
    page = text(world.browser(getattr(world, who)).get(f"/handoffs/{handoff.pk}/"))
    assert "One asset register" in page
    assert "133.3 days" in page
    assert not any(figure in page for figure in ("100,000", "40%", "0.4", "60,000"))


def test_the_deal_knows_its_newest_handoff(world):
    handoff = dealing.signed(world)
    second = compose_again(handoff, by=world.sol, at=world.at)
    answer = world.browser(world.dee).get(f"/deals/{handoff.engagement_id}/handoff/")
    assert answer["Location"] == f"/handoffs/{second.pk}/"
    assert world.browser(world.dee).get(f"/deals/{world.engagement('x').pk}/handoff/").status_code == 404


def test_the_signature_composes_the_handoff(world):
    deal = dealing.proposed(world)
    url = f"/deals/{deal.pk}/sign/"
    bad = post(world, world.sol, url, client_name="", signed_on="2026-11-25")
    assert bad.status_code == 422
    assert "Type the name of whoever signed for the client." in text(bad)
    late = post(world, world.sol, url, client_name="Ruth Castellan", signed_on="2026-11-25")
    assert late.status_code == 422
    assert "This day is still to come." in text(late)
    assert 'value="Ruth Castellan"' in text(late)
    answer = post(world, world.sol, url, client_name="Ruth Castellan", signed_on="2026-11-24")
    assert (answer.status_code, answer["Location"]) == (303, f"/handoffs/{Handoff.objects.get().pk}/")


def test_a_refused_signature_says_why(world):
    deal = dealing.proposed(world)
    dealing.promise(world, deal, paper="")
    page = text(world.browser(world.sol).get(f"/deals/{deal.pk}/sign/"))
    assert "Sign · 1 to go" in page
    answer = post(world, world.sol, f"/deals/{deal.pk}/sign/", client_name="Ruth", signed_on="2026-11-24")
    assert answer.status_code == 422
    assert "withdraw it and tell the client: “You will see your own vans" in text(answer)
    assert not Handoff.objects.exists()


def test_one_click_accepts_and_opens_the_project(world):
    handoff = dealing.signed(world)
    url = f"/handoffs/{handoff.pk}/accept/"
    bad = post(world, world.dee, url, confirm="Dee", seen=1)
    assert bad.status_code == 422
    assert "Type your name to sign." in text(bad)
    assert 'value="Dee"' in text(bad)
    answer = post(world, world.dee, url, confirm="dee lund", seen=1)
    assert (answer.status_code, answer["Location"]) == (303, f"/projects/{handoff.engagement_id}/")
    assert Engagement.objects.get().stage == Stage.DELIVERING
    assert Project.objects.get().sold_minutes == 60000
    page = text(world.browser(world.sol).get(f"/handoffs/{handoff.pk}/"))
    assert "What Dee signed" in page
    assert "signed as" in page


def test_accept_is_blocked_with_reasons_while_a_question_is_open(world):
    handoff = dealing.signed(world)
    ask(handoff, "Until when?", by=world.dee, at=world.at)
    page = text(world.browser(world.dee).get(f"/handoffs/{handoff.pk}/"))
    assert "Accept · 1 question open" in page
    assert "1 of 1 questions open" in page
    assert "waiting on one question" in page
    answer = post(world, world.dee, f"/handoffs/{handoff.pk}/accept/", confirm="Dee Lund", seen=1)
    assert answer.status_code == 422
    assert "1 question is open: “Until when?”" in text(answer)
    assert not Decision.objects.exists()


def test_what_changed_under_the_pen_is_not_signed(world):
    handoff = dealing.signed(world)
    post(world, world.sol, f"/handoffs/{handoff.pk}/paragraph/", words="Other words.", seen=1)
    assert post(world, world.dee, f"/handoffs/{handoff.pk}/accept/", confirm="Dee Lund", seen=1).status_code == 409
    assert not Decision.objects.exists()


def test_ask_answer_close_on_the_page(world):
    handoff = dealing.signed(world)
    bad = post(world, world.dee, f"/handoffs/{handoff.pk}/questions/", section="scope", words="")
    assert bad.status_code == 422
    assert "Write your question." in text(bad)
    post(world, world.dee, f"/handoffs/{handoff.pk}/questions/", section="scope", words="Which vans?")
    question = Question.objects.get()
    page = text(world.browser(world.sol).get(f"/handoffs/{handoff.pk}/"))
    assert "Which vans?" in page
    assert "Waiting on Sol" in page
    empty = post(world, world.sol, f"/handoffs/questions/{question.pk}/answer/", words="", seen=1)
    assert empty.status_code == 422
    assert post(world, world.dee, f"/handoffs/questions/{question.pk}/answer/", words="x", seen=1).status_code == 403
    assert (
        post(world, world.sol, f"/handoffs/questions/{question.pk}/answer/", words="All six", seen=1).status_code == 303
    )
    late = post(world, world.sue, f"/handoffs/questions/{question.pk}/answer/", words="My own answer", seen=1)
    assert late.status_code == 409
    assert "My own answer" in text(late)
    assert "All six" in text(late)
    assert "That answers it" in text(world.browser(world.dee).get(f"/handoffs/{handoff.pk}/"))
    assert post(world, world.dee, f"/handoffs/questions/{question.pk}/close/", seen=2).status_code == 303
    assert "1 question, closed" in text(world.browser(world.dee).get(f"/handoffs/{handoff.pk}/"))


def test_sent_back_and_sent_again_on_the_page(world):
    handoff = dealing.signed(world)
    bad = post(world, world.dee, f"/handoffs/{handoff.pk}/bounce/", reason="", seen=1)
    assert bad.status_code == 422
    assert "Say what has to change." in text(bad)
    assert "data-open-now" in text(bad)
    assert post(world, world.dee, f"/handoffs/{handoff.pk}/bounce/", reason="No vans in it", seen=1).status_code == 303
    page = text(world.browser(world.sol).get(f"/handoffs/{handoff.pk}/"))
    assert "Dee Lund sent it back:" in page
    assert "No vans in it" in page
    dealing.promise(world, handoff.engagement, quote="Six vans")
    assert post(world, world.sol, f"/handoffs/{handoff.pk}/again/").status_code == 303
    second = Handoff.objects.get(number=2)
    compared = text(world.browser(world.dee).get(f"/handoffs/{second.pk}/?compare=1"))
    assert "What changed from version 1 to 2" in compared
    assert "Six vans, Sol Hart, 2026-11-04, clause" in compared
    assert "To version 2" in text(world.browser(world.dee).get(f"/handoffs/{handoff.pk}/"))


def test_the_seller_writes_the_paragraph(world):
    handoff = dealing.signed(world)
    url = f"/handoffs/{handoff.pk}/paragraph/"
    assert post(world, world.dee, url, words="Mine.", seen=1).status_code == 403
    bad = post(world, world.sol, url, words="", seen=1)
    assert bad.status_code == 422
    assert "Say in one paragraph what this is about." in text(bad)
    assert post(world, world.sol, url, words="New words.", seen=1).status_code == 303
    stale = post(world, world.sol, url, words="Late words.", seen=1)
    assert stale.status_code == 409
    assert "Late words." in text(stale)
    assert "New words." in text(stale)


def test_the_call_and_the_reading_on_the_page(world):
    handoff = dealing.signed(world)
    assert post(world, world.dee, f"/handoffs/{handoff.pk}/read/").status_code == 303
    assert (
        post(world, world.dee, f"/handoffs/{handoff.pk}/call/", call_at="2026-11-25T09:30", seen=2).status_code == 303
    )
    page = text(world.browser(world.dee).get(f"/handoffs/{handoff.pk}/"))
    assert "Read to the end, Tue 24 Nov" in page
    assert "Handoff call, Wed 25 Nov, 09:30" in page
    assert post(world, world.dee, f"/handoffs/{handoff.pk}/call/", call_at="soon", seen=3).status_code == 422


def test_a_remedial_handoff_says_so(world):
    deal = world.engagement(stage=Stage.LEAD)
    handoff = win_outside(deal, by=None, at=world.at, client_name="Ruth", signed_on=world.today, why="Closed on Friday")
    page = text(world.browser(world.dee).get(f"/handoffs/{handoff.pk}/"))
    assert "Won past open gates." in page
    assert "Closed on Friday" in page
    assert "Accept · 2 to go" in page
    assert "No outcome says what done means." in page
    assert "written down everything" in page


def test_the_list_says_whose_move_it_is(world):
    handoff = dealing.signed(world)
    page = text(world.browser(world.dee).get("/handoffs/"))
    assert "To accept" in page
    assert "Dee Lund" in page
    ask(handoff, "Why?", by=world.dee, at=world.at)
    assert "1 open" in text(world.browser(world.dee).get("/handoffs/"))
    bounce(handoff, "No vans", by=world.dee, at=world.at)
    page = text(world.browser(world.dee).get("/handoffs/"))
    assert "Sent back" in page
    assert "No vans" in page


def test_the_empty_list_says_what_comes(world):
    assert "Nothing is typed twice." in text(world.browser(world.dee).get("/handoffs/"))


def queries_of(browser, url) -> int:
    browser.get(url)
    with CaptureQueriesContext(connection) as seen:
        assert browser.get(url).status_code == 200
    return len(seen)


def test_one_or_fifty_handoffs_cost_the_same(world):
    browser = world.browser(world.dee)
    dealing.signed(world)
    one = queries_of(browser, "/handoffs/")
    for number in range(50):
        deal = world.engagement(f"Deal {number}", stage=Stage.LEAD)
        handoff = win_outside(deal, by=None, at=world.at, client_name="Ruth", signed_on=world.today)
        ask(handoff, "Why?", by=world.dee, at=world.at)
    assert queries_of(browser, "/handoffs/") == one
    first = text(browser.get("/handoffs/"))
    assert first.count("data-row") == 50
    more = re.search(r'href="(\?after=[^"]+)"', first)
    assert text(browser.get(f"/handoffs/{more.group(1)}")).count("data-row") == 1


def test_one_or_fifty_questions_cost_the_same(world):
    handoff = dealing.signed(world)
    browser = world.browser(world.dee)
    ask(handoff, "Why?", by=world.dee, at=world.at)
    one = queries_of(browser, f"/handoffs/{handoff.pk}/")
    for number in range(50):
        ask(handoff, f"Why {number}?", by=world.dee, at=world.at)
    assert queries_of(browser, f"/handoffs/{handoff.pk}/") == one

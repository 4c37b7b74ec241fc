"""The board, the proposal, the calls and the list of reviews, as people see them."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tandem.engagements.models import Engagement, Stage
from tandem.review.actions.pitch import plan_pitch
from tandem.review.actions.votes import vote
from tandem.review.models import Proposal, ReversePitch, Verdict
from tandem.review.queries.waits import waits
from tests import dealing


def text(answer) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def every(vote: str) -> dict[str, str]:
    """The same word on each matter, as the form posts it."""
    return {f"on_{matter}": vote for matter in ("scope", "risk", "price")}


def read(world, deal, seat: str, who) -> str:
    """What the form carries of all that stands above it."""
    page = text(world.browser(who).get(f"/deals/{deal.pk}/board/"))
    found = re.search(rf'name="read" value="([^"]+)" id="id_{seat}_read"', page)
    assert found, page
    return found[1]


def post(world, who, url, **data):
    return world.browser(who).post(url, data)


@pytest.mark.parametrize("page", ["board", "proposal", "calls", "sign"])
def test_a_stranger_finds_nothing(world, page):
    deal = dealing.scoped(world)
    assert world.browser(world.sue).get(f"/deals/{deal.pk}/{page}/").status_code == 404
    assert world.browser(world.con).get(f"/deals/{deal.pk}/{page}/").status_code in (403, 404)


def test_the_board_asks_the_one_whose_seat_it_is(world):
    deal = dealing.scoped(world)
    page = text(world.browser(world.dee).get(f"/deals/{deal.pk}/board/"))
    assert "Your word on scope 1" in page
    assert "Say it for delivery" in page
    assert "Say it for sales" not in page
    assert "Waits on Sol Hart" in page
    assert "Your word on" not in text(world.browser(world.lea).get(f"/deals/{deal.pk}/board/"))


def test_a_word_goes_into_the_minutes(world):
    deal = dealing.scoped(world)
    data = {
        "scope": dealing.scopes(deal).get().pk,
        "seat": "delivery",
        "read": read(world, deal, "delivery", world.dee),
        **every("object"),
        "reason": "Two depots too many",
    }
    answer = post(world, world.dee, f"/deals/{deal.pk}/board/", **data)
    assert (answer.status_code, answer["Location"]) == (303, f"/deals/{deal.pk}/board/")
    page = text(world.browser(world.sol).get(f"/deals/{deal.pk}/board/"))
    assert "Minutes" in page
    assert page.count("Two depots too many") >= 2
    assert "Your word on scope 1" in page


def test_a_condition_without_words_keeps_what_was_typed(world):
    deal = dealing.scoped(world)
    scope = dealing.scopes(deal).get()
    data = {"scope": scope.pk, "seat": "delivery", **every("if"), "reason": "", "owner": world.rex.pk, "due": ""}
    answer = post(world, world.dee, f"/deals/{deal.pk}/board/", **data)
    page = text(answer)
    assert answer.status_code == 422
    assert "There is a problem" in page
    assert page.count("Say on which condition.") == 2
    assert "An owned condition has a name and a day." in page
    assert f'<option value="{world.rex.pk}" selected>' in page
    assert not Verdict.objects.exists()


def test_who_comes_second_sees_both_words(world):
    deal = dealing.scoped(world)
    scope = dealing.scopes(deal).get()
    vote(deal, "delivery", "approve", by=world.dov, at=world.at, reason="We can do it")
    data = {"scope": scope.pk, "read": "", "seat": "delivery", **every("object"), "reason": "I would not"}
    answer = post(world, world.dee, f"/deals/{deal.pk}/board/", **data)
    assert answer.status_code == 409
    assert "Dov Reis has spoken for this seat" in text(answer)
    assert "I would not" in text(answer)
    assert "We can do it" in text(answer)


def test_nobody_posts_for_the_other_side(world):
    deal = dealing.scoped(world)
    data = {"scope": dealing.scopes(deal).get().pk, "seat": "sales", **every("approve"), "reason": "Fine"}
    assert post(world, world.dee, f"/deals/{deal.pk}/board/", **data).status_code == 403
    assert post(world, world.rex, f"/deals/{deal.pk}/board/", **data).status_code == 403
    assert not Verdict.objects.exists()


def test_a_refused_board_says_why_and_stays(world):
    deal = dealing.scoped(world)
    answer = post(world, world.sol, f"/deals/{deal.pk}/board/decide/")
    assert answer.status_code == 422
    assert "Sales and Delivery: no word yet on scope 1." in text(answer)
    assert Engagement.objects.get().stage == Stage.SCOPED


def test_an_agreed_board_leads_to_the_proposal(world):
    deal = dealing.scoped(world)
    vote(deal, "sales", "approve", by=world.sol, at=world.at, reason="Yes")
    vote(deal, "delivery", "approve", by=world.dee, at=world.at, reason="Yes")
    answer = post(world, world.dee, f"/deals/{deal.pk}/board/decide/")
    assert (answer.status_code, answer["Location"]) == (303, f"/deals/{deal.pk}/proposal/")


def test_a_condition_is_owned_and_met_on_the_page(world):
    deal = dealing.scoped(world)
    verdict = vote(deal, "delivery", "if", by=world.dee, at=world.at, reason="Jonas is free")
    url = f"/deals/{deal.pk}/board/{verdict.pk}"
    assert post(world, world.sol, f"{url}/owner/", **{f"c{verdict.pk}-seen": 1}).status_code == 403
    bad = post(world, world.dee, f"{url}/owner/", **{f"c{verdict.pk}-seen": 1, f"c{verdict.pk}-owner": ""})
    assert bad.status_code == 422
    assert "Name who meets the condition." in text(bad)
    form = {f"c{verdict.pk}-seen": 1, f"c{verdict.pk}-owner": world.rex.pk, f"c{verdict.pk}-due": "2026-12-01"}
    assert post(world, world.sol, f"{url}/owner/", **form).status_code == 403
    assert post(world, world.dee, f"{url}/owner/", **form).status_code == 303
    assert post(world, world.dee, f"{url}/owner/", **form).status_code == 409
    assert "Rex Amin, by Tue 1 Dec" in text(world.browser(world.rex).get(f"/deals/{deal.pk}/board/"))
    assert post(world, world.sol, f"{url}/met/", seen=2).status_code == 403
    assert post(world, world.rex, f"{url}/met/", seen=2).status_code == 303
    assert "Dee Lund confirms it" in text(world.browser(world.sol).get(f"/deals/{deal.pk}/board/"))
    assert post(world, world.dee, f"{url}/met/", seen=2).status_code == 409
    assert post(world, world.dee, f"{url}/met/", seen=3).status_code == 303
    assert "Met Tue 24 Nov" in text(world.browser(world.sol).get(f"/deals/{deal.pk}/board/"))


@pytest.mark.parametrize(
    ("who", "price", "margin"),
    [("sol", True, True), ("dee", True, True), ("fay", True, True), ("lea", True, True), ("rex", False, False)],
)
def test_who_sees_price_and_margin(world, who, price, margin):
    deal = dealing.scoped(world, amount=None)
    dealing.scopes(deal).update(fee=123457)
    for page in ("board", "proposal"):
        seen = text(world.browser(getattr(world, who)).get(f"/deals/{deal.pk}/{page}/"))
        assert ("123,457" in seen) == price
    board = text(world.browser(getattr(world, who)).get(f"/deals/{deal.pk}/board/"))
    assert ("51.4%" in board) == margin
    assert ("32.0%" in board) == margin


def test_a_consultant_on_the_deal_sees_no_figure(world):
    deal = dealing.scoped(world, amount=None)
    dealing.scopes(deal).update(fee=123457)
    world.join(world.con, deal)
    for page in ("board", "proposal"):
        seen = text(world.browser(world.con).get(f"/deals/{deal.pk}/{page}/"))
        assert "One asset register" in seen or "Deal board" in seen
        assert not any(figure in seen for figure in ("123,457", "51.4%", "32.0%", "60,000"))


def test_the_proposal_is_locked_with_its_reasons(world):
    deal = dealing.scoped(world)
    page = text(world.browser(world.sol).get(f"/deals/{deal.pk}/proposal/"))
    assert "Locked: this can’t go to the client yet" in page
    assert "Sales and Delivery: no word yet on scope 1." in page
    assert "draft, not sent" in page
    assert "One asset register" in page


def test_the_proposal_goes_out_once_it_is_judged(world):
    deal = dealing.agreed(world)
    url = f"/deals/{deal.pk}/proposal/"
    bad = post(world, world.sol, url, sent_to="", valid_until="2026-11-01")
    assert bad.status_code == 422
    assert "Say to whom at the client it goes." in text(bad)
    assert "This day has passed: choose one to come." in text(bad)
    assert 'value="2026-11-01"' in text(bad)
    assert post(world, world.dee, url, sent_to="Ruth").status_code == 403
    assert post(world, world.sol, url, sent_to="Ruth Castellan", valid_until="2026-12-24").status_code == 303
    assert Proposal.objects.get().sent_to == "Ruth Castellan"
    page = text(world.browser(world.sol).get(url))
    assert "Scope 1 went to Ruth Castellan on Tue 24 Nov, sent by Sol Hart." in page
    assert f'href="/deals/{deal.pk}/sign/"' in page


def test_a_shut_proposal_is_refused_and_keeps_what_was_typed(world):
    deal = dealing.agreed(world)
    dealing.scope(world, deal, frozen=False)
    answer = post(world, world.sol, f"/deals/{deal.pk}/proposal/", sent_to="Ruth Castellan", valid_until="")
    assert answer.status_code == 422
    assert "Scope 2 is being changed" in text(answer)
    assert 'value="Ruth Castellan"' in text(answer)


def test_the_calls_page_asks_who_joins(world):
    deal = dealing.agreed(world)
    page = text(world.browser(world.sol).get(f"/deals/{deal.pk}/calls/"))
    assert "Who from delivery joins the final call?" in page
    bad = post(world, world.sol, f"/deals/{deal.pk}/calls/", delivery_person="", planned_at="soon", probes="Vans?")
    assert bad.status_code == 422
    assert "Name who from delivery joins the call." in text(bad)
    assert "Give a day and a time." in text(bad)
    assert "Vans?" in text(bad)
    form = {
        "delivery_person": world.dee.pk,
        "sales_person": world.sol.pk,
        "planned_at": "2026-11-26T14:00",
        "probes": "Vans?",
    }
    assert post(world, world.sol, f"/deals/{deal.pk}/calls/", **form).status_code == 303
    page = text(world.browser(world.dee).get(f"/deals/{deal.pk}/calls/"))
    assert "Thu 26 Nov, 14:00" in page
    stale = post(world, world.sol, f"/deals/{deal.pk}/calls/", **{**form, "delivery_person": world.con.pk, "seen": 9})
    assert stale.status_code == 409
    assert ReversePitch.objects.get().delivery_person == world.dee


def test_what_was_heard_and_who_was_there(world):
    deal = dealing.agreed(world)
    plan_pitch(deal, planned_at=world.at, delivery_person=world.dee, sales_person=None, by=world.sol, at=world.at)
    url = f"/deals/{deal.pk}/calls"
    bad = post(world, world.sol, f"{url}/held/", seen=1, heard="")
    assert bad.status_code == 422
    assert "Write down what the client said back." in text(bad)
    assert post(world, world.sol, f"{url}/held/", seen=1, heard="One register, six vans").status_code == 303
    assert post(world, world.sol, f"{url}/there/").status_code == 403
    assert "I was there for delivery" in text(world.browser(world.dee).get(f"{url}/"))
    assert post(world, world.dee, f"{url}/there/").status_code == 303
    page = text(world.browser(world.sol).get(f"{url}/"))
    assert "held with delivery" in page
    assert "One register, six vans" in page


def test_promises_on_no_paper_stand_out(world):
    deal = dealing.agreed(world)
    dealing.promise(world, deal, paper="")
    page = text(world.browser(world.dee).get(f"/deals/{deal.pk}/calls/"))
    assert "1 on no paper" in page
    assert "“You will see your own vans on the map by week three.”" in page


def test_the_list_of_reviews_says_whose_word_is_missing(world):
    deal = dealing.scoped(world)
    vote(deal, "sales", "approve", by=world.sol, at=world.at, reason="Yes")
    page = text(world.browser(world.dee).get("/board/"))
    assert "1 waits for your word." in page
    assert "Say your word" in page
    assert "approves" in page
    assert "nobody" in page
    assert "Asset data platform" not in text(world.browser(world.sue).get("/board/"))
    assert "£100,000" not in text(world.browser(world.rex).get("/board/"))


def test_the_empty_list_says_how_a_deal_comes_here(world):
    assert "A deal comes here when its scope is frozen" in text(world.browser(world.sol).get("/board/"))


def queries_of(browser, url) -> int:
    browser.get(url)
    with CaptureQueriesContext(connection) as seen:
        assert browser.get(url).status_code == 200
    return len(seen)


def test_one_or_fifty_reviews_cost_the_same(world):
    browser = world.browser(world.dee)
    vote(dealing.scoped(world), "sales", "approve", by=world.sol, at=world.at, reason="Yes")
    one = queries_of(browser, "/board/")
    for number in range(50):
        deal = dealing.scoped(world, name=f"Deal {number}", close_on=None if number % 5 else world.today)
        vote(deal, "sales", "approve", by=world.sol, at=world.at, reason="Yes")
    assert queries_of(browser, "/board/") == one
    first = text(browser.get("/board/"))
    more = re.search(r'href="(\?after=[^"]+)"', first)
    assert first.count("data-row") == 50
    assert text(browser.get(f"/board/{more.group(1)}")).count("data-row") == 1


def test_one_or_fifty_rows_of_a_deal_cost_the_same(world):
    deal = dealing.proposed(world)
    browser = world.browser(world.dee)
    urls = [f"/deals/{deal.pk}/{page}/" for page in ("board", "proposal", "calls", "sign")]
    dealing.promise(world, deal)
    one = [queries_of(browser, url) for url in urls]
    for number in range(50):
        dealing.promise(world, deal, quote=f"Promise {number}")
    assert [queries_of(browser, url) for url in urls] == one


def test_who_waits_on_whom(world):
    assert world.fay
    deal = dealing.scoped(world)
    told = {(wait.kind, wait.title, wait.on) for wait in waits(world.at)}
    assert told == {
        ("decide", "Judge scope 1 for sales", world.sol),
        ("decide", "Judge scope 1 for delivery", world.dee),
        ("do", "Who from delivery joins the final call?", world.sol),
    }
    dealing.scopes(deal).update(fee=200000)
    assert [wait.title for wait in waits(world.at, on=world.fay)] == ["Judge scope 1 for finance"]
    vote(deal, "delivery", "if", by=world.dee, at=world.at, reason="Jonas is free", owner=world.rex, due=world.today)
    assert [(wait.title, wait.asker) for wait in waits(world.at, on=world.rex)] == [
        ("Meet the condition: Jonas is free", world.dee)
    ]
    assert {wait.on for wait in waits(world.at, asker=world.dee)} == {world.sol, world.rex}


def test_waits_cost_the_same_for_one_and_many(world, django_assert_num_queries):
    vote(dealing.scoped(world), "delivery", "if", by=world.dee, at=world.at, reason="Jonas is free")
    with django_assert_num_queries(28):
        waits(world.at)
    for number in range(20):
        deal = dealing.scoped(world, name=f"Deal {number}")
        vote(deal, "delivery", "if", by=world.dee, at=world.at, reason="Jonas is free")
    with django_assert_num_queries(28):
        assert len(waits(world.at)) == 63

"""The minutes: who said what for whom, what became of it, and nothing that their reader may not see."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tandem.engagements.models import Waiver
from tandem.review.actions.propose import decide
from tandem.review.actions.votes import meet_condition, vote
from tandem.review.queries.minutes import minutes
from tests import dealing


def text(answer) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def told(world, deal, person=None) -> dict:
    return minutes(deal, person or world.lea, world.today).told


def judged_deal(world):
    """Finance is called; delivery objected to scope 1 and asks a condition of scope 2, which is met."""
    dealing.policy(world, rows=[("value", 50000, "board"), ("value", 80000, "finance"), ("margin", "0.5", "finance")])
    deal = dealing.scoped(world)
    vote(deal, "delivery", "object", by=world.dee, at=world.at, reason="Training is missing.")
    dealing.scope(world, deal)
    vote(deal, "sales", "approve", by=world.sol, at=world.at, reason="They want it.")
    mixed = {"scope": "approve", "risk": "if", "price": "approve"}
    verdict = vote(
        deal, "delivery", mixed, by=world.dee, at=world.at, reason="Jonas is free", owner=world.rex, due=world.today
    )
    meet_condition(verdict, by=world.rex, at=world.at, seen=1)
    meet_condition(verdict, by=world.dee, at=world.at, seen=2)
    vote(deal, "finance", "approve", by=world.fay, at=world.at, reason="It pays.")
    return deal


def test_everything_that_was_said_and_what_became_of_it(world):
    deal = judged_deal(world)
    Waiver.objects.create(
        engagement=deal, rule="margin_clears_the_floor", asked_by=world.sol, asked_at=world.at, asked_why="A door",
        decided_by=world.lea, decided_at=world.at, granted=True, reason="We want this client",
    )  # fmt: skip
    decide(deal, by=world.sol, at=world.at, today=world.today)
    found = told(world, deal)
    sales, delivery, finance = found["seats"]
    assert (sales["who"], sales["reason"]) == ("Sol Hart", "They want it.")
    assert delivery["marks"] == [
        ("Scope", "Approves", "approve"), ("Risk", "Approves if", "if"), ("Price", "Approves", "approve"),
    ]  # fmt: skip
    assert [mark[0] for mark in finance["marks"]] == ["Risk", "Price"]
    assert (
        finance["why"] == "Finance sits because the fee is £100,000 (limit £80,000) and the margin is 40% (limit 50%)."
    )
    assert found["conditions"] == [
        {"scope": 2, "seat": "Delivery", "words": "Jonas is free", "state": "met on 24 Nov 2026"}
    ]
    assert [(row["words"], row["became"]) for row in found["objections"]] == [
        ("Training is missing.", "On scope 2 Dee Lund approves if.")
    ]
    assert [(row["rule"], row["reason"]) for row in found["waivers"]] == [
        ("Price holds the margin", "We want this client")
    ]
    assert found["decision"] == "Ready to propose: decided by Sol Hart on 24 Nov 2026, 09:00."
    assert found["digest"] == dealing.scopes(deal).get(number=2).digest
    page = text(world.browser(world.sol).get(f"/deals/{deal.pk}/board/minutes/"))
    for words in (
        "Training is missing.",
        "On scope 2 Dee Lund approves if.",
        "met on 24 Nov 2026",
        "decided by Sol Hart",
    ):
        assert words in page


@pytest.mark.parametrize(
    ("newer", "became"), [(False, "It stands."), (True, "No word yet on scope 2.")], ids=["same scope", "newer scope"]
)
def test_an_objection_that_nobody_answered(world, newer, became):
    deal = dealing.scoped(world)
    vote(deal, "delivery", "object", by=world.dee, at=world.at, reason="No")
    if newer:
        dealing.scope(world, deal)
    assert told(world, deal)["objections"][0]["became"] == became


def test_before_anything_was_judged(world):
    deal = world.deal
    found = told(world, deal)
    assert (found["seats"], found["decision"]) == ([], "Not decided yet.")
    assert found["about"] == "No scope is frozen yet, so there is nothing to judge."
    assert world.browser(world.sol).get(f"/deals/{deal.pk}/board/minutes.pdf").content[:5] == b"%PDF-"


@pytest.mark.parametrize(
    ("who", "sees"), [("lea", True), ("sol", True), ("dee", True), ("fay", True), ("rex", False), ("con", False)]
)
def test_figures_are_for_those_who_may_see_them(world, who, sees):
    deal = judged_deal(world)
    world.join(world.con, deal)
    person = getattr(world, who)
    page = text(world.browser(person).get(f"/deals/{deal.pk}/board/minutes/"))
    board = text(world.browser(person).get(f"/deals/{deal.pk}/board/"))
    for figure in ("£100,000", "£80,000", "40%", "50%"):
        assert (figure in page) == sees, figure
        assert (figure in board) == sees, figure
    words = "the fee has reached its limit and the margin is under its limit"
    assert (words in page) != sees
    assert (words in board) != sees


def test_the_paper_is_the_same_for_the_same_record_and_another_for_another_reader(world):
    deal = judged_deal(world)
    url = f"/deals/{deal.pk}/board/minutes.pdf"
    first, again = (world.browser(world.sol).get(url) for _each in "12")
    assert first["Content-Type"] == "application/pdf"
    assert first["Content-Disposition"] == 'attachment; filename="minutes-asset-data-platform.pdf"'
    assert first.content == again.content
    assert b"pdfaid" in first.content  # the metadata of PDF/A
    assert world.browser(world.rex).get(url).content != first.content


def test_markup_stays_what_was_typed(world):
    deal = dealing.scoped(world, name="#let x = 1 *bold* $a$ <b>")
    vote(deal, "sales", "approve", by=world.sol, at=world.at, reason='#read("/etc/passwd") `raw` @ref \\ [')
    assert world.browser(world.sol).get(f"/deals/{deal.pk}/board/minutes.pdf").status_code == 200
    assert "&lt;b&gt;" in world.browser(world.sol).get(f"/deals/{deal.pk}/board/minutes/").content.decode()


def test_a_character_that_no_font_draws_is_named(world, monkeypatch):
    from tandem.review.views import minutes as views
    from tandem.web.paper import Undrawable

    def lacking(*_args, **_more):
        raise Undrawable("𓀀")

    monkeypatch.setattr(views, "render", lacking)
    deal = dealing.scoped(world)
    answer = world.browser(world.sol).get(f"/deals/{deal.pk}/board/minutes.pdf")
    assert answer.status_code == 422
    assert "No font here has the character 𓀀" in text(answer)


@pytest.mark.parametrize("who", ["sue", "con"])
@pytest.mark.parametrize("page", ["minutes/", "minutes.pdf"])
def test_a_stranger_finds_nothing(world, who, page):
    deal = dealing.scoped(world)
    assert world.browser(getattr(world, who)).get(f"/deals/{deal.pk}/board/{page}").status_code == 404


def test_one_or_fifty_words_cost_the_same(world):
    deal = dealing.scoped(world)
    vote(deal, "delivery", "object", by=world.dee, at=world.at, reason="No")
    browser = world.browser(world.lea)
    urls = [f"/deals/{deal.pk}/board/{page}" for page in ("", "minutes/")]

    def queries() -> list[int]:
        counts = []
        for url in urls:
            browser.get(url)
            with CaptureQueriesContext(connection) as seen:
                assert browser.get(url).status_code == 200
            counts.append(len(seen))
        return counts

    one = queries()
    for number in range(25):
        dealing.scope(world, deal, fee=100000 + number)
        for seat, person in (("sales", world.sol), ("delivery", world.dee)):
            vote(deal, seat, "object", by=person, at=world.at + timedelta(minutes=number), reason=f"No {number}")
    assert queries() == one


def test_the_margin_is_of_money_as_scoping_prices_it(world):
    """100,000 for 1,000 h at 60."""
    deal = dealing.scoped(world)
    assert ("Margin", "40.0%, floor 32.0%") in told(world, deal)["figures"]
    assert Decimal("0.4") == (Decimal(100000) - 1000 * 60) / 100000

"""Assumptions harden at their gate: at the freeze into its price, later without changing a frozen one."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tandem.engagements.actions import assumption as actions
from tandem.engagements.models import Assumption, Engagement, Risk, Stage
from tandem.engagements.queries import assumption as queries
from tandem.gates import Refused
from tandem.ledger.actions import Stale
from tandem.ledger.models import Entry
from tandem.review.actions.propose import decide
from tandem.review.actions.votes import vote
from tandem.review.queries.gate import decide_checklist, sign_facts
from tandem.scoping.actions import draft
from tandem.scoping.actions.freeze import freeze
from tandem.scoping.gate.rules import hardens
from tandem.scoping.models import ScopeVersion
from tandem.scoping.queries.gate import freeze_facts
from tests import dealing
from tests.checklists import freeze_checklist


def assume(world, deal: Engagement, words: str = "The extract is clean", **fields) -> Assumption:
    """Answered, with ten hours and a verifier: ready to harden."""
    values = {
        "raised_by": world.sol, "raised_at": world.at, "verifier": world.dee, "minutes_if_false": 600, "asked": world.dee,
        "answer": "agree", "answered_by": world.dee, "answered_at": world.at, **fields,
    }  # fmt: skip
    return Assumption.objects.create(engagement=deal, words=words, **values)


def frozen(world, deal: Engagement) -> ScopeVersion:
    """Vetted as it stands, then frozen."""
    dealing.vet_all(world, deal)
    return freeze(deal, by=world.sol, at=world.at, today=world.today)


@pytest.mark.parametrize(
    ("verify_by", "reached", "due"),
    [
        ("scoped", "scoped", True), ("agreed", "scoped", False), ("agreed", "agreed", True), ("signed", "proposed", False),
        ("scoped", "signed", True), ("signed", "signed", True), ("signed", "delivering", True),
    ],
)  # fmt: skip
def test_each_is_due_at_its_stage_and_ever_after(verify_by, reached, due):
    assert queries.is_due(Assumption(verify_by=verify_by), reached) is due


@pytest.mark.parametrize(
    ("stage", "gate"),
    [
        ("lead", "scoped"),
        ("qualified", "scoped"),
        ("scoped", "agreed"),
        ("proposed", "signed"),
        ("delivering", "signed"),
    ],
)
def test_the_next_gate_of_a_deal(stage, gate):
    assert queries.next_gate(Engagement(stage=stage)) == gate


def test_freezing_makes_a_risk_of_it_and_prices_it(world, ready, drafted):
    """100 hours at 120 are 12,000; ten more hours of contingency at the same rate 13,200."""
    row = assume(world, ready)
    scope = frozen(world, ready)
    row.refresh_from_db()
    made = Risk.objects.get()
    assert (scope.fee, scope.contingency_minutes, ready.amount) == (Decimal(13200), 600, Decimal(13200))
    assert (row.priced, row.hardened_at) == (True, world.at)
    assert (made.from_assumption, made.owner, made.named_by, made.accepted_at) == (row, world.dee, world.sol, None)
    assert (made.impact_minutes, made.priced, made.words) == (600, True, "The extract is clean")
    told = Entry.objects.get(verb="hardened")
    assert (told.reason, told.engagement_id) == ("Not verified before the deal was scoped.", ready.pk)


@pytest.mark.parametrize(
    ("fields", "risks", "fee"),
    [
        ({"verify_by": "signed"}, 0, 13200),  # its gate is to come, but this is the price
        ({"verified_at": "at"}, 0, 12000),
        ({"disproved_at": "at", "priced": True}, 0, 13200),
        ({"disproved_at": "at", "minutes_if_false": 0}, 0, 12000),
        ({"priced": True}, 1, 13200),
        ({"answer": "if", "condition": "C"}, 1, 13200),
    ],
)
def test_what_hardens_and_what_is_only_priced(world, ready, drafted, fields, risks, fee):
    assume(world, ready, **{name: world.at if value == "at" else value for name, value in fields.items()})
    assert frozen(world, ready).fee == fee
    assert Risk.objects.count() == risks


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"answer": "", "answered_by": None}, "Delivery hasn’t answered"),
        ({"minutes_if_false": 0}, "say how many hours it costs if it’s false"),
        ({"verifier": None}, "name who verifies it"),
        ({"answer": "red", "condition": "No"}, "red flag"),
        ({"disproved_at": "at"}, "It turned out false"),
    ],
)
def test_what_lacks_shuts_the_gate_and_nothing_hardens(world, ready, drafted, fields, words):
    assume(world, ready, "Whole")
    assume(world, ready, "Half", **{name: world.at if value == "at" else value for name, value in fields.items()})
    with pytest.raises(Refused, match=words):
        freeze(ready, by=world.sol, at=world.at, today=world.today)
    assert not Risk.objects.exists()
    assert not Assumption.objects.filter(priced=True).exists()


def test_a_stale_freeze_hardens_nothing(world, ready, drafted):
    assume(world, ready)
    with pytest.raises(Stale):
        freeze(ready, by=world.sol, at=world.at, today=world.today, seen=drafted.version - 1)
    assert not Risk.objects.exists()


def test_it_hardens_once_however_often_it_is_frozen(world, ready, drafted):
    row = assume(world, ready)
    first = frozen(world, ready)
    second = draft.start_again(first, by=world.sol, at=world.at)
    draft.set_dates(second, by=world.sol, at=world.at, seen=None, starts_on=None, ends_on=None)
    assert frozen(world, ready).contingency_minutes == 600
    assert Risk.objects.get().from_assumption == row


def test_verified_later_its_risk_has_passed_and_the_next_version_is_cheaper(world, ready, drafted):
    row = assume(world, ready)
    first = frozen(world, ready)
    actions.verify(Assumption.objects.get(), by=world.dee, at=world.at, seen=None, verified_how="Counted")
    assert Risk.objects.get().fate == "passed"
    assert draft.start_again(first, by=world.sol, at=world.at).fee == 12000
    first.refresh_from_db()
    assert (first.fee, row.pk) == (13200, Assumption.objects.get().pk)


def test_before_freezing_the_page_says_what_it_will_do(world, ready, drafted):
    """Hours to everybody, money to whoever may see prices."""
    assume(world, ready)
    assume(world, ready, "Two of theirs are free", verify_by="agreed", minutes_if_false=120)
    pages = {
        (who, name): world.browser(getattr(world, who)).get(reverse(name, args=[ready.pk])).content.decode()
        for who in ("sol", "rex")
        for name in ("deal_scope", "deal_price", "deal_assumptions")
    }
    for (who, name), html in pages.items():
        if name != "deal_assumptions":
            assert "Freezing makes a risk of 1 assumption that nobody has verified" in html
            assert "+12 h in the price" in html
            assert "10 h, Dee Lund is asked to own it" in html
            assert ("£1,440" in html) is (who == "sol")
        else:
            assert "At its gate 1 unverified assumption becomes a risk" in html
    note = next(each.note for each in freeze_checklist(ready, world.today) if each.place == "assumptions")
    assert note == "1 of 2 verified or priced; 1 becomes a risk, 10 h"


def test_the_facts_take_as_many_queries_for_300_as_for_3(world, ready, drafted, django_assert_num_queries):
    for i in range(3):
        assume(world, ready, f"A{i}")
    freeze_facts(ready)
    with CaptureQueriesContext(connection) as few:
        freeze_facts(ready)
    for i in range(297):
        assume(world, ready, f"B{i}")
    with django_assert_num_queries(len(few)):
        assert sum(hardens(each) for each in freeze_facts(ready).assumptions) == 300


def scoped(world) -> Engagement:
    deal = dealing.scoped(world)
    vote(deal, "sales", "approve", by=world.sol, at=world.at, reason="It is what they asked for.")
    vote(deal, "delivery", "approve", by=world.dee, at=world.at, reason="We can do it.")
    return deal


def test_at_a_later_gate_what_is_in_the_price_hardens_by_itself(world):
    deal = scoped(world)
    dealing.scopes(deal).update(contingency_minutes=600)
    assume(world, deal, verify_by="agreed", priced=True)
    later = assume(world, deal, "Signed by then", verify_by="signed", priced=False)
    dealing.agree_anew(world, deal)
    decide(deal, by=world.sol, at=world.at, today=world.today)
    assert (deal.stage, Risk.objects.get().owner) == (Stage.AGREED, world.dee)
    later.refresh_from_db()
    assert later.hardened_at is None
    assert dealing.scopes(deal).get().contingency_minutes == 600


@pytest.mark.parametrize("priced", [False, True])
def test_a_frozen_price_is_never_changed_silently(world, priced):
    """Not priced at all, or priced after the freeze: that version's contingency doesn't hold it."""
    deal = scoped(world)
    row = assume(world, deal, verify_by="agreed", priced=priced)
    dealing.agree_anew(world, deal)
    with pytest.raises(Refused, match="Verify it, or price it in a new version of the scope: “The extract is clean”"):
        decide(deal, by=world.sol, at=world.at, today=world.today)
    assert not Risk.objects.exists()
    actions.verify(row, by=world.dee, at=world.at, seen=None, verified_how="Counted")
    decide(deal, by=world.sol, at=world.at, today=world.today)


def test_each_later_gate_asks_for_what_is_due_by_then(world):
    deal = dealing.proposed(world)
    assume(world, deal, verify_by="signed")
    scope = dealing.scopes(deal).get()
    assert [each.due for each in sign_facts(deal, world.today).assumptions] == [True]
    assert scope.contingency_minutes == 0
    deal.stage = Stage.SCOPED
    words = [each.words for each in decide_checklist(deal, world.today) if each.place == "assumptions"]
    assert words == [None]

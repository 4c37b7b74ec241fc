"""Seats: each its own word, on one scope, once."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from tandem.engagements.actions.stage import WrongStage
from tandem.engagements.models import Stage, Waiver
from tandem.gates import Refused
from tandem.ledger.actions import Stale
from tandem.ledger.queries import history
from tandem.planning.actions.needs import refresh_needs
from tandem.planning.models import Booking, CapacityWeek
from tandem.planning.queries.free import shortfall
from tandem.review.actions.propose import decide, propose
from tandem.review.actions.votes import meet_condition, own_condition, vote
from tandem.review.models import Proposal, Verdict
from tandem.review.queries.gate import decide_checklist, propose_checklist
from tandem.web.words import hours
from tests import dealing


def words(refused) -> str:
    return str(refused.value)


def speak(world, deal, *seats, word="approve"):
    sits = {"sales": world.sol, "delivery": world.dee, "finance": world.fay}
    for seat in seats:
        vote(deal, seat, word, by=sits[seat], at=world.at, reason="Because.")


@pytest.mark.parametrize(
    ("who", "seat", "may"),
    [
        ("sol", "sales", True), ("sue", "sales", True), ("dee", "delivery", True), ("dov", "delivery", True),
        ("sol", "delivery", False), ("dee", "sales", False), ("lea", "sales", False), ("lea", "delivery", False),
        ("lea", "finance", False), ("lea", "leadership", True), ("fay", "leadership", False), ("fay", "finance", True), ("fay", "sales", False), ("rex", "delivery", False),
        ("con", "delivery", False),
    ],
)  # fmt: skip
def test_nobody_speaks_for_the_other_side(world, who, seat, may):
    deal = dealing.scoped(world)
    if may:
        assert vote(deal, seat, "approve", by=getattr(world, who), at=world.at, reason="Yes.").seat == seat
    else:
        with pytest.raises(PermissionDenied):
            vote(deal, seat, "approve", by=getattr(world, who), at=world.at, reason="Yes.")


def test_whoever_proposes_speaks_for_sales_only(world):
    deal = dealing.scoped(world, seller=world.dov)
    with pytest.raises(PermissionDenied):
        vote(deal, "delivery", "approve", by=world.dov, at=world.at, reason="Yes.")


def test_a_word_stands_until_there_is_a_new_scope(world):
    deal = dealing.scoped(world)
    speak(world, deal, "delivery", word="object")
    with pytest.raises(Stale) as stale:
        vote(deal, "delivery", "approve", by=world.dov, at=world.at, reason="I think it's fine.")
    assert stale.value.current.person == world.dee
    dealing.scope(world, deal)
    vote(deal, "delivery", "approve", by=world.dee, at=world.at, reason="Now we can.")
    assert [(row.scope.number, row.vote) for row in Verdict.objects.order_by("scope__number")] == [
        (1, "object"), (2, "approve"),
    ]  # fmt: skip


def test_who_read_an_older_scope_is_told(world):
    deal = dealing.scoped(world)
    old = dealing.scopes(deal).get()
    dealing.scope(world, deal)
    with pytest.raises(Stale):
        vote(deal, "sales", "approve", by=world.sol, at=world.at, reason="Yes.", scope_seen=old.pk)
    assert not Verdict.objects.exists()


def test_nobody_judges_a_draft(world):
    deal = dealing.scoped(world)
    dealing.scope(world, deal, frozen=False)
    with pytest.raises(Stale):
        vote(deal, "sales", "approve", by=world.sol, at=world.at, reason="Yes.")


@pytest.mark.parametrize("stage", [Stage.LEAD, Stage.QUALIFIED, Stage.SIGNED, Stage.LOST])
def test_only_what_is_before_the_board_is_judged(world, stage):
    deal = world.engagement(stage=stage, lost_reason="Price" if stage == Stage.LOST else "")
    dealing.scope(world, deal)
    with pytest.raises(WrongStage):
        vote(deal, "sales", "approve", by=world.sol, at=world.at, reason="Yes.")


@pytest.mark.parametrize(
    ("fee", "word", "reason", "asks"),
    [
        (49999, "approve", "", False), (50000, "approve", "", True), (50000, "approve", "Fits.", False),
        (1000, "if", "", True), (1000, "object", " ", True),
    ],
)  # fmt: skip
def test_when_a_reason_is_asked_for(world, fee, word, reason, asks):
    deal = dealing.scoped(world)
    dealing.scopes(deal).update(fee=fee)
    if asks:
        with pytest.raises(ValidationError, match="minutes"):
            vote(deal, "sales", word, by=world.sol, at=world.at, reason=reason)
    else:
        vote(deal, "sales", word, by=world.sol, at=world.at, reason=reason)


def test_agreed_when_every_seat_has_spoken(world):
    deal = dealing.scoped(world)
    with pytest.raises(Refused) as refused:
        decide(deal, by=world.sol, at=world.at, today=world.today)
    assert words(refused) == "Sales and Delivery: no word yet on scope 1."
    speak(world, deal, "sales", "delivery")
    decide(deal, by=world.sol, at=world.at, today=world.today)
    deal.refresh_from_db()
    assert deal.stage == Stage.AGREED
    assert history(deal.pk)[0].verb == "agreed: ready to propose"


def test_finance_is_needed_from_a_value(world):
    deal = dealing.scoped(world)
    dealing.scopes(deal).update(fee=150000)
    dealing.vet_all(world, deal)
    speak(world, deal, "sales", "delivery")
    with pytest.raises(Refused, match="Finance: no word yet"):
        decide(deal, by=world.sol, at=world.at, today=world.today)
    speak(world, deal, "finance")
    decide(deal, by=world.sol, at=world.at, today=world.today)


def test_a_condition_is_owned_then_met(world):
    deal = dealing.scoped(world)
    speak(world, deal, "sales")
    verdict = vote(deal, "delivery", "if", by=world.dee, at=world.at, reason="Jonas is free")
    with pytest.raises(Refused, match="Jonas is free"):
        decide(deal, by=world.sol, at=world.at, today=world.today)
    with pytest.raises(PermissionDenied):
        own_condition(verdict, owner=world.sol, due=date(2026, 12, 1), by=world.sol, at=world.at, seen=1)
    own_condition(verdict, owner=world.rex, due=date(2026, 12, 1), by=world.dee, at=world.at, seen=1)
    assert all(finding.passes for finding in decide_checklist(deal, world.today))
    assert not all(finding.passes for finding in decide_checklist(deal, date(2026, 12, 2)))
    with pytest.raises(PermissionDenied):
        meet_condition(verdict, by=world.sol, at=world.at, seen=2)
    meet_condition(verdict, by=world.rex, at=world.at, seen=2)
    assert not all(finding.passes for finding in decide_checklist(deal, date(2026, 12, 2)))
    meet_condition(verdict, by=world.dee, at=world.at, seen=3)
    assert all(finding.passes for finding in decide_checklist(deal, date(2026, 12, 2)))


def test_a_condition_changed_meanwhile_is_stale(world):
    deal = dealing.scoped(world)
    verdict = vote(deal, "delivery", "if", by=world.dee, at=world.at, reason="Jonas is free")
    mine = Verdict.objects.get()
    own_condition(verdict, owner=world.rex, due=world.today, by=world.dee, at=world.at, seen=1)
    with pytest.raises(Stale):
        own_condition(mine, owner=world.con, due=world.today, by=world.dee, at=world.at, seen=1)


def test_people_must_be_free(world):
    deal = dealing.scoped(world)
    speak(world, deal, "sales", "delivery")
    CapacityWeek.objects.update(hard=2000)
    dealing.sum_up_weeks()
    with pytest.raises(Refused, match="nobody is free for 700 h of Data engineer, from the week of 11 Jan 2027 on"):
        decide(deal, by=world.sol, at=world.at, today=world.today)


def test_what_is_held_for_this_deal_is_there_for_it(world):
    """24 weeks of 250 minutes left from two people; the third is held for it, 37.5 hours a week."""
    deal = dealing.scoped(world)
    speak(world, deal, "sales", "delivery")
    CapacityWeek.objects.exclude(person=world.con).update(hard=2125)
    CapacityWeek.objects.filter(person=world.con).update(held=2250)
    dealing.sum_up_weeks()
    Booking.objects.create(
        person=world.con, engagement=deal, starts_on=dealing.START, ends_on=dealing.END, minutes_per_day=450,
        hard=False, hold_until=world.today + timedelta(days=9), made_at=world.at,
    )  # fmt: skip
    decide(deal, by=world.sol, at=world.at, today=world.today)


def test_the_gate_and_the_capacity_page_say_the_same(world):
    """A firm that is free enough over the whole time, and lacks people in its first weeks."""
    deal = dealing.scoped(world)
    CapacityWeek.objects.filter(week__lt=date(2027, 2, 1)).update(hard=2250)
    dealing.sum_up_weeks()
    refresh_needs(deal)
    short = sum(row.minutes for row in shortfall(deal, world.today))
    finding = next(each for each in decide_checklist(deal, world.today) if each.rule == "people_are_free")
    assert f"nobody is free for {hours(short)} of Data engineer, from the week of 11 Jan 2027 on" in finding.words
    assert short == 3 * 2500  # 1,000 h over 24 weeks of five days, three of them without anybody


def test_others_holds_never_block_and_ones_overbooking_takes_nothing_from_a_colleague(world):
    deal = dealing.scoped(world)
    CapacityWeek.objects.filter(person=world.con).update(hard=9000)
    CapacityWeek.objects.update(held=2250)
    dealing.sum_up_weeks()
    assert decide_checklist(deal, world.today)[4].passes


def test_the_margin_must_clear_the_floor_of_the_policy(world):
    deal = dealing.scoped(world)
    dealing.scopes(deal).update(fee=80000)
    dealing.vet_all(world, deal)
    speak(world, deal, "sales", "delivery")
    with pytest.raises(Refused, match="under the margin floor"):
        decide(deal, by=world.sol, at=world.at, today=world.today)


def price_of(deal, today):
    return next(each for each in decide_checklist(deal, today) if each.rule == "margin_clears_the_floor")


def test_contingency_costs_too(world):
    """100,000 for 1,000 h at 60: 40%; with 200 h of contingency 28%, under a floor of 32%."""
    deal = dealing.scoped(world)
    assert price_of(deal, world.today).passes
    dealing.scopes(deal).update(contingency_minutes=200 * 60)
    assert not price_of(deal, world.today).passes


def test_a_waived_rule_lets_pass_and_keeps_when(world):
    deal = dealing.scoped(world)
    dealing.scopes(deal).update(fee=80000)
    dealing.vet_all(world, deal)
    speak(world, deal, "sales", "delivery")
    waiver = Waiver.objects.create(
        engagement=deal, rule="margin_clears_the_floor", asked_by=world.sol, asked_at=world.at, asked_why="A door",
        decided_by=world.lea, decided_at=world.at, granted=True, reason="We want this client",
    )  # fmt: skip
    decide(deal, by=world.sol, at=world.at, today=world.today)
    waiver.refresh_from_db()
    assert waiver.used_at == world.at


@pytest.mark.parametrize("who", ["rex", "fay", "con"])
def test_who_may_not_say_that_the_board_is_through(world, who):
    deal = dealing.scoped(world)
    with pytest.raises(PermissionDenied):
        decide(deal, by=getattr(world, who), at=world.at, today=world.today)


def test_a_scope_changed_after_the_vote_closes_the_proposal(world):
    deal = dealing.agreed(world)
    assert all(finding.passes for finding in propose_checklist(deal, world.today))
    draft = dealing.scope(world, deal, frozen=False)
    with pytest.raises(Refused, match="Scope 2 is being changed"):
        propose(deal, sent_to="Ruth", valid_until=None, by=world.sol, at=world.at, today=world.today)
    dealing.freeze(world, draft)
    with pytest.raises(Refused, match="Sales and Delivery: no word yet on scope 2"):
        propose(deal, sent_to="Ruth", valid_until=None, by=world.sol, at=world.at, today=world.today)
    speak(world, deal, "sales", "delivery")
    propose(deal, sent_to="Ruth", valid_until=None, by=world.sol, at=world.at, today=world.today)
    assert Proposal.objects.get().scope == draft
    assert Proposal.objects.get().digest == draft.digest


def test_a_scope_that_was_altered_behind_its_digest_is_not_proposed(world):
    deal = dealing.agreed(world)
    dealing.scopes(deal).get().items.filter(kind="in").update(words="Something else")
    with pytest.raises(Refused, match="Scope 1 isn't what was frozen any more"):
        propose(deal, sent_to="Ruth", valid_until=None, by=world.sol, at=world.at, today=world.today)


def test_a_scope_changed_after_the_vote_still_has_to_earn_its_margin(world):
    deal = dealing.agreed(world)
    dealing.scope(world, deal, fee=70000)
    speak(world, deal, "sales", "delivery")
    with pytest.raises(Refused, match="under the margin floor"):
        propose(deal, sent_to="Ruth", valid_until=None, by=world.sol, at=world.at, today=world.today)


@pytest.mark.parametrize("who", ["dee", "lea", "fay"])
def test_only_sales_sends_the_proposal(world, who):
    deal = dealing.agreed(world)
    with pytest.raises(PermissionDenied):
        propose(deal, sent_to="Ruth", valid_until=None, by=getattr(world, who), at=world.at, today=world.today)


def test_a_proposal_before_its_time(world):
    deal = dealing.scoped(world)
    with pytest.raises(WrongStage):
        propose(deal, sent_to="Ruth", valid_until=None, by=world.sol, at=world.at, today=world.today)

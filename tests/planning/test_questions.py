"""Needs of deals, odds of stages, free people, open roles, what waits on planners."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from tandem.engagements.actions.odds import calibrate
from tandem.engagements.models import Stage, StageChange, StageOdds
from tandem.engagements.queries.odds import odds
from tandem.planning.actions import bookings as verbs
from tandem.planning.actions.needs import refresh_needs
from tandem.planning.models import Need
from tandem.planning.queries.free import shortfall
from tandem.planning.queries.meaning import meaning
from tandem.planning.queries.staffing import open_roles, with_matches
from tandem.planning.queries.waits import waits
from tandem.scoping.models import EstimateLine, ScopeVersion
from tests.planning import firm
from tests.planning.firm import JAN_11, MONDAY

FRIDAY = JAN_11 + timedelta(days=4)


def needs() -> list[tuple]:
    return list(Need.objects.order_by("role__name").values_list("starts_on", "ends_on", "minutes"))


def scope(world, deal, number: int, minutes: int, **dates) -> ScopeVersion:
    version = ScopeVersion.objects.create(
        engagement=deal, number=number, fee=1, made_at=world.at, made_by=world.sol, frozen_at=world.at, **dates
    )
    EstimateLine.objects.create(scope=version, role=world.engineer, minutes=minutes, bill_hourly=1, cost_hourly=1)
    return version


def test_a_deal_with_a_tier_needs_its_standard_estimate(world):
    deal = world.engagement(tier=firm.tier(world, minutes=18_000))
    assert refresh_needs(deal) == 1
    assert needs() == [(deal.starts_on, deal.ends_on, 18_000)]


def test_a_deal_without_dates_begins_after_it_closes_and_runs_as_its_tier(world):
    deal = world.engagement(tier=firm.tier(world, weeks=4), starts_on=None, ends_on=None, close_on=date(2026, 12, 11))
    refresh_needs(deal)
    assert needs()[0][:2] == (date(2026, 12, 14), date(2027, 1, 10))


def test_the_newest_scope_wins_over_the_tier_and_over_older_ones(world):
    deal = world.engagement(tier=firm.tier(world))
    scope(world, deal, 1, 6_000)
    scope(world, deal, 2, 7_200, starts_on=date(2027, 2, 1), ends_on=date(2027, 3, 26))
    refresh_needs(deal)
    assert needs() == [(date(2027, 2, 1), date(2027, 3, 26), 7_200)]
    refresh_needs(deal)
    assert len(needs()) == 1


def test_what_is_no_longer_needed_goes_and_signed_deals_keep_what_they_were_sold_with(world):
    deal = world.engagement(tier=firm.tier(world))
    refresh_needs(deal)
    deal.tier = None
    refresh_needs(deal)
    assert needs() == []
    firm.need(world, deal, 99)
    deal.stage = Stage.SIGNED
    assert refresh_needs(deal) == 0
    assert needs()[0][2] == 99


def test_a_deal_that_cannot_be_placed_in_time_needs_nothing_yet(world):
    assert refresh_needs(world.engagement(tier=firm.tier(world), starts_on=None, ends_on=None, close_on=None)) == 0


def close_deals(world, won: int, lost: int) -> None:
    for number in range(won + lost):
        stage = Stage.SIGNED if number < won else Stage.LOST
        deal = world.engagement(f"Old {number}", stage=stage, lost_reason="" if number < won else "Price")
        StageChange.objects.create(engagement=deal, was="lead", now="qualified", at=world.at)


@pytest.mark.parametrize(("won", "lost", "expected", "learnt"), [(20, 19, 0.25, False), (30, 10, 32.5 / 50, True)])
def test_odds_are_believed_until_40_closed_deals_say_otherwise(world, won, lost, expected, learnt):
    close_deals(world, won, lost)
    world.engagement("Open")
    assert calibrate(world.at) == won + lost
    found = odds(world.today)
    assert found.by_stage["qualified"] == pytest.approx(expected)
    assert ("Qualified" in found.learnt) is learnt
    assert found.by_stage["proposed"] == 0.75
    assert StageOdds.objects.get(stage="qualified").wins == won


def test_a_deals_own_probability_goes_first(world):
    assert odds(world.today).of("proposed", Decimal(".2")) == 0.2
    assert odds(world.today).of("proposed", Decimal(0)) == 0
    assert odds(world.today).of("proposed", None) == 0.75


def test_shortfall_is_what_nobody_has_free_week_by_week(world):
    crew = firm.engineers(world, 2)
    firm.roll_up(world)
    firm.need(world, world.deal, 2 * 5_000, end=JAN_11 + timedelta(days=11))
    assert [(row.role, row.week, row.minutes) for row in shortfall(world.deal, world.today)] == [
        (world.engineer, JAN_11, 500), (world.engineer, JAN_11 + timedelta(days=7), 500),
    ]  # fmt: skip
    other = world.engagement("Other")
    week = {"starts_on": JAN_11, "ends_on": FRIDAY, "by": world.rex, "at": world.at}
    verbs.book(crew[0], other, minutes_per_day=450, **week)
    assert shortfall(world.deal, world.today)[0].minutes == 500 + 2_250


def test_own_holds_are_no_shortfall_and_others_holds_never_block(world):
    crew = firm.engineers(world, 2)
    firm.roll_up(world)
    firm.need(world, world.deal, 4_500, end=FRIDAY)
    hold = {"starts_on": JAN_11, "ends_on": FRIDAY, "minutes_per_day": 450, "hard": False, "hold_until": JAN_11}
    verbs.book(crew[0], world.deal, **hold, by=world.rex, at=world.at)
    verbs.book(crew[1], world.engagement("Other"), **hold, by=world.rex, at=world.at)
    assert shortfall(world.deal, world.today) == []


def test_a_role_that_nobody_has_is_short_and_weeks_beyond_the_plan_are_not(world):
    firm.engineers(world, 1)
    firm.roll_up(world, weeks=8)
    firm.need(world, world.deal, 200_000, end=JAN_11 + timedelta(days=400))
    weeks = [row.week for row in shortfall(world.deal, world.today)]
    assert weeks == [JAN_11]


def test_nothing_needed_is_nothing_short(world):
    assert shortfall(world.deal, world.today) == []


def test_open_roles_are_of_what_is_signed_or_likely_and_offer_the_freest_first(world):
    busy, free = firm.engineers(world, 2)
    firm.roll_up(world)
    week = {"starts_on": JAN_11, "ends_on": FRIDAY, "by": world.rex, "at": world.at}
    verbs.book(busy, None, minutes_per_day=360, **week)
    for name, stage, probability in (("Signed", "signed", None), ("Likely", "lead", ".6"), ("Unlikely", "lead", ".3")):
        deal = world.engagement(name, stage=stage, probability=probability and Decimal(probability))
        firm.need(world, deal, 2_250, end=FRIDAY)
    found = with_matches(open_roles(world.rex, world.today), world.today)
    assert sorted((row.deal.name, row.probability) for row in found) == [("Likely", 0.6), ("Signed", 1.0)]
    assert [(match.name, match.share) for match in found[0].matches] == [(free.name, 1.0), (busy.name, 0.2)]
    assert found[0].minutes_per_day == 450
    signed = next(row.deal for row in found if row.deal.name == "Signed")
    verbs.book(free, signed, minutes_per_day=450, **week)
    assert [row.deal.name for row in open_roles(world.rex, world.today)] == ["Likely"]


def test_open_roles_of_unseen_deals_are_not_shown(world):
    firm.engineers(world, 1)
    firm.need(world, world.engagement(probability=Decimal(".9"), confidential=True), 9_000)
    assert open_roles(world.rex, world.today) == []
    assert len(open_roles(world.lea, world.today)) == 1


def test_meaning_says_hours_share_and_the_weeks_it_overfills(world):
    person = firm.engineers(world, 1)[0]
    firm.booking(world, person, minutes=300)
    told = meaning(person, MONDAY, MONDAY + timedelta(days=9), 225)
    assert (told.days, told.minutes, told.week_minutes, told.share) == (8, 1_800, 1_125, 0.5)
    assert told.over == [(MONDAY, 117)]
    assert meaning(person, MONDAY, MONDAY + timedelta(days=9), 150).over == []


def test_holds_near_their_end_wait_on_whoever_made_them(world):
    person = firm.engineers(world, 1)[0]
    for days in (-1, 0, 3, 4):
        until = world.today + timedelta(days=days)
        firm.booking(world, person, world.deal, hard=False, hold_until=until, made_by=world.sol)
    found = waits(world.at, on=world.sol)
    assert [(wait.kind, wait.due) for wait in found] == [
        ("decide", world.today), ("decide", world.today + timedelta(days=3)),
    ]  # fmt: skip
    assert waits(world.at, on=world.dee) == []


def test_clashes_and_open_roles_near_signing_wait_on_the_resource_manager(world):
    crew = firm.engineers(world, 1)
    firm.roll_up(world)
    verbs.book(crew[0], None, starts_on=JAN_11, ends_on=FRIDAY, minutes_per_day=540, by=world.rex, at=world.at)
    deal = world.engagement("Register", stage="proposed")
    firm.need(world, deal, 2_250, end=FRIDAY)
    found = {wait.key.split("-")[0]: wait for wait in waits(world.at, on=world.rex)}
    assert set(found) == {"clash", "roles"}
    assert found["roles"].title == "Staff 1 role: Data engineer"
    assert found["roles"].asker == world.dee
    assert found["roles"].due == JAN_11
    assert waits(world.at, on=world.con) == []
    assert [wait.key for wait in waits(world.at, asker=world.dee)] == [found["roles"].key]

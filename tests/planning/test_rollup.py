"""The roll-up against a count by plain loops, after whatever was done in whatever order."""

import random
from datetime import date, timedelta

import pytest
from django.db.models import Sum

from tandem.calc.weeks import axis
from tandem.people.models import TimeOff, WorkingWeek
from tandem.planning.actions import bookings as verbs
from tandem.planning.actions import time_off
from tandem.planning.actions.rollup import WEEKS_AHEAD, extend, rebuild
from tandem.planning.models import Booking, CapacityWeek, TeamWeek
from tests.planning import firm

WEEKS = 20


@pytest.fixture
def crew(world):
    """Three people who work differently, under one calendar, and two deals."""
    people = firm.engineers(world, 3)
    calendar = firm.holiday(date(2026, 12, 25), date(2026, 12, 28), date(2027, 1, 1))
    for person in people:
        person.calendar = calendar
        person.save()
    WorkingWeek.objects.create(person=people[1], starts_on=date(2026, 12, 14), friday=0, thursday=225)
    WorkingWeek.objects.filter(person=people[2]).update(ends_on=date(2027, 1, 22))
    world.deals = [world.deal, world.engagement("Fraud features")]
    firm.roll_up(world, WEEKS)
    return people


def one_verb(world, crew, rng: random.Random) -> None:
    start = world.today + timedelta(days=rng.randrange(0, 100))
    end = start + timedelta(days=rng.randrange(0, 40))
    rows = list(Booking.objects.order_by("pk"))
    row = rng.choice(rows) if rows else None
    asked = {"by": world.rex, "at": world.at}
    minutes = rng.choice([30, 225, 450, 600])
    deal = rng.choice([None, *world.deals])
    what = rng.choice(
        ["book", "book", "hold", "change", "move", "split", "remove", "soft", "firm", "away", "back", "harden"]
    )
    if what in ("book", "hold") or row is None:
        hard = what != "hold"
        verbs.book(
            rng.choice(crew), deal, starts_on=start, ends_on=end, minutes_per_day=minutes, hard=hard,
            hold_until=None if hard else end, **asked,
        )  # fmt: skip
    elif what == "change":
        verbs.change(
            row, seen=row.version, starts_on=start, ends_on=end, minutes_per_day=minutes, engagement=deal, **asked
        )
    elif what == "move":
        verbs.move(row, rng.choice(crew), seen=row.version, **asked)
    elif what == "split" and row.ends_on > row.starts_on:
        verbs.split(row, row.starts_on + timedelta(days=1), seen=row.version, **asked)
    elif what == "remove":
        verbs.remove(row, seen=row.version, **asked)
    elif what == "soft":
        verbs.hold(row, end, seen=row.version, **asked)
    elif what == "firm":
        verbs.unhold(row, seen=row.version, **asked)
    elif what == "away":
        time_off.take(rng.choice(crew), starts_on=start, ends_on=start + timedelta(days=6), **asked)
    elif what == "back" and TimeOff.objects.exists():
        time_off.cancel(rng.choice(list(TimeOff.objects.order_by("pk"))), seen=None, **asked)
    elif what == "harden":
        verbs.harden(rng.choice(world.deals), **asked)


@pytest.mark.parametrize("seed", range(6))
def test_any_sequence_of_verbs_leaves_every_week_as_counted_by_hand(world, crew, seed):
    rng = random.Random(seed)
    for _ in range(30):
        one_verb(world, crew, rng)
    for person in crew:
        for monday in axis(world.today, WEEKS).mondays():
            assert firm.rolled_up(person, monday) == firm.counted_by_hand(person, monday), (person, monday)
    assert_teams_are_the_sums_of_their_people(world)


def assert_teams_are_the_sums_of_their_people(world):
    for row in TeamWeek.objects.all():
        own = CapacityWeek.objects.filter(
            week=row.week, person__team=row.team, person__role=row.role, person__is_active=True
        )
        sums = own.aggregate(Sum("available"), Sum("hard"), Sum("held"))
        assert (row.available, row.hard, row.held) == tuple(sums.values()), row
        assert row.free == sum(max(0, each.available - each.hard) for each in own)
        assert row.free_of_holds == sum(max(0, each.available - each.hard - each.held) for each in own)
    assert TeamWeek.objects.count() == WEEKS


def test_bulk_rebuild_counts_the_same(world, crew):
    rng = random.Random(99)
    for person in crew:
        firm.booking(world, person, world.deal, world.today, world.today + timedelta(days=rng.randrange(60)), 200)
        TimeOff.objects.create(person=person, starts_on=date(2026, 12, 7), ends_on=date(2026, 12, 13))
    assert rebuild([person.pk for person in crew], axis(world.today, WEEKS)) == 3 * WEEKS
    for person in crew:
        for monday in axis(world.today, WEEKS).mondays():
            assert firm.rolled_up(person, monday) == firm.counted_by_hand(person, monday)
    assert_teams_are_the_sums_of_their_people(world)


def test_only_touched_weeks_are_written(world, crew):
    CapacityWeek.objects.update(hard=7)
    monday = date(2026, 12, 7)
    verbs.book(
        crew[0],
        None,
        starts_on=monday,
        ends_on=monday + timedelta(days=9),
        minutes_per_day=60,
        by=world.rex,
        at=world.at,
    )
    written = CapacityWeek.objects.exclude(hard=7).values_list("person_id", "week")
    assert sorted(written) == [(crew[0].pk, monday), (crew[0].pk, monday + timedelta(days=7))]


def test_time_off_that_waits_for_approval_counts_for_nothing_yet(world, crew):
    monday = date(2026, 12, 7)
    week = {"starts_on": monday, "ends_on": monday + timedelta(days=4)}
    off = time_off.take(crew[0], **week, by=crew[0], at=world.at)
    assert firm.rolled_up(crew[0], monday)[0] == 2250
    time_off.approve(off, seen=off.version, by=world.rex, at=world.at)
    assert firm.rolled_up(crew[0], monday) == (0, 0, 0, True)
    time_off.change_days(off, monday, monday, seen=off.version, by=world.rex, at=world.at)
    assert firm.rolled_up(crew[0], monday) == (1800, 0, 0, False)


def test_everybody_is_kept_ahead_and_a_second_run_finds_nothing_to_do(world, crew):
    assert extend(world.today) > 0
    assert CapacityWeek.objects.filter(person=crew[0]).count() == WEEKS_AHEAD
    assert extend(world.today) == 0
    assert extend(world.today + timedelta(weeks=1)) > 0

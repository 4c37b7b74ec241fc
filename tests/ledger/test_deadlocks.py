"""Ordinary presses at once never wait for each other for ever: deals are held first, the ledger's head last."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection

from tandem.engagements.actions import assumption as assumptions
from tandem.engagements.actions import promise as promises
from tandem.engagements.actions import risk as risks
from tandem.engagements.models import Assumption, Promise, Risk
from tandem.ledger.actions import Stale
from tandem.ledger.queries import breaks
from tandem.planning.actions import bookings, time_off
from tandem.scoping.actions import draft, items
from tandem.scoping.models import ScopeVersion
from tests import dealing
from tests.at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = {"postgresql": 50, "sqlite": 2}
FEWER = 12


@pytest.fixture
def rounds():
    """How often each presses; afterwards the database has met no deadlock."""
    before = deadlocks()
    yield range(ROUNDS[connection.vendor])
    assert deadlocks() == before
    assert list(breaks()) == []


def deadlocks() -> int:
    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush(), pg_stat_clear_snapshot()")
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return cursor.fetchone()[0]


def over_and_over(rounds: range, press: Callable[[int], object]) -> Callable[[], list[str]]:
    """What came of it each time: "" or that somebody else was first. Anything else is raised."""

    def presses() -> list[str]:
        told = []
        for n in rounds:
            try:
                press(n)
                told.append("")
            except Stale:
                told.append("stale")
        return told

    return presses


def none_failed(told: list[object]) -> bool:
    for each in told:
        if isinstance(each, Exception):
            raise each
    return any("" in each for each in told)  # type: ignore[operator]


def test_a_clause_with_two_promises_while_those_are_edited(world, rounds):
    scope = draft.start(world.deal, by=world.sol, at=world.at)
    said = [dealing.promise(world, world.deal, quote=f"You will see van {n}", paper="") for n in (1, 2)]

    def clause(n: int) -> None:
        mine = [Promise.objects.get(pk=row.pk) for row in said]
        items.add(
            ScopeVersion.objects.get(pk=scope.pk),
            kind="in",
            words=f"Vans {n}",
            promises=mine,
            by=world.sol,
            at=world.at,
        )

    def reword(pk: int) -> Callable[[int], object]:
        def press(n: int) -> None:
            row = Promise.objects.get(pk=pk)
            promises.revise(row, quote=f"You will see the van, {n}", by=world.sol, at=world.at, seen=row.version)

        return press

    assert none_failed(
        at_once([over_and_over(rounds, press) for press in (clause, reword(said[1].pk), reword(said[0].pk))])
    )


def test_verbs_that_write_several_rows_of_one_deal(world, rounds):
    """An assumption and its risk, from either end."""
    row = Assumption.objects.create(
        engagement=world.deal, words="The extract is clean", raised_by=world.sol, raised_at=world.at, verifier=world.dee,
        minutes_if_false=60,
    )  # fmt: skip
    assumptions.harden(row, by=world.sol, at=world.at, seen=1)
    risk = Risk.objects.get()

    def price(n: int) -> None:
        mine = Assumption.objects.get(pk=row.pk)
        assumptions.price(mine, by=world.sol, at=world.at, seen=mine.version, minutes_if_false=60 + n)

    def mitigate(n: int) -> None:
        mine = Risk.objects.get(pk=risk.pk)
        risks.revise(mine, by=world.dee, at=world.at, seen=mine.version, mitigation=f"Start from extract {n}")

    assert none_failed(at_once([over_and_over(rounds[:FEWER], press) for press in (price, mitigate, price)]))


def test_one_person_is_booked_on_two_deals_and_away(world, rounds):
    deals = [world.deal, world.engagement("Fraud alerts")]
    days = {"starts_on": date(2027, 1, 11), "ends_on": date(2027, 1, 15)}
    world.con, world.dov, world.rex  # noqa: B018 (made before the threads ask for them)

    def book(deal, who, other) -> Callable[[int], object]:
        def press(n: int) -> None:
            made = bookings.book(who, deal, **days, minutes_per_day=60, by=world.rex, at=world.at)
            bookings.move(made, other, seen=made.version, by=world.rex, at=world.at)

        return press

    def away(n: int) -> None:
        time_off.take(world.con, **days, by=world.rex, at=world.at)

    presses = (book(deals[0], world.con, world.dov), book(deals[1], world.dov, world.con), away)
    assert none_failed(at_once([over_and_over(rounds[:FEWER], press) for press in presses]))

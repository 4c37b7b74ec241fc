"""Drafts: from nothing, from a tier, from a frozen version; clauses and hours; what the deal is worth."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from tandem.engagements.models import Assumption, Duty, Risk
from tandem.gates import Refused
from tandem.ledger.actions import Stale
from tandem.ledger.models import Entry
from tandem.people.models import Role, RoleRate
from tandem.scoping.actions import discount as discounts
from tandem.scoping.actions import draft, items, lines
from tandem.scoping.actions.freeze import freeze
from tandem.scoping.models import EstimateLine, ScopeItem, ScopeVersion
from tandem.scoping.queries import scope as queries
from tandem.scoping.queries.rates import rates_on


def by(world) -> dict:
    return {"by": world.sol, "at": world.at}


@pytest.mark.parametrize(
    ("day", "bill"),
    [
        (date(2024, 12, 31), None),
        (date(2025, 1, 1), "100"),
        (date(2026, 12, 31), "100"),
        (date(2027, 1, 1), "120.50"),
    ],
)
def test_the_newest_rate_that_has_started_holds(analyst, day, bill):
    found = rates_on(day, [analyst.pk]).get(analyst.pk)
    assert (found and found[0]) == (None if bill is None else Decimal(bill))


def test_a_tier_brings_its_clauses_hours_and_fee_along(world, gold):
    scope = draft.start_from_tier(world.deal, gold, **by(world), today=world.today)
    found = queries.content(scope)
    assert [item.words for item in found.inside] == ["One asset register", "Training for two people"]
    assert [item.words for item in found.outside] == ["Device upgrades"]
    line = found.lines[0]
    assert (line.minutes, line.tier_minutes, line.bill_hourly, line.cost_hourly) == (12000, 12000, 120, 60)
    assert (scope.fee, world.deal.amount, world.deal.tier) == (30000, 30000, gold)
    assert Assumption.objects.get().words == "The extract is clean"
    assert (Duty.objects.get().words, Duty.objects.get().for_client) == ("Give SAP access", True)
    assert Risk.objects.get().words == "SAP access is late"
    assert len(queries.tier_changes(found)) == 0


def test_a_tier_taken_twice_brings_its_clauses_once_and_keeps_what_is_ours(world, gold, analyst):
    scope = draft.start_from_tier(world.deal, gold, **by(world), today=world.today)
    items.add(scope, **by(world), kind="in", words="A van pilot")
    lines.add(scope, **by(world), today=world.today, role=analyst, minutes=600)
    draft.start_from_tier(world.deal, gold, **by(world), today=world.today)
    assert Assumption.objects.count() == Duty.objects.count() == Risk.objects.count() == 1
    found = queries.content(scope)
    assert sorted(item.words for item in found.inside) == [
        "A van pilot",
        "One asset register",
        "Training for two people",
    ]
    assert {line.role.name: line.minutes for line in found.lines} == {"Data engineer": 12000, "Analyst": 600}


def test_a_tier_with_a_role_that_has_no_rate_is_refused_in_words(world, gold):
    RoleRate.objects.all().delete()
    with pytest.raises(Refused, match="No rate is set for Data engineer on"):
        draft.start_from_tier(world.deal, gold, **by(world), today=world.today)
    assert not ScopeVersion.objects.exists()


def test_changes_against_the_tier_are_tracked_and_priced(world, gold, analyst):
    scope = draft.start_from_tier(world.deal, gold, **by(world), today=world.today)
    training = scope.items.get(words="Training for two people")
    items.revise(training, **by(world), seen=items.as_read(training, []), words="Training for four people", kind="in")
    items.remove(upgrades := scope.items.get(words="Device upgrades"), **by(world), seen=items.as_read(upgrades, []))
    items.add(scope, **by(world), kind="in", words="A van pilot in spring")
    line = scope.lines.get()
    lines.set_hours(scope, **by(world), seen=lines.as_read([line]), minutes={line.pk: 220 * 60})
    lines.add(scope, **by(world), today=world.today, role=analyst, minutes=600)
    changes = queries.tier_changes(queries.content(scope))
    assert changes.wordings == [
        ("Training for two people", "Training for four people"),
        (None, "A van pilot in spring"),
        ("Device upgrades", None),
    ]
    assert changes.hours == [("Data engineer", 12000, 13200), ("Analyst", 0, 600)]
    scope.refresh_from_db()
    assert scope.fee == Decimal(30000) + 20 * 120 + Decimal("1205.00")


def test_a_tiers_line_goes_to_nothing_and_stays_to_be_seen(world, gold):
    scope = draft.start_from_tier(world.deal, gold, **by(world), today=world.today)
    line = scope.lines.get()
    lines.set_hours(scope, **by(world), seen=None, minutes={line.pk: 0})
    assert queries.tier_changes(queries.content(scope)).hours == [("Data engineer", 12000, 0)]


def test_an_own_line_of_no_hours_is_gone(world, drafted):
    lines.set_hours(drafted, **by(world), seen=None, minutes={drafted.lines.get().pk: 0})
    assert not drafted.lines.exists()
    assert drafted.fee == 0


@pytest.mark.parametrize(
    ("minutes", "priced", "verified", "contingency", "fee"),
    [
        (600, True, False, 600, 13200),
        (600, False, False, 0, 12000),
        (600, True, True, 0, 12000),
        (0, True, False, 0, 12000),
    ],
)
def test_contingency_comes_from_priced_assumptions_nobody_verified(
    world, drafted, minutes, priced, verified, contingency, fee
):
    Assumption.objects.create(
        engagement=world.deal, words="A", raised_by=world.sol, raised_at=world.at, minutes_if_false=minutes,
        priced=priced, verified_at=world.at if verified else None,
    )  # fmt: skip
    draft.reprice(drafted, **by(world))
    world.deal.refresh_from_db()
    assert (drafted.contingency_minutes, drafted.fee, world.deal.amount) == (contingency, fee, fee)


def test_contingency_comes_from_priced_risks_by_their_exposure(world, drafted):
    Risk.objects.create(engagement=world.deal, words="R", probability=Decimal("0.3"), impact_minutes=2000, priced=True)
    Risk.objects.create(engagement=world.deal, words="S", impact_minutes=2000, priced=True, fate="passed")
    draft.reprice(drafted, **by(world))
    assert drafted.contingency_minutes == 600


def test_a_discount_names_who_is_asked(world, drafted):
    discounts.give(drafted, **by(world), seen=drafted.version, amount=Decimal(2000), asked=world.lea, why="First deal")
    world.deal.refresh_from_db()
    assert (drafted.fee, drafted.discount_by, world.deal.amount) == (10000, world.lea, 10000)
    assert Entry.objects.get(verb="set discount").reason == "First deal"


@pytest.mark.parametrize(("amount", "allowed"), [("2000", False), ("12000.01", True)])
def test_a_discount_asked_of_nobody_or_that_is_too_much_is_refused(world, drafted, amount, allowed):
    with pytest.raises(Refused):
        discounts.give(
            drafted,
            **by(world),
            seen=drafted.version,
            amount=Decimal(amount),
            asked=world.lea if allowed else None,
        )
    drafted.refresh_from_db()
    assert drafted.fee == 12000


def test_there_is_one_draft_and_numbers_are_unique(world, drafted):
    assert draft.start(world.deal, **by(world)) == drafted
    for number in (1, 2):
        with pytest.raises(IntegrityError), transaction.atomic():
            ScopeVersion.objects.create(
                engagement=world.deal, number=number, fee=0, made_at=world.at, made_by=world.sol
            )


def test_one_line_a_role(world, drafted):
    with pytest.raises(Refused, match="Data engineer is in the estimate already"):
        lines.add(drafted, **by(world), today=world.today, role=world.engineer, minutes=60)
    with pytest.raises(IntegrityError), transaction.atomic():
        EstimateLine.objects.create(scope=drafted, role=world.engineer, minutes=1, bill_hourly=1, cost_hourly=1)


def test_a_role_without_a_rate_is_refused_in_words(world, drafted):
    role = Role.objects.create(name="Diver")
    with pytest.raises(Refused, match="No rate is set for Diver on"):
        lines.add(drafted, **by(world), today=world.today, role=role, minutes=60)


def test_two_people_edit_different_clauses_at_once_and_neither_is_stale(world, drafted):
    first = drafted.items.get(kind="in")
    second = items.add(drafted, **by(world), kind="in", words="Training")
    items.revise(first, by=world.sol, at=world.at, seen=items.as_read(first, []), words="One register", kind="in")
    items.revise(second, by=world.dee, at=world.at, seen=items.as_read(second, []), words="Training for two", kind="in")
    assert sorted(drafted.items.filter(kind="in").values_list("words", flat=True)) == [
        "One register",
        "Training for two",
    ]


def test_the_same_clause_at_once_loses_nothing(world, drafted):
    row = drafted.items.get(kind="in")
    read = items.as_read(row, [])
    items.revise(row, by=world.dee, at=world.at, seen=items.as_read(row, []), words="Dee's register", kind="in")
    with pytest.raises(Stale) as stale:
        items.revise(row, by=world.sol, at=world.at, seen=read, words="Sol's register", kind="in")
    assert stale.value.current.words == "Dee's register"
    with pytest.raises(Stale):
        items.remove(row, by=world.sol, at=world.at, seen=read)
    assert ScopeItem.objects.get(kind="in").words == "Dee's register"


def test_hours_changed_in_between_are_stale(world, drafted):
    line = drafted.lines.get()
    read = lines.as_read([line])
    lines.set_hours(drafted, by=world.dee, at=world.at, seen=read, minutes={line.pk: 6600})
    with pytest.raises(Stale):
        lines.set_hours(drafted, by=world.sol, at=world.at, seen=read, minutes={line.pk: 5400})
    line.refresh_from_db()
    assert line.minutes == 6600


def test_nothing_of_a_frozen_version_changes(world, ready, drafted):
    frozen = freeze(ready, **by(world), today=world.today)
    row, line = frozen.items.get(kind="in"), frozen.lines.get()
    for verb in (
        lambda: items.add(drafted, **by(world), kind="in", words="More"),
        lambda: items.revise(row, **by(world), seen=items.as_read(row, []), words="Less", kind="in"),
        lambda: items.remove(row, **by(world), seen=items.as_read(row, [])),
        lambda: lines.set_hours(drafted, **by(world), seen=None, minutes={line.pk: 1}),
        lambda: lines.take_rates(drafted, **by(world), today=world.today),
        lambda: discounts.give(drafted, **by(world), seen=None, amount=Decimal(1), asked=world.lea),
        lambda: draft.set_dates(drafted, **by(world), seen=None, starts_on=None, ends_on=None),
        lambda: draft.reprice(frozen, **by(world)),
    ):
        with pytest.raises(Stale):
            verb()
    assert [item.words for item in frozen.items.filter(kind="in")] == ["One asset register"]


def test_todays_rates_are_taken_on_request(world, drafted):
    RoleRate.objects.create(role=world.engineer, starts_on=world.today, bill_hourly=130, cost_hourly=70)
    lines.take_rates(drafted, **by(world), today=world.today)
    assert drafted.fee == 13000


@pytest.mark.parametrize("who", ["rex", "fay", "con"])
def test_readers_change_nothing(world, who):
    with pytest.raises(PermissionDenied):
        draft.start(world.deal, by=getattr(world, who), at=world.at)

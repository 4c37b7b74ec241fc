"""Rates by the day when the work starts, and which of them a line was made at."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from tandem.people.models import RoleRate
from tandem.scoping.actions import discount as discounts
from tandem.scoping.actions import draft, lines
from tandem.scoping.models import EstimateLine, ScopeVersion
from tandem.scoping.queries.rates import applied, rate_day

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("starts_on", "day"),
    [(None, TODAY), (date(2026, 11, 1), TODAY), (TODAY, TODAY), (date(2027, 1, 11), date(2027, 1, 11))],
)
def test_the_day_whose_rates_hold(starts_on, day):
    assert rate_day(ScopeVersion(starts_on=starts_on), TODAY) == day


def section_of(world, person, name="deal_price") -> str:
    html = world.browser(person).get(reverse(name, args=[world.deal.pk])).content.decode()
    return html[html.index('id="section"') :].split('id="rail"')[0]


def test_a_line_takes_the_rate_of_the_start_and_the_page_says_so(world, analyst):
    scope = draft.start(world.deal, by=world.sol, at=world.at)
    line = lines.add(scope, by=world.sol, at=world.at, today=world.today, role=analyst, minutes=600)
    assert (line.bill_hourly, line.cost_hourly) == (Decimal("120.50"), Decimal("61.25"))
    found = applied(scope, [line], world.today)
    assert (found.day, found.since, found.outdated) == (date(2027, 1, 11), {analyst.pk: date(2027, 1, 1)}, [])
    html = section_of(world, world.sol)
    assert "rate since 1 Jan 2027" in html
    assert "At the rates of 11 Jan 2027, when the work starts." in html
    for person in (world.rex,):
        assert "rate since" not in section_of(world, person)


def test_an_earlier_start_makes_the_rates_outdated_until_they_are_taken(world, analyst):
    scope = draft.start(world.deal, by=world.sol, at=world.at)
    lines.add(scope, by=world.sol, at=world.at, today=world.today, role=analyst, minutes=600)
    scope.refresh_from_db()
    draft.set_dates(
        scope, by=world.sol, at=world.at, seen=scope.version, starts_on=date(2026, 12, 1), ends_on=date(2027, 2, 1)
    )
    html = section_of(world, world.sol)
    assert "Another rate holds on Tue 1 Dec for Analyst." in html
    data = {"rates": "1"}
    answer = world.browser(world.sol).post(reverse("deal_scope_reprice", args=[world.deal.pk]), data)
    assert answer.status_code == 303
    assert EstimateLine.objects.get().bill_hourly == Decimal(100)
    html = section_of(world, world.sol)
    assert "Another rate holds" not in html
    assert "rate since 1 Jan 2025" in html


def test_a_rate_that_is_nobodys_is_told_as_its_own(world, analyst):
    scope = draft.start(world.deal, by=world.sol, at=world.at)
    line = lines.add(scope, by=world.sol, at=world.at, today=world.today, role=analyst, minutes=600)
    EstimateLine.objects.filter(pk=line.pk).update(bill_hourly=99)
    line.refresh_from_db()
    assert applied(scope, [line], world.today).since == {}
    assert "a rate of its own" in section_of(world, world.sol)


def test_of_two_periods_at_the_same_rate_the_one_that_holds_is_named(world, analyst):
    RoleRate.objects.create(role=analyst, starts_on=date(2028, 1, 1), bill_hourly="120.50", cost_hourly="61.25")
    line = EstimateLine(role=analyst, bill_hourly=Decimal("120.50"), cost_hourly=Decimal("61.25"))
    assert applied(ScopeVersion(starts_on=date(2027, 6, 1)), [line], TODAY).since == {analyst.pk: date(2027, 1, 1)}


def test_a_frozen_scope_is_never_outdated(world, analyst):
    line = EstimateLine(role=analyst, bill_hourly=Decimal(1), cost_hourly=Decimal(1))
    assert applied(ScopeVersion(frozen_at=world.at), [line], TODAY).outdated == []


def test_a_discount_is_shown_as_a_share_too(world, drafted):
    discounts.give(
        drafted, by=world.sol, at=world.at, seen=drafted.version, amount=Decimal(1500), asked=world.lea
    )  # fmt: skip
    html = section_of(world, world.sol)
    assert "Discount, 12.5% of the list price" in html  # 1,500 of 12,000
    assert "asked of Lea Marsh, not yet allowed" in html

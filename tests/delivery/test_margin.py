"""Sold and now, by hand and by another way of counting."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from tandem.delivery.actions.estimate import estimate_rest
from tandem.delivery.actions.hours import log_week
from tandem.delivery.models import ChangeOrder, TimeEntry
from tandem.delivery.queries.margin import money_of
from tests.delivery import world as make

MONDAY = date(2026, 11, 23)


def now(project):
    project.refresh_from_db()
    return money_of([project])[project.pk]


def test_as_planned_the_margin_is_the_sold_one(world):
    money = now(make.project(world))
    assert money.sold_margin == money.margin == Decimal("0.34")
    assert money.lost == 0


def test_delivery_estimates_more_and_the_margin_falls(world):
    """100,000 sold; 20,000 spent so far; 60,000 to come: 20 % at the end, 14 points lost."""
    project = make.project(world, left_cost=Decimal(60000), left_minutes=60000)
    project.months.create(month=date(2026, 10, 1), minutes=20000, billable_minutes=20000, cost=Decimal(20000))
    money = now(project)
    assert money.margin == Decimal("0.2")
    assert money.lost == Decimal("0.14")
    assert money.minutes == 80000


@pytest.mark.parametrize(
    ("sold", "spent", "cost"),
    [
        ((Decimal(66000), 66000), None, Decimal("600.00")),  # 1 a minute, as it was sold
        ((Decimal(66000), 66000), (Decimal(999), 9), Decimal("600.00")),
        ((None, None), (Decimal(100), 300), Decimal("200.00")),  # a third of 1 a minute, as it cost so far
        ((None, None), None, None),
        ((Decimal(10), 0), None, None),
    ],
)
def test_who_may_not_see_costs_says_hours_and_their_cost_follows(world, sold, spent, cost):
    project = make.project(world, sold_cost=sold[0], sold_minutes=sold[1], left_cost=None, left_minutes=None)
    if spent:
        project.months.create(month=date(2026, 10, 1), cost=spent[0], minutes=spent[1], billable_minutes=0)
    estimate_rest(project, by_role={"": 600}, seen=project.version, by=world.dee, at=world.at)
    project.refresh_from_db()
    assert (project.left_minutes, project.left_cost) == (600, cost)


def test_only_who_sees_costs_may_say_one(world):
    project = make.project(world)
    with pytest.raises(PermissionDenied):
        estimate_rest(project, by_role={"": 1}, left_cost=Decimal(5), seen=project.version, by=world.dee, at=world.at)
    estimate_rest(project, by_role={"": 1}, left_cost=Decimal(5), seen=project.version, by=world.lea, at=world.at)
    project.refresh_from_db()
    assert project.left_cost == 5
    page = world.browser(world.lea).get(f"/projects/{project.engagement_id}/hours/").content.decode()
    assert 'name="left_cost"' in page
    page = world.browser(world.dee).get(f"/projects/{project.engagement_id}/hours/").content.decode()
    assert 'name="left_hours"' in page
    assert "left_cost" not in page


def test_an_approved_change_order_adds_to_the_price_and_an_open_one_does_not(world):
    project = make.project(world)
    fields = {"project": project, "cause": "client", "minutes": 600, "raised_by": world.sol, "raised_at": world.at}
    ChangeOrder.objects.create(number=1, price=Decimal(10000), words="open", **fields)
    assert now(project).revenue == 100000
    agreed = {"sales_at": world.at, "delivery_at": world.at, "client_on": world.today, "client_name": "Ruth"}
    ChangeOrder.objects.create(number=2, price=Decimal(10000), words="agreed", **agreed, **fields)
    assert now(project).revenue == 110000
    ChangeOrder.objects.create(number=3, price=Decimal(10000), words="x", declined_at=world.at, **agreed, **fields)
    assert now(project).revenue == 110000
    assert now(project).sold == 100000


def test_without_a_sold_cost_no_margin_is_claimed(world):
    money = now(make.project(world, sold_cost=None, sold_minutes=None))
    assert money.sold_margin is None
    assert money.margin is None
    assert money.lost is None


def test_logged_hours_cost_what_the_person_costs_on_that_day(world):
    project = make.project(world)
    make.costs(world.dee, 80)
    world.dee.cost_rates.create(starts_on=date(2026, 11, 25), hourly=Decimal(100))
    cells = {(project.pk, date(2026, 11, 24)): 90, (project.pk, date(2026, 11, 25)): 60}
    log_week(world.dee, MONDAY, cells, {}, by=world.dee, at=world.at)
    assert now(project).spent == Decimal(120) + Decimal(100)  # 1.5 h x 80, then 1 h x 100
    assert now(project).spent_minutes == 150


def test_the_roll_up_says_what_the_entries_say(world):
    """The oracle adds the entries up one by one."""
    project = make.project(world)
    make.costs(world.dee, 77)
    for monday in (date(2026, 10, 26), MONDAY):
        cells = {(project.pk, date.fromordinal(monday.toordinal() + n)): 100 + n for n in range(7)}
        log_week(world.dee, monday, cells, {}, by=world.dee, at=world.at)
    months = {}
    for entry in TimeEntry.objects.filter(project=project):
        minutes, cost = months.get(entry.day.replace(day=1), (0, Decimal(0)))
        months[entry.day.replace(day=1)] = (minutes + entry.minutes, cost + entry.cost)
    assert {m.month: (m.minutes, m.cost) for m in project.months.all()} == months
    assert len(months) == 2


@pytest.mark.parametrize("count", [1, 50])
def test_the_money_of_many_projects_takes_three_queries(world, count, django_assert_num_queries):
    projects = [make.project(world, f"Project {n}") for n in range(count)]
    with django_assert_num_queries(3):
        money_of(projects)

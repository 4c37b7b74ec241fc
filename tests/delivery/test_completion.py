"""The forecast at completion, pressed through the pages: working to plan moves nothing, an order brings its work."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pytest

from tandem.delivery.actions.estimate import estimate_rest, raise_change
from tandem.delivery.actions.project import client_agreed, turn_key
from tandem.delivery.models import ChangeOrder, Project, TimeEntry
from tandem.delivery.queries.margin import money_of
from tandem.people.models import Access, Role, RoleRate
from tests.delivery import world as make
from tests.oracle.completion import endings

MONDAY = date(2026, 11, 23)
ENGINEER = "Data engineer"


@pytest.fixture
def project(world) -> Project:
    """Sold at 60 an hour: 1,000 hours of a data engineer and 100 of contingency."""
    for person in (world.dee, world.con):
        make.costs(person, 60)
    return make.project(world, sold_by_role=[[ENGINEER, 60000, "60000.00"]])


def now(project):
    project.refresh_from_db()
    return money_of([project])[project.pk]


def write_down(world, person, project, hours: float, days: int = 5, monday: date = MONDAY) -> None:
    """As they would in their week."""
    rows = TimeEntry.objects.filter(project=project, person=person).values_list("day", "minutes")
    held, cells = dict(rows), [monday + timedelta(days=n) for n in range(days)]
    typed = {f"h-{project.pk}-{day}": str(hours) for day in cells}
    typed |= {f"was-h-{project.pk}-{day}": str(held.get(day, 0)) for day in cells}
    if not project.engagement.members.filter(person=person).exists():
        world.join(person, project.engagement)
    answer = world.browser(person).post(f"/me/week/?week={monday}", typed)
    assert answer.status_code == 302, answer.content.decode()


def order(world, project, hours=100, price=10000, role=ENGINEER) -> ChangeOrder:
    row = raise_change(
        project, words="Two more depots", cause="client", price=Decimal(price), by_role={role: hours * 60},
        by=world.sol, at=world.at,
    )  # fmt: skip
    for person in (world.sol, world.dee):
        turn_key(row, seen=row.version, by=person, at=world.at)
        row.refresh_from_db()
    return client_agreed(row, "Ruth", world.today, seen=row.version, by=world.sol, at=world.at)


def page(world, who, project, tab="hours") -> str:
    return world.browser(who).get(f"/projects/{project.engagement_id}/{tab}/").content.decode()


def test_a_project_that_opens_and_works_to_plan_stays_at_its_sold_margin(world, project):
    before = now(project)
    assert (before.margin, before.minutes) == (Decimal("0.34"), 66000)
    for weeks in range(3):
        write_down(world, world.dee, project, 8, monday=MONDAY - timedelta(weeks=weeks))
    after = now(project)
    assert (after.margin, after.minutes, after.spent_minutes) == (Decimal("0.34"), 66000, 120 * 60)
    assert after.left == Decimal(66000) - 120 * 60


def test_hours_after_an_estimate_are_those_that_were_to_come(world, project):
    """Pressed as it was found: what is logged once the rest was estimated, also on that very day and for days before
    it, was part of the rest."""
    write_down(world, world.dee, project, 8)
    answer = world.browser(world.dee).post(
        f"/projects/{project.engagement_id}/hours/",
        {f"left_hours_{world.engineer.pk}": "54.5", "left_hours": "0", "seen": project.version},
    )
    assert answer.status_code == 302
    said = now(project)
    assert (said.minutes, said.left, said.left_is_estimated) == (40 * 60 + 3270, Decimal("3270.00"), True)
    write_down(world, world.con, project, 8)
    assert (now(project).minutes, now(project).margin) == (said.minutes, said.margin)
    assert now(project).left_minutes == 3270 - 2400
    write_down(world, world.con, project, 8, monday=MONDAY - timedelta(weeks=1))
    spent = now(project)
    assert (spent.left_minutes, spent.left, spent.minutes) == (0, Decimal(0), 120 * 60)
    assert spent.rest.over == 80 * 60 - 3270
    told = " ".join(page(world, world.dee, project).split())
    assert "The estimate is spent: 25.5 h more were logged than it said." in told


def test_an_order_brings_its_hours_and_their_cost(world, project):
    """100 hours at 60 for 10,000: 110,000 less 66,000 less 6,000, not 40 % for the price alone."""
    order(world, project)
    money = now(project)
    assert (money.revenue, money.minutes, money.cost) == (Decimal(110000), 72000, Decimal(72000))
    assert money.margin == Decimal(38000) / Decimal(110000)
    assert "100 h" in page(world, world.sol, project, "changes")


def test_an_order_that_the_estimate_knew_isnt_counted_twice(world, project):
    order(world, project)
    estimate_rest(project, by_role={ENGINEER: 6000}, seen=now(project) and project.version, by=world.dee, at=world.at)
    assert now(project).minutes == 6000
    order(world, project, hours=10)
    assert (now(project).minutes, now(project).left) == (6600, Decimal(6600))
    assert now(project).added_minutes == 6600


def test_an_order_of_a_role_that_wasnt_sold_costs_what_that_role_costs(world, project):
    RoleRate.objects.create(
        role=Role.objects.create(name="Designer"), starts_on=date(2026, 1, 1), bill_hourly=100, cost_hourly=Decimal(90)
    )
    order(world, project, hours=10, price=1000, role="Designer")
    assert ChangeOrder.objects.get().by_role == [["Designer", 600, "900.00"]]
    assert (now(project).added_cost, now(project).left) == (Decimal(900), Decimal(66900))


def test_an_order_from_before_roles_costs_what_an_hour_was_sold_at(world, project):
    agreed = {"sales_at": world.at, "delivery_at": world.at, "client_on": world.today, "client_name": "Ruth"}
    ChangeOrder.objects.create(
        project=project, number=1, price=Decimal(10000), minutes=6000, cause="client", raised_by=world.sol,
        raised_at=world.at, **agreed,
    )  # fmt: skip
    assert (now(project).minutes, now(project).left) == (72000, Decimal(72000))


def test_an_order_is_raised_with_hours_by_role(world, project):
    base = f"/projects/{project.engagement_id}/changes/"
    typed = {"words": "x", "cause": "client", "price": "100", "hours": "2", f"hours_{world.engineer.pk}": "3"}
    assert world.browser(world.dee).post(base, typed).status_code == 302
    row = ChangeOrder.objects.get()
    assert (row.by_role, row.minutes) == ([[ENGINEER, 180, "180.00"], ["", 120, "120.00"]], 300)
    assert f"{ENGINEER} 3 h" in " ".join(page(world, world.dee, project, "changes").split())
    bad = world.browser(world.dee).post(base, {**typed, f"hours_{world.engineer.pk}": "-1"})
    assert bad.status_code == 422


def test_the_cost_follows_the_hours_unless_one_is_written(world, project):
    where, lea = f"/projects/{project.engagement_id}/hours/", world.browser(world.lea)
    typed = {f"left_hours_{world.engineer.pk}": "10", "left_hours": "0", "left_cost": "66000.00", "seen": 1}
    assert lea.post(where, typed).status_code == 302
    assert now(project).left == Decimal(600)
    assert lea.post(where, {**typed, "left_cost": "750", "seen": 2}).status_code == 302
    assert now(project).left == Decimal(750)
    assert project.left_by_role == [[ENGINEER, 600, "750.00"]]


def test_history_tells_the_estimate_and_the_order_by_role(world, project):
    estimate_rest(project, by_role={ENGINEER: 600, "": 90}, seen=project.version, by=world.dee, at=world.at)
    order(world, project, hours=10)
    path = f"/deals/{project.engagement_id}/history/"
    mine = world.browser(world.lea).get(path)
    assert mine.status_code == 200
    said = " ".join(mine.content.decode().split())
    assert f"{ENGINEER} 10 h, Anybody 1.5 h" in said
    assert "left_logged" not in said
    theirs = world.browser(world.dee).get(path).content.decode()
    assert "Anybody 1.5 h" not in " ".join(theirs.split())


def test_whoever_isnt_in_the_estimate_leaves_it_as_it_is(world, project):
    """Hours of a role that nobody estimated come out of the contingency, and then on top."""
    ana = world.person("Ana Oduya", Access.CONSULTANT, role=Role.objects.create(name="Analyst"))
    make.costs(ana, 60)
    write_down(world, ana, project, 24)
    assert (now(project).minutes, now(project).left_minutes) == (66000 + 20 * 60, 60000)
    assert now(project).rest.over == 20 * 60


def test_the_oracle_agrees_whatever_happens(world, project):
    """Fifty things in any order, and after each the page's figures are those of a tally of raw rows."""
    rng = Random(8)
    analyst = Role.objects.create(name="Analyst")
    RoleRate.objects.create(role=analyst, starts_on=date(2026, 1, 1), bill_hourly=90, cost_hourly=Decimal("47.35"))
    ana = world.person("Ana Oduya", Access.CONSULTANT, role=analyst)
    make.costs(ana, Decimal("47.35"))
    roles = (ENGINEER, "Analyst", "")
    for turn in range(50):
        what = rng.choice(("log", "log", "log", "estimate", "order"))
        if what == "log":
            monday = MONDAY - timedelta(weeks=rng.randrange(6))
            write_down(world, rng.choice((world.dee, world.con, ana)), project, rng.randrange(12), monday=monday)
        elif what == "estimate":
            by_role = {role: rng.randrange(20000) for role in roles if rng.random() < 0.7}
            estimate_rest(project, by_role=by_role, seen=project.version, by=world.dee, at=world.at)
        else:
            order(world, project, rng.randrange(50), rng.randrange(5000), rng.choice(roles))
        money, told = now(project), endings()[project.pk]
        assert (money.revenue, money.minutes, money.cost, money.margin) == (
            told.price,
            told.minutes,
            told.cost,
            told.margin,
        ), turn

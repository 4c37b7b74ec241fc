"""The project opens with what was sold."""

from decimal import Decimal

import pytest

from tandem.delivery.actions.start import accept_and_start, open_project
from tandem.delivery.gate.start import START, StartFacts
from tandem.delivery.models import Milestone, Project
from tandem.delivery.queries.margin import money_of
from tandem.engagements.actions.stage import WrongStage
from tandem.engagements.models import Engagement, Outcome, Stage, Waiver
from tandem.gates import Refused, check
from tandem.handoff.actions.accept import accept
from tandem.handoff.actions.compose import compose_again
from tandem.handoff.actions.document import attest
from tandem.handoff.actions.outside import win_outside
from tandem.handoff.models import Decision
from tandem.planning.models import Booking, CapacityWeek
from tests import dealing


def start(world, handoff) -> Project:
    return accept_and_start(handoff, by=world.dee, at=world.at, today=world.today)


@pytest.mark.parametrize(
    ("facts", "passes"),
    [(StartFacts(0, 0), True), (StartFacts(0, 2), False), (StartFacts(1, 2), True), (StartFacts(3, 0), True)],
)
def test_promises_need_a_date(facts, passes):
    assert check(START, facts)[0].passes == passes


def test_what_was_sold_is_frozen(world):
    handoff = dealing.signed(world)
    scope = dealing.scopes(handoff.engagement).get()
    scope.contingency_minutes = 6000
    scope.save()
    project = start(world, handoff)
    project.refresh_from_db()
    assert (project.sold_amount, project.sold_cost, project.sold_minutes) == (Decimal(100000), Decimal(66000), 66000)
    assert project.sold_by_role == [["Data engineer", 60000, "60000.00"]]
    assert (project.sold_starts_on, project.sold_ends_on) == (dealing.START, dealing.END)
    assert (project.left_minutes, project.left_cost, project.left_at) == (None, None, None)  # nobody's estimate yet
    money = money_of([project])[project.pk]
    assert (money.left_minutes, money.left, money.margin) == (66000, Decimal(66000), Decimal("0.34"))
    assert Engagement.objects.get().stage == Stage.DELIVERING


def test_the_dates_that_were_sold_become_milestones(world):
    handoff = dealing.signed(world)
    project = start(world, handoff)
    rows = project.milestones.order_by("due_on").values_list("name", "due_on", "sold_on")
    assert [(name, str(due), due == sold) for name, due, sold in rows] == [
        ("Register live", "2027-04-04", True),
        ("Planners trust one register", "2027-04-30", True),
        ("Handed over", "2027-06-25", True),
    ]


def test_every_promise_has_a_date_and_what_was_taken_back_none(world):
    handoff = dealing.signed(world)
    dealing.promise(world, handoff.engagement, quote="Ghent", paper="withdrawn")
    start(world, handoff)
    covered = Milestone.objects.filter(promises__isnull=False).values_list("name", "promises__quote")
    assert list(covered) == [("Handed over", "You will see your own vans on the map by week three.")]


def test_an_ungated_win_has_its_amount_and_nothing_else(world):
    deal = world.engagement(stage=Stage.LEAD, paragraph="What it is.", amount=Decimal(5000))
    handoff = win_outside(deal, by=None, at=world.at, client_name="Ruth", signed_on=world.today)
    dealing.fill(world, deal)
    dealing.hand_over(world, deal)
    waive_the_scope(world, deal)
    start(world, attest(compose_again(handoff, by=world.sol, at=world.at), by=world.sol, at=world.at, seen=None))
    project = Project.objects.get()
    assert (project.sold_amount, project.sold_cost, project.sold_minutes, project.sold_by_role) == (
        Decimal(5000), None, None, [],
    )  # fmt: skip
    assert (project.left_minutes, project.left_cost, project.left_at) == (None, None, None)


def waive_the_scope(world, deal) -> None:
    """Leadership lets pass that no scope was ever written."""
    Waiver.objects.create(
        engagement=deal, rule="the_brief_is_complete", asked_by=world.dee, asked_at=world.at, asked_why="No scope",
        decided_by=world.lea, decided_at=world.at, granted=True, reason="It was closed in the CRM",
    )  # fmt: skip


def test_promises_without_any_date_are_refused_and_nothing_is_accepted(world):
    deal = world.engagement(stage=Stage.LEAD, paragraph="What it is.", starts_on=None, ends_on=None)
    handoff = win_outside(deal, by=None, at=world.at, client_name="Ruth", signed_on=world.today)
    dealing.fill(world, deal)
    dealing.hand_over(world, deal)
    Outcome.objects.update(measured_on=None)
    waive_the_scope(world, deal)
    second = attest(compose_again(handoff, by=world.sol, at=world.at), by=world.sol, at=world.at, seen=None)
    with pytest.raises(Refused, match="no date by which the promises are kept"):
        start(world, second)
    assert not Decision.objects.exists()
    assert Engagement.objects.get().stage == Stage.SIGNED


def test_what_was_held_is_promised(world):
    handoff = dealing.signed(world)
    Booking.objects.create(
        person=world.con, engagement=handoff.engagement, starts_on=dealing.START, ends_on=dealing.END,
        minutes_per_day=450, hard=False, hold_until=world.today, made_at=world.at,
    )  # fmt: skip
    start(world, handoff)
    booking = Booking.objects.get()
    assert (booking.hard, booking.hold_until) == (True, None)
    assert CapacityWeek.objects.get(person=world.con, week=dealing.START).hard == 2250


def test_only_an_accepted_handoff_opens_a_project(world):
    handoff = dealing.signed(world)
    with pytest.raises(WrongStage):
        open_project(handoff.engagement, by=world.dee, at=world.at, today=world.today)
    accept(handoff, by=world.dee, at=world.at, today=world.today)
    deal = Engagement.objects.get()
    assert open_project(deal, by=world.dee, at=world.at, today=world.today).engagement == deal
    with pytest.raises(WrongStage):
        open_project(deal, by=world.dee, at=world.at, today=world.today)

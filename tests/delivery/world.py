"""A running project in the small firm's world."""

from datetime import date
from decimal import Decimal

from tandem.delivery.models import Milestone, Project
from tandem.engagements.models import Promise, Stage
from tandem.people.models import CostRate


def project(world, name="Asset data platform", **fields) -> Project:
    """Sold for 100,000 at a cost of 66,000 and 1,100 hours: a margin of 34 %."""
    deal = world.engagement(name, stage=Stage.DELIVERING, amount=Decimal(100000))
    values = {
        "sold_amount": Decimal(100000), "sold_cost": Decimal(66000), "sold_minutes": 66000,
        "sold_starts_on": date(2026, 9, 1), "sold_ends_on": date(2027, 2, 26), "opened_at": world.at, **fields,
    }  # fmt: skip
    return Project.objects.create(engagement=deal, **values)


def milestone(project, name="Register live", due_on=date(2026, 12, 18)) -> Milestone:
    return Milestone.objects.create(project=project, name=name, due_on=due_on, sold_on=due_on)


def promise(world, project, quote="It works in the van") -> Promise:
    return Promise.objects.create(
        engagement=project.engagement, quote=quote, said_by=world.sol, said_on=world.today, paper="clause"
    )


def costs(person, hourly=60) -> None:
    CostRate.objects.create(person=person, starts_on=date(2025, 1, 1), hourly=Decimal(hourly))

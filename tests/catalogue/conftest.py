"""A catalogue with one offering: its Gold tier is sold, in version 1."""

from decimal import Decimal

import pytest

from tandem.catalogue.actions.draft import start
from tandem.catalogue.models import Offering, Tier
from tandem.people.models import Role


@pytest.fixture
def offering(world) -> Offering:
    return Offering.objects.create(name="Data platform", slug="data-platform", line="Data", summary="One place")


@pytest.fixture
def gold(world, offering) -> Tier:
    """Sold: a fee of 90,000 over 20 weeks; 600 hours of a data engineer at 120 (cost 60)."""
    tier = Tier.objects.create(
        offering=offering, grade="gold", fee=Decimal(90000), weeks=20, promise="Run without us", made_at=world.at,
        made_by=world.dee,
    )  # fmt: skip
    tier.deliverables.create(words="One register", position=0)
    tier.deliverables.create(words="A runbook that they have used", position=1)
    tier.clauses.create(kind="exclusion", words="The vans' devices", position=0)
    tier.clauses.create(kind="assumption", words="The extract is clean", minutes=480, position=1)
    tier.clauses.create(kind="duty", words="Name a data owner", position=2)
    tier.clauses.create(
        kind="risk", words="Access comes late", probability=Decimal("0.25"), minutes=960, mitigation="Start from files",
        position=3,
    )  # fmt: skip
    tier.estimate.create(role=world.engineer, minutes=36000)
    tier.milestones.create(name="Register live", at_share=Decimal("0.5"))
    return tier


@pytest.fixture
def draft(world, gold) -> Tier:
    """Version 2 of Gold, drafted by Sol."""
    return start(gold.offering, "gold", by=world.sol, at=world.at)


@pytest.fixture
def analyst(world) -> Role:
    return Role.objects.create(name="Analyst", position=2)

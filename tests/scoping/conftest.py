"""A tier to build on, and a deal that is ready to be frozen."""

from decimal import Decimal

import pytest

from tandem.catalogue.models import Deliverable, Offering, Tier, TierClause, TierEstimate
from tandem.engagements.models import Duty, DutyPart, Engagement, Outcome, OutcomeSignature
from tandem.people.models import Role, RoleRate
from tandem.scoping.actions import draft, items, lines, session
from tandem.scoping.models import ScopeVersion
from tests import dealing

CLAUSES = (
    ("exclusion", "Device upgrades"),
    ("assumption", "The extract is clean"),
    ("duty", "Give SAP access"),
    ("risk", "SAP access is late"),
)


@pytest.fixture
def analyst(world) -> Role:
    """100 an hour from 2025; 120.50 from the next January, when the deal starts."""
    role = Role.objects.create(name="Analyst", team=world.data_team, position=2)
    for year, bill, cost in ((2025, "100", "50"), (2027, "120.50", "61.25")):
        RoleRate.objects.create(role=role, starts_on=f"{year}-01-01", bill_hourly=bill, cost_hourly=cost)
    return role


@pytest.fixture
def gold(world) -> Tier:
    """Asset data, Gold: 200 hours of a data engineer for 30,000."""
    offering = Offering.objects.create(name="Asset data", slug="asset-data", line="Data")
    tier = Tier.objects.create(offering=offering, grade="gold", fee=Decimal(30000), weeks=12, made_at=world.at)
    for position, words in enumerate(("One asset register", "Training for two people")):
        Deliverable.objects.create(tier=tier, words=words, position=position)
    TierEstimate.objects.create(tier=tier, role=world.engineer, minutes=200 * 60)
    for kind, words in CLAUSES:
        TierClause.objects.create(tier=tier, kind=kind, words=words)
    return tier


@pytest.fixture
def drafted(world) -> ScopeVersion:
    """A draft from nothing: one clause, 100 hours at 120."""
    scope = draft.start(world.deal, by=world.sol, at=world.at)
    items.add(scope, by=world.sol, at=world.at, kind="in", words="One asset register")
    lines.add(scope, by=world.sol, at=world.at, today=world.today, role=world.engineer, minutes=6000)
    scope.refresh_from_db()
    return scope


@pytest.fixture
def ready(world, drafted) -> Engagement:
    """A qualified deal whose gate is open."""
    deal: Engagement = world.deal
    Engagement.objects.filter(pk=deal.pk).update(stage="qualified")
    outcome = Outcome.objects.create(engagement=deal, title="One register", expects="E", proves="P")
    for side, person in (("sales", world.sol), ("delivery", world.dee)):
        OutcomeSignature.objects.create(outcome=outcome, revision=1, side=side, person=person, at=world.at)
    duty = Duty.objects.create(engagement=deal, words="Give access")
    DutyPart.objects.create(duty=duty, letter="A", person=world.dee)
    planned = session.plan(deal, by=world.sol, at=world.at, planned_at=world.at, people=[world.sol, world.dee])
    session.hold(planned, by=world.dee, at=world.at, seen=1, came=[world.sol, world.dee])
    deal.refresh_from_db()
    dealing.vet_all(world, deal)
    return deal

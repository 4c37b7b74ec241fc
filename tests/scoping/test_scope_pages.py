"""Scope, price and review as each role sees them."""

from decimal import Decimal

import pytest
from django.urls import reverse

from tandem.catalogue.models import Deliverable, Offering, Tier, TierClause, TierEstimate


@pytest.fixture
def gold(world) -> Tier:
    """Asset data, Gold: 200 hours of a data engineer for a fixed fee."""
    offering = Offering.objects.create(name="Asset data", slug="asset-data", line="Data")
    tier = Tier.objects.create(offering=offering, grade="gold", fee=Decimal(30000), weeks=12, made_at=world.at)
    Deliverable.objects.create(tier=tier, words="One asset register")
    TierEstimate.objects.create(tier=tier, role=world.engineer, minutes=200 * 60)
    for kind, words in (
        ("exclusion", "Device upgrades"),
        ("assumption", "The extract is clean"),
        ("duty", "Give SAP access"),
        ("risk", "SAP access is late"),
    ):
        TierClause.objects.create(tier=tier, kind=kind, words=words)
    return tier


def test_pages_open(world, gold):
    sol = world.browser(world.sol)
    for name in ("deal_scope", "deal_price", "deal_review"):
        answer = sol.get(reverse(name, args=[world.deal.pk]))
        assert answer.status_code == 200
    answer = sol.post(reverse("deal_scope_start", args=[world.deal.pk]), {"tier": gold.pk}, follow=True)
    assert "One asset register" in answer.content.decode()
    for name in ("deal_scope", "deal_price", "deal_review"):
        for person in (world.sol, world.fay, world.lea, world.rex):
            assert world.browser(person).get(reverse(name, args=[world.deal.pk])).status_code == 200
    for name in (
        "deal_scope_item_new",
        "deal_scope_hours",
        "deal_scope_line_new",
        "deal_scope_dates",
        "deal_price_discount",
        "deal_session_new",
    ):
        assert sol.get(reverse(name, args=[world.deal.pk])).status_code == 200, name
    assert world.browser(world.dee).get(reverse("deal_flag_new", args=[world.deal.pk])).status_code == 200

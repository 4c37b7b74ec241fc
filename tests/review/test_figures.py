"""What a scope is measured by, against a count by hand."""

from datetime import date
from decimal import Decimal

import pytest

from tandem.catalogue.models import TierEstimate
from tandem.clients.models import Fit, Profile
from tandem.engagements.models import Risk
from tandem.people.models import Role
from tandem.planning.models import CapacityWeek
from tandem.review.queries.figures import EVERY, weigh
from tandem.review.queries.judged import judged
from tandem.scoping.models import EstimateLine
from tests import dealing


@pytest.fixture
def deal(world):
    return dealing.scoped(world)


def figures(world, deal):
    return judged(deal, world.today).figures


def test_value_margin_and_discount(world, deal):
    dealing.scopes(deal).update(fee=90000, discount=10000)
    found = figures(world, deal)
    assert (found.value, found.discount) == (Decimal(90000), Decimal("0.1"))
    assert round(found.margin, 6) == round((Decimal(90000) - 60000) / 90000, 6)


def test_a_scope_without_hours_or_fee_has_no_margin(world, deal):
    EstimateLine.objects.all().delete()
    assert figures(world, deal).margin is None
    assert figures(world, deal).novelty is None
    assert figures(world, deal).people is None
    dealing.scopes(deal).update(fee=0)
    found = figures(world, deal)
    assert (found.discount, found.risk) == (None, None)


def test_novelty_against_the_tier_and_from_nothing(world, deal):
    """1,000 h of engineers; the tier has 800 of them and 200 of analysts: 400 of 1,200."""
    assert figures(world, deal).novelty == 1  # the tier has no standard hours yet
    scope = dealing.scopes(deal).get()
    TierEstimate.objects.create(tier=scope.tier, role=world.engineer, minutes=800 * 60)
    TierEstimate.objects.create(tier=scope.tier, role=Role.objects.create(name="Analyst"), minutes=200 * 60)
    assert figures(world, deal).novelty == Decimal(400) / 1200
    dealing.scopes(deal).update(tier=None)
    assert figures(world, deal).novelty == 1


def test_exposure_counts_open_risks_priced_or_not(world, deal):
    """Half of 100 h at 60, a tenth of 5,000, and one without a probability of 10 h: 3,000 + 500 + 600 of 100,000."""
    assert figures(world, deal).risk == 0
    for fields in (
        {"probability": Decimal("0.5"), "impact_minutes": 6000, "priced": True},
        {"probability": Decimal("0.1"), "impact_money": 5000},
        {"impact_minutes": 600},
        {"impact_minutes": 60000, "fate": "passed"},
    ):
        Risk.objects.create(engagement=deal, words="Late", **fields)
    assert figures(world, deal).risk == Decimal("0.041")


@pytest.mark.parametrize(("disqualified", "fit"), [(False, 71), (True, 0)])
def test_fit_as_it_was_judged(world, deal, disqualified, fit):
    deal.fit = None
    deal.save()
    assert figures(world, deal).fit is None
    profile = Profile.objects.create(number=9, published_at=world.at)
    deal.fit = Fit.objects.create(
        account=world.client, profile=profile, score=71, disqualified=disqualified, made_at=world.at
    )
    deal.save()
    assert figures(world, deal).fit == fit


def test_hours_without_people_are_of_the_scope_that_is_judged(world, deal):
    """Nobody is free in the first two of 24 weeks: 2 x 2,500 minutes. A newer draft changes nothing."""
    assert figures(world, deal).people == 0
    CapacityWeek.objects.filter(week__lt=date(2027, 1, 25)).update(hard=2250)
    dealing.sum_up_weeks()
    dealing.scope(world, deal, hours=5000, frozen=False)
    assert round(figures(world, deal).people, 4) == round(Decimal(2 * 2500) / 60, 4)


def test_many_at_once_are_each_as_if_alone(world, django_assert_num_queries):
    deals = [dealing.scoped(world, name=f"Deal {n}") for n in range(12)]
    pairs = [(deal, dealing.scopes(deal).get()) for deal in deals]
    for place, (_deal, scope) in enumerate(pairs):
        scope.fee = Decimal(80000 + 7000 * place)
        scope.save()
    CapacityWeek.objects.filter(week__lt=date(2027, 2, 8)).update(hard=1000 + 250)
    dealing.sum_up_weeks()
    alone = {scope.pk: weigh([(deal, scope)], EVERY, world.today)[scope.pk].figures for deal, scope in pairs}
    with django_assert_num_queries(9):
        together = weigh(pairs, EVERY, world.today)
    assert {pk: found.figures for pk, found in together.items()} == alone
    with django_assert_num_queries(9):
        weigh(pairs[:1], EVERY, world.today)


def test_what_no_row_asks_for_is_not_read(world, deal, django_assert_num_queries):
    pairs = [(deal, dealing.scopes(deal).get())]
    with django_assert_num_queries(1):
        found = weigh(pairs, {"value", "margin", "discount"}, world.today)[pairs[0][1].pk].figures
    assert (found.people, found.risk, found.fit, found.novelty) == (None, None, None, None)

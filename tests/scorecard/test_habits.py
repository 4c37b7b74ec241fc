"""How often the firm did what it said it would, by hand."""

from datetime import date, timedelta
from decimal import Decimal

from tandem.catalogue.models import Offering, Tier
from tandem.engagements.models import Stage, StageChange
from tandem.learning.models import Debrief
from tandem.review.models import Policy, Verdict
from tandem.scoping.models import RedFlag, ScopeVersion
from tandem.scorecard.periods import named
from tandem.scorecard.queries.habits import habits

QUARTER = named("2026-Q4", date(2026, 11, 24))


def passed(world, deal, now, days_ago=0):
    StageChange.objects.create(engagement=deal, was="lead", now=now, at=world.at - timedelta(days=days_ago))


def signed(world, name, amount=100000, **fields):
    deal = world.engagement(name, stage=Stage.SIGNED, amount=Decimal(amount), **fields)
    passed(world, deal, Stage.PROPOSED, days_ago=10)
    passed(world, deal, Stage.SIGNED, days_ago=5)
    return deal


def told(world, policy=None):
    return {habit.key: habit for habit in habits(world.lea, QUARTER, policy)}


def judged(world, deal, days_ago):
    scope = ScopeVersion.objects.create(engagement=deal, number=1, fee=1, made_at=world.at, made_by=world.sol)
    at = world.at - timedelta(days=days_ago)
    Verdict.objects.create(engagement=deal, scope=scope, seat="sales", person=world.sol, vote="approve", at=at)


def test_a_large_deal_counts_as_reviewed_only_before_it_was_signed(world):
    policy = Policy.objects.create(number=1, current=True, published_at=world.at)
    policy.rows.create(measure="value", limit=50000, calls="board")
    judged(world, signed(world, "Before"), days_ago=7)
    judged(world, signed(world, "After"), days_ago=1)
    judged(world, signed(world, "Small", amount=10), days_ago=7)
    assert (told(world, policy)["reviewed"].done, told(world, policy)["reviewed"].of) == (1, 2)


def test_challenged_before_the_proposal(world):
    for name, days_ago in (("Early", 12), ("Late", 8), ("Never", None)):
        deal = signed(world, name)
        if days_ago:
            at = world.at - timedelta(days=days_ago)
            RedFlag.objects.create(engagement=deal, words="x", section="scope", raised_by=world.dee, raised_at=at)
    assert (told(world)["challenged"].done, told(world)["challenged"].of) == (1, 2)


def test_revenue_from_the_catalogue(world):
    offering = Offering.objects.create(name="Data platform", slug="data-platform", line="Data")
    tier = Tier.objects.create(offering=offering, grade="gold", fee=1, weeks=4, made_at=world.at)
    signed(world, "Built on it", amount=30000, tier=tier)
    signed(world, "Bespoke", amount=90000)
    assert told(world)["catalogue"].share == Decimal("0.25")


def test_debriefed_within_14_days(world):
    for name, after in (("In time", 14), ("Late", 15), ("Never", None)):
        deal = world.engagement(name, stage=Stage.DELIVERED)
        passed(world, deal, Stage.DELIVERED, days_ago=20)
        if after:
            Debrief.objects.create(engagement=deal, held_at=world.at - timedelta(days=20 - after))
    assert (told(world)["debriefed"].done, told(world)["debriefed"].of) == (1, 3)

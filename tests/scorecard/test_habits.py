"""How often the firm did what it said it would, by hand."""

import random
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

from tandem.catalogue.models import Offering, Tier
from tandem.engagements.models import Challenge, Stage, StageChange
from tandem.learning.models import Debrief
from tandem.review.models import Policy, Verdict
from tandem.scoping.models import ScopeVersion
from tandem.scorecard.periods import named
from tandem.scorecard.queries.habits import habits
from tandem.scorecard.queries.hindsight_tables import challenges, hindsight

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
            challenged(world, deal, days_ago)
    assert (told(world)["challenged"].done, told(world)["challenged"].of) == (1, 2)


def challenged(world, deal, days_ago, **fields):
    at = world.at - timedelta(days=days_ago)
    row = {"words": "x", "about": "scope", "raised_by": world.dee, "raised_at": at, "raised_in": "qualified"}
    return Challenge.objects.create(engagement=deal, **{**row, **fields})


def test_the_first_challenge_counts_against_the_first_proposal(world):
    """Between two proposals is too late for the first; a second challenge changes nothing; without any proposal the
    signature counts."""
    twice = signed(world, "Proposed twice")
    passed(world, twice, Stage.PROPOSED, days_ago=7)
    challenged(world, twice, 8)
    again = signed(world, "Challenged twice")
    challenged(world, again, 12)
    challenged(world, again, 6)
    won = world.engagement("Won in the CRM", stage=Stage.SIGNED)
    passed(world, won, Stage.SIGNED, days_ago=5)
    challenged(world, won, 6)
    assert (told(world)["challenged"].done, told(world)["challenged"].of) == (2, 3)
    rows = challenges(world.lea, QUARTER, world.today)
    assert rows.figure == "2 of 3"
    assert {row[0].words: row[-1].words for row in rows.rows} == {
        "Proposed twice": "after", "Challenged twice": "before", "Won in the CRM": "before",
    }  # fmt: skip


def test_hindsight_is_told_by_section_and_side_and_names_nobody(world):
    """Against a count by hand of forty, drawn by chance; of work that isn't done nothing counts."""
    draw = random.Random(7)
    by_hand = Counter()
    for n in range(8):
        done = n % 4 != 3
        deal = world.engagement(f"P{n}", stage=Stage.LEARNT if done else Stage.DELIVERING)
        if done:
            passed(world, deal, Stage.DELIVERED, days_ago=n)
        for _each in range(5):
            about, right = (
                draw.choice(["promises", "scope", "assumptions"]),
                draw.choice(["delivery", "sales", "both", "unknown", ""]),
            )
            judge = {"right": right, "judged_by": world.lea} if right else {}
            challenged(world, deal, 60, about=about, **judge)
            by_hand[about, right] += done
    table = hindsight(world.lea, QUARTER, world.today)
    words = {"promises": "Promise", "scope": "Scope", "assumptions": "Assumption"}
    seen = {row[0].words: [int(cell.words) for cell in row[1:]] for row in table.rows}
    for about, section in words.items():
        counts = [by_hand[about, right] for right in ("delivery", "sales", "both", "unknown", "")]
        assert seen[section] == [sum(counts), *counts]
    assert "Dee Lund" not in world.browser(world.lea).get("/scorecard/hindsight/?period=2026-Q4").content.decode()


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

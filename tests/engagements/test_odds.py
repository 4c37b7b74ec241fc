"""Odds are learnt from what was seen: stages that a deal stood in, losses as well as wins, and silence in the end."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection

from tandem.calc.forecast import aged_out
from tandem.engagements.actions.odds import calibrate
from tandem.engagements.actions.stage import move
from tandem.engagements.models import OPEN, SIGNED, Engagement, Stage, StageChange, StageOdds
from tandem.engagements.queries import pipeline
from tandem.engagements.queries.odds import aged_before, odds
from tandem.engagements.queries.pipeline.filters import Filters
from tandem.handoff.actions.outside import win_all_outside
from tandem.review.actions.outside import Win

LONG_AGO = timedelta(days=400)


def counts(stage: str) -> tuple[int, int]:
    return StageOdds.objects.values_list("wins", "closed").get(stage=stage)


def test_a_win_that_jumped_teaches_nothing_of_what_it_jumped_over(world):
    deals = [world.engagement(f"Jumps {n}", stage=Stage.SCOPED) for n in range(3)]
    win_all_outside([Win(deal, "Ruth", world.today) for deal in deals], by=None, at=world.at)
    calibrate(world.at)
    assert {stage: counts(stage) for stage in ("lead", "scoped", "agreed", "proposed")} == {
        "lead": (0, 0), "scoped": (3, 3), "agreed": (0, 0), "proposed": (0, 0),
    }  # fmt: skip
    assert set(StageChange.objects.values_list("was", "now")) == {("scoped", "signed")}


def test_what_came_closed_was_seen_in_no_stage(world):
    """40 won and 80 lost of another system's history moved the odds of scoped from .60 to .75."""
    for n in range(120):
        lost = n >= 40
        world.engagement(
            f"Old {n}",
            stage=Stage.LOST if lost else Stage.SIGNED,
            lost_reason="Price" if lost else "",
            closed_at=world.at,
        )
    assert calibrate(world.at) == 120
    assert {counts(stage) for stage in OPEN} == {(0, 0)}
    assert odds(world.today).by_stage["scoped"] == 0.4


def test_a_loss_counts_where_it_stood_as_a_win_does(world):
    lost, won = (world.engagement(name, stage=Stage.PROPOSED) for name in ("Lost", "Won"))
    move(lost, Stage.LOST, "lost", by=world.sol, at=world.at, lost_reason="Price", closed_at=world.at)
    move(won, Stage.SIGNED, "signed", by=world.sol, at=world.at, closed_at=world.at)
    calibrate(world.at)
    assert (counts("proposed"), counts("agreed")) == ((1, 2), (0, 0))


def test_what_never_closes_ages_out_and_counts_as_not_won(world):
    world.engagement("Forgotten", stage=Stage.SCOPED, stage_since=world.at - LONG_AGO, close_on=None)
    world.engagement("Still to come", stage=Stage.SCOPED, stage_since=world.at - LONG_AGO)
    calibrate(world.at)
    assert counts("scoped") == (0, 1)


def test_what_aged_out_weighs_nothing_unless_somebody_says_so(world):
    quiet = {"stage": Stage.SCOPED, "amount": Decimal(1000), "stage_since": world.at - LONG_AGO, "close_on": None}
    world.engagement("Forgotten", **quiet)
    assert pipeline.totals(Filters(), world.lea, world.today).weighted == 0
    world.engagement("Alive", **{**quiet, "stage_since": world.at})
    world.engagement("Hoped for", probability=Decimal("0.5"), **quiet)
    assert pipeline.totals(Filters(), world.lea, world.today).weighted == 400 + 500


@pytest.mark.parametrize("moved", [10, 364, 365, 366, 800])
@pytest.mark.parametrize("closes", [None, -800, -366, -365, -10, 0, 10])
def test_a_query_and_the_sum_say_the_same_of_one_deal(world, moved, closes):
    close_on = None if closes is None else world.today + timedelta(days=closes)
    deal = world.engagement(stage_since=world.at - timedelta(days=moved), close_on=close_on)
    found = Engagement.objects.filter(aged_before(world.today)).exists()
    assert found == aged_out(world.today - timedelta(days=moved), close_on, world.today)
    assert (odds(world.today).of("lead", None, deal.stage_since, close_on) == 0) is found
    assert (pipeline.totals(Filters(), world.lea, world.today).weighted == 0) is found


def test_weights_are_not_rounded_before_they_are_summed(world):
    """.603 of a thousandth's rounding was 0.12 % of a large firm's pipeline."""
    StageOdds.objects.filter(stage="scoped").update(wins=41, closed=68)
    for n in range(100):
        world.engagement(f"Deal {n}", stage=Stage.SCOPED, amount=Decimal(99999))
    exact = 100 * Decimal(99999) * (41 + 10 * Decimal("0.4")) / 78
    assert abs(pipeline.totals(Filters(), world.lea, world.today).weighted - exact) < Decimal("0.01")


def test_the_oracle_counts_the_same(world):
    """Every step of a hundred invented deals, read by SQL and counted one by one."""
    for n in range(100):
        path = [*OPEN][n % 4 :][: 1 + n % 5]
        end = (Stage.SIGNED, Stage.LOST, None)[n % 3]
        deal = world.engagement(
            f"Deal {n}", stage=end or path[-1], lost_reason="x" if end == Stage.LOST else "", close_on=None,
            stage_since=world.at - (LONG_AGO if n % 2 else timedelta(days=5)),
        )  # fmt: skip
        for was, now in zip(path, [*path[1:], end], strict=True):
            if now:
                StageChange.objects.create(engagement=deal, was=was, now=now, at=world.at)
    calibrate(world.at)
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, stage, stage_since FROM engagements_engagement")
        deals = {pk: (stage, str(since)[:10]) for pk, stage, since in cursor.fetchall()}
        cursor.execute("SELECT engagement_id, was, now FROM engagements_stagechange")
        steps = cursor.fetchall()
    for stage in OPEN:
        wins = losses = 0
        for pk, (stands, since) in deals.items():
            seen = {stands} | {name for of, was, now in steps if of == pk for name in (was, now)}
            if stage in seen and stands in SIGNED:
                wins += 1
            elif stage in seen and (stands == "lost" or since < str(date(2025, 11, 24))):
                losses += 1
        assert counts(stage) == (wins, wins + losses), stage

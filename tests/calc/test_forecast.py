from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from math import comb
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.calc import forecast, weeks
from tandem.calc.demand import lay_demand


def by_enumeration(headroom, minutes, odds):
    """Every way in which the deals could end, one after the other."""
    total = 0.0
    for won in product((0, 1), repeat=len(minutes)):
        chance = np.prod([p if w else 1 - p for w, p in zip(won, odds, strict=True)])
        total += chance * (sum(m * w for m, w in zip(minutes, won, strict=True)) > headroom)
    return total


def test_three_deals_and_forty_hours():
    """20 h, 24 h and 8 h at 50, 40 and 90 %: over 40 h only when the first two are both won, 0.5 x 0.4."""
    assert forecast.overload_probability(2400, [1200, 1440, 480], [0.5, 0.4, 0.9]) == pytest.approx(0.2, abs=1e-15)


DEALS = st.lists(st.tuples(st.integers(0, 40), st.floats(0, 1)), max_size=9)


@settings(max_examples=150, deadline=None)
@given(DEALS, st.integers(-5, 200), st.sampled_from([1, 7, 15]))
def test_it_agrees_with_every_way_the_deals_could_end(deals, headroom, step):
    minutes, odds = [m * step for m, _ in deals], [p for _, p in deals]
    chance = forecast.overload_probability(headroom, minutes, odds)
    assert chance == pytest.approx(by_enumeration(headroom, minutes, odds), abs=1e-12)


@settings(max_examples=60, deadline=None)
@given(st.lists(DEALS, max_size=6), st.integers(0, 120), st.randoms(use_true_random=False))
def test_many_cells_at_once_are_each_their_own(cells, headroom, shuffle):
    rows = [(cell, m, p) for cell, deals in enumerate(cells) for m, p in deals]
    shuffle.shuffle(rows)
    table = np.array(rows, dtype=float).reshape(len(rows), 3)
    room = np.full(len(cells), headroom)
    together = forecast.overload_probabilities(room, table[:, 0].astype(int), table[:, 1].astype(int), table[:, 2])
    alone = [by_enumeration(headroom, [m for m, _ in deals], [p for _, p in deals]) for deals in cells]
    np.testing.assert_allclose(together, alone, atol=1e-12)


def test_it_agrees_with_drawing_lots():
    draw = np.random.default_rng(11)
    minutes, odds = draw.integers(60, 2400, 60), draw.uniform(0.05, 0.9, 60)
    headroom = int(minutes @ odds * 1.1)
    runs = 40_000
    drawn = ((draw.random((runs, 60)) < odds) @ minutes > headroom).mean()
    exact = forecast.overload_probability(headroom, minutes, odds)
    assert abs(exact - drawn) < 4 * np.sqrt(exact * (1 - exact) / runs)


def test_correlated_wins_agree_with_drawing_lots_and_weigh_the_tail():
    draw = np.random.default_rng(12)
    minutes, odds = draw.integers(60, 2400, 40), draw.uniform(0.1, 0.8, 40)
    headroom, rho, runs = int(minutes @ odds * 1.3), 0.15, 40_000
    cut = np.array([NormalDist().inv_cdf(p) for p in odds])
    common, own = draw.standard_normal((runs, 1)), draw.standard_normal((runs, 40))
    drawn = ((np.sqrt(rho) * common + np.sqrt(1 - rho) * own < cut) @ minutes > headroom).mean()
    exact = forecast.overload_probability(headroom, minutes, odds, correlation=rho)
    assert abs(exact - drawn) < 4 * np.sqrt(exact * (1 - exact) / runs)
    assert exact > 1.3 * forecast.overload_probability(headroom, minutes, odds)


def test_ten_deals_of_a_day_each_and_a_week_that_is_free():
    """More than five of ten at 30 %: the binomial, and for correlated wins its average over the market, in slices."""
    ten, rho, normal = ([480] * 10, [0.3] * 10), 0.15, NormalDist()

    def six_or_more(p):
        return sum(comb(10, won) * p**won * (1 - p) ** (10 - won) for won in range(6, 11))

    def odds(market):
        return normal.cdf((normal.inv_cdf(0.3) - rho**0.5 * market) / (1 - rho) ** 0.5)

    slices = np.arange(-8, 8, 0.01)
    averaged = sum(six_or_more(odds(market)) * normal.pdf(market) * 0.01 for market in slices)
    assert forecast.overload_probability(2400, *ten) == pytest.approx(six_or_more(0.3), abs=1e-15)
    assert forecast.overload_probability(2400, *ten, correlation=rho) == pytest.approx(averaged, abs=1e-6)


def test_correlation_leaves_each_deals_own_odds_as_they_are():
    odds = np.array([0.0, 0.1, 0.5, 0.9, 1.0])
    weights, given_market = forecast.win_scenarios(odds, 0.3)
    np.testing.assert_allclose(weights @ given_market, odds, atol=1e-6)


@settings(max_examples=60, deadline=None)
@given(DEALS, st.integers(0, 150), st.sampled_from([5, 15, 60]))
def test_a_coarser_unit_is_never_too_low(deals, headroom, unit):
    minutes, odds = [m for m, _ in deals], [p for _, p in deals]
    exact = forecast.overload_probability(headroom, minutes, odds)
    assert forecast.overload_probability(headroom, minutes, odds, unit=unit) >= exact - 1e-12


@pytest.mark.parametrize(
    ("headroom", "minutes", "odds", "chance"),
    [
        (0, [], [], 0),
        (-1, [], [], 1),
        (10, [10], [0.4], 0),
        (9, [10], [0.4], 0.4),
        (0, [0, 0], [1, 1], 0),
        (5, [3, 3], [1, 1], 1),
    ],
)
def test_the_edges(headroom, minutes, odds, chance):
    assert forecast.overload_probability(headroom, minutes, odds) == pytest.approx(chance, abs=1e-15)


@pytest.mark.parametrize(
    ("minutes", "odds", "also", "words"),
    [
        ([1], [], {}, "1 demands for 0"),
        ([-1], [0.5], {}, "can't be negative"),
        ([1], [1.5], {}, "between 0 and 1"),
        ([1], [float("nan")], {}, "between 0 and 1"),
        ([1], [0.5], {"unit": 0}, "unit is at least 1"),
        ([1], [0.5], {"correlation": 1.0}, "correlation"),
    ],
)
def test_what_cannot_be_is_refused(minutes, odds, also, words):
    with pytest.raises(ValueError, match=words):
        forecast.overload_probability(0, minutes, odds, **also)
    with pytest.raises(ValueError, match="a cell that isn't"):
        forecast.overload_probabilities(np.array([1]), np.array([1]), np.array([1]), np.array([0.5]))


def test_two_lines_of_one_deal_are_won_together():
    monday = date(2027, 1, 4)
    axis = weeks.axis(monday, 2)
    friday = monday + timedelta(days=4)
    rows = [
        ("halden", "engineer", monday, friday, 1200, 0.5),
        ("halden", "engineer", monday, friday, 1200, 0.5),
    ]
    headroom = np.array([[1800, 1800]])
    assert forecast.risk(axis, headroom, lay_demand(rows, {"engineer": 0})).tolist() == [[0.5, 0.0]]
    apart = [(number, *row[1:]) for number, row in enumerate(rows)]
    assert forecast.risk(axis, headroom, lay_demand(apart, {"engineer": 0})).tolist() == [[0.25, 0.0]]
    assert forecast.risk(axis, headroom - 1801, lay_demand([], {"engineer": 0})).tolist() == [[1.0, 1.0]]


def test_weighted_pipeline():
    deals = [(Decimal(120_000), 0.7), (Decimal(80_000), 0.35), (Decimal(50_000), Decimal("0.2"))]
    assert forecast.weighted_pipeline(deals) == Decimal("122000.00")
    assert forecast.weighted_pipeline([]) == Decimal("0.00")
    assert forecast.weighted_pipeline([(Decimal("0.01"), 0.5)]) == Decimal("0.01")


def test_a_stage_keeps_near_its_default_while_its_record_is_short():
    assert forecast.stage_probability(6, 10, 0.4) == 0.5
    assert forecast.stage_probability(0, 0, 0.4) == 0.4
    assert [forecast.is_calibrated(closed) for closed in (39, 40)] == [False, True]


@given(st.integers(0, 500), st.integers(0, 500), st.floats(0, 1))
def test_a_stage_probability_lies_between_its_record_and_its_default(wins, losses, default):
    closed = wins + losses
    record = wins / closed if closed else default
    found = forecast.stage_probability(wins, closed, default)
    assert min(record, default) - 1e-12 <= found <= max(record, default) + 1e-12


def test_stage_probabilities_that_cannot_be_are_refused():
    for wins, closed, default, prior in [(3, 2, 0.5, 10), (-1, 2, 0.5, 10), (1, 2, 1.5, 10), (1, 2, 0.5, 0)]:
        with pytest.raises(ValueError):
            forecast.stage_probability(wins, closed, default, prior)

"""What the open deals may bring: money by weight, and the chance that they bring too much work."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from math import pi, sqrt
from statistics import NormalDist

import numpy as np
from numpy.polynomial.hermite import hermgauss
from numpy.typing import ArrayLike, NDArray

from tandem.calc.demand import Demand, cut_by_week
from tandem.calc.weeks import Weeks

Shares = NDArray[np.float64]
Ints = NDArray[np.int64]

CENT = Decimal("0.01")
QUARTER_HOUR = 15
PRIOR_DEALS = 10
FEWEST_CLOSED = 40
AGES_OUT = 365
NODES = 16


def weighted_pipeline(deals: Iterable[tuple[Decimal, Decimal | float]], unit: Decimal = CENT) -> Decimal:
    """Sum of amount x probability of (amount, probability 0..1), rounded once, half up. No deals: 0.

    One currency per call. Source: docs/formulas.md, weighted pipeline.
    """
    total = sum((amount * Decimal(str(probability)) for amount, probability in deals), Decimal(0))
    return total.quantize(unit, rounding=ROUND_HALF_UP)


def stage_probability(wins: int, closed: int, default: float, prior: float = PRIOR_DEALS) -> float:
    """(wins + k x default) / (closed + k): the stage's own record, held near its default while it is short.

    `closed`: deals that ever reached the stage and are won or lost. `prior` is k, how many deals the default
    counts for. Nothing closed: the default. Source: docs/formulas.md, stage probability. Raises ValueError
    unless 0 <= wins <= closed, the default is 0..1 and prior is above 0.
    """
    if not 0 <= wins <= closed:
        raise ValueError(f"{wins} wins of {closed} closed deals")
    if not 0 <= default <= 1 or prior <= 0:
        raise ValueError("a default lies between 0 and 1, and the prior is above 0")
    return (wins + prior * default) / (closed + prior)


def is_calibrated(closed: int) -> bool:
    """Below 40 closed deals nothing beats the stage's default, so it is shown unchanged.

    Source: docs/formulas.md, stage probability.
    """
    return closed >= FEWEST_CLOSED


def aged_out(moved_on: date, close_on: date | None, today: date, days: int = AGES_OUT) -> bool:
    """Has an open deal been quiet for so long that it counts as not won?

    A year past the day on which it was to be decided; or a year without a step, and no such day still to come.
    Source: docs/formulas.md, stage probability.
    """
    since = today - timedelta(days=days)
    if close_on is not None and close_on < since:
        return True
    return moved_on < since and (close_on is None or close_on < today)


def risk(
    axis: Weeks,
    headroom: NDArray[np.integer],
    demand: Demand,
    holidays: Iterable[date] = (),
    *,
    unit: int = QUARTER_HOUR,
    correlation: float = 0.0,
) -> Shares:
    """Chance of overload in each cell, float64 roles x weeks, if each deal is won by its probability.

    headroom: capacity - booked, minutes, roles x weeks. A deal's lines of one role are won or lost together.
    Demand is rounded up to `unit` minutes and headroom down, so the answer is never too low. Raises
    ValueError as `overload_probabilities`.
    """
    pieces = cut_by_week(axis, demand, holidays)
    cell = demand.role[pieces.line] * axis.count + pieces.week
    deal = demand.deal[pieces.line]
    key, first, inverse = np.unique(deal * headroom.size + cell, return_index=True, return_inverse=True)
    minutes = np.bincount(inverse, weights=pieces.minutes, minlength=len(key))
    chances = overload_probabilities(
        headroom.ravel(),
        cell[first],
        np.ceil(np.round(minutes, 6)).astype(np.int64),
        demand.probability[pieces.line][first],
        unit=unit,
        correlation=correlation,
    )
    return chances.reshape(headroom.shape)


def overload_probabilities(
    headroom: NDArray[np.integer],
    cell: Ints,
    minutes: Ints,
    probability: Shares,
    *,
    unit: int = 1,
    correlation: float = 0.0,
) -> Shares:
    """P(demand > headroom) of many cells: float64 (cells,).

    headroom: minutes (cells,). cell, minutes, probability: one row for each deal and cell that it would take
    time of, in any order. See `overload_probability` for the rest. Raises ValueError as it does, and on a
    cell that isn't there.
    """
    _check(minutes, probability, unit)
    if cell.size and not (cell.min() >= 0 and cell.max() < len(headroom)):
        raise ValueError(f"a row names a cell that isn't among the {len(headroom)}")
    weights, odds = win_scenarios(probability, correlation)
    room = np.floor_divide(headroom, unit)
    sizes = -(-minutes // unit)
    order = np.argsort(cell, kind="stable")
    edges = np.searchsorted(cell[order], np.arange(len(headroom) + 1))
    chances = np.zeros(len(headroom))
    for index in range(len(headroom)):
        rows = order[edges[index] : edges[index + 1]]
        chances[index] = weights @ _overload(int(room[index]), sizes[rows], odds[:, rows])
    return chances


def overload_probability(
    headroom: int, minutes: ArrayLike, probability: ArrayLike, *, unit: int = 1, correlation: float = 0.0
) -> float:
    """P(sum of the minutes of the deals that are won > headroom), exactly.

    minutes, probability: one each per deal. With `unit` 1 it is exact; with a larger one demand is rounded up
    and headroom down to it, which is faster and never too low. `correlation` of wins (one common factor; 0 is
    independent): deals are won in good quarters together, and then the tail is heavier. Negative headroom
    without demand is overload already: 1. No deals and room: 0. Source: Hong 2013, docs/formulas.md, chance
    of overload: weighted Poisson-binomial by truncated dynamic programming. Raises ValueError on lengths that
    differ, negative minutes, or a probability outside 0..1.
    """
    size, odds = np.asarray(minutes, dtype=np.int64), np.asarray(probability, dtype=np.float64)
    cell = np.zeros(size.shape, dtype=np.int64)
    room = np.array([headroom], dtype=np.int64)
    return float(overload_probabilities(room, cell, size, odds, unit=unit, correlation=correlation)[0])


def win_scenarios(probability: Shares, correlation: float, nodes: int = NODES) -> tuple[Shares, Shares]:
    """(weights (k,), odds (k, n)): states of the market, how likely each is, and each deal's odds in it.

    One-factor Gaussian copula at Gauss-Hermite nodes: p(z) = Phi((Phi^-1(p) - sqrt(rho) z) / sqrt(1 - rho)).
    Without correlation there is one state. Source: docs/formulas.md, chance of overload. Raises ValueError
    unless 0 <= correlation < 1.
    """
    if not 0 <= correlation < 1:
        raise ValueError("a correlation of wins is at least 0 and below 1")
    if correlation == 0:
        return np.ones(1), np.asarray(probability, dtype=np.float64)[None, :]
    points, weights = hermgauss(nodes)
    distinct, inverse = np.unique(probability, return_inverse=True)
    columns = [[_odds_given(p, sqrt(2) * z, correlation) for z in points] for p in distinct.tolist()]
    table = np.array(columns, dtype=np.float64).reshape(len(distinct), nodes)
    return weights / sqrt(pi), table[inverse].T


def _odds_given(p: float, z: float, correlation: float) -> float:
    if p in (0.0, 1.0):
        return p
    normal = NormalDist()
    return normal.cdf((normal.inv_cdf(p) - sqrt(correlation) * z) / sqrt(1 - correlation))


def _check(minutes: Ints, probability: Shares, unit: int) -> None:
    if minutes.shape != probability.shape:
        raise ValueError(f"{minutes.size} demands for {probability.size} probabilities")
    if unit < 1 or np.any(minutes < 0):
        raise ValueError("minutes can't be negative, and the unit is at least 1")
    if not np.all((probability >= 0) & (probability <= 1)):
        raise ValueError("a probability lies between 0 and 1")


def _overload(room: int, sizes: Ints, odds: Shares) -> Shares:
    """(k,) chance that the sizes won add up to more than `room`, in each of k states.

    `mass[s]` is the chance of having reached exactly s, on the lattice of the sizes' common divisor. What
    passes the room is absorbed at once, so the row never grows past it: O(deals x room / divisor).
    """
    states = len(odds)
    if room < 0:
        return np.ones(states)
    if sizes.sum() <= room:
        return np.zeros(states)
    divisor = int(np.gcd.reduce(sizes))
    width = room // divisor + 1
    mass, over, top = np.zeros((states, width)), np.zeros(states), 1
    mass[:, 0] = 1.0
    for step, odd in zip((sizes // divisor).tolist(), odds.T, strict=True):
        kept = max(min(top, width - step), 0)
        over += odd * mass[:, kept:top].sum(axis=1)
        won = mass[:, :kept] * odd[:, None]
        mass[:, :top] *= 1 - odd[:, None]
        mass[:, step : step + kept] += won
        top = max(top, step + kept)
    return np.minimum(over, 1.0)

"""How far small numbers can be trusted: of a count, and of any figure that is summed over jobs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import atan, cos, log, pi, sin, sqrt

import numpy as np
from numpy.typing import NDArray

FEWEST_SHOWN = 5  # fewer say nothing and are hidden
FEWEST_SURE = 20  # fewer are shown, greyed
FEWEST_TO_PREDICT = 300  # closed deals; with fewer a profile's score is a checklist, not a prediction
HALVINGS = 80
WIDEST, TINY = 1e6, 1e-300


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure over `count` jobs with its interval; all None while there are too few to say."""

    count: int
    value: float | None = None
    low: float | None = None
    high: float | None = None
    error: float | None = None


def trust(count: int) -> str:
    """ "none", "few" or "sure": whether a figure over so many is hidden, greyed, or shown."""
    if count < FEWEST_SHOWN:
        return "none"
    return "few" if count < FEWEST_SURE else "sure"


def jackknife(
    parts: Sequence[Sequence[float]],
    figure: Callable[[NDArray[np.float64]], float],
    confidence: float = 0.95,
    fewest: int = FEWEST_SHOWN,
) -> Estimate:
    """`figure` of the sums over all jobs, with the interval that leaving out one job at a time gives.

    `parts`: one row a job, with the numbers that are summed. Variance = (n - 1) / n x the squares of what each
    leaving-out gives, around their mean; half width = Student's t of n - 1 x its root. Right for a ratio of sums, where
    no formula of a mean is. Source: Tukey 1958; docs/formulas.md, waivers in hindsight.
    """
    count = len(parts)
    if count < max(fewest, 2):
        return Estimate(count)
    rows = np.asarray(parts, dtype=np.float64)
    sums = rows.sum(axis=0)
    value = figure(sums)
    without = np.array([figure(sums - row) for row in rows])
    error = sqrt((count - 1) / count * float(((without - without.mean()) ** 2).sum()))
    half = student(count - 1, confidence) * error
    return Estimate(count, value, value - half, value + half, error)


def per_job(events: int, jobs: int, confidence: float = 0.95, fewest: int = FEWEST_SHOWN) -> Estimate:
    """Events per job with the exact interval of a Poisson count: no events in five jobs isn't certainty of none.

    Low and high are the rates at which so many or more, or so few or fewer, have half of what confidence leaves.
    Source: Garwood 1936; docs/formulas.md, waivers in hindsight. Raises ValueError on negative events.
    """
    if events < 0:
        raise ValueError("events can't be negative")
    if jobs < max(fewest, 1):
        return Estimate(jobs)
    tail = (1 - confidence) / 2
    low = 0.0 if events == 0 else _solve(lambda rate: 1 - _poisson(events - 1, rate), tail)
    high = _solve(lambda rate: 1 - _poisson(events, rate), 1 - tail)
    return Estimate(jobs, events / jobs, low / jobs, high / jobs, sqrt(max(events, 1)) / jobs)


def difference(one: Estimate, other: Estimate, confidence: float = 0.95) -> Estimate:
    """`one` less `other` with its interval (Welch's, degrees of freedom rounded down); None while either is unknown.

    Source: docs/formulas.md, waivers in hindsight.
    """
    count = min(one.count, other.count)
    if one.value is None or other.value is None or one.error is None or other.error is None:
        return Estimate(count)
    value, variances = one.value - other.value, (one.error**2, other.error**2)
    error = sqrt(sum(variances))
    if not error:
        return Estimate(count, value, value, value, 0.0)
    parts = variances[0] ** 2 / (one.count - 1) + variances[1] ** 2 / (other.count - 1)
    half = student(max(1, int(sum(variances) ** 2 / parts)), confidence) * error
    return Estimate(count, value, value - half, value + half, error)


def student(freedom: int, confidence: float = 0.95) -> float:
    """How many standard errors hold `confidence` of Student's t with `freedom` degrees.

    Raises ValueError without a degree of freedom or outside 0..1.
    """
    if freedom < 1 or not 0 < confidence < 1:
        raise ValueError("at least one degree of freedom, and a confidence between 0 and 1")
    return _solve(lambda size: _within(size, freedom), confidence)


def _within(size: float, freedom: int) -> float:
    """The share of Student's t between -size and size: the finite series of Abramowitz and Stegun 26.7.3 and 26.7.4."""
    angle = atan(size / sqrt(freedom))
    term = total = cos(angle) if freedom % 2 else 1.0
    for step in range(3 if freedom % 2 else 2, freedom - 1, 2):
        term *= cos(angle) ** 2 * (step - 1) / step
        total += term
    if freedom % 2:
        return 2 / pi * (angle + (sin(angle) * total if freedom > 1 else 0.0))
    return sin(angle) * total


def _poisson(events: int, rate: float) -> float:
    """The chance of `events` or fewer, summed from logarithms: thousands of events don't underflow."""
    numbers = np.arange(events + 1)
    factorials = np.concatenate([[0.0], np.cumsum(np.log(numbers[1:]))])
    return float(np.exp(numbers * log(max(rate, TINY)) - rate - factorials).sum())


def _solve(rising: Callable[[float], float], target: float) -> float:
    """Where a function that rises over 0.. reaches `target`, by doubling and halving."""
    low, high = 0.0, 1.0
    while rising(high) < target and high < WIDEST:
        low, high = high, high * 2
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if rising(middle) < target else (low, middle)
    return (low + high) / 2

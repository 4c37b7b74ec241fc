"""Net promoter score with the interval that small numbers of answers deserve."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from tandem.calc.rates import two_sided

FEWEST_SHOWN = 5
FEWEST_FOR_WALD = 12
GRID = 4_000


@dataclass(frozen=True, slots=True)
class Answers:
    """How many promoters (9-10), passives (7-8) and detractors (0-6) answered."""

    promoters: int
    passives: int
    detractors: int

    @property
    def count(self) -> int:
        return self.promoters + self.passives + self.detractors


@dataclass(frozen=True, slots=True)
class Nps:
    """A score with its interval, -100..+100 (a number, not a percent).

    All three are None below the fewest shown.
    """

    answers: Answers
    score: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Change:
    """How much one score lies above another, in points, and the interval of that difference; None where either is hidden."""

    points: float | None
    low: float | None
    high: float | None

    @property
    def is_clear(self) -> bool:
        """Whether it's more than chance makes of so few: only then may somebody say better or worse."""
        return self.low is not None and self.high is not None and (self.low > 0 or self.high < 0)


def change(now: Nps, before: Nps) -> Change:
    """The difference of two scores, each with its interval, taken as independent.

    Low: d - sqrt((now - its low)^2 + (before's high - before)^2), high likewise (MOVER; Newcombe 1998). Source:
    docs/formulas.md, NPS.
    """
    if None in (now.score, now.low, now.high, before.score, before.low, before.high):
        return Change(None, None, None)
    points = now.score - before.score  # type: ignore[operator]
    down = sqrt((now.score - now.low) ** 2 + (before.high - before.score) ** 2)  # type: ignore[operator]
    up = sqrt((now.high - now.score) ** 2 + (before.score - before.low) ** 2)  # type: ignore[operator]
    return Change(points, points - down, points + up)


def one_each(answers: Iterable[tuple[Hashable, int]]) -> list[int]:
    """The last score of each contact of (contact, score), oldest first: who answers twice in a period is one voice."""
    return list(dict(answers).values())


def tally(answers: Iterable[int]) -> Answers:
    """Sort answers of 0..10 into the three kinds. Raises ValueError on anything else."""
    given = list(answers)
    if any(not 0 <= answer <= 10 for answer in given):
        raise ValueError("an answer lies between 0 and 10")
    promoters = sum(answer >= 9 for answer in given)
    detractors = sum(answer <= 6 for answer in given)
    return Answers(promoters, len(given) - promoters - detractors, detractors)


def nps(answers: Answers, clients: int | None = None, fewest: int = FEWEST_SHOWN, confidence: float = 0.95) -> Nps:
    """The score, with its interval, or nothing while fewer than `fewest` answered.

    Adjusted Wald from 12 answers, Jeffreys below. `clients`: how many there are to ask; when given, the
    interval is narrowed by the finite population correction, and never reaches past what the silent ones
    could still change. Source: docs/formulas.md, NPS. Raises ValueError when more answered than there are
    clients.
    """
    if clients is not None and clients < answers.count:
        raise ValueError(f"{answers.count} answers from {clients} clients")
    if answers.count < max(fewest, 1):
        return Nps(answers, None, None, None)
    shown = score(answers)
    low, high = _interval(answers, clients, confidence)
    worst, best = _reachable(answers, clients)
    return Nps(answers, shown, min(max(low, worst), shown), max(min(high, best), shown))


def score(answers: Answers) -> float:
    """100 (promoters - detractors) / all answers.

    Raises ValueError without an answer. Source: docs/formulas.md, NPS.
    """
    if not answers.count:
        raise ValueError("no answers have no score")
    return 100 * (answers.promoters - answers.detractors) / answers.count


def adjusted_wald(answers: Answers, confidence: float = 0.95) -> tuple[float, float]:
    """(low, high) after adding 3/4 of a promoter, 3/2 passives and 3/4 of a detractor.

    Cut off at the ends of the scale; without an answer it still is -80..+80.
    """
    low, high = _wald(answers, confidence)
    return max(low, -100.0), min(high, 100.0)


def jeffreys(answers: Answers, confidence: float = 0.95) -> tuple[float, float]:
    """(low, high): quantiles of promoters - detractors under a Dirichlet(1/2, 1/2, 1/2) prior.

    Promoters - detractors = S (2R - 1), where S, the share that isn't passive, and R, the promoters' share of
    S, are independent betas. So its distribution is one integral over S of R's, taken on a grid; good to 0.01
    points.
    """
    size, step = _beta_grid(answers.promoters + answers.detractors + 1.0, answers.passives + 0.5)
    middle = (size[1:] + size[:-1]) / 2
    mass = np.diff(step)
    part, below = _beta_grid(answers.promoters + 0.5, answers.detractors + 0.5)

    def share_below(difference: float) -> float:
        return float(mass @ np.interp((difference / middle + 1) / 2, part, below))

    tail = (1 - confidence) / 2
    return 100 * _solve(share_below, tail), 100 * _solve(share_below, 1 - tail)


def _wald(answers: Answers, confidence: float) -> tuple[float, float]:
    """As `adjusted_wald`, not yet cut off at the ends of the scale."""
    count = answers.count + 3
    promoters, detractors = (answers.promoters + 0.75) / count, (answers.detractors + 0.75) / count
    centre = promoters - detractors
    half = two_sided(confidence) * sqrt((promoters + detractors - centre**2) / count)
    return 100 * (centre - half), 100 * (centre + half)


def _interval(answers: Answers, clients: int | None, confidence: float) -> tuple[float, float]:
    """By the number of answers; narrowed towards its own centre by sqrt((N - n) / (N - 1)) for N clients."""
    few = answers.count < FEWEST_FOR_WALD
    low, high = jeffreys(answers, confidence) if few else _wald(answers, confidence)
    centre = 100 * (answers.promoters - answers.detractors) / (answers.count + (1.5 if few else 3))
    factor = sqrt((clients - answers.count) / max(clients - 1, 1)) if clients else 1.0
    return centre - factor * (centre - low), centre + factor * (high - centre)


def _reachable(answers: Answers, clients: int | None) -> tuple[float, float]:
    """The scores that are still possible: all, or what the clients who haven't answered could make of it."""
    if clients is None:
        return -100.0, 100.0
    known, silent = answers.promoters - answers.detractors, clients - answers.count
    return 100 * (known - silent) / clients, 100 * (known + silent) / clients


def _beta_grid(a: float, b: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """(x, cumulative share up to x) of a beta distribution with a, b >= 1/2, on a grid that is dense at both
    ends.

    With x = sin^2 t the density in t is sin^(2a-1) t cos^(2b-1) t: no pole, even at 1/2.
    """
    angle = np.linspace(0, np.pi / 2, GRID + 1)
    middle = (angle[1:] + angle[:-1]) / 2
    log_density = (2 * a - 1) * np.log(np.sin(middle)) + (2 * b - 1) * np.log(np.cos(middle))
    mass = np.exp(log_density - log_density.max())
    return np.sin(angle) ** 2, np.concatenate([[0.0], np.cumsum(mass) / mass.sum()])


def _solve(rising: Callable[[float], float], target: float) -> float:
    """Where a rising function on -1..1 reaches `target`, by halving."""
    low, high = -1.0, 1.0
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if rising(middle) < target else (low, middle)
    return (low + high) / 2

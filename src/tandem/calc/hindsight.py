"""What became of jobs that were let past a rule, beside those that weren't: margin, score, surprises."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from tandem.calc.intervals import FEWEST_SHOWN, Estimate, difference, jackknife, per_job
from tandem.calc.nps import Nps, nps, tally

Pair = tuple[Decimal, Decimal]


@dataclass(frozen=True, slots=True)
class Job:
    """One delivered job. `sold` and `delivered` are (revenue, cost), None where one of them isn't known."""

    sold: Pair | None = None
    delivered: Pair | None = None
    scores: tuple[int, ...] = ()
    surprises: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """Of `jobs` jobs: margin delivered less sold (a share: -0.026 is 2.6 points lost), NPS, surprises per job.

    Each says over how many it was counted, and nothing below the fewest shown.
    """

    jobs: int
    margin: Estimate
    nps: Nps
    surprises: Estimate


@dataclass(frozen=True, slots=True)
class Compared:
    """Waived beside clean. `gap` is how much more margin the waived ones kept (negative: lost) than the clean ones."""

    waived: Outcome
    clean: Outcome
    gap: Estimate

    @property
    def tells(self) -> bool:
        """Whether the gap is more than chance makes of so few."""
        low, high = self.gap.low, self.gap.high
        return low is not None and high is not None and (low > 0 or high < 0)


def outcome(jobs: Sequence[Job], fewest: int = FEWEST_SHOWN) -> Outcome:
    """Source: docs/formulas.md, waivers in hindsight."""
    scores = [score for job in jobs for score in job.scores]
    return Outcome(
        jobs=len(jobs),
        margin=jackknife(_priced(jobs), _kept, fewest=fewest),
        nps=nps(tally(scores), fewest=fewest),
        surprises=per_job(sum(job.surprises for job in jobs), len(jobs), fewest=fewest),
    )


def compare(waived: Sequence[Job], clean: Sequence[Job], fewest: int = FEWEST_SHOWN) -> Compared:
    """Both groups, and how far apart their margins are. Source: docs/formulas.md, waivers in hindsight."""
    one, other = outcome(waived, fewest), outcome(clean, fewest)
    return Compared(one, other, difference(one.margin, other.margin))


def _kept(sums: NDArray[np.float64]) -> float:
    """Margin delivered less margin sold of (price sold, its cost, price delivered, its cost), each summed over jobs."""
    sold, sold_cost, delivered, cost = sums
    return float((delivered - cost) / delivered - (sold - sold_cost) / sold)


def _priced(jobs: Sequence[Job]) -> list[tuple[float, float, float, float]]:
    """Those whose price and cost are known, both as sold and as delivered."""
    pairs = ((job.sold, job.delivered) for job in jobs)
    known = ((sold, now) for sold, now in pairs if sold and now and sold[0] > 0 and now[0] > 0)
    return [(float(sold[0]), float(sold[1]), float(now[0]), float(now[1])) for sold, now in known]

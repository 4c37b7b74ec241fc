"""A count out of a count, and how far to trust it."""

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist


@dataclass(frozen=True, slots=True)
class Rate:
    """`count` of `of`, with its Wilson interval.

    Share, low and high are 0..1, and None when there is nothing to count.
    """

    count: int
    of: int
    share: float | None
    low: float | None
    high: float | None


def rate(count: int, of: int, confidence: float = 0.95) -> Rate:
    """`count` / `of` with its interval. Raises ValueError unless 0 <= count <= of."""
    interval = wilson(count, of, confidence)
    if interval is None:
        return Rate(count, of, None, None, None)
    return Rate(count, of, count / of, *interval)


def wilson(count: int, of: int, confidence: float = 0.95) -> tuple[float, float] | None:
    """Wilson's score interval of a share, both ends within 0..1; None when `of` is 0.

    Centre (count + z^2/2) / (of + z^2); half width z / (of + z^2) x sqrt(count (of - count) / of + z^2 / 4).
    Source: Wilson 1927; docs/formulas.md, repeat rate. Raises ValueError unless 0 <= count <= of and 0 <
    confidence < 1.
    """
    if not 0 <= count <= of:
        raise ValueError(f"{count} of {of} isn't a share")
    z = two_sided(confidence)
    if of == 0:
        return None
    centre = (count + z * z / 2) / (of + z * z)
    half = z / (of + z * z) * sqrt(count * (of - count) / of + z * z / 4)
    low = 0.0 if count == 0 else centre - half
    high = 1.0 if count == of else centre + half
    return low, high


def two_sided(confidence: float) -> float:
    """How many standard deviations hold `confidence` of a normal distribution.

    Raises ValueError outside 0..1.
    """
    if not 0 < confidence < 1:
        raise ValueError("confidence lies between 0 and 1")
    return NormalDist().inv_cdf((1 + confidence) / 2)

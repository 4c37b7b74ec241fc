"""Bands of a figure: each holds from `low` up to, not with, `high`; None is open at that end."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

NOTHING = Decimal(0)

Kind = Literal["backwards", "gap", "overlap"]


@dataclass(frozen=True, slots=True)
class Band:
    """`words` is the answer that it gives. Figures are 0 or more."""

    words: str
    low: Decimal | None = None
    high: Decimal | None = None

    def holds(self, figure: Decimal) -> bool:
        return (self.low is None or figure >= self.low) and (self.high is None or figure < self.high)


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong from `low` up to `high` (None: without end): nobody holds there, or `words` all do."""

    kind: Kind
    low: Decimal
    high: Decimal | None
    words: tuple[str, ...] = ()


def flaws(bands: Sequence[Band]) -> list[Flaw]:
    """Where the bands together don't hold each figure from 0 up exactly once, in order of the figure.

    A band that ends before it begins is told as such and otherwise left out. Source: docs/formulas.md, ideal client
    bands. No bands: no flaws.
    """
    backwards = [_backwards(band) for band in bands if _is_backwards(band)]
    whole = [band for band in bands if not _is_backwards(band)]
    if not whole:
        return backwards
    edges = sorted({NOTHING, *(_low(band) for band in whole), *(band.high for band in whole if band.high is not None)})
    found = []
    for low, high in zip(edges, [*edges[1:], None], strict=True):
        here = tuple(band.words for band in whole if band.holds(low))
        if len(here) != 1:
            found.append(Flaw("overlap" if here else "gap", low, high, here))
    return [*backwards, *_joined(found)]


def band_of(figure: Decimal | None, bands: Sequence[Band]) -> Band | None:
    """The only band that holds the figure; None where none does, several do, or nothing is known."""
    here = [band for band in bands if figure is not None and not _is_backwards(band) and band.holds(figure)]
    return here[0] if len(here) == 1 else None


def _low(band: Band) -> Decimal:
    return NOTHING if band.low is None else band.low


def _is_backwards(band: Band) -> bool:
    return band.high is not None and band.high <= _low(band)


def _backwards(band: Band) -> Flaw:
    return Flaw("backwards", _low(band), band.high, (band.words,))


def _joined(found: list[Flaw]) -> list[Flaw]:
    """Flaws that touch and are the same, told once."""
    joined: list[Flaw] = []
    for flaw in found:
        last = joined[-1] if joined else None
        if last and last.high == flaw.low and (last.kind, last.words) == (flaw.kind, flaw.words):
            joined[-1] = Flaw(last.kind, last.low, flaw.high, last.words)
        else:
            joined.append(flaw)
    return joined

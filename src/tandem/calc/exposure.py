"""What risks are expected to cost. Minutes whole, shares 0..1, money decimal. docs/formulas.md, Risk exposure."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from math import ceil


@dataclass(frozen=True)
class Expected:
    """Of several risks: expected minutes, and how many of them the price holds."""

    minutes: int
    priced_minutes: int


def minutes(probability: Decimal | None, impact_minutes: int) -> int:
    """Probability x impact, rounded up to the minute; a risk of unknown probability counts in full."""
    return ceil((Decimal(1) if probability is None else probability) * impact_minutes)


def money(probability: Decimal | None, impact_money: Decimal) -> Decimal:
    """The same of a sum of money, to the whole unit."""
    return ((Decimal(1) if probability is None else probability) * impact_money).quantize(Decimal(1))


def total(risks: Iterable[tuple[int, int]]) -> Expected:
    """(exposure, minutes that the price holds for it) of each risk. More in the price than is expected of a risk
    covers that risk alone, not another."""
    pairs = list(risks)
    return Expected(sum(exposed for exposed, _ in pairs), sum(min(pair) for pair in pairs))

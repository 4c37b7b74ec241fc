"""Splitting a whole so that the parts add up to it. Exact fractions and the largest remainder."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

Weight = int | Fraction | Decimal

CENT = Decimal("0.01")


def allocate(total: int, weights: Sequence[Weight]) -> list[int]:
    """Split `total` in proportion to `weights` into whole numbers that add up to it exactly.

    Each part is its exact share rounded down; what is left goes one by one to the largest remainders, the
    earlier first among equals. So no part is a whole unit or more off its exact share. A negative total is
    split as its mirror image; weights that are all 0 share evenly. Raises ValueError on a negative weight, or
    when something is to be split among nobody. Source: docs/formulas.md, splitting (Hamilton's method).
    """
    if any(weight < 0 for weight in weights):
        raise ValueError("a weight can't be negative")
    if not weights:
        return _nobody(total)
    if total < 0:
        return [-part for part in allocate(-total, weights)]
    exact = _exact_shares(total, [Fraction(weight) for weight in weights])
    parts = [share.numerator // share.denominator for share in exact]
    for index in _by_remainder(exact, parts)[: total - sum(parts)]:
        parts[index] += 1
    return parts


def allocate_money(amount: Decimal, weights: Sequence[Weight], unit: Decimal = CENT) -> list[Decimal]:
    """Split money in proportion to `weights`, to the smallest unit of its currency; the parts add up exactly.

    Raises ValueError as `allocate`, and when `amount` isn't a whole number of units.
    """
    units = amount / unit
    if units != units.to_integral_value():
        raise ValueError(f"{amount} isn't a whole number of {unit}")
    return [part * unit for part in allocate(int(units), weights)]


def spread_evenly(total: int, count: int) -> list[int]:
    """`total` in `count` parts that differ by at most 1, the larger ones first.

    Raises ValueError as `allocate`.
    """
    return allocate(total, [1] * count)


def spread_minutes(total: int, days: Sequence[date]) -> dict[date, int]:
    """Minutes of each of the working days (see `weeks.working_days`), evenly and adding up to `total`.

    Raises ValueError when there are minutes and no day to do them on.
    """
    return dict(zip(days, spread_evenly(total, len(days)), strict=True))


def half_up(value: Fraction) -> int:
    """The nearest whole number; a half goes up (towards the greater)."""
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


def _nobody(total: int) -> list[int]:
    if total:
        raise ValueError(f"{total} can't be split among nobody")
    return []


def _exact_shares(total: int, weights: list[Fraction]) -> list[Fraction]:
    whole = sum(weights, Fraction(0))
    if not whole:
        return [Fraction(total, len(weights))] * len(weights)
    return [total * weight / whole for weight in weights]


def _by_remainder(exact: list[Fraction], parts: list[int]) -> list[int]:
    return sorted(range(len(exact)), key=lambda index: (parts[index] - exact[index], index))

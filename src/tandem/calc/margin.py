"""What is left of a price. Money in Decimal, one currency per call; margins as shares (0.34 is 34 %)."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
MINUTES_IN_HOUR = 60


def gross_margin(revenue: Decimal, cost: Decimal) -> Decimal | None:
    """(revenue - direct delivery cost) / revenue.

    Negative when it loses money; None unless something is earned.

    Source: docs/formulas.md, gross margin.
    """
    if revenue <= 0:
        return None
    return (revenue - cost) / revenue


def labour_cost(lines: Iterable[tuple[int, Decimal]], unit: Decimal = CENT) -> Decimal:
    """Cost of (minutes, rate per hour) lines, rounded once, half up, to `unit`. No lines cost 0."""
    by_hour = sum((minutes * rate for minutes, rate in lines), Decimal(0))
    return (by_hour / MINUTES_IN_HOUR).quantize(unit, rounding=ROUND_HALF_UP)


def sold_margin(
    price: Decimal, lines: Iterable[tuple[int, Decimal]], passed_on: Decimal = Decimal(0)
) -> Decimal | None:
    """The margin that was priced: of `price` over the estimate's (minutes, cost rate per hour) lines.

    `passed_on` is what others are paid for it (licences, travel, contractors at a fixed fee). None on a price
    of 0.
    """
    return gross_margin(price, labour_cost(lines) + passed_on)


def cost_at_completion(actual: Decimal, remaining: Decimal) -> Decimal:
    """Cost EAC = what it cost so far + what is still to be spent.

    Source: docs/formulas.md, cost at completion.
    """
    return actual + remaining


def forecast_margin(revenue: Decimal, actual_cost: Decimal, remaining: Decimal) -> Decimal | None:
    """Margin at completion: of the revenue as contracted today over the cost at completion.

    None on revenue of 0.
    """
    return gross_margin(revenue, cost_at_completion(actual_cost, remaining))


def group_margin(rows: Iterable[tuple[Decimal, Decimal]]) -> Decimal | None:
    """Margin of many (revenue, cost) together: the ratio of sums, not the mean of ratios.

    None when nothing is earned.
    """
    pairs = list(rows)
    revenue = sum((earned for earned, _ in pairs), Decimal(0))
    cost = sum((spent for _, spent in pairs), Decimal(0))
    return gross_margin(revenue, cost)


def erosion(sold: Decimal | None, delivered: Decimal | None) -> Decimal | None:
    """Sold margin less delivered margin, as a share: 0.026 is 2.6 percentage points lost.

    None when either is unknown.
    """
    if sold is None or delivered is None:
        return None
    return sold - delivered

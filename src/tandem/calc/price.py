"""What a scope is priced at. Money in Decimal, one currency per call; time in minutes."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from tandem.calc.margin import CENT, MINUTES_IN_HOUR, gross_margin


@dataclass(frozen=True, slots=True)
class Line:
    """Minutes of one role at its hourly rates. `standard` are the minutes that a tier's fixed fee covers."""

    minutes: int
    bill_hourly: Decimal
    cost_hourly: Decimal
    standard: int | None = None


@dataclass(frozen=True, slots=True)
class Price:
    """A price from its parts: list_price = work + contingency; fee = list_price - discount.

    `margin` is a share of the fee, None on a fee that isn't above 0. `minutes` leave the contingency out.
    """

    minutes: int
    contingency_minutes: int
    work: Decimal
    contingency: Decimal
    list_price: Decimal
    discount: Decimal
    fee: Decimal
    cost: Decimal
    margin: Decimal | None


def price(
    lines: Iterable[Line],
    contingency_minutes: int = 0,
    discount: Decimal = Decimal(0),
    fixed_fee: Decimal | None = None,
) -> Price:
    """Price the lines.

    Without a fixed fee, work = sum(minutes x bill rate). With a tier's fixed fee, work = that fee + sum((minutes -
    standard minutes) x bill rate): only what differs from the standard changes the price. Contingency is charged, and
    costed, at the lines' average rates weighted by their minutes; without minutes there's no average and it's 0. Each
    sum is rounded once, half up, to the cent.
    """
    rows = list(lines)
    minutes = sum(row.minutes for row in rows)
    billed = sum((row.minutes * row.bill_hourly for row in rows), Decimal(0))
    spent = sum((row.minutes * row.cost_hourly for row in rows), Decimal(0))
    work = _cents(billed) if fixed_fee is None else fixed_fee + _cents(_beyond_standard(rows))
    contingency = _cents(contingency_minutes * billed / minutes) if minutes else Decimal(0)
    cost = _cents(spent + (contingency_minutes * spent / minutes if minutes else 0))
    listed = work + contingency
    fee = listed - discount
    return Price(minutes, contingency_minutes, work, contingency, listed, discount, fee, cost, gross_margin(fee, cost))


def at_fee(figures: Price, fee: Decimal) -> Price:
    """The same price at a fee that was agreed: list price and margin follow from it, work is what contingency
    leaves."""
    listed = fee + figures.discount
    return replace(
        figures,
        fee=fee,
        list_price=listed,
        work=listed - figures.contingency,
        margin=gross_margin(fee, figures.cost),
    )


def _beyond_standard(rows: list[Line]) -> Decimal:
    return sum(((row.minutes - (row.standard or 0)) * row.bill_hourly for row in rows), Decimal(0))


def _cents(minute_money: Decimal) -> Decimal:
    """Minutes x hourly rate, as money."""
    return (minute_money / MINUTES_IN_HOUR).quantize(CENT, rounding=ROUND_HALF_UP)

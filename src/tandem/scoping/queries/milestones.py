"""The dates that were sold: the tier's standard milestones over the scope's time, and the days of measuring."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Protocol


class AtShare(Protocol):
    name: str
    at_share: Decimal


class Measured(Protocol):
    title: str
    measured_on: date | None


@dataclass(frozen=True)
class Dated:
    name: str
    on: date


def planned(
    standard: Iterable[AtShare], outcomes: Iterable[Measured], starts_on: date | None, ends_on: date | None
) -> list[Dated]:
    """In order of date. Without a period only the days of measuring are known; a period without any milestone ends
    in one."""
    dates: list[Dated] = []
    if starts_on and ends_on:
        span = Decimal((ends_on - starts_on).days)
        dates = [Dated(each.name, starts_on + timedelta(days=_whole(each.at_share * span))) for each in standard]
    dates += [Dated(each.title, each.measured_on) for each in outcomes if each.measured_on]
    if not dates and ends_on:
        dates = [Dated("Delivered", ends_on)]
    return sorted(dates, key=lambda each: (each.on, each.name))


def kept_by(dates: Iterable[Dated], due_on: date) -> Dated | None:
    """The last date on or before a promised day: what is due later doesn't keep it."""
    return max((each for each in dates if each.on <= due_on), key=lambda each: each.on, default=None)


def _whole(days: Decimal) -> int:
    return int(days.quantize(Decimal(1), rounding=ROUND_HALF_UP))

"""Weeks as an axis: a Monday and a count. Everything that is planned is laid on one of these."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Ordinals = NDArray[np.int64]

MONDAY_TO_FRIDAY = (0, 1, 2, 3, 4)
DAYS_IN_WEEK = 7
EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class Weeks:
    """`count` whole ISO weeks in a row; `first` is the Monday of the first one.

    Raises ValueError when `first` isn't a Monday or `count` is negative.
    """

    first: date
    count: int

    def __post_init__(self) -> None:
        if self.first.weekday() != 0:
            raise ValueError(f"{self.first} isn't a Monday")
        if self.count < 0:
            raise ValueError(f"an axis can't have {self.count} weeks")

    @property
    def ordinal(self) -> int:
        """Proleptic ordinal of the first day, as `date.toordinal` counts."""
        return self.first.toordinal()

    @property
    def days(self) -> int:
        return self.count * DAYS_IN_WEEK

    @property
    def last(self) -> date:
        """The Sunday of the last week (the day before `first` when there are no weeks)."""
        return self.first + timedelta(days=self.days - 1)

    def mondays(self) -> list[date]:
        return mondays(self.first, self.count)

    def index(self, day: date) -> int:
        """Which week `day` is in, from 0. Negative before the axis, `count` or more after it."""
        return (day.toordinal() - self.ordinal) // DAYS_IN_WEEK

    def holds(self, day: date) -> bool:
        return 0 <= self.index(day) < self.count


class MonthSpan(NamedTuple):
    """A month over a week axis: its first day, and how many of the axis's weeks begin in it."""

    month: date
    weeks: int


def axis(day: date, count: int) -> Weeks:
    """`count` weeks, the first of which holds `day`."""
    return Weeks(week_of(day), count)


def week_of(day: date) -> date:
    """The Monday of the ISO week that holds `day`."""
    return day - timedelta(days=day.weekday())


def mondays(start: date, count: int) -> list[date]:
    """`count` Mondays, the first being that of the week that holds `start`."""
    first = week_of(start)
    return [first + timedelta(weeks=index) for index in range(count)]


def plus_weeks(day: date, count: int) -> date:
    """The same weekday, `count` weeks later (earlier when negative)."""
    return day + timedelta(weeks=count)


def weeks_between(start: date, end: date) -> int:
    """How many Mondays lie between the week of `start` and the week of `end`; negative when it is earlier."""
    return (week_of(end) - week_of(start)).days // DAYS_IN_WEEK


def working_days(
    start: date,
    end: date,
    holidays: Collection[date] = (),
    weekdays: Collection[int] = MONDAY_TO_FRIDAY,
) -> list[date]:
    """The days from `start` to `end`, both included, that are worked: `weekdays` (0 = Monday) less
    `holidays`.

    Empty when `end` is before `start`.
    """
    days = (start + timedelta(days=offset) for offset in range((end - start).days + 1))
    return [day for day in days if day.weekday() in weekdays and day not in holidays]


def working_days_in_week(
    day: date, holidays: Collection[date] = (), weekdays: Collection[int] = MONDAY_TO_FRIDAY
) -> list[date]:
    """The worked days of the ISO week that holds `day`."""
    monday = week_of(day)
    return working_days(monday, monday + timedelta(days=DAYS_IN_WEEK - 1), holidays, weekdays)


def count_working_days(
    start: Ordinals,
    end: Ordinals,
    holidays: Iterable[date] = (),
    weekdays: Collection[int] = MONDAY_TO_FRIDAY,
) -> Ordinals:
    """Worked days from `start` to `end`, both included, row by row; 0 where `end` is before `start`.

    `start` and `end` are ordinals of the same shape, and so is the answer.
    """
    off = np.array([day.toordinal() - EPOCH for day in holidays], dtype="datetime64[D]")
    mask = [weekday in weekdays for weekday in range(DAYS_IN_WEEK)]
    after = np.maximum(np.asarray(end) + 1, start)
    counted = np.busday_count(_as_days(start), _as_days(after), weekmask=mask, holidays=off)
    return np.asarray(counted, dtype=np.int64)


def months(over: Sequence[date]) -> list[MonthSpan]:
    """The months over a row of Mondays, for a header: a week is in the month of its Monday, as printed."""
    starts = [monday.replace(day=1) for monday in over]
    return [MonthSpan(month, len(list(weeks))) for month, weeks in groupby(starts)]


def ordinals(days: Iterable[date]) -> Ordinals:
    """`date.toordinal` of each day, as an array."""
    return np.array([day.toordinal() for day in days], dtype=np.int64)


def _as_days(values: Ordinals) -> NDArray[np.datetime64]:
    return (np.asarray(values, dtype=np.int64) - EPOCH).astype("datetime64[D]")

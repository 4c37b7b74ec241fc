"""How much of each week is taken: integer minutes, people down, days or weeks across.

A page reads its rows once, lays them on arrays with `lay`, and asks in this order::

    days = available_days(axis, people, working, closed=closed_days(axis, holidays), time_off=off)
    taken = load(axis, days, bookings)
    share = utilisation(taken, to_weeks(days))

Integer minutes, because a long float cumulative sum leaves residues and the printed percent has to be exact.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tandem.calc.spans import Spans, cells, check
from tandem.calc.weeks import DAYS_IN_WEEK, Weeks

Minutes = NDArray[np.int32]
Shares = NDArray[np.float64]

WHOLE_DAY = 24 * 60
HEAT = (0.0, 0.5, 0.85, 1.0, 1.15)


def closed_days(axis: Weeks, holidays: Iterable[date]) -> NDArray[np.bool_]:
    """(days,) True on a holiday.

    For several calendars stack one row each, and index the stack by each person's calendar.
    """
    closed = np.zeros(axis.days, dtype=np.bool_)
    on_axis = (day.toordinal() - axis.ordinal for day in holidays)
    closed[[offset for offset in on_axis if 0 <= offset < axis.days]] = True
    return closed


def available_days(
    axis: Weeks,
    people: int,
    working: Spans,
    *,
    closed: NDArray[np.bool_] | None = None,
    time_off: Spans | None = None,
) -> Minutes:
    """Effective capacity: int32 minutes, people x days = contracted - holidays - time off, never below 0.

    `closed` is (days,) or (people, days). Time off carries minutes a day; `WHOLE_DAY` is all of it.
    Raises ValueError as `contracted_days`. Source: docs/formulas.md, capacity.
    """
    days = contracted_days(axis, people, working)
    if closed is not None:
        days[np.broadcast_to(closed, days.shape)] = 0
    if time_off is not None:
        np.subtract(days, minutes_by_day(axis, people, time_off), out=days)
        np.maximum(days, 0, out=days)
    return days


def contracted_days(axis: Weeks, people: int, working: Spans) -> Minutes:
    """Contracted minutes, int32 people x days, from working weeks with validity dates.

    Where two weeks hold on one day, the one that began later counts, so that a summer on part-time can be
    laid over an open-ended contract. A day without any is 0. Raises ValueError when a row ends before it
    begins, or its person isn't on the axis.
    """
    check(people, working)
    grid = np.zeros((people, axis.days), dtype=np.int32)
    if not len(working.person):
        return grid
    order = np.argsort(working.start, kind="stable")
    row, day = cells(axis, working.start[order], working.end[order])
    row = order[row]
    grid[working.person[row], day] = working.minutes[row, day % DAYS_IN_WEEK]
    return grid


def to_weeks(days: NDArray[np.integer]) -> Minutes:
    """Anything x days -> anything x weeks, summed; int32."""
    total = np.zeros((*days.shape[:-1], days.shape[-1] // DAYS_IN_WEEK), dtype=np.int32)
    for weekday in range(DAYS_IN_WEEK):
        total += days[..., weekday::DAYS_IN_WEEK]
    return total


def load(axis: Weeks, days: Minutes, bookings: Spans) -> Minutes:
    """Booked minutes, int32 people x weeks. `days` is what `available_days` answered.

    A booking takes its minutes on every day on which the person has any capacity: holidays, whole days off
    and days that the person doesn't work are skipped; on half a day off the whole booking stands, since it
    was promised. Raises ValueError as `minutes_by_day`. Source: docs/formulas.md, load:
    a difference array summed along the days.
    """
    taken = minutes_by_day(axis, len(days), bookings)
    np.multiply(taken, days > 0, out=taken)
    return to_weeks(taken)


def minutes_by_day(axis: Weeks, people: int, spans: Spans) -> Minutes:
    """Minutes of all spans on each day, int32 people x days, whether worked or not.

    O(rows + people x days): each row adds its minutes on its first day and takes them back after its last.
    Raises ValueError when a row ends before it begins, or its person isn't on the axis.
    """
    check(people, spans)
    width = axis.days + 1
    change = np.zeros(people * width, dtype=np.int32)
    row = spans.person * width
    np.add.at(change, row + np.clip(spans.start - axis.ordinal, 0, axis.days), spans.minutes)
    np.subtract.at(change, row + np.clip(spans.end + 1 - axis.ordinal, 0, axis.days), spans.minutes)
    grid = change.reshape(people, width)
    np.cumsum(grid, axis=1, out=grid)
    return grid[:, :-1]


def utilisation(load: NDArray[np.integer], available: NDArray[np.integer]) -> Shares:
    """load / available, cell by cell, as a share; NaN where there is no capacity (a dash, never 0).

    For a group, sum both first (`group_sums`): the mean of percentages isn't a percentage.
    Source: docs/formulas.md, utilisation.
    """
    share = np.full(np.broadcast_shapes(load.shape, available.shape), np.nan)
    np.divide(load, available, out=share, where=np.asarray(available) > 0)
    return share


def group_sums(values: NDArray[np.number], group: ArrayLike, groups: int) -> NDArray[Any]:
    """people x anything -> groups x anything. `group` is each person's group index; -1 belongs to none.

    int64 for integers, float64 for floats.
    """
    member = np.asarray(group, dtype=np.int64)
    kind = np.int64 if np.issubdtype(values.dtype, np.integer) else np.float64
    total = np.zeros((groups, *values.shape[1:]), dtype=kind)
    np.add.at(total, member[member >= 0], values[member >= 0])
    return total


def free(available: NDArray[np.integer], load: NDArray[np.integer]) -> NDArray[np.int64]:
    """Minutes still free, never below 0. Same shape.

    Take it per person before summing: somebody's overload doesn't use up somebody else's free time.
    """
    return np.maximum(np.asarray(available, dtype=np.int64) - load, 0)


def whole_percent(share: ArrayLike) -> NDArray[np.float64]:
    """The percent as it is printed: whole, halves upwards; NaN stays NaN. Same shape as `share`."""
    return np.floor(np.round(np.asarray(share, dtype=np.float64) * 100, 10) + 0.5)


def heat_step(share: ArrayLike, thresholds: Sequence[float] = HEAT) -> NDArray[np.int8]:
    """The colour of a heat map cell, 0..5, or -1 where there is no capacity (NaN). Same shape as `share`.

    With the default thresholds: 0 % -> 0, 1-49 -> 1, 50-84 -> 2, 85-100 -> 3, 101-115 -> 4, above -> 5. That
    is: above the first, from the second, from the third, above the fourth, above the fifth. Judged on the
    whole percent that is printed, so that the colour never contradicts the number. Source: docs/formulas.md,
    heat map. Raises ValueError unless there are five thresholds, none below the one before it.
    """
    edges = whole_percent(thresholds)
    if edges.shape != (5,) or np.any(np.diff(edges) < 0):
        raise ValueError("a heat map needs five thresholds in rising order")
    nothing, half, full, over, far_over = edges
    shown = whole_percent(share)
    passed = [shown > nothing, shown >= half, shown >= full, shown > over, shown > far_over]
    step = np.sum(passed, axis=0, dtype=np.int8)
    return np.where(np.isnan(shown), np.int8(-1), step)

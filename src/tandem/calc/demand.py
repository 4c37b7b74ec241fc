"""The work that open deals would bring, week by week."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tandem.calc.spans import expand
from tandem.calc.weeks import DAYS_IN_WEEK, Ordinals, Weeks, count_working_days

Shares = NDArray[np.float64]


class Demand(NamedTuple):
    """n lines of work that deals would bring. deal and role: indexes (n,); start, end: ordinals, both
    included; minutes: of the whole line, (n,); probability: of winning the deal, 0..1 (n,).
    """

    deal: Ordinals
    role: Ordinals
    start: Ordinals
    end: Ordinals
    minutes: NDArray[np.int64]
    probability: Shares


class Pieces(NamedTuple):
    """Demand cut by week: line (index into the demand), week (index on the axis) and minutes, each (m,)."""

    line: Ordinals
    week: Ordinals
    minutes: Shares


def lay_demand(rows: Iterable[Sequence[Any]], position: Mapping[Hashable, int]) -> Demand:
    """Rows of (deal id, role id, start date, end date, minutes of the whole line, probability) onto arrays.

    `position` is that of roles; rows of roles without one are left out. Deals are numbered as they appear.
    """
    kept = [row for row in rows if row[1] in position]
    deals = {deal: index for index, deal in enumerate(dict.fromkeys(row[0] for row in kept))}
    return Demand(
        np.array([deals[row[0]] for row in kept], dtype=np.int64),
        np.array([position[row[1]] for row in kept], dtype=np.int64),
        np.array([row[2].toordinal() for row in kept], dtype=np.int64),
        np.array([row[3].toordinal() for row in kept], dtype=np.int64),
        np.array([row[4] for row in kept], dtype=np.int64),
        np.array([float(row[5]) for row in kept], dtype=np.float64),
    )


def expected_demand(axis: Weeks, roles: int, demand: Demand, holidays: Iterable[date] = ()) -> Shares:
    """Expected minutes, float64 roles x weeks: sum over lines of minutes x probability, by working day.

    An average that no week will look like; `forecast.risk` says how likely it is to be too much.
    Source: docs/formulas.md, expected demand. Raises ValueError as `cut_by_week`.
    """
    pieces = cut_by_week(axis, demand, holidays)
    cell = demand.role[pieces.line] * axis.count + pieces.week
    weighted = pieces.minutes * demand.probability[pieces.line]
    total = np.bincount(cell, weights=weighted, minlength=roles * axis.count)
    return total.astype(np.float64).reshape(roles, axis.count)


def cut_by_week(axis: Weeks, demand: Demand, holidays: Iterable[date] = ()) -> Pieces:
    """Each line's minutes, spread evenly over its working days (Monday to Friday, no holidays), by week.

    What falls outside the axis is left out, not squeezed in. A line without any working day falls on its
    first day. Raises ValueError when a line ends before it begins.
    """
    if np.any(demand.end < demand.start):
        raise ValueError("a line of demand ends before it begins")
    off = tuple(holidays)
    days = count_working_days(demand.start, demand.end, off)
    end = np.where(days > 0, demand.end, demand.start)
    first, last = (demand.start - axis.ordinal) // DAYS_IN_WEEK, (end - axis.ordinal) // DAYS_IN_WEEK
    line, week = expand(np.maximum(first, 0), np.minimum(last, axis.count - 1))
    monday = axis.ordinal + week * DAYS_IN_WEEK
    worked = count_working_days(
        np.maximum(demand.start[line], monday), np.minimum(end[line], monday + DAYS_IN_WEEK - 1), off
    )
    part = np.where(days[line] > 0, worked / np.maximum(days[line], 1), 1.0)
    minutes = (demand.minutes[line] * part).astype(np.float64)
    touched = part > 0
    return Pieces(line[touched], week[touched], minutes[touched])

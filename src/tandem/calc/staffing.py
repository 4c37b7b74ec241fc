"""When can it honestly start? The first week from which everything that is needed is free."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from tandem.calc.shares import spread_evenly

Cells = NDArray[np.int64]


def even_profile(minutes: Sequence[int], weeks: int) -> Cells:
    """Each role's minutes over `weeks` weeks as evenly as whole minutes allow: int64 roles x weeks, rows add
    up.

    Raises ValueError when there are minutes and no weeks.
    """
    rows = [spread_evenly(total, weeks) for total in minutes]
    return np.array(rows, dtype=np.int64).reshape(len(minutes), weeks)


def earliest_start(free: NDArray[np.integer], demand: NDArray[np.integer], not_before: int = 0) -> int | None:
    """Index of the first week, from `not_before`, in which all of `demand` fits into what is free; else None.

    free: minutes, roles x weeks (sum of each person's free time, so that no overload hides in it). demand:
    minutes, roles x weeks of work. Only the roles that are needed in a week have to be free in it. The work
    has to end within the axis: beyond it nobody knows what is free. Demand for nothing fits at once. Raises
    ValueError when the roles differ. Source: docs/formulas.md, honest start.
    """
    fits = _fitting_starts(free, demand)[max(not_before, 0) :]
    return max(not_before, 0) + int(np.argmax(fits)) if fits.any() else None


def earliest_starts(
    free: NDArray[np.integer], demands: Mapping[str, NDArray[np.integer]], not_before: int = 0
) -> dict[str, int | None]:
    """`earliest_start` of each named demand, each on its own: Bronze now, Silver in week 8."""
    return {name: earliest_start(free, demand, not_before) for name, demand in demands.items()}


def shortfall(free: NDArray[np.integer], demand: NDArray[np.integer], start: int) -> Cells:
    """Minutes missing per role and week of work if it began in week `start`: int64 roles x weeks of work.

    Weeks beyond the axis count as having nothing free. Raises ValueError when the roles differ or `start` is
    negative.
    """
    _check(free, demand)
    if start < 0:
        raise ValueError("work can't start before the axis")
    spare = np.zeros(demand.shape, dtype=np.int64)
    there = free[:, start : start + demand.shape[1]]
    spare[:, : there.shape[1]] = np.maximum(there, 0)
    return np.maximum(demand - spare, 0)


def _fitting_starts(free: NDArray[np.integer], demand: NDArray[np.integer]) -> NDArray[np.bool_]:
    """(weeks,): does it fit from here?"""
    _check(free, demand)
    weeks, length = free.shape[1], demand.shape[1]
    fits = np.zeros(weeks, dtype=np.bool_)
    if length == 0:
        return ~fits
    if length <= weeks:
        windows = sliding_window_view(free, length, axis=1)
        short = (windows < demand[:, None, :]) & (demand[:, None, :] > 0)
        fits[: weeks - length + 1] = ~short.any(axis=(0, 2))
    return fits


def _check(free: NDArray[np.integer], demand: NDArray[np.integer]) -> None:
    if free.ndim != 2 or demand.ndim != 2 or free.shape[0] != demand.shape[0]:
        raise ValueError(f"free {free.shape} and demand {demand.shape} don't have the same roles")

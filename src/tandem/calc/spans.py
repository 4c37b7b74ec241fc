"""Rows that hold from one day to another, as arrays."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tandem.calc.weeks import Ordinals, Weeks

FOREVER = date.max.toordinal()


class Spans(NamedTuple):
    """n rows, each for one person from one day to another, both included.

    person: index on the people axis, int64 (n,). start, end: ordinals, int64 (n,). minutes: per day, int32
    (n,); for working weeks (n, 7), Monday first.
    """

    person: Ordinals
    start: Ordinals
    end: Ordinals
    minutes: NDArray[np.int32]


def lay(rows: Iterable[Sequence[Any]], position: Mapping[Hashable, int]) -> Spans:
    """Rows of (person id, start date, end date or None, minutes) onto arrays.

    None as an end is "until further notice". `minutes` is one number, or seven for a working week. Rows of
    people without a position are left out.
    """
    kept = [row for row in rows if row[0] in position]
    return Spans(
        np.array([position[row[0]] for row in kept], dtype=np.int64),
        np.array([row[1].toordinal() for row in kept], dtype=np.int64),
        np.array([FOREVER if row[2] is None else row[2].toordinal() for row in kept], dtype=np.int64),
        np.array([row[3] for row in kept], dtype=np.int32),
    )


def check(people: int, spans: Spans) -> None:
    """Raises ValueError when a row ends before it begins, or its person isn't on the axis."""
    if np.any(spans.end < spans.start):
        raise ValueError("a row ends before it begins")
    if len(spans.person) and not (spans.person.min() >= 0 and spans.person.max() < people):
        raise ValueError(f"a row names a person who isn't among the {people}")


def cells(axis: Weeks, start: Ordinals, end: Ordinals) -> tuple[Ordinals, Ordinals]:
    """One (row, day offset) for each day of each row that lies on the axis, in the order of the rows."""
    return expand(np.maximum(start - axis.ordinal, 0), np.minimum(end - axis.ordinal, axis.days - 1))


def expand(first: Ordinals, last: Ordinals) -> tuple[Ordinals, Ordinals]:
    """Rows of first..last, both included, into one (row, value) each; a row with last < first gives none."""
    length = np.maximum(last - first + 1, 0)
    row = np.repeat(np.arange(len(length)), length)
    position = np.arange(len(row)) - np.repeat(np.cumsum(length) - length, length)
    return row, first[row] + position

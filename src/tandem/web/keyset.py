"""Keyset paging: a page starts where the last one ended, by the value of its order and the row's id, so that page 300
costs what page 1 costs. Rows without a value come last, whichever way the order runs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import FieldError, ValidationError
from django.db.models import F, Q, QuerySet

from tandem.web.paging import ROWS


@dataclass(frozen=True)
class Cut:
    """One page of rows (tuples of the columns asked for), and where its neighbours start: None at either end."""

    rows: list[tuple]
    next: str | None
    previous: str | None


def cut(
    rows: QuerySet,
    columns: Sequence[str],
    *,
    by: str,
    descending: bool = False,
    after: str = "",
    before: str = "",
    size: int = ROWS,
) -> Cut:
    """The `size` rows after (or before) a cursor, in the order of `by`, then of id.

    Two queries: which rows (so that only these are joined and read, however many would match), then their columns.
    A cursor that isn't one (an old bookmark, a hand in the address) gives the first page.
    """
    back = bool(before) and not after
    try:
        found = _found(rows, by, descending, after or before, back, size)
    except (ValueError, ValidationError, FieldError):
        back, after = False, ""
        found = _found(rows, by, descending, "", False, size)
    more = len(found) > size
    found = found[:size]
    if back:
        found.reverse()
    return Cut(
        rows=_read_columns(rows, columns, [pk for _value, pk in found]),
        next=_cursor(*found[-1]) if found and (more or back) else None,
        previous=_cursor(*found[0]) if found and (more if back else after) else None,
    )


def _found(rows: QuerySet, by: str, descending: bool, cursor: str, back: bool, size: int) -> list[tuple[Any, int]]:
    """(value, id) of one row more than a page."""
    if cursor:
        rows = rows.filter(_beyond(by, descending, *_read(cursor), back))
    first = F(by).asc if descending == back else F(by).desc
    order = first(nulls_first=back or None, nulls_last=not back or None)
    return list(rows.order_by(order, "-pk" if back else "pk").values_list(by, "pk")[: size + 1])


def _read_columns(rows: QuerySet, columns: Sequence[str], keys: list[int]) -> list[tuple]:
    if not keys:
        return []
    found = {row[-1]: row[:-1] for row in rows.order_by().filter(pk__in=keys).values_list(*columns, "pk")}
    return [found[key] for key in keys if key in found]


def _beyond(by: str, descending: bool, value: str | None, pk: int, back: bool) -> Q:
    further = "pk__lt" if back else "pk__gt"
    if value is None:
        same = Q(**{f"{by}__isnull": True, further: pk})
        return same | Q(**{f"{by}__isnull": False}) if back else same
    way = "gt" if descending == back else "lt"
    beyond = Q(**{f"{by}__{way}": value}) | Q(**{by: value, further: pk})
    return beyond if back else beyond | Q(**{f"{by}__isnull": True})


def _cursor(value: Any, pk: int) -> str:
    return str(pk) if value is None else f"{pk}.{_plain(value)}"


def _plain(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _read(cursor: str) -> tuple[str | None, int]:
    pk, dot, value = cursor.partition(".")
    return (value if dot else None), int(pk)

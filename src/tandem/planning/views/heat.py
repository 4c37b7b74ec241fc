"""Rows of the heat map, joined from a table of cells: only whole numbers go in, and names are escaped.

A template's loop takes two seconds for 52,000 cells; this takes a fiftieth of it.
"""

from collections.abc import Iterable
from functools import cache
from html import escape

from django.urls import reverse
from django.utils.translation import gettext as _
from markupsafe import Markup

from tandem.planning.queries.firm import PersonOf
from tandem.planning.queries.heat import Row

HIGHEST = 999


def people(rows: Iterable[tuple[PersonOf, Row]], *, first: bool = False) -> Markup:
    """A row for each person. `first`: the very first cell is the grid's tab stop."""
    lines = [person(who, row) for who, row in rows]
    if first and lines:
        lines[0] = lines[0].replace("<td>", '<td tabindex="0">', 1)
    return Markup("".join(lines))  # noqa: S704 (numbers, and names that are escaped)


def person(who: PersonOf, row: Row, *, swap: bool = False) -> str:
    """One person's row. `swap`: it replaces the one that stands on the page."""
    oob = ' hx-swap-oob="true"' if swap else ""
    head = f'<th scope="row"><a href="{_address(who.pk)}">{escape(who.name)}</a></th>'
    return f'<tr id="p{int(who.pk)}" data-person="{int(who.pk)}"{oob}>{head}{cells(row)}</tr>'


def person_swap(who: PersonOf, row: Row) -> Markup:
    """One person's row, to replace the one on the page."""
    return Markup(person(who, row, swap=True))  # noqa: S704 (numbers, and names that are escaped)


def team_cells(row: Row) -> Markup:
    """The cells of a team's own row; its head is the template's."""
    return Markup(cells(row))  # noqa: S704 (numbers, and names that are escaped)


def cells(row: Row) -> str:
    words = _words()
    return "".join(map(_cell, row.percent, row.step, row.pipe, (words,) * len(row.percent)))


def _address(pk: int) -> str:
    """As `reverse` answers it, which takes longer than the rest of the row."""
    before, after = _around_number()
    return f"{before}{int(pk)}{after}"


@cache
def _around_number() -> tuple[str, str]:
    before, _number, after = reverse("person", args=(0,)).rpartition("0")
    return before, after


def _words() -> tuple[str, str]:
    """Hidden words for what colour and hatching say, in the reader's language."""
    return _("away"), _("over capacity")


@cache
def _cell(percent: int, step: int, pipe: bool, words: tuple[str, str]) -> str:
    away, over = map(escape, words)
    if percent < 0:
        return f'<td><span class="off"><span aria-hidden="true">–</span><span class="vh">{away}</span></span></td>'
    told = f'<span class="vh"> {over}</span>' if step > 3 else ""
    return f'<td><span class="l{int(step)}{" pipe" if pipe else ""}">{min(percent, HIGHEST)}{told}</span></td>'

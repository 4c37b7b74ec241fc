"""The file of rows that weren't taken: how it's written, and how it's known again when it comes back put right.

Its columns are called the same in every language, since a file that comes back is known by them. They say why a row was
left out, and of which import; they're never read as a deal's data.
"""

import re
from collections.abc import Iterable

ROW, REASON, COLUMN, VALUE, BATCH = "Tandem row", "Tandem reason", "Tandem column", "Tandem value", "Tandem import"
HEADS = (BATCH, ROW, REASON, COLUMN, VALUE)
# As they were written before November 2026.
EARLIER = ("Row", "Reason", "Column", "Value")
FORMULA = re.compile(r"[=+\-@\t\r]")
FIGURE = re.compile(r"[+\-]?[\d.,\s]+%?$")


def own_columns(names: Iterable[str]) -> frozenset[int]:
    """The places of the columns that explain, none in anybody else's file."""
    found = [" ".join(name.split()) for name in names]
    if set(HEADS) & set(found):
        return frozenset(place for place, name in enumerate(found) if name in HEADS)
    if {"Reason", "Column", "Value"} <= set(found):  # the file's own columns of these names come after ours
        return frozenset(found.index(name) for name in EARLIER if name in found)
    return frozenset()


def safe_cell(cell: str) -> str:
    """An apostrophe before what a spreadsheet would run; figures stay figures. Our own import takes it off again."""
    return f"'{cell}" if FORMULA.match(cell) and not FIGURE.match(cell) else cell


def plain_cell(cell: str) -> str:
    """The cell as it was before `safe_cell`."""
    return cell[1:] if cell[:1] == "'" and FORMULA.match(cell[1:]) else cell

"""Offerings as rows: the offering first, then each tier, then what is in it, in order."""

import csv
from collections.abc import Iterable, Iterator

from tandem.catalogue.content import DELIVERABLE, LINES, MILESTONE, Content
from tandem.catalogue.sheet.cells import guarded, written_fee, written_hours, written_share
from tandem.catalogue.sheet.columns import COLUMNS, ESTIMATE, OFFERING, TIER, Book

BOM = "\ufeff"


class _Echo:
    """What the csv module writes into, handed on at once."""

    def write(self, line: str) -> str:
        return line


def lines_of_file(books: Iterable[Book], priced: bool) -> Iterator[str]:
    """The file, line by line, with the mark that lets a spreadsheet know its letters. Fees only if `priced`."""
    write = csv.writer(_Echo()).writerow
    columns = [name for name in COLUMNS if priced or name != "fee"]
    yield BOM + write(columns)
    for book in books:
        for row in _rows(book):
            yield write([guarded(row.get(name, "")) for name in columns])


def _rows(book: Book) -> Iterator[dict[str, str]]:
    base = {"offering": book.name, "line": book.line}
    yield {**base, "part": OFFERING, "words": book.summary, "retired": "yes" if book.retired else ""}
    for grade, content in book.tiers.items():
        for row in _tier_rows(content):
            yield {**base, "grade": grade, **row}


def _tier_rows(content: Content) -> Iterator[dict[str, str]]:
    yield {"part": TIER, "words": content.promise, "weeks": str(content.weeks), "fee": written_fee(content.fee)}
    yield from ({"part": DELIVERABLE, "words": line.words} for line in content.of(DELIVERABLE))
    for role, minutes in content.hours.items():
        yield {"part": ESTIMATE, "role": role, "hours": written_hours(minutes)}
    for part in LINES:
        for line in content.of(part) if part not in (DELIVERABLE, MILESTONE) else ():
            yield {
                "part": part, "words": line.words, "hours": written_hours(line.minutes),
                "chance": written_share(line.share), "plan": line.plan,
            }  # fmt: skip
    yield from (
        {"part": MILESTONE, "words": line.words, "at": written_share(line.share)} for line in content.of(MILESTONE)
    )

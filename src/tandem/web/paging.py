"""Pages of a long list: 50 rows, keyset instead of offset, counts that stop at a cap."""

from dataclasses import dataclass

from django.db.models import QuerySet

ROWS = 50
COUNT_CAP = 10_000
MOST_DIGITS = 15


def number_in(text: object) -> int | None:
    """The whole number that an address or a form names; None for anything else, however long or in whichever digits."""
    words = str(text or "")
    return int(words) if words.isascii() and words.isdecimal() and len(words) <= MOST_DIGITS else None


@dataclass(frozen=True)
class Count:
    """A count that is exact up to the cap and says "10,000+" beyond it."""

    number: int
    capped: bool

    def __str__(self) -> str:
        return f"{self.number:,}{'+' if self.capped else ''}"


def count(rows: QuerySet, cap: int = COUNT_CAP) -> Count:
    """At most `cap` + 1 rows are looked at."""
    found = rows.order_by()[: cap + 1].count()
    return Count(min(found, cap), found > cap)

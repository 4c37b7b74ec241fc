"""Months, quarters and years as the address names them: 2026-11, 2026-Q4, 2026."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

KINDS = ("month", "quarter", "year")
MONTHS = {"month": 1, "quarter": 3, "year": 12}
NAMES = re.compile(r"^(\d{4})(?:-(?:Q([1-4])|(0[1-9]|1[0-2])))?$")


@dataclass(frozen=True)
class Period:
    """From `first` to `last`, both inside it."""

    kind: str
    first: date

    @property
    def last(self) -> date:
        return self.next.first - timedelta(days=1)

    @property
    def next(self) -> "Period":
        return self._moved(MONTHS[self.kind])

    @property
    def previous(self) -> "Period":
        return self._moved(-MONTHS[self.kind])

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """From its first moment to its last, in the firm's time zone: bounds that an index can use."""
        zone = timezone.get_default_timezone()
        first = datetime.combine(self.first, time.min, zone)
        return first, datetime.combine(self.next.first, time.min, zone) - timedelta(microseconds=1)

    @property
    def name(self) -> str:
        """As the address has it."""
        if self.kind == "year":
            return f"{self.first.year}"
        if self.kind == "quarter":
            return f"{self.first.year}-Q{(self.first.month + 2) // 3}"
        return f"{self.first:%Y-%m}"

    @property
    def label(self) -> str:
        """As people say it: November 2026, Q4 2026, 2026."""
        if self.kind == "month":
            return f"{self.first:%B %Y}"
        return " ".join(reversed(self.name.split("-")))

    def _moved(self, months: int) -> "Period":
        index = self.first.year * 12 + self.first.month - 1 + months
        return Period(self.kind, date(index // 12, index % 12 + 1, 1))


def holding(day: date, kind: str = "quarter") -> Period:
    """The month, quarter or year that a day lies in."""
    size = MONTHS[kind]
    return Period(kind, date(day.year, (day.month - 1) // size * size + 1, 1))


def named(name: str, today: date) -> Period:
    """The period of an address; this quarter for anything that isn't one."""
    found = NAMES.match(name)
    if not found or not 1900 < int(found[1]) < 2200:
        return holding(today)
    year = int(found[1])
    if found[2]:
        return Period("quarter", date(year, int(found[2]) * 3 - 2, 1))
    if found[3]:
        return Period("month", date(year, int(found[3]), 1))
    return Period("year", date(year, 1, 1))

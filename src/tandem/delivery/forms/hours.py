"""A week of hours as it is typed: 7.5, 7,5 or 7:30."""

import re
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils.translation import gettext as _

from tandem.delivery.queries.hours import Line
from tandem.web.paging import number_in

FORMS = re.compile(r"^(?:(\d{1,2}):([0-5]\d)|(\d{1,2})(?:[.,](\d{1,2}))?)$")


def minutes_of(words: str) -> int | None:
    """Minutes of "7.5", "7,5", "7:30" or "" (0); None when it's none of these."""
    words = words.strip()
    if not words:
        return 0
    found = FORMS.match(words)
    if not found:
        return None
    whole, past, hours, part = found.groups()
    if whole is not None:
        return int(whole) * 60 + int(past)
    return round(float(f"{hours}.{part or 0}") * 60)


def shown(minutes: int) -> str:
    """450 -> "7.5"; 0 -> ""."""
    return f"{minutes / 60:.2f}".rstrip("0").rstrip(".") if minutes else ""


@dataclass
class WeekForm:
    """The grid of one week: cells by (project id, day), as typed, with what is wrong with each."""

    monday: date
    lines: list[Line]
    typed: dict[str, str] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)
    wanted: dict[tuple[int, date], int] = field(default_factory=dict)
    seen: dict[tuple[int, date], int] = field(default_factory=dict)

    @property
    def days(self) -> list[date]:
        return [self.monday + timedelta(days=n) for n in range(7)]

    def read(self, data: dict[str, str]) -> bool:
        """Take what was typed. False when something isn't a number of hours."""
        for line in self.lines:
            for day in self.days:
                self._read_cell(line.project.pk, day, data)
        return not self.problems

    def value(self, line: Line, n: int) -> str:
        """What stands in a cell: as typed, else as logged."""
        return self.typed.get(self.name(line.project.pk, self.days[n]), shown(line.minutes[n]))

    def day_total(self, n: int) -> int:
        """Minutes logged on the nth day, over every project."""
        return sum(line.minutes[n] for line in self.lines)

    @staticmethod
    def name(project_id: int, day: date) -> str:
        return f"h-{project_id}-{day}"

    def _read_cell(self, pk: int, day: date, data: dict[str, str]) -> None:
        name = self.name(pk, day)
        if name not in data:
            return
        self.typed[name] = data[name]
        minutes = minutes_of(data[name])
        if minutes is None:
            self.problems[name] = _("“%(words)s” isn't a number of hours. Write 7.5 or 7:30.") % {"words": data[name]}
            return
        self.wanted[pk, day] = minutes
        self.seen[pk, day] = number_in(data.get(f"was-{name}")) or 0

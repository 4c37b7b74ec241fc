"""What a booking would mean before it's made: hours, share of the week, and the weeks it would overfill."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from tandem.calc.capacity import load, utilisation, whole_percent
from tandem.calc.spans import lay
from tandem.calc.weeks import axis, plus_weeks, week_of, weeks_between
from tandem.people.models import Person
from tandem.planning.queries.load import WEEKDAYS, days_of, load_of

MOST_WEEKS = 110


@dataclass(frozen=True)
class Meaning:
    """`days` that are worked, minutes in all; minutes and share of a contracted week; the weeks that would be over
    100 %, with their percent."""

    days: int
    minutes: int
    week_minutes: int
    share: float | None
    over: list[tuple[date, int]]

    @property
    def worst(self) -> int:
        return max((percent for _, percent in self.over), default=0)


def meaning(
    person: Person, starts_on: date, ends_on: date, minutes_per_day: int, *, without: int | None = None
) -> Meaning:
    """Counted from the rows themselves; `without` is the booking that this one would replace. Ten queries."""
    weeks = axis(starts_on, min(weeks_between(starts_on, ends_on) + 1, MOST_WEEKS))
    now = load_of([person.pk], weeks, without)
    days = days_of(person.pk, weeks)
    added = load(weeks, days[None], lay([(person.pk, starts_on, ends_on, minutes_per_day)], {person.pk: 0}))
    total = now.hard + now.held + added
    percent = np.nan_to_num(whole_percent(utilisation(total, now.available)))[0]
    touched = [at for at in range(weeks.count) if added[0, at] and percent[at] > 100]
    worked = int(added.sum()) // minutes_per_day if minutes_per_day else 0
    usual, days_a_week = usual_week(person, starts_on)
    return Meaning(
        days=worked,
        minutes=int(added.sum()),
        week_minutes=minutes_per_day * days_a_week,
        share=minutes_per_day * days_a_week / usual if usual else None,
        over=[(plus_weeks(weeks.first, at), int(percent[at])) for at in touched],
    )


def usual_week(person: Person, on: date) -> tuple[int, int]:
    """(contracted minutes, working days) of the week that the person works from a day on. One query."""
    found = person.weeks.filter(starts_on__lte=max(on, week_of(on))).order_by("-starts_on")
    rows = [row for row in found if row.ends_on is None or row.ends_on >= on]
    minutes = [getattr(rows[0], name) for name in WEEKDAYS] if rows else []
    return sum(minutes), sum(1 for each in minutes if each)

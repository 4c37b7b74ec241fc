"""What each person's weeks hold, counted from the rows themselves: contracts, holidays, time off and bookings."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from tandem.calc.capacity import WHOLE_DAY, available_days, closed_days, contracted_days, load, to_weeks
from tandem.calc.spans import Spans, lay
from tandem.calc.weeks import Weeks
from tandem.people.models import Holiday, Person, TimeOff, WorkingWeek
from tandem.planning.models import Booking

Grid = NDArray[np.int32]
Positions = Mapping[Hashable, int]

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True)
class Load:
    """Minutes, people x weeks. `people` are their ids, in the order of the rows."""

    people: Sequence[int]
    axis: Weeks
    contracted: Grid
    available: Grid
    hard: Grid
    held: Grid

    @property
    def away(self) -> NDArray[np.bool_]:
        """Weeks of which nothing is left, because of holidays and time off."""
        return (self.contracted > 0) & (self.available == 0)


def load_of(people: Iterable[int], axis: Weeks, without: int | None = None) -> Load:
    """Count anew. `without` leaves one booking out, to ask what it would be instead. Five queries."""
    ids = list(people)
    position: Positions = {pk: index for index, pk in enumerate(ids)}
    contracted, days = _days(ids, position, axis)
    hard, held = _bookings(ids, position, axis, without)
    return Load(ids, axis, to_weeks(contracted), to_weeks(days), load(axis, days, hard), load(axis, days, held))


def held_for(deals: Iterable[int], axis: Weeks) -> tuple[list[int], Grid]:
    """(people, minutes people x weeks) of the holds of these deals alone. Six queries."""
    fields = ("person_id", "starts_on", "ends_on", "minutes_per_day")
    found = Booking.objects.filter(engagement__in=list(deals), hard=False)
    rows = list(found.filter(ends_on__gte=axis.first, starts_on__lte=axis.last).values_list(*fields))
    ids = sorted({row[0] for row in rows})
    position: Positions = {pk: index for index, pk in enumerate(ids)}
    days = _days(ids, position, axis)[1]
    return ids, load(axis, days, lay(rows, position))


def days_of(person: int, axis: Weeks) -> Grid:
    """One person's effective minutes of each day, int32 (days,)."""
    return _days([person], {person: 0}, axis)[1][0]


def _days(ids: list[int], position: Positions, axis: Weeks) -> tuple[Grid, Grid]:
    working = lay(_working_weeks(ids, axis), position)
    off = lay(_time_off(ids, axis), position)
    closed = _closed(ids, axis)
    days = available_days(axis, len(ids), working, closed=closed, time_off=off)
    return contracted_days(axis, len(ids), working), days


def _working_weeks(ids: list[int], axis: Weeks) -> list[tuple]:
    found = WorkingWeek.objects.filter(person__in=ids, starts_on__lte=axis.last)
    rows = found.values_list("person_id", "starts_on", "ends_on", *WEEKDAYS)
    return [(pk, start, end, minutes) for pk, start, end, *minutes in rows if end is None or end >= axis.first]


def _time_off(ids: list[int], axis: Weeks) -> list[tuple]:
    found = TimeOff.objects.filter(person__in=ids, approved=True, ends_on__gte=axis.first, starts_on__lte=axis.last)
    return [(*row, WHOLE_DAY) for row in found.values_list("person_id", "starts_on", "ends_on")]


def _closed(ids: list[int], axis: Weeks) -> NDArray[np.bool_]:
    """(people, days): each person's calendar, none for whoever has no calendar."""
    calendars = dict(Person.objects.filter(pk__in=ids).values_list("pk", "calendar_id"))
    days: dict[int, list[date]] = {}
    for calendar, day in Holiday.objects.filter(day__range=(axis.first, axis.last)).values_list("calendar_id", "day"):
        days.setdefault(calendar, []).append(day)
    known = list(days)
    table = np.array([closed_days(axis, days[calendar]) for calendar in known] + [closed_days(axis, ())])
    row_of = {calendar: index for index, calendar in enumerate(known)}
    return table[[row_of.get(calendars.get(pk) or 0, len(known)) for pk in ids]]


def _bookings(ids: list[int], position: Positions, axis: Weeks, without: int | None) -> tuple[Spans, Spans]:
    found = Booking.objects.filter(person__in=ids, ends_on__gte=axis.first, starts_on__lte=axis.last)
    if without:
        found = found.exclude(pk=without)
    rows = list(found.values_list("person_id", "starts_on", "ends_on", "minutes_per_day", "hard"))
    hard = [row[:4] for row in rows if row[4]]
    held = [row[:4] for row in rows if not row[4]]
    return lay(hard, position), lay(held, position)

"""Who works on what, and the hours they wrote down: drawn as arrays, inserted as plain rows."""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tandem.calc.capacity import available_days, closed_days, contracted_days
from tandem.calc.spans import lay
from tandem.calc.weeks import Weeks, week_of
from tandem.delivery.models import ProjectMonth, TimeEntry
from tandem.front.sample.roster import RISES
from tandem.front.sample.rows import Rows, insert, prepared
from tandem.front.sample.staff import Staff
from tandem.front.sample.when import When
from tandem.people.models import Person, TimeOff, WorkingWeek
from tandem.planning.models import Booking

Ints = NDArray[np.int64]
COLUMNS = ("project", "person", "day", "week", "month", "minutes", "billable", "cost", "note", "version")
NOTES = (
    "Load checks", "Model review", "Call with the client", "Matching rules", "Runbook", "Demonstration", "Fixes",
    "Pairing", "Workshop", "Definitions", "Tests", "Deployment", "Reading logs", "Training", "Planning", "",
)  # fmt: skip
WEEKLY = 1500
QUARTER = 15


@dataclass
class Crew:
    """Everybody, delivery first, on one axis of days: when they can work and how much of it is taken by projects."""

    axis: Weeks
    people: list[Person]
    place: dict[Hashable, int]
    contracted: NDArray[np.int32]
    available: NDArray[np.int32]
    taken: NDArray[np.float64]
    rates: NDArray[np.int64]
    logged: NDArray[np.int64] = field(init=False)

    def __post_init__(self) -> None:
        self.logged = np.zeros(self.available.shape, dtype=np.int64)

    def days_of(self, person: int, start: date, end: date) -> Ints:
        """Ordinals of the days on which they can work, from one day to another."""
        first = max(start.toordinal() - self.axis.ordinal, 0)
        last = min(end.toordinal() - self.axis.ordinal, self.axis.days - 1)
        return np.flatnonzero(self.available[person, first : last + 1]) + first + self.axis.ordinal


@dataclass
class Sheet:
    """Time entries as columns. `project` is an index of `projects`, `person` of the crew."""

    projects: list[Any] = field(default_factory=list)
    parts: list[tuple[Ints, Ints, Ints, Ints]] = field(default_factory=list)

    def add(self, project: Any, person: int, days: Ints, minutes: Ints) -> None:
        if not self.projects or self.projects[-1] is not project:
            self.projects.append(project)
        index = np.full(len(days), len(self.projects) - 1)
        self.parts.append((index, np.full(len(days), person), days, minutes))

    def take(self, other: "Sheet") -> None:
        """The other's projects and entries after one's own."""
        shift = len(self.projects)
        self.projects += other.projects
        self.parts += [(index + shift, person, day, minutes) for index, person, day, minutes in other.parts]

    def stretch(self, place: int, factor: float) -> None:
        """All entries of one project by a factor, kept in quarter hours."""
        for index, _, _, minutes in self.parts:
            if len(index) and index[0] == place:
                minutes[:] = np.clip(np.rint(minutes * factor / QUARTER) * QUARTER, QUARTER, 600)

    def columns(self) -> tuple[Ints, Ints, Ints, Ints]:
        if not self.parts:
            return (np.zeros(0, dtype=np.int64),) * 4
        project, person, day, minutes = (np.concatenate(column) for column in zip(*self.parts, strict=True))
        return project, person, day, minutes


def make_crew(rows: Rows, when: When, staff: Staff) -> Crew:
    people = [*staff.delivery, *(person for person in staff.people.values() if not person.role)]
    place: dict[Hashable, int] = {person.name: index for index, person in enumerate(people)}
    axis = Weeks(week_of(when.today - timedelta(weeks=104)), 156)
    weeks = [
        (
            row.person.name,
            row.starts_on,
            row.ends_on,
            [row.monday, row.tuesday, row.wednesday, row.thursday, row.friday, 0, 0],
        )
        for row in rows.waiting[WorkingWeek]
    ]
    off = [(row.person.name, row.starts_on, row.ends_on, 1440) for row in rows.waiting[TimeOff]]
    available = available_days(
        axis, len(people), lay(weeks, place), closed=closed_days(axis, staff.free_days), time_off=lay(off, place)
    )
    contracted = contracted_days(axis, len(people), lay(weeks, place))
    rates = np.array([int(staff.cost[person.name] * 100) for person in people], dtype=np.int64)
    return Crew(axis, people, place, contracted, available, np.zeros((len(people), axis.count)), rates)


def pick(
    crew: Crew, staff: Staff, role: str, minutes: int, start: date, end: date, wanted: tuple[str, ...]
) -> list[int]:
    """As many people of the role as it takes, those who are named first, then those with the least to do."""
    first, last = crew.axis.index(start), min(crew.axis.index(end), crew.axis.count - 1)
    weeks = max(1, last - first + 1)
    count = max(1, -(-int(minutes / weeks) // WEEKLY))
    load = {
        crew.place[person.name]: crew.taken[crew.place[person.name], first : last + 1].mean()
        for person in staff.in_role[role]
    }
    named = {crew.place[name] for name in wanted if name in crew.place}
    chosen = sorted(load, key=lambda index: (index not in named, load[index], index))[:count]
    crew.taken[chosen, first : last + 1] += minutes / weeks / len(chosen)
    return chosen


def work(
    crew: Crew, sheet: Sheet, project: Any, person: int, start: date, end: date, minutes: int, rng: np.random.Generator
) -> None:
    """Spread `minutes` over the days on which the person could work: every day, or some days of a few hours."""
    days = crew.days_of(person, start, end)
    if not len(days) or minutes < QUARTER:
        return
    if minutes / len(days) < 90:
        count = int(min(len(days), max(1, minutes // 210)))
        # The emptiest days first: a day on which somebody wrote down 22 hours would be nobody's.
        order = np.lexsort((rng.random(len(days)), crew.logged[person, days - crew.axis.ordinal]))
        days = np.sort(days[order[:count]])
    weight = rng.uniform(0.7, 1.3, len(days))
    share = np.rint(minutes * weight / weight.sum() / QUARTER).astype(np.int64) * QUARTER
    share = np.clip(share, QUARTER, 570)
    crew.logged[person, days - crew.axis.ordinal] += share
    sheet.add(project, person, days, share)


def scatter(
    crew: Crew,
    sheet: Sheet,
    project: Any,
    team: list[int],
    start: date,
    end: date,
    count: int,
    rng: np.random.Generator,
) -> None:
    """`count` entries on any working day of any of the team, for a firm of a million rows."""
    first = start.toordinal()
    days = first + rng.integers(0, max(1, end.toordinal() - first + 1), count)
    weekend = np.maximum((days - 1) % 7 - 4, 0)
    days -= weekend
    who = np.asarray(team, dtype=np.int64)[rng.integers(0, len(team), count)]
    if not sheet.projects or sheet.projects[-1] is not project:
        sheet.projects.append(project)
    sheet.parts.append((np.full(count, len(sheet.projects) - 1), who, days, rng.integers(2, 31, count) * QUARTER))


def pence(crew: Crew, when: When, person: Ints, day: Ints, minutes: Ints) -> Ints:
    """The cost of each entry in pence, at the person's rate of that day, halves upwards."""
    since = np.array([when.moved(starts_on).toordinal() for starts_on, _ in RISES])
    part = np.array([int(part * 100) for _, part in RISES])
    rate = (crew.rates[person] * part[np.searchsorted(since, day, side="right") - 1] + 50) // 100
    return (minutes * rate + 30) // 60


def totals(crew: Crew, when: When, sheet: Sheet) -> tuple[Ints, Ints]:
    """(minutes, pence) of each project of the sheet."""
    project, person, day, minutes = sheet.columns()
    size = len(sheet.projects)
    cost = pence(crew, when, person, day, minutes)
    return (
        np.bincount(project, minutes, size).astype(np.int64),
        np.bincount(project, cost, size).astype(np.int64),
    )


def write_entries(crew: Crew, when: When, sheet: Sheet) -> int:
    """Insert all entries and their roll-up by month; people and projects have their keys by now."""
    project, person, day, minutes = sheet.columns()
    cost = pence(crew, when, person, day, minutes)
    order = np.lexsort((person, day))
    project, person, day, minutes, cost = project[order], person[order], day[order], minutes[order], cost[order]
    count = insert(TimeEntry, COLUMNS, _tuples(crew, sheet, project, person, day, minutes, cost))
    _months(sheet, project, day, minutes, cost)
    return count


def _tuples(
    crew: Crew, sheet: Sheet, project: Ints, person: Ints, day: Ints, minutes: Ints, cost: Ints
) -> Iterator[tuple]:
    keys = [row.pk for row in sheet.projects]
    people = [row.pk for row in crew.people]
    days = {int(each): _dates(int(each)) for each in np.unique(day)}
    money = {int(each): prepared(TimeEntry, "cost", _pounds(int(each))) for each in np.unique(cost)}
    lines = zip(project.tolist(), person.tolist(), day.tolist(), minutes.tolist(), cost.tolist(), strict=True)
    for which, who, when, long, pennies in lines:
        note = NOTES[(which * 7 + who * 3 + when) % len(NOTES)]
        yield (keys[which], people[who], *days[when], long, True, money[pennies], note, 1)


def _dates(ordinal: int) -> tuple[Any, Any, Any]:
    day = date.fromordinal(ordinal)
    return (
        prepared(TimeEntry, "day", day),
        prepared(TimeEntry, "week", week_of(day)),
        prepared(TimeEntry, "month", day.replace(day=1)),
    )


def _pounds(pennies: int):
    from decimal import Decimal

    return Decimal(pennies).scaleb(-2)


def _months(sheet: Sheet, project: Ints, day: Ints, minutes: Ints, cost: Ints) -> None:
    first_of = {int(each): date.fromordinal(int(each)).replace(day=1).toordinal() for each in np.unique(day)}
    month = np.array([first_of[each] for each in day.tolist()], dtype=np.int64)
    key, place = np.unique(project * 10_000_000 + month, return_inverse=True)
    spent, money = np.bincount(place, minutes).astype(np.int64), np.bincount(place, cost).astype(np.int64)
    rows = [
        ProjectMonth(
            project=sheet.projects[each // 10_000_000], month=date.fromordinal(each % 10_000_000), minutes=long,
            billable_minutes=long, cost=_pounds(pennies),
        )
        for each, long, pennies in zip(key.tolist(), spent.tolist(), money.tolist(), strict=True)
    ]  # fmt: skip
    ProjectMonth.objects.bulk_create(rows, batch_size=2000)


def book(
    rows: Rows, crew: Crew, engagement: Any, person: int, start: date, end: date, per_day: int, **fields: Any
) -> Booking:
    return rows.add(
        Booking(
            person=crew.people[person], engagement=engagement, starts_on=start, ends_on=end,
            minutes_per_day=max(1, per_day), **fields,
        )
    )  # fmt: skip

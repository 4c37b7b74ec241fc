"""How much of the firm's weeks is taken: by team, and by person of the teams that are opened."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from django.db.models import Count
from numpy.typing import NDArray

from tandem.calc.weeks import Weeks
from tandem.people.models import Firm, Person, Team
from tandem.planning.models import CapacityWeek, TeamWeek

Minutes = NDArray[np.int64]


class Settings(NamedTuple):
    """The thresholds of the heat map, as calc.capacity.heat_step takes them, and the minutes of a full day."""

    heat_steps: tuple[int, ...]
    day_minutes: int

    @property
    def thresholds(self) -> tuple[float, ...]:
        """Steps are stored by their upper ends (49, 84, 100, 115): 1 % begins the first, 50 % the second."""
        half, full, over, far = self.heat_steps
        return (0.0, (half + 1) / 100, (full + 1) / 100, over / 100, far / 100)

    @property
    def week_minutes(self) -> int:
        return self.day_minutes * 5


def settings() -> Settings:
    """One query."""
    firm = Firm.objects.only("heat_steps", "day_minutes").first() or Firm()
    return Settings(tuple(firm.heat_steps), firm.day_minutes)


class TeamOf(NamedTuple):
    """A team with how many people are planned in it."""

    pk: int
    name: str
    people: int


def teams() -> list[TeamOf]:
    """Teams that have somebody to plan, in their order. One query."""
    found = Team.objects.filter(people__is_active=True, people__role__isnull=False)
    rows = found.annotate(count=Count("people")).order_by("position", "name")
    return [TeamOf(*row) for row in rows.values_list("pk", "name", "count")]


@dataclass(frozen=True)
class Sums:
    """Minutes of groups over an axis, groups x weeks. `free` is after holds too, unless said otherwise."""

    available: Minutes
    hard: Minutes
    held: Minutes
    free: Minutes
    free_beside_holds: Minutes


def team_weeks(axis: Weeks, team_ids: Sequence[int], role_ids: Sequence[int]) -> tuple[Sums, Sums]:
    """The same minutes by team and by role. One query."""
    fields = ("team_id", "role_id", "week", "available", "hard", "held", "free_of_holds", "free")
    rows = list(TeamWeek.objects.filter(week__range=(axis.first, axis.last)).values_list(*fields))
    return _sums(rows, 0, team_ids, axis), _sums(rows, 1, role_ids, axis)


def _sums(rows: list[tuple], key: int, ids: Sequence[int], axis: Weeks) -> Sums:
    at = {pk: index for index, pk in enumerate(ids)}
    kept = [row for row in rows if row[key] in at]
    total = np.zeros((5, len(ids), axis.count), dtype=np.int64)
    if kept:
        group = np.array([at[row[key]] for row in kept])
        week = np.array([axis.index(row[2]) for row in kept])
        for field in range(5):
            np.add.at(total[field], (group, week), np.array([row[3 + field] for row in kept], dtype=np.int64))
    return Sums(*total)


class PersonOf(NamedTuple):
    pk: int
    name: str
    team_id: int
    role_id: int


@dataclass(frozen=True)
class Grid:
    """People's weeks: minutes, people x weeks."""

    people: list[PersonOf]
    axis: Weeks
    available: Minutes
    hard: Minutes
    held: Minutes


def grid(axis: Weeks, team_ids: Sequence[int] | None = None, people: Sequence[int] | None = None) -> Grid:
    """The planned people of these teams (or just these people) by name. Two queries."""
    planned = Person.objects.filter(is_active=True, role__isnull=False, team__isnull=False)
    found = planned.filter(pk__in=people) if people is not None else planned.filter(team__in=team_ids or [])
    rows = [PersonOf(*row) for row in found.order_by("name", "pk").values_list("pk", "name", "team_id", "role_id")]
    return Grid(rows, axis, *_weeks_of([row.pk for row in rows], axis, team_ids, people))


def _weeks_of(
    ids: list[int], axis: Weeks, team_ids: Sequence[int] | None, people: Sequence[int] | None
) -> NDArray[np.int64]:
    at = {pk: index for index, pk in enumerate(ids)}
    found = CapacityWeek.objects.filter(week__range=(axis.first, axis.last))
    found = found.filter(person__in=people) if people is not None else found.filter(person__team__in=team_ids or [])
    column = {week: index for index, week in enumerate(axis.mondays())}
    total = np.zeros((3, len(ids), axis.count), dtype=np.int64)
    rows = [row for row in found.values_list("person_id", "week", "available", "hard", "held") if row[0] in at]
    if rows:
        place = ([at[row[0]] for row in rows], [column[row[1]] for row in rows])
        for field in range(3):
            total[field][place] = [row[2 + field] for row in rows]
    return total

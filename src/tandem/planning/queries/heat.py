"""The heat map: percent of each week taken, by team and person, through a lens."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from tandem.calc.capacity import heat_step, utilisation, whole_percent
from tandem.calc.weeks import Weeks, axis, weeks_between
from tandem.people.models import Person
from tandem.planning.queries.firm import Grid, Minutes, PersonOf, Settings, Sums, TeamOf, grid, settings, team_weeks
from tandem.planning.queries.firm import teams as all_teams
from tandem.planning.queries.load import held_for
from tandem.planning.queries.pipeline import Pipeline, pipeline
from tandem.planning.queries.window import BOOKED, Window

HORIZON = 53
NO_CAPACITY = -1


@dataclass(frozen=True)
class Row:
    """Percent (-1: no capacity), colour step and whether the pipeline is in it, one of each for each week."""

    percent: list[int]
    step: list[int]
    pipe: list[bool]


@dataclass(frozen=True)
class TeamRows:
    """A team's own row, and its people's where they are asked for (None: closed)."""

    team: TeamOf
    row: Row
    people: list[tuple[PersonOf, Row]] | None


@dataclass(frozen=True)
class Firm:
    """The firm's minutes over `whole`, which holds the window and the horizon of start dates.

    `demand` and `demand_if_won` are what counted deals would add to each team: weighted by their probability, and in
    full. `missing` are the holds of deals that are left out.
    """

    window: Window
    settings: Settings
    today: date
    whole: Weeks
    teams: list[TeamOf]
    by_team: Sums
    by_role: Sums
    held: Minutes
    pipeline: Pipeline
    weights: NDArray[np.float64]
    left_out: tuple[list[int], NDArray[np.int32]]

    @property
    def shown(self) -> slice:
        """The window's weeks within the whole."""
        start = weeks_between(self.whole.first, self.window.axis.first)
        return slice(start, start + self.window.axis.count)

    @property
    def team_index(self) -> dict[int, int]:
        return {team.pk: index for index, team in enumerate(self.teams)}

    @property
    def booked_and_held(self) -> Minutes:
        """Teams x weeks, as far as the lens counts holds."""
        return self.by_team.hard + self.held

    def demand(self, weights: NDArray[np.float64]) -> NDArray[np.float64]:
        """What deals would add, teams x weeks, each times its weight."""
        return self.to_teams(self.pipeline.by_role(weights))

    def to_teams(self, by_role: NDArray[np.float64]) -> NDArray[np.float64]:
        total = np.zeros((len(self.teams), self.whole.count))
        index = self.team_index
        for row, role in enumerate(self.pipeline.roles):
            if role.team_id in index:
                total[index[role.team_id]] += by_role[row]
        return total


def firm(viewer: Person, window: Window, today: date) -> Firm:
    """Ten queries; six more when a deal's holds are left out."""
    set_up, teams = settings(), all_teams()
    whole = _whole(window, today)
    found = pipeline(viewer, whole, set_up.day_minutes, today)
    by_team, by_role = team_weeks(whole, [team.pk for team in teams], [role.pk for role in found.roles])
    counted = np.array([deal.probability if window.counts(deal) else 0.0 for deal in found.deals])
    left_out = _left_out(window, found, whole)
    held = by_team.held - _by_team(left_out, teams) if window.lens != BOOKED else np.zeros_like(by_team.held)
    return Firm(window, set_up, today, whole, teams, by_team, by_role, held, found, counted, left_out)


def teams_of(firm: Firm) -> list[TeamOf]:
    """The teams that the page shows."""
    return [team for team in firm.teams if firm.window.team in (None, team.pk)]


def rows(firm: Firm, opened: Sequence[int]) -> list[TeamRows]:
    """One for each team that is shown, with the people of the `opened` ones. Two queries."""
    shown, teams = firm.shown, teams_of(firm)
    demand = firm.demand(firm.weights)[:, shown]
    total = firm.booked_and_held[:, shown] + demand
    piped = (firm.held[:, shown] + demand) > 0
    people = _people(firm, opened)
    return [
        TeamRows(
            team, _row(total[at], firm.by_team.available[at, shown], piped[at], firm.settings), people.get(team.pk)
        )
        for team in teams
        for at in [firm.team_index[team.pk]]
    ]


def person_rows(firm: Firm, people: Sequence[int]) -> list[tuple[PersonOf, Row]]:
    """Just these people's rows. Two queries."""
    return _rows_of(firm, grid(firm.window.axis, people=people))


def own_rows(axis: Weeks, person: int) -> list[tuple[PersonOf, Row]]:
    """One person's row, holds counted; empty for whoever isn't planned. Three queries."""
    weeks, set_up = grid(axis, people=[person]), settings()
    rows = _rows(weeks.hard + weeks.held, weeks.available, weeks.held > 0, set_up)
    return list(zip(weeks.people, rows, strict=True))


def _people(firm: Firm, opened: Sequence[int]) -> dict[int, list[tuple[PersonOf, Row]]]:
    found: dict[int, list[tuple[PersonOf, Row]]] = {pk: [] for pk in opened}
    for person, row in _rows_of(firm, grid(firm.window.axis, opened)):
        found[person.team_id].append((person, row))
    return found


def _rows_of(firm: Firm, weeks: Grid) -> list[tuple[PersonOf, Row]]:
    held = np.zeros_like(weeks.held) if firm.window.lens == BOOKED else weeks.held - _missing(firm, weeks)
    rows = _rows(weeks.hard + held, weeks.available, held > 0, firm.settings)
    return list(zip(weeks.people, rows, strict=True))


def _missing(firm: Firm, weeks: Grid) -> Minutes:
    """Holds of deals that are left out, on the grid's people."""
    ids, minutes = firm.left_out
    lost = np.zeros_like(weeks.held)
    at = {pk: index for index, pk in enumerate(ids)}
    for row, person in enumerate(weeks.people):
        if person.pk in at:
            lost[row] = minutes[at[person.pk], firm.shown]
    return lost


def _rows(load: NDArray, available: NDArray, pipe: NDArray, settings: Settings) -> list[Row]:
    share = utilisation(load, available)
    percent = np.nan_to_num(whole_percent(share), nan=NO_CAPACITY).astype(np.int64).tolist()
    step = heat_step(share, settings.thresholds).tolist()
    return [Row(*cells) for cells in zip(percent, step, (pipe & (available > 0)).tolist(), strict=True)]


def _row(load: NDArray, available: NDArray, pipe: NDArray, settings: Settings) -> Row:
    return _rows(load[None], available[None], pipe[None], settings)[0]


def _whole(window: Window, today: date) -> Weeks:
    first = min(window.axis.first, axis(today, 1).first)
    last = max(window.axis.last, axis(today, HORIZON).last)
    return Weeks(first, weeks_between(first, last) + 1)


def _left_out(window: Window, found: Pipeline, whole: Weeks) -> tuple[list[int], NDArray[np.int32]]:
    """A deal that the lens would count and that somebody left out takes its holds with it."""
    gone = [deal.pk for deal in found.deals if deal.pk in window.flipped and not window.counts(deal)]
    if not gone or window.lens == BOOKED:
        return [], np.zeros((0, whole.count), dtype=np.int32)
    return held_for(gone, whole)


def _by_team(left_out: tuple[list[int], NDArray[np.int32]], teams: list[TeamOf]) -> Minutes:
    ids, minutes = left_out
    at = {team.pk: index for index, team in enumerate(teams)}
    lost = np.zeros((len(teams), minutes.shape[1]), dtype=np.int64)
    planned = Person.objects.filter(pk__in=ids, is_active=True, role__isnull=False)
    for pk, team in planned.values_list("pk", "team_id"):
        if team in at:
            lost[at[team]] += minutes[ids.index(pk)]
    return lost

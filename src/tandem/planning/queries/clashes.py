"""What doesn't fit: teams that would be over 100 % if the counted deals land, and people who are."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
from django.db.models import F, Q
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from tandem.calc.capacity import utilisation, whole_percent
from tandem.calc.weeks import plus_weeks
from tandem.people.models import Person
from tandem.planning.models import Booking, CapacityWeek
from tandem.planning.queries.bookings import Line, lines
from tandem.planning.queries.heat import Firm, teams_of
from tandem.planning.queries.pipeline import OpenDeal
from tandem.planning.queries.window import BOOKED

MOST_PEOPLE = 400
SHOWN = 6


@dataclass(frozen=True)
class Clash:
    """A run of weeks over 100 %. `short`: full-time people missing in the worst of them. `percent`: of that week.

    `deals` are those that bring the work, the largest first, where the pipeline does; `hidden` says how many more
    there are that the viewer may not see. `works` names what a person is booked on.
    """

    kind: str
    pk: int
    name: str
    first: date
    last: date
    short: float
    percent: int
    deals: list[OpenDeal] = field(default_factory=list)
    hidden: int = 0
    works: list[str] = field(default_factory=list)

    @property
    def key(self) -> str:
        return f"{self.kind}-{self.pk}-{self.first}"


@dataclass(frozen=True)
class Clashes:
    """The worst first; `more` aren't listed."""

    listed: list[Clash]
    more: int

    @property
    def count(self) -> int:
        return len(self.listed) + self.more


def clashes(firm: Firm, viewer: Person, most: int = SHOWN) -> Clashes:
    """Teams if the counted deals are won, people as they are booked (and held, where the lens counts holds).
    Two queries."""
    found = [*_teams(firm), *_people(firm)]
    found.sort(key=lambda clash: (-clash.short, clash.first, clash.name))
    listed = found[:most]
    return Clashes(_with_works(listed, viewer), len(found) - len(listed))


def _teams(firm: Firm) -> list[Clash]:
    won = np.array([1.0 if firm.window.counts(deal) else 0.0 for deal in firm.pipeline.deals])
    total: NDArray = (firm.booked_and_held + firm.demand(won))[:, firm.shown]
    available: NDArray = firm.by_team.available[:, firm.shown]
    percent = np.nan_to_num(whole_percent(utilisation(total, available)))
    short = (total - available) / firm.settings.week_minutes
    shown = {team.pk for team in teams_of(firm)}
    return [
        _team_clash(firm, won, row, first, last, percent[row], short[row])
        for row, team in enumerate(firm.teams)
        if team.pk in shown
        for first, last in _runs(percent[row] > 100)
    ]


def _team_clash(firm: Firm, won: NDArray, row: int, first: int, last: int, percent: NDArray, short: NDArray) -> Clash:
    team, weeks = firm.teams[row], slice(first, last + 1)
    deals = _causes(firm, won, team.pk, first, last)
    return Clash(
        kind="team",
        pk=team.pk,
        name=team.name,
        first=plus_weeks(firm.window.axis.first, first),
        last=_friday(plus_weeks(firm.window.axis.first, last)),
        short=float(short[weeks].max()),
        percent=int(percent[weeks].max()),
        deals=[deal for deal in deals if deal.name],
        hidden=sum(1 for deal in deals if not deal.name),
    )


def _causes(firm: Firm, won: NDArray, team: int, first: int, last: int) -> list[OpenDeal]:
    """Counted deals with work for the team in these weeks of the window, the largest first."""
    found, start = firm.pipeline, firm.shown.start
    of_team = np.array([role.team_id == team for role in found.roles], dtype=bool)
    if not found.deal.size:
        return []
    inside = of_team[found.role] & (found.week >= start + first) & (found.week <= start + last)
    minutes = np.bincount(found.deal[inside], weights=found.minutes[inside], minlength=len(won)) * won
    order = np.argsort(-minutes, kind="stable")
    return [found.deals[at] for at in order.tolist() if minutes[at] > 0]


def _people(firm: Firm) -> list[Clash]:
    runs: dict[tuple[int, str], list[tuple[date, int, int]]] = {}
    for pk, name, week, available, load in _over(firm):
        runs.setdefault((pk, name), []).append((week, available, load))
    unit = firm.settings.week_minutes
    return [
        Clash(
            kind="person",
            pk=pk,
            name=name,
            first=run[0][0],
            last=_friday(run[-1][0]),
            short=max((load - available) / unit for _week, available, load in run),
            percent=max(int(whole_percent(load / available)) for _week, available, load in run),
        )
        for (pk, name), weeks in runs.items()
        for run in _weeks_in_a_row(weeks)
    ]


def _over(firm: Firm) -> list[tuple[int, str, date, int, int]]:
    load = F("hard") if firm.window.lens == BOOKED else F("hard") + F("held")
    axis, planned = firm.window.axis, Q(person__is_active=True, person__role__isnull=False, person__team__isnull=False)
    found = CapacityWeek.objects.filter(planned, week__range=(axis.first, axis.last), available__gt=0)
    if firm.window.team:
        found = found.filter(person__team=firm.window.team)
    found = found.annotate(load=load).filter(load__gt=F("available")).order_by("person_id", "week")
    rows = found.values_list("person_id", "person__name", "week", "available", "load")[:MOST_PEOPLE]
    return [row for row in rows if whole_percent(row[4] / row[3]) > 100]


def _with_works(listed: list[Clash], viewer: Person) -> list[Clash]:
    """People's clashes with what they're booked on, as far as the viewer may see it. One query."""
    people = [clash.pk for clash in listed if clash.kind == "person"]
    last = max((clash.last for clash in listed), default=date.max)
    rows = lines(viewer, Booking.objects.filter(person__in=people, starts_on__lte=last))
    for clash in listed:
        if clash.kind == "person":
            own = [row for row in rows if row.person_id == clash.pk]
            during = [row for row in own if row.starts_on <= clash.last and row.ends_on >= clash.first]
            clash.works.extend(dict.fromkeys(_work(row) for row in during))
    return listed


def _work(line: Line) -> str:
    if line.work is None:
        return _("confidential work")
    return line.work or _("work inside the firm")


def _runs(over: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """(first, last) of each run of True."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], over.astype(np.int8), [0]])))
    return [(int(start), int(end) - 1) for start, end in edges.reshape(-1, 2)]


def _weeks_in_a_row(weeks: Sequence[tuple[date, int, int]]) -> list[list[tuple[date, int, int]]]:
    runs: list[list[tuple[date, int, int]]] = []
    for row in weeks:
        if runs and row[0] == plus_weeks(runs[-1][-1][0], 1):
            runs[-1].append(row)
        else:
            runs.append([row])
    return runs


def _friday(monday: date) -> date:
    return monday + timedelta(days=4)

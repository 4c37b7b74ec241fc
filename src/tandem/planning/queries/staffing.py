"""Open roles: what likely and signed engagements need and nobody is booked for, with people who could do it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from tandem.calc.weeks import Weeks, axis, count_working_days, ordinals, plus_weeks
from tandem.engagements.models import OPEN, Engagement
from tandem.engagements.queries.odds import odds
from tandem.people.models import Person, Role
from tandem.people.queries.firm import day_minutes
from tandem.planning.models import CapacityWeek
from tandem.planning.queries.bookings import RUNNING
from tandem.planning.queries.people import skills_of
from tandem.planning.queries.pipeline import LIKELY, booked_on, common_holidays, needs_on, unmet

WEEKS = 26
MATCHES = 4
LEAST_DAYS = 1


@dataclass(frozen=True)
class Match:
    """Somebody of that role; `share` of those weeks that they have free, holds counted as taken."""

    pk: int
    name: str
    share: float
    skills: list[str]


@dataclass(frozen=True)
class OpenRole:
    """`minutes` of a role that nobody is booked for, within these weeks; `probability` 1 for what is signed."""

    deal: Engagement
    role: Role
    probability: float
    starts_on: date
    ends_on: date
    minutes: int
    matches: list[Match] = field(default_factory=list)

    @property
    def minutes_per_day(self) -> int:
        """Spread over the working days of the weeks."""
        days = int(count_working_days(ordinals([self.starts_on]), ordinals([self.ends_on]))[0]) or 1
        return max(1, round(self.minutes / days))


def open_roles(viewer: Person, today: date, *, deal: int | None = None) -> list[OpenRole]:
    """Of everything likely or signed that the viewer sees (or of one deal, likely or not), the soonest first.

    Roles that lack less than a day's work aren't worth a row. `with_matches` says who could do them. Seven queries.
    """
    weeks = axis(today, WEEKS)
    deals = _deals(viewer, deal)
    chances = odds(today)
    share = {
        d.pk: chances.of(d.stage, d.probability, d.stage_since, d.close_on) if d.stage in OPEN else 1.0 for d in deals
    }
    wanted = [d for d in deals if deal or share[d.pk] >= LIKELY]
    only = {"engagement__in": [d.pk for d in wanted]}
    needs, booked = needs_on(weeks, **only), booked_on(weeks, **only)
    roles = list(Role.objects.order_by("position", "pk"))
    place = {d.pk: at for at, d in enumerate(wanted)}, {role.pk: at for at, role in enumerate(roles)}
    cells = unmet(weeks, needs, booked, place, common_holidays(weeks))
    least = LEAST_DAYS * day_minutes()
    found = [row for row in _rows(weeks, today, wanted, roles, share, cells) if row.minutes >= least]
    found.sort(key=lambda row: (row.starts_on, -row.probability, row.deal.pk, row.role.pk))
    return found


def with_matches(found: Sequence[OpenRole], today: date) -> list[OpenRole]:
    """The same roles with the people of each who are freest over its weeks. Three queries."""
    weeks = axis(today, WEEKS)
    people = Person.objects.filter(is_active=True, role__in={row.role.pk for row in found})
    by_role: dict[int, list[tuple[int, str]]] = {}
    for pk, name, role in people.order_by("name", "pk").values_list("pk", "name", "role_id"):
        by_role.setdefault(role, []).append((pk, name))
    grid = _weeks_of([pk for rows in by_role.values() for pk, _name in rows], weeks)
    best = [_freest(row, by_role.get(row.role.pk, []), weeks, grid) for row in found]
    skills = skills_of([pk for rows in best for _share, _name, pk in rows])
    good = {pk: [name for name, level in known if level > 1] for pk, known in skills.items()}
    return [
        replace(row, matches=[Match(pk, name, share, good.get(pk, [])) for share, name, pk in rows])
        for row, rows in zip(found, best, strict=True)
    ]


def _deals(viewer: Person, deal: int | None) -> list[Engagement]:
    found = Engagement.objects.visible_to(viewer).filter(stage__in=RUNNING)
    if deal:
        found = found.filter(pk=deal)
    about = ("name", "stage", "stage_since", "close_on", "probability", "account__name", "lead__name", "lead__access")
    return list(found.select_related("account", "lead").only(*about))


def _rows(
    weeks: Weeks, today: date, deals: list[Engagement], roles: list[Role], share: dict[int, float], cells: tuple
) -> list[OpenRole]:
    deal, role, week, minutes = cells
    key = deal * len(roles) + role
    order = np.argsort(key, kind="stable")
    keys, starts = np.unique(key[order], return_index=True)
    if not len(keys):
        return []
    firsts, lasts = np.minimum.reduceat(week[order], starts), np.maximum.reduceat(week[order], starts)
    sums = np.add.reduceat(minutes[order], starts)
    found = []
    for pair, first, last, total in zip(keys.tolist(), firsts.tolist(), lasts.tolist(), sums.tolist(), strict=True):
        who, what = deals[pair // len(roles)], roles[pair % len(roles)]
        start = max(plus_weeks(weeks.first, first), today)
        end = plus_weeks(weeks.first, last) + timedelta(days=4)
        found.append(OpenRole(who, what, share[who.pk], start, max(start, end), round(total)))
    return found


Grid = tuple[dict[int, int], NDArray[np.int64], NDArray[np.int64]]


def _freest(row: OpenRole, people: list[tuple[int, str]], weeks: Weeks, grid: Grid) -> list[tuple[float, str, int]]:
    """(share free, name, id) of the freest few of them, who have anything free at all."""
    at, free, available = grid
    span = slice(weeks.index(row.starts_on), weeks.index(row.ends_on) + 1)
    shares = [(_share(free[at[pk], span], available[at[pk], span]), name, pk) for pk, name in people]
    best = sorted(shares, key=lambda one: (-one[0], one[1]))[:MATCHES]
    return [one for one in best if one[0] > 0]


def _share(free: NDArray[np.int64], available: NDArray[np.int64]) -> float:
    total = int(available.sum())
    return float(free.sum()) / total if total else 0.0


def _weeks_of(people: Sequence[int], weeks: Weeks) -> Grid:
    """Each one's row, and their free and available minutes, people x weeks."""
    at = {pk: index for index, pk in enumerate(people)}
    free, available = np.zeros((2, len(people), weeks.count), dtype=np.int64)
    found = CapacityWeek.objects.filter(person__in=people, week__range=(weeks.first, weeks.last))
    for pk, week, minutes, hard, held in found.values_list("person_id", "week", "available", "hard", "held"):
        cell = at[pk], weeks.index(week)
        available[cell], free[cell] = minutes, max(minutes - hard - held, 0)
    return at, free, available

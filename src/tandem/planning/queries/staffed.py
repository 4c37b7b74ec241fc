"""One engagement's roles by week: needed, booked or held, and what the firm has free."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np
from django.db.models import Max, Sum
from numpy.typing import NDArray

from tandem.calc.weeks import Weeks, plus_weeks, week_of, weeks_between
from tandem.engagements.models import Engagement
from tandem.people.models import Role
from tandem.planning.models import Need, TeamWeek
from tandem.planning.queries.pipeline import Row, booked_on, by_cell, common_holidays, needs_on

LONGEST = 104


@dataclass(frozen=True)
class Staffed:
    """Minutes, roles x weeks. `booked`: hard and held for this engagement. `free`: what people of the role have left
    after hard bookings and this engagement's own holds; others' holds never block. `known` weeks are rolled up."""

    axis: Weeks
    roles: list[Role]
    needed: NDArray[np.float64]
    booked: NDArray[np.float64]
    free: NDArray[np.int64]
    known: int

    @property
    def short(self) -> NDArray[np.float64]:
        return short_of(self.needed, self.booked, self.free, self.known)


def short_of(
    needed: NDArray[np.float64], booked: NDArray[np.float64], free: NDArray[np.int64], known: int
) -> NDArray[np.float64]:
    """Minutes, ... x roles x weeks: what is needed, isn't booked, and nobody has free. Weeks that nobody's plan
    reaches (from `known` on) aren't short. The one answer to "are people there?": grid, gate and board go by it."""
    lacking = np.maximum(needed - booked, 0) - free
    lacking[..., known:] = 0
    return np.maximum(lacking, 0)


def staffed(engagement: Engagement, today: date) -> Staffed:
    """The engagement's weeks from this one on. Six queries."""
    axis = _axis(engagement, today)
    needs = needs_on(axis, engagement=engagement)
    booked = booked_on(axis, engagement=engagement)
    wanted = {row["role_id"] for row in [*needs, *booked] if row["role_id"]}
    roles = list(Role.objects.filter(pk__in=wanted).order_by("position", "pk"))
    place, off = ({engagement.pk: 0}, {role.pk: index for index, role in enumerate(roles)}), common_holidays(axis)
    left, known = left_for(axis, booked, place, off)
    needed, taken = laid(axis, needs, place, off), laid(axis, booked, place, off)
    return Staffed(axis, roles, needed[0], taken[0], left[0], known)


Place = tuple[dict[int, int], dict[int, int]]


def left_for(axis: Weeks, booked: list[Row], place: Place, off: list[date]) -> tuple[NDArray[np.int64], int]:
    """(minutes, deals x roles x weeks, that people have left for each deal; how many weeks are rolled up). A deal's
    own holds are taken off, since they count as booked for it. Two queries."""
    free, known = _free(axis, list(place[1]))
    held = laid(axis, [row for row in booked if not row["hard"]], place, off)
    return np.maximum(free - np.ceil(held).astype(np.int64), 0), known


def _axis(engagement: Engagement, today: date) -> Weeks:
    last = Need.objects.filter(engagement=engagement).aggregate(Max("ends_on"))["ends_on__max"]
    first = week_of(today)
    count = weeks_between(first, last) + 1 if last and last >= first else 1
    return Weeks(first, min(count, LONGEST))


def laid(axis: Weeks, rows: Iterable[Row], place: Place, off: list[date]) -> NDArray[np.float64]:
    """Minutes, deals x roles x weeks."""
    total = np.zeros(len(place[0]) * len(place[1]) * axis.count)
    for cell, minutes in by_cell(axis, list(rows), place, off).items():
        total[cell] = minutes
    return total.reshape(len(place[0]), len(place[1]), axis.count)


def _free(axis: Weeks, roles: list[int]) -> tuple[NDArray[np.int64], int]:
    """(minutes that people of each role have free beside hard bookings, how many weeks of the axis are rolled up)"""
    found = TeamWeek.objects.filter(week__range=(axis.first, axis.last))
    last = found.aggregate(Max("week"))["week__max"]
    total = np.zeros((len(roles), axis.count), dtype=np.int64)
    for role, week, minutes in (
        found.filter(role__in=roles).order_by().values_list("role_id", "week").annotate(Sum("free"))
    ):
        total[roles.index(role), axis.index(week)] = minutes
    return total, weeks_between(axis.first, plus_weeks(last, 1)) if last else 0

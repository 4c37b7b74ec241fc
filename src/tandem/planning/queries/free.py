"""Where engagements lack people: role, week and minutes. One answer for the capacity page, the board's gate and its rows."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

import numpy as np

from tandem.calc.weeks import Weeks, week_of, weeks_between
from tandem.engagements.models import Engagement
from tandem.people.models import Role
from tandem.planning.models import Need
from tandem.planning.queries.pipeline import booked_on, common_holidays
from tandem.planning.queries.staffed import LONGEST, laid, left_for, short_of
from tandem.planning.queries.wanted import Wanted


class Short(NamedTuple):
    """Minutes of a role that nobody has free in the week that begins on `week`."""

    role: Role
    week: date
    minutes: int


def shortfall(engagement: Engagement, today: date) -> list[Short]:
    """Where people are missing for what an engagement needs, from this week on. Nothing: they're free. Six queries."""
    rows = Need.objects.filter(engagement=engagement).order_by("pk")
    needs = rows.values_list("engagement_id", "role_id", "starts_on", "ends_on", "minutes")
    return lacking([Wanted(*row) for row in needs], today).get(engagement.pk, [])


def lacking(wanted: Iterable[Wanted], today: date) -> dict[int, list[Short]]:
    """The same for any wish list: engagement id -> where people are missing, from this week on, for each as if no
    other came. Weeks that nobody's plan reaches yet aren't short. Five queries, however many."""
    rows = [row for row in wanted if row.ends_on >= week_of(today)]
    if not rows:
        return {}
    axis = _axis(rows, today)
    deals = list(dict.fromkeys(row.engagement_id for row in rows))
    roles = list(Role.objects.filter(pk__in={row.role_id for row in rows}).order_by("position", "pk"))
    place = ({pk: n for n, pk in enumerate(deals)}, {role.pk: n for n, role in enumerate(roles)})
    booked, off = booked_on(axis, engagement__in=deals), common_holidays(axis)
    left, known = left_for(axis, booked, place, off)
    needed = laid(axis, [row._asdict() for row in rows], place, off)
    short = short_of(needed, laid(axis, booked, place, off), left, known)
    missing, mondays = np.ceil(np.round(short, 6)).astype(np.int64), axis.mondays()
    found: dict[int, list[Short]] = {}
    for deal, role, week in np.argwhere(missing > 0):
        found.setdefault(deals[deal], []).append(Short(roles[role], mondays[week], int(missing[deal, role, week])))
    return found


def _axis(rows: Sequence[Wanted], today: date) -> Weeks:
    """From this week to the last that anybody is wanted in."""
    first = week_of(today)
    return Weeks(first, min(weeks_between(first, max(row.ends_on for row in rows)) + 1, LONGEST))

"""Who is free: minutes of each role that nobody has taken in a period, and where an engagement lacks people."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
from django.db.models import F, IntegerField, Sum, Value
from django.db.models.functions import Greatest

from tandem.engagements.models import Engagement
from tandem.people.models import Role
from tandem.planning.models import Booking, CapacityWeek
from tandem.planning.queries.staffed import staffed

WORKDAYS = 5


class Short(NamedTuple):
    """Minutes of a role that nobody has free in the week that begins on `week`."""

    role: Role
    week: date
    minutes: int


def shortfall(engagement: Engagement, today: date) -> list[Short]:
    """Where people are missing, from this week on: role, week and minutes. Nothing: they're free. Six queries.

    Weeks that nobody's plan reaches yet aren't short.
    """
    found = staffed(engagement, today)
    missing = np.ceil(np.round(found.short, 6)).astype(np.int64)
    mondays = found.axis.mondays()
    return [Short(found.roles[row], mondays[week], int(missing[row, week])) for row, week in np.argwhere(missing > 0)]


def minutes_by_role(roles: Iterable[int], starts_on: date, ends_on: date, *, for_deal: Engagement) -> dict[int, int]:
    """Role id -> minutes that its people have left in the weeks from `starts_on` to `ends_on`. Two queries.

    Booked and held minutes of others are taken; what is held or booked for `for_deal` counts as free for it. Nobody's
    overbooking eats what a colleague has left.
    """
    wanted = list(roles)
    left = Greatest(F("available") - F("hard") - F("held"), Value(0), output_field=IntegerField())
    free = (
        CapacityWeek.objects.filter(
            person__role__in=wanted, person__is_active=True, week__range=(monday(starts_on), ends_on)
        )
        .values("person__role")
        .annotate(minutes=Sum(left))
        .values_list("person__role", "minutes")
    )
    return dict(Counter(dict(free)) + _own(wanted, starts_on, ends_on, for_deal))


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _own(roles: list[int], starts_on: date, ends_on: date, deal: Engagement) -> Counter[int]:
    rows = Booking.objects.filter(
        engagement=deal, person__role__in=roles, starts_on__lte=ends_on, ends_on__gte=starts_on
    ).values_list("person__role", "starts_on", "ends_on", "minutes_per_day")
    taken: Counter[int] = Counter()
    for role, start, end, minutes in rows:
        taken[role] += minutes * workdays(max(start, starts_on), min(end, ends_on))
    return taken


def workdays(start: date, end: date) -> int:
    """Mondays to Fridays from `start` to `end`, both counted."""
    whole, rest = divmod((end - start).days + 1, 7)
    return whole * WORKDAYS + sum((start + timedelta(days=day)).weekday() < WORKDAYS for day in range(rest))

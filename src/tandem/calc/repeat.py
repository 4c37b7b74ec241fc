"""Do clients come back? Repeat rate, retention, each with its interval."""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Hashable, Iterable
from datetime import date

from tandem.calc.rates import Rate, rate

Project = tuple[Hashable, date]


def repeat_clients(projects: Iterable[Project], first: date, last: date, lookback_months: int = 24) -> Rate:
    """Clients who began a project from `first` to `last` and had begun an earlier one, of all who began one.

    `projects` are (client, start date) in any order. Earlier: on an earlier day than the client's first
    project of the period, and not longer before it than the lookback. The lookback is always stated with the
    rate. Source: docs/formulas.md, repeat rate. Raises ValueError when `last` is before `first`.
    """
    starts = _starts_by_client(projects, first, last)
    begun = {client: min(day for day in days if first <= day) for client, days in starts.items() if days[-1] >= first}
    again = sum(_came_before(starts[client], day, lookback_months) for client, day in begun.items())
    return rate(again, len(begun))


def months_before(day: date, count: int) -> date:
    """The same day `count` months earlier, or that month's last day when it is shorter."""
    month = day.year * 12 + day.month - 1 - count
    year, index = divmod(month, 12)
    return date(year, index + 1, min(day.day, monthrange(year, index + 1)[1]))


def _starts_by_client(projects: Iterable[Project], first: date, last: date) -> dict[Hashable, list[date]]:
    if last < first:
        raise ValueError("the period ends before it begins")
    starts = defaultdict(list)
    for client, day in projects:
        if day <= last:
            starts[client].append(day)
    return {client: sorted(days) for client, days in starts.items()}


def _came_before(days: list[date], day: date, lookback_months: int) -> bool:
    since = months_before(day, lookback_months)
    return any(since <= other < day for other in days)

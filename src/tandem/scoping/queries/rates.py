"""Which rates hold: those of the day when the work starts, and which of a role's rates a line was made at."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tandem.people.models import RoleRate
from tandem.scoping.models import EstimateLine, ScopeVersion

Rates = tuple[Decimal, Decimal]


def rate_day(scope: ScopeVersion, today: date) -> date:
    """The day whose rates a scope is priced at: when its work starts; today, if that isn't known or has passed."""
    return max(today, scope.starts_on or today)


def rates_on(day: date, roles: Iterable[int]) -> dict[int, Rates]:
    """Role id -> (bill, cost) an hour, by the newest rate that had started by `day`. A role without one isn't there."""
    started = RoleRate.objects.filter(role__in=list(roles), starts_on__lte=day).order_by("starts_on")
    return {row.role_id: (row.bill_hourly, row.cost_hourly) for row in started}


@dataclass(frozen=True)
class Applied:
    """Which rate each line was made at: role id -> the day from which that rate holds. A line that no rate of its role
    explains isn't there. `outdated` are the roles whose rate on `day` is another one by now."""

    day: date
    since: dict[int, date]
    outdated: list[str]


def applied(scope: ScopeVersion, lines: Iterable[EstimateLine], today: date) -> Applied:
    """One query. A frozen scope is never outdated: it keeps what it was judged at."""
    day = rate_day(scope, today)
    rates: dict[int, list[RoleRate]] = {}
    for rate in RoleRate.objects.filter(role__in=[line.role_id for line in lines]).order_by("starts_on"):
        rates.setdefault(rate.role_id, []).append(rate)
    since = {line.role_id: found for line in lines if (found := _since(line, rates.get(line.role_id, []), day))}
    outdated = [
        line.role.name for line in lines if not scope.frozen_at and _moved(line, rates.get(line.role_id, []), day)
    ]
    return Applied(day, since, outdated)


def _since(line: EstimateLine, rates: list[RoleRate], day: date) -> date | None:
    """The newest of the role's rates with the line's own figures, of those that hold by the day if there is one."""
    same = [rate.starts_on for rate in rates if (rate.bill_hourly, rate.cost_hourly) == _own(line)]
    return max((start for start in same if start <= day), default=max(same, default=None))


def _moved(line: EstimateLine, rates: list[RoleRate], day: date) -> bool:
    now = [(rate.bill_hourly, rate.cost_hourly) for rate in rates if rate.starts_on <= day]
    return bool(now) and now[-1] != _own(line)


def _own(line: EstimateLine) -> Rates:
    return line.bill_hourly, line.cost_hourly

"""Which rates hold on a day."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from tandem.people.models import RoleRate


def rates_on(day: date, roles: Iterable[int]) -> dict[int, tuple[Decimal, Decimal]]:
    """Role id -> (bill, cost) an hour, by the newest rate that had started by `day`. A role without one isn't there."""
    started = RoleRate.objects.filter(role__in=list(roles), starts_on__lte=day).order_by("starts_on")
    return {row.role_id: (row.bill_hourly, row.cost_hourly) for row in started}

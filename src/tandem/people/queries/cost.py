"""What an hour of somebody costs, by the rate of the day."""

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal

from tandem.people.models import CostRate, Person, RoleRate

Rate = Callable[[int, date], Decimal]


def hourly_cost(people: Iterable[Person]) -> Rate:
    """A function (person id, day) -> cost of an hour: the person's own rate, else their role's standard cost, else 0.

    Two queries, however many people.
    """
    rows = list(people)
    own = _by_owner(CostRate.objects.filter(person__in=rows).values_list("person_id", "starts_on", "hourly"))
    roles = {row.role_id for row in rows if row.role_id}
    standard = _by_owner(RoleRate.objects.filter(role__in=roles).values_list("role_id", "starts_on", "cost_hourly"))
    role_of = {row.pk: row.role_id for row in rows}

    def rate(person_id: int, day: date) -> Decimal:
        found = _on(own.get(person_id, []), day)
        if found is None:
            found = _on(standard.get(role_of.get(person_id) or 0, []), day)
        return found if found is not None else Decimal(0)

    return rate


Periods = list[tuple[date, Decimal]]


def _by_owner(rows: Iterable[tuple[int, date, Decimal]]) -> dict[int, Periods]:
    found: dict[int, Periods] = {}
    for owner, starts_on, hourly in rows:
        found.setdefault(owner, []).append((starts_on, hourly))
    return {owner: sorted(periods) for owner, periods in found.items()}


def _on(periods: Periods, day: date) -> Decimal | None:
    valid = [hourly for starts_on, hourly in periods if starts_on <= day]
    return valid[-1] if valid else None

"""What is still to come of each project: the last estimate or the plan, what was logged since, what was agreed since."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Q, Sum

from tandem.calc.completion import ANY, Rest, Work, rest
from tandem.delivery.models import ChangeOrder, Project, TimeEntry

CENT, ZERO = Decimal("0.01"), Decimal(0)
APPROVED = Q(sales_at__isnull=False, delivery_at__isnull=False, client_on__isnull=False, declined_at__isnull=True)
Logged = Mapping[str, int]


@dataclass(frozen=True)
class Agreed:
    """One project's approved change orders together; `rows` are their numbers, each with its work."""

    price: Decimal = ZERO
    minutes: int = 0
    rows: tuple[tuple[int, tuple[Work, ...]], ...] = ()

    @property
    def cost(self) -> Decimal | None:
        """None when the cost of any of them isn't known."""
        costs = [work.cost for _, works in self.rows for work in works]
        return None if None in costs else sum((cost for cost in costs if cost is not None), ZERO)


@dataclass(frozen=True)
class Estimate:
    """What was to come when it was said: by delivery, else by the plan, which knows of no hour and no change."""

    works: tuple[Work, ...]
    logged: Logged = field(default_factory=dict)
    changes: tuple[int, ...] = ()


def logged_by_role(ids: Iterable[int]) -> dict[int, dict[str, int]]:
    """Minutes that were logged, by project and by the name of the role of whoever worked. One query."""
    sums = TimeEntry.objects.filter(project__in=list(ids)).values("project_id", "person__role__name").order_by()
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for pk, role, minutes in sums.annotate(m=Sum("minutes")).values_list("project_id", "person__role__name", "m"):
        found[pk][role or ANY] = minutes
    return found


def agreed_by_project(projects: Iterable[Project]) -> dict[int, Agreed]:
    """What everybody agreed to change. One query. An order without roles costs what an hour was sold at."""
    rows = {row.pk: row for row in projects}
    fields = ("project_id", "number", "price", "minutes", "by_role")
    found: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for pk, *values in ChangeOrder.objects.filter(APPROVED, project__in=rows).order_by("number").values_list(*fields):
        found[pk].append(tuple(values))
    return {pk: _together(rows[pk], orders) for pk, orders in found.items()}


def estimate_of(row: Project) -> Estimate | None:
    """None when neither delivery nor the scope said how much it will take."""
    if row.left_minutes is not None:
        works = _works(row.left_by_role) or (Work(ANY, row.left_minutes, row.left_cost),)
        return Estimate(works, row.left_logged, tuple(row.left_changes))
    if row.sold_minutes is None:
        return None
    return Estimate(_plan(row))


def rest_of(row: Project, logged: Logged, agreed: Agreed) -> Rest | None:
    """None when nobody said how much it will take; nothing once it's closed."""
    if row.closed_at:
        return Rest((), 0, ())
    said = estimate_of(row)
    if said is None:
        return None
    since = {role: minutes - said.logged.get(role, 0) for role, minutes in logged.items()}
    added = [work for number, works in agreed.rows if number not in said.changes for work in works]
    return rest(said.works, since, added)


def cost_of_hours(project: Project, role: str, minutes: int, worked: tuple[Decimal, int] = (ZERO, 0)) -> Decimal | None:
    """What so many minutes will cost: as the role was sold at, else as an hour of the project was, else as one cost so
    far (`worked`: cost, minutes); None when nothing of that is known."""
    sold = {work.role: (work.cost, work.minutes) for work in _works(project.sold_by_role)}
    for cost, of in (sold.get(role, (None, 0)), (project.sold_cost, project.sold_minutes), worked):
        if cost is not None and of:
            return (cost * minutes / of).quantize(CENT, rounding=ROUND_HALF_UP)
    return None


def as_rows(works: Iterable[Work]) -> list[list[Any]]:
    """As a row of the database keeps them."""
    return [[work.role, work.minutes, None if work.cost is None else str(work.cost)] for work in works]


def _works(rows: Iterable[Any]) -> tuple[Work, ...]:
    return tuple(Work(role, minutes, None if cost is None else Decimal(cost)) for role, minutes, cost in rows)


def _plan(row: Project) -> tuple[Work, ...]:
    """The roles as sold; what was sold beyond them, the contingency, is for whoever needs it."""
    works = _works(row.sold_by_role)
    minutes = (row.sold_minutes or 0) - sum(work.minutes for work in works)
    cost = None if row.sold_cost is None else row.sold_cost - sum((work.cost or ZERO for work in works), ZERO)
    return (*works, Work(ANY, minutes, cost)) if minutes > 0 or cost else works


def _together(project: Project, orders: Iterable[tuple[Any, ...]]) -> Agreed:
    rows, price, total = [], ZERO, 0
    for number, more, minutes, by_role in orders:
        works = _works(by_role) or (Work(ANY, minutes, cost_of_hours(project, ANY, minutes)),)
        rows.append((number, works if minutes or by_role else ()))
        price, total = price + more, total + minutes
    return Agreed(price, total, tuple(rows))

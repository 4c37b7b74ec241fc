"""Sold and now: the baseline, approved changes, what it cost so far and what is still to come."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Q, Sum

from tandem.calc.margin import cost_at_completion, erosion, forecast_margin, gross_margin
from tandem.delivery.models import ChangeOrder, Project, ProjectMonth

CENT, ZERO = Decimal("0.01"), Decimal(0)
APPROVED = Q(sales_at__isnull=False, delivery_at__isnull=False, client_on__isnull=False, declined_at__isnull=True)


@dataclass(frozen=True)
class Money:
    """One project's money, in the firm's currency; minutes of work. `sold_cost` is None when it was sold without a
    scope. What is left is delivery's own estimate, else the rest of the plan."""

    sold: Decimal | None
    sold_cost: Decimal | None
    sold_minutes: int | None
    added: Decimal
    added_minutes: int
    spent: Decimal
    spent_minutes: int
    left: Decimal | None
    left_minutes: int | None
    left_is_estimated: bool

    @property
    def revenue(self) -> Decimal:
        return (self.sold or ZERO) + self.added

    @property
    def cost(self) -> Decimal | None:
        """At completion."""
        return None if self.left is None else cost_at_completion(self.spent, self.left)

    @property
    def minutes(self) -> int | None:
        """At completion."""
        return None if self.left_minutes is None else self.spent_minutes + self.left_minutes

    @property
    def sold_margin(self) -> Decimal | None:
        if self.sold is None or self.sold_cost is None:
            return None
        return gross_margin(self.sold, self.sold_cost)

    @property
    def margin(self) -> Decimal | None:
        """Forecast at completion."""
        return None if self.left is None else forecast_margin(self.revenue, self.spent, self.left)

    @property
    def lost(self) -> Decimal | None:
        """Sold margin less the margin now, as a share: positive is eroded."""
        return erosion(self.sold_margin, self.margin)


def money_of(projects: Iterable[Project]) -> dict[int, Money]:
    """Each project's money by project id. Two queries, however many projects."""
    rows = list(projects)
    ids = [row.pk for row in rows]
    spent = _spent(ids)
    added = _added(ids)
    return {row.pk: _money(row, *spent.get(row.pk, (ZERO, 0)), *added.get(row.pk, (ZERO, 0))) for row in rows}


def cost_of_rest(project: Project, minutes: int) -> Decimal | None:
    """What so many minutes will cost: as one was sold at, else as one cost so far; None when neither is known."""
    spent, worked = _spent([project.pk]).get(project.pk, (ZERO, 0))
    for cost, of in ((project.sold_cost, project.sold_minutes), (spent, worked)):
        if cost is not None and of:
            return (cost * minutes / of).quantize(CENT, rounding=ROUND_HALF_UP)
    return None


def _spent(ids: list[int]) -> dict[int, tuple[Decimal, int]]:
    sums = ProjectMonth.objects.filter(project__in=ids).values("project_id").order_by()
    found = sums.annotate(c=Sum("cost"), m=Sum("minutes")).values_list("project_id", "c", "m")
    return {pk: (cost, minutes) for pk, cost, minutes in found}


def _added(ids: list[int]) -> dict[int, tuple[Decimal, int]]:
    sums = ChangeOrder.objects.filter(APPROVED, project__in=ids).values("project_id").order_by()
    found = sums.annotate(p=Sum("price"), m=Sum("minutes")).values_list("project_id", "p", "m")
    return {pk: (price, minutes) for pk, price, minutes in found}


def _money(row: Project, spent: Decimal, spent_minutes: int, added: Decimal, added_minutes: int) -> Money:
    left, left_minutes = row.left_cost, row.left_minutes
    if row.closed_at:
        left, left_minutes = ZERO, 0
    elif left is None and row.sold_cost is not None:
        left = max(row.sold_cost - spent, ZERO)
    if left_minutes is None and row.sold_minutes is not None:
        left_minutes = max(row.sold_minutes + added_minutes - spent_minutes, 0)
    return Money(
        sold=row.sold_amount,
        sold_cost=row.sold_cost,
        sold_minutes=row.sold_minutes,
        added=added,
        added_minutes=added_minutes,
        spent=spent,
        spent_minutes=spent_minutes,
        left=left,
        left_minutes=left_minutes,
        left_is_estimated=row.left_cost is not None,
    )

"""Sold and now: the baseline, approved changes, what it cost so far and what is still to come."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from tandem.calc.completion import Rest
from tandem.calc.margin import cost_at_completion, erosion, forecast_margin, gross_margin
from tandem.delivery.models import Project, ProjectMonth
from tandem.delivery.queries.rest import APPROVED, Agreed, agreed_by_project, logged_by_role, rest_of

__all__ = ["APPROVED", "FIELDS", "Money", "money_of"]

ZERO = Decimal(0)
# What `money_of` reads of a project, for whoever reads many and no more of them than that.
FIELDS = (
    "pk", "engagement_id", "closed_at", "sold_amount", "sold_cost", "sold_minutes", "sold_by_role", "left_cost",
    "left_minutes", "left_by_role", "left_logged", "left_changes",
)  # fmt: skip


@dataclass(frozen=True)
class Money:
    """One project's money, in the firm's currency; minutes of work. `sold_cost` is None when it was sold without a
    scope. What is left is what remains of delivery's last estimate, else of the plan; `rest` has it by role."""

    sold: Decimal | None
    sold_cost: Decimal | None
    sold_minutes: int | None
    added: Decimal
    added_cost: Decimal | None
    added_minutes: int
    spent: Decimal
    spent_minutes: int
    left: Decimal | None
    left_minutes: int | None
    left_is_estimated: bool
    rest: Rest | None = None

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
    """Each project's money by project id. Three queries, however many projects."""
    rows = list(projects)
    spent = spent_by_project(row.pk for row in rows)
    logged = logged_by_role(row.pk for row in rows if not row.closed_at)
    agreed = agreed_by_project(rows)
    return {
        row.pk: _money(row, spent.get(row.pk, (ZERO, 0)), agreed.get(row.pk, Agreed()), logged.get(row.pk, {}))
        for row in rows
    }


def spent_by_project(ids: Iterable[int]) -> dict[int, tuple[Decimal, int]]:
    """(cost, minutes) so far. One query."""
    sums = ProjectMonth.objects.filter(project__in=list(ids)).values("project_id").order_by()
    found = sums.annotate(c=Sum("cost"), m=Sum("minutes")).values_list("project_id", "c", "m")
    return {pk: (cost, minutes) for pk, cost, minutes in found}


def _money(row: Project, spent: tuple[Decimal, int], agreed: Agreed, logged: dict[str, int]) -> Money:
    rest = rest_of(row, logged, agreed)
    left = rest.cost if rest else None
    if rest is None and row.sold_cost is not None:
        left = max(row.sold_cost - spent[0], ZERO)
    return Money(
        sold=row.sold_amount,
        sold_cost=row.sold_cost,
        sold_minutes=row.sold_minutes,
        added=agreed.price,
        added_cost=agreed.cost,
        added_minutes=agreed.minutes,
        spent=spent[0],
        spent_minutes=spent[1],
        left=left,
        left_minutes=rest.minutes if rest else None,
        left_is_estimated=row.left_minutes is not None,
        rest=rest,
    )

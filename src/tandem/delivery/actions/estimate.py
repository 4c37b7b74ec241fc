"""Say how much work it takes: delivery's estimate of the rest, and a change order's hours, each by role."""

from collections.abc import Mapping
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from django.core.exceptions import PermissionDenied
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.calc.completion import ANY, Work
from tandem.calc.shares import allocate_money
from tandem.delivery.actions.project import must_run
from tandem.delivery.models import ChangeOrder, Project
from tandem.delivery.queries.margin import spent_by_project
from tandem.delivery.queries.rest import APPROVED, as_rows, cost_of_hours, logged_by_role
from tandem.ledger.actions import add, revise
from tandem.ledger.deeds import deed, locks_deal
from tandem.people.models import Person, RoleRate
from tandem.people.rights import Sight, sees

CENT = Decimal("0.01")
ByRole = Mapping[str, int]


@locks_deal
def estimate_rest(
    project: Project, *, by_role: ByRole, left_cost: Decimal | None = None, seen: int, by: Person, at: datetime
) -> Project:
    """Delivery's own estimate of what is still to come, in minutes by role name ("" for whoever does it), beyond what is
    logged and with what is agreed by now. Without a cost each hour costs what its role was sold at.

    Raises:
        Stale: somebody estimated meanwhile.
        PermissionDenied: a cost from somebody who may not see one.
    """
    if left_cost is not None and not sees(by, Sight.COST):
        raise PermissionDenied(_("You may estimate hours; what they cost isn't yours to see."))
    works = _works(project, by_role, at, left_cost)
    agreed = project.changes.filter(APPROVED).order_by("number").values_list("number", flat=True)
    costs = [work.cost for work in works]
    return revise(
        project, "estimated the rest", seen=seen, by=by, at=at, left_minutes=sum(by_role.values()), left_by=by, left_at=at,
        left_cost=None if None in costs else sum((cost for cost in costs if cost is not None), Decimal(0)),
        left_by_role=as_rows(works), left_logged=logged_by_role([project.pk]).get(project.pk, {}),
        left_changes=list(agreed),
    )  # fmt: skip


@locks_deal
def raise_change(
    project: Project, *, words: str, cause: str, price: Decimal, by_role: ByRole, by: Person, at: datetime
) -> ChangeOrder:
    """A change order with the next number and its hours by role name; it counts once sales, delivery and the client have
    agreed. What its hours cost is frozen as it's raised."""
    must_run(project.engagement, by)
    with deed():
        last = project.changes.aggregate(last=Max("number"))["last"] or 0
        change = ChangeOrder(
            project=project, number=last + 1, words=words, cause=cause, price=price, minutes=sum(by_role.values()),
            by_role=as_rows(_works(project, by_role, at)), raised_by=by, raised_at=at,
        )  # fmt: skip
        return add(change, "raised change order", by=by, at=at, reason=words, show=["price", "minutes"])


def _works(project: Project, by_role: ByRole, at: datetime, whole: Decimal | None = None) -> list[Work]:
    """`whole` is what all of it costs, where somebody said so: split as the hours would have cost."""
    worked = spent_by_project([project.pk]).get(project.pk, (Decimal(0), 0))
    sold = {role for role, _, _ in project.sold_by_role}
    hourly = _standard({role for role in by_role if role and role not in sold}, at)
    works = [
        Work(
            role,
            minutes,
            _at(hourly[role], minutes) if role in hourly else cost_of_hours(project, role, minutes, worked),
        )
        for role, minutes in by_role.items()
        if minutes
    ]
    if whole is None:
        return works
    if not works:
        return [Work(ANY, 0, whole)] if whole else []
    known = all(work.cost for work in works)
    parts = allocate_money(whole, [work.cost if known and work.cost else Decimal(work.minutes) for work in works])
    return [Work(work.role, work.minutes, part) for work, part in zip(works, parts, strict=True)]


def _standard(roles: set[str], at: datetime) -> dict[str, Decimal]:
    """What an hour of a role that wasn't sold costs today."""
    rates = RoleRate.objects.filter(role__name__in=roles, starts_on__lte=timezone.localdate(at)).order_by("starts_on")
    return dict(rates.values_list("role__name", "cost_hourly"))


def _at(hourly: Decimal, minutes: int) -> Decimal:
    return (hourly * minutes / 60).quantize(CENT, rounding=ROUND_HALF_UP)

"""Keep a project's story true: milestones, status, what is left, change orders, promises, its end."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.delivery.gate import close as gate
from tandem.delivery.models import ChangeOrder, Milestone, Project, Status
from tandem.delivery.queries.gate import close_facts
from tandem.engagements.actions import measure
from tandem.engagements.actions.stage import move
from tandem.engagements.models import Promise, Stage
from tandem.engagements.queries.waivers import standing
from tandem.gates import Finding, Refused, insist
from tandem.ledger.actions import add, revise
from tandem.people.models import Person
from tandem.people.rights import key_of


def add_milestone(project: Project, name: str, due_on: date, *, by: Person, at: datetime) -> Milestone:
    """A milestone that wasn't sold: it has no `sold_on`."""
    return add(Milestone(project=project, name=name, due_on=due_on), "added milestone", by=by, at=at, show=["due_on"])


def change_milestone(
    milestone: Milestone, *, name: str, due_on: date, reason: str, seen: int, by: Person, at: datetime
) -> Milestone:
    """Rename or move it; the sold date stays. Raises Stale."""
    return revise(milestone, "moved milestone", seen=seen, by=by, at=at, reason=reason, name=name, due_on=due_on)


def finish_milestone(milestone: Milestone, done_on: date | None, *, seen: int, by: Person, at: datetime) -> Milestone:
    """Reached on a day; None takes it back. Raises Stale."""
    verb = "reached milestone" if done_on else "reopened milestone"
    return revise(milestone, verb, seen=seen, by=by, at=at, done_on=done_on)


def cover_promises(milestone: Milestone, promises: list[Promise], *, by: Person, at: datetime) -> None:
    """Say which promises are kept by this milestone."""
    with transaction.atomic():
        milestone.promises.set(promises)
        revise(milestone, "covered promises", seen=None, by=by, at=at, reason=", ".join(p.quote[:60] for p in promises))


def tell_status(project: Project, health: str, words: str, *, by: Person, at: datetime) -> Status:
    """How it is, in delivery's words. Sales doesn't speak for delivery."""
    if key_of(by) == "sales":
        raise PermissionDenied
    return add(
        Status(project=project, health=health, words=words, by=by, at=at), "told status", by=by, at=at, show=["health"]
    )


def estimate_rest(
    project: Project, *, left_minutes: int, left_cost: Decimal, seen: int, by: Person, at: datetime
) -> Project:
    """Delivery's own estimate of what is still to come. Raises Stale."""
    return revise(
        project, "estimated the rest", seen=seen, by=by, at=at,
        left_minutes=left_minutes, left_cost=left_cost, left_by=by, left_at=at,
    )  # fmt: skip


def raise_change(
    project: Project, *, words: str, cause: str, price: Decimal, minutes: int, by: Person, at: datetime
) -> ChangeOrder:
    """A change order with the next number; it counts once sales, delivery and the client have agreed."""
    with transaction.atomic():
        Project.objects.select_for_update().get(pk=project.pk)
        last = project.changes.aggregate(last=Max("number"))["last"] or 0
        change = ChangeOrder(
            project=project, number=last + 1, words=words, cause=cause, price=price, minutes=minutes,
            raised_by=by, raised_at=at,
        )  # fmt: skip
        return add(change, "raised change order", by=by, at=at, reason=words, show=["price", "minutes"])


def turn_key(change: ChangeOrder, *, seen: int, by: Person, at: datetime) -> ChangeOrder:
    """Agree for one's own side; a key that is turned stays turned. Raises PermissionDenied for anybody without a key,
    Refused once it's declined, Stale."""
    side = key_of(by)
    if not side:
        raise PermissionDenied
    _must_be_open(change)
    if getattr(change, f"{side}_at"):
        return change
    turned: dict[str, Any] = {f"{side}_by": by, f"{side}_at": at}
    return revise(change, f"agreed for {side}", seen=seen, by=by, at=at, **turned)


def client_agreed(
    change: ChangeOrder, client_name: str, client_on: date, *, seen: int, by: Person, at: datetime
) -> ChangeOrder:
    """Record who agreed at the client, and when: once, and never of a day to come. Raises Refused, Stale."""
    _must_be_open(change)
    if change.client_on:
        raise _refused(_("The client’s agreement is recorded already."))
    if client_on > timezone.localdate(at):
        raise _refused(_("This day is still to come."))
    return revise(
        change, "recorded the client's agreement", seen=seen, by=by, at=at, client_name=client_name, client_on=client_on
    )


def decline_change(change: ChangeOrder, reason: str, *, seen: int, by: Person, at: datetime) -> ChangeOrder:
    """It won't be done, or not for money. What both sides and the client have agreed on, nobody declines alone.
    Raises Refused, Stale."""
    _must_be_open(change)
    if change.sales_at and change.delivery_at and change.client_on:
        raise _refused(_("Both sides and the client have agreed; a further change order changes it."))
    return revise(change, "declined change order", seen=seen, by=by, at=at, reason=reason, declined_at=at)


def _must_be_open(change: ChangeOrder) -> None:
    if change.declined_at:
        raise _refused(_("It was declined."))


def _refused(words: str) -> Refused:
    return Refused([Finding("change_order", _("Change order"), words, waivable=False)])


def settle_promise(promise: Promise, result: str, words: str, *, seen: int, by: Person, at: datetime) -> Promise:
    """What became of a promise: kept, kept late, renegotiated, broken, withdrawn. Raises Stale."""
    return revise(
        promise, f"settled promise: {result}", seen=seen, by=by, at=at,
        result=result, result_words=words, settled_at=at,
    )  # fmt: skip


def close(project: Project, *, by: Person, at: datetime) -> Project:
    """Delivered: every promise has a milestone and a result.

    Raises:
        Refused: something is open; the findings say what.
        PermissionDenied: only the lead, or leadership, closes.
    """
    deal = project.engagement
    if by.pk != deal.lead_id and by.access != "leadership":
        raise PermissionDenied
    with transaction.atomic():
        insist(gate.CLOSE, close_facts(deal), standing(deal, at.date()))
        move(deal, Stage.DELIVERED, "delivered", by=by, at=at)
        measure.plan(deal, timezone.localdate(at), by=by, at=at)
        return revise(
            project, "closed project", seen=None, by=by, at=at, closed_at=at, left_minutes=0, left_cost=Decimal(0)
        )

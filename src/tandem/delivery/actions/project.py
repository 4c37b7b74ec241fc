"""Keep a project's story true: milestones, status, the keys of change orders, promises, its end."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.delivery.gate import close as gate
from tandem.delivery.models import ChangeOrder, Milestone, Project, Status
from tandem.delivery.queries.gate import close_facts
from tandem.engagements.actions import measure
from tandem.engagements.actions.settled import CLOSED, state_of
from tandem.engagements.actions.stage import move
from tandem.engagements.models import Amendment, Engagement, Promise, Stage
from tandem.engagements.queries.waivers import standing
from tandem.gates import Finding, Refused, insist
from tandem.ledger.actions import Stale, add, revise
from tandem.ledger.deeds import deed, locks_deal
from tandem.people.models import Access, Person
from tandem.people.rights import key_of

PROMISED = ("quote", "strength", "due_on")
AGREED_RESULTS = (Promise.Result.RENEGOTIATED, Promise.Result.WITHDRAWN)


@locks_deal
def add_milestone(project: Project, name: str, due_on: date, *, by: Person, at: datetime) -> Milestone:
    """A milestone that wasn't sold: it has no `sold_on`."""
    must_run(project.engagement, by)
    return add(Milestone(project=project, name=name, due_on=due_on), "added milestone", by=by, at=at, show=["due_on"])


@locks_deal("project")
def change_milestone(
    milestone: Milestone, *, name: str, due_on: date, reason: str, seen: int, by: Person, at: datetime
) -> Milestone:
    """Rename or move it; the sold date stays. Raises Stale."""
    must_run(milestone.project.engagement, by)
    return revise(milestone, "moved milestone", seen=seen, by=by, at=at, reason=reason, name=name, due_on=due_on)


@locks_deal("project")
def finish_milestone(milestone: Milestone, done_on: date | None, *, seen: int, by: Person, at: datetime) -> Milestone:
    """Reached on a day; None takes it back. Raises Stale."""
    must_run(milestone.project.engagement, by)
    verb = "reached milestone" if done_on else "reopened milestone"
    return revise(milestone, verb, seen=seen, by=by, at=at, done_on=done_on)


@locks_deal("project")
def cover_promises(milestone: Milestone, promises: list[Promise], *, by: Person, at: datetime) -> None:
    """Say which promises are kept by this milestone."""
    must_run(milestone.project.engagement, by)
    with deed():
        milestone.promises.set(promises)
        revise(milestone, "covered promises", seen=None, by=by, at=at, reason=", ".join(p.quote[:60] for p in promises))


@locks_deal
def tell_status(project: Project, health: str, words: str, *, by: Person, at: datetime) -> Status:
    """How it is, in delivery's words. Sales doesn't speak for delivery."""
    if key_of(by) == "sales":
        raise PermissionDenied
    return add(
        Status(project=project, health=health, words=words, by=by, at=at), "told status", by=by, at=at, show=["health"]
    )


@locks_deal("project")
def turn_key(change: ChangeOrder, *, seen: int, by: Person, at: datetime) -> ChangeOrder:
    """Agree for one's own side, once. Raises PermissionDenied for anybody without a key, Stale."""
    side = key_of(by)
    if not side:
        raise PermissionDenied
    _must_be_open(change, by)
    if getattr(change, f"{side}_at"):
        raise Stale(change)
    turned: dict[str, Any] = {f"{side}_by": by, f"{side}_at": at}
    return revise(change, f"agreed for {side}", seen=seen, by=by, at=at, **turned)


@locks_deal("project")
def client_agreed(
    change: ChangeOrder, client_name: str, client_on: date, *, seen: int, by: Person, at: datetime
) -> ChangeOrder:
    """Record who agreed at the client, and when: once, never of a day to come nor from before it was raised. Raises
    Refused, Stale."""
    _must_be_open(change, by)
    if change.client_on:
        raise Stale(change)
    if client_on > timezone.localdate(at):
        raise _refused(_("This day is still to come."))
    if client_on < timezone.localdate(change.raised_at):
        raise _refused(_("On that day nobody had asked for it yet."))
    return revise(
        change, "recorded the client's agreement", seen=seen, by=by, at=at, client_name=client_name, client_on=client_on
    )


@locks_deal("project")
def decline_change(change: ChangeOrder, reason: str, *, seen: int, by: Person, at: datetime) -> ChangeOrder:
    """It won't be done, or not for money. What everybody agreed to is no longer one side's to decline. Raises Stale."""
    _must_be_open(change, by)
    return revise(change, "declined change order", seen=seen, by=by, at=at, reason=reason, declined_at=at)


def _must_be_open(change: ChangeOrder, by: Person) -> None:
    must_run(change.project.engagement, by)
    if change.declined_at:
        raise _refused(_("It was declined."))
    if change.sales_at and change.delivery_at and change.client_on:
        raise Stale(change)


def _refused(words: str) -> Refused:
    return Refused([Finding("change_order", _("Change order"), words, waivable=False)])


@locks_deal
def settle_promise(promise: Promise, result: str, words: str, *, seen: int, by: Person, at: datetime) -> Promise:
    """What became of a promise: kept, kept late, broken. That it was renegotiated or withdrawn isn't for one side to say:
    an amendment says so, with everybody's yes.

    Raises:
        Stale: somebody settled it meanwhile.
        Refused: no amendment says so.
        PermissionDenied: the project is closed, and `by` isn't of leadership.
    """
    must_run(promise.engagement, by)
    if result in AGREED_RESULTS and not _was_amended(promise, result):
        words = _("Renegotiated and withdrawn are agreed by both sides and the client: ask for an amendment of it.")
        raise Refused([Finding("settled_by_amendment", _("Amendment"), words, waivable=False)])
    return revise(
        promise, f"settled promise: {result}", seen=seen, by=by, at=at,
        result=result, result_words=words, settled_at=at,
    )  # fmt: skip


def _was_amended(promise: Promise, result: str) -> bool:
    """Withdrawn it is where its paper says so; renegotiated where an amendment changed what was promised, or by when."""
    if result == Promise.Result.WITHDRAWN or promise.paper == Promise.Paper.WITHDRAWN:
        return promise.paper == Promise.Paper.WITHDRAWN
    written = Amendment.objects.filter(noun=Amendment.Noun.PROMISE, row=promise.pk, written_at__isnull=False)
    return any(set(PROMISED) & set(after) for after in written.values_list("after", flat=True))


def must_run(deal: Engagement, by: Person) -> None:
    """A closed project's dates, orders and results are corrected by leadership alone; history keeps both."""
    if by.access != Access.LEADERSHIP and state_of(deal) == CLOSED:
        raise PermissionDenied(_("This project is closed: only leadership corrects it."))


@locks_deal
def close(project: Project, *, by: Person, at: datetime) -> Project:
    """Delivered: every promise has a milestone and a result.

    Raises:
        Refused: something is open; the findings say what.
        PermissionDenied: only the lead, or leadership, closes.
    """
    deal = project.engagement
    if by.pk != deal.lead_id and by.access != "leadership":
        raise PermissionDenied
    with deed():
        insist(gate.CLOSE, close_facts(deal), standing(deal, timezone.localdate(at)))
        move(deal, Stage.DELIVERED, "delivered", by=by, at=at)
        measure.plan(deal, timezone.localdate(at), by=by, at=at)
        return revise(
            project, "closed project", seen=None, by=by, at=at, closed_at=at, left_minutes=0, left_cost=Decimal(0)
        )

"""What waits on whom after the signature: keys of change orders and amendments, the client's agreement, due milestones.
Three queries."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.delivery.models import ChangeOrder, Milestone
from tandem.delivery.queries.amendments import waits_of
from tandem.engagements.models import Engagement, Stage
from tandem.people.models import Person
from tandem.waits import Wait

RUNNING = (Stage.ACCEPTED, Stage.DELIVERING)
COMING_UP = timedelta(days=7)
WITH = ("project__engagement__account", "project__engagement__seller", "project__engagement__lead")


def waits(at: datetime, *, on: Person | None = None, asker: Person | None = None) -> list[Wait]:
    """Everything in running projects that waits on `on`, or that `asker` waits for; both None gives all."""
    rows = [*_changes(on), *waits_of(on), *_milestones(at, on)]
    return [
        row for row in rows if row.on and on in (None, row.on) and asker in (None, row.asker) and row.on != row.asker
    ]


def _changes(on: Person | None) -> Iterator[Wait]:
    """A change order lacks sales' or delivery's key; with both, whoever raised it gets the client's word."""
    found = ChangeOrder.objects.filter(
        Q(sales_at=None) | Q(delivery_at=None) | Q(client_on=None),
        declined_at=None,
        project__engagement__stage__in=RUNNING,
    ).select_related("raised_by", *WITH)
    named = Q(raised_by=on) | Q(project__engagement__seller=on) | Q(project__engagement__lead=on)
    for row in (found.filter(named) if on else found).order_by("raised_at", "pk"):
        deal = row.project.engagement
        title = _("Change order %(number)s: agree or decline") % {"number": row.number}
        if row.sales_at is None:
            yield _wait(row, "s", "sign", title, deal.seller, row.raised_by, row.raised_at)
        if row.delivery_at is None:
            yield _wait(row, "d", "sign", title, deal.lead, row.raised_by, row.raised_at)
        if row.sales_at and row.delivery_at:
            title = _("Change order %(number)s: get the client’s word") % {"number": row.number}
            yield _wait(row, "c", "do", title, row.raised_by, None, max(row.sales_at, row.delivery_at))


def _milestones(at: datetime, on: Person | None) -> Iterator[Wait]:
    """Due within a week, or late: whoever leads says that it's reached, or moves it."""
    until = timezone.localdate(at) + COMING_UP
    found = Milestone.objects.filter(done_on=None, due_on__lte=until, project__engagement__stage__in=RUNNING)
    mine = found.filter(project__engagement__lead=on) if on else found
    for row in mine.select_related(*WITH).order_by("due_on", "pk"):
        deal = row.project.engagement
        yield Wait(
            key=f"milestone-{row.pk}", kind="do", title=_("Reach “%(name)s”") % {"name": row.name},
            context=_named(deal), on=deal.lead, asker=None, since=row.project.opened_at,
            url=reverse("project_milestones", args=[deal.pk]), due=row.due_on, engagement_id=deal.pk,
        )  # fmt: skip


def _wait(row: ChangeOrder, part: str, kind: str, title: str, on: Any, asker: Person | None, since: datetime) -> Wait:
    deal = row.project.engagement
    client = deal.account.name if deal.account else deal.name
    return Wait(
        key=f"change-{row.pk}-{part}", kind=kind, title=title, context=f"{client} · {row.words}", on=on, asker=asker,
        since=since, url=reverse("project_changes", args=[deal.pk]), engagement_id=deal.pk,
    )  # fmt: skip


def _named(deal: Engagement) -> str:
    return f"{deal.account.name}, {deal.name}" if deal.account else deal.name

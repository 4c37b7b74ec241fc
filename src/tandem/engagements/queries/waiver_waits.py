"""Waivers that were asked for and duties that fall due. Three queries at most."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.engagements.models import OPEN, SIGNED, DutyPart, Engagement, Waiver
from tandem.people.models import Access, Person
from tandem.waits import Wait

COMING_UP = timedelta(days=7)


def waits(at: datetime, *, on: Person | None = None, asker: Person | None = None) -> list[Wait]:
    """Everything of this that waits on `on`, or that `asker` waits for; both None gives all."""
    rows = [*_waivers(on, asker), *([] if asker else _duties(at, on))]
    return [row for row in rows if asker in (None, row.asker) and row.on != row.asker]


def _waivers(on: Person | None, asker: Person | None) -> Iterator[Wait]:
    """Any one of leadership decides, so it stands on each of them."""
    if on and on.access != Access.LEADERSHIP:
        return
    leaders = [on] if on else list(Person.objects.filter(access=Access.LEADERSHIP, is_active=True).order_by("pk"))
    found = Waiver.objects.filter(granted=None, engagement__stage__in=OPEN)
    found = found.filter(asked_by=asker) if asker else found
    for row in found.select_related("engagement__account", "asked_by").order_by("asked_at", "pk"):
        for leader in leaders:
            yield Wait(
                key=f"waiver-{row.pk}-{leader.pk}", kind="decide", title=_("Let one rule pass?"),
                context=f"{_client(row.engagement)} · {row.asked_why}", on=leader, asker=row.asked_by,
                since=row.asked_at, url=reverse("deal_waivers", args=[row.engagement_id]),
                engagement_id=row.engagement_id,
            )  # fmt: skip


def _duties(at: datetime, on: Person | None) -> Iterator[Wait]:
    """Ours and due within a week: whoever is responsible does it."""
    until = timezone.localdate(at) + COMING_UP
    found = DutyPart.objects.filter(
        letter=DutyPart.Letter.RESPONSIBLE, person__isnull=False, duty__done_at=None, duty__due_on__lte=until,
        duty__engagement__stage__in=(*OPEN, *SIGNED[:3]),
    )  # fmt: skip
    mine = found.filter(person=on) if on else found
    for part in mine.select_related("person", "duty__engagement__account").order_by("duty__due_on", "pk"):
        deal = part.duty.engagement
        yield Wait(
            key=f"duty-{part.pk}", kind="do", title=part.duty.words, context=f"{_client(deal)}, {deal.name}",
            on=part.person, asker=None, since=deal.stage_since, url=reverse("deal_raci", args=[deal.pk]),
            due=part.duty.due_on, engagement_id=deal.pk,
        )  # fmt: skip


def _client(deal: Engagement) -> str:
    return deal.account.name if deal.account else deal.name

"""What waits on whom about scopes: replies to red flags, clearing them, today's sessions. Three queries."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.engagements.models import OPEN
from tandem.people.models import Person
from tandem.scoping.models import RedFlag, SessionSeat
from tandem.waits import Wait


def waits(at: datetime, *, on: Person | None = None, asker: Person | None = None) -> list[Wait]:
    """Everything that waits on `on`, or that `asker` waits for; both None gives all."""
    rows = [*_replies(on), *_clearings(on), *_sessions(at, on)]
    return [
        row for row in rows if row.on and on in (None, row.on) and asker in (None, row.asker) and row.on != row.asker
    ]


def _replies(on: Person | None) -> Iterator[Wait]:
    """Delivery raised a flag; its seller hasn't said anything yet."""
    found = _standing().filter(reply="")
    for flag in found.filter(engagement__seller=on) if on else found:
        deal = flag.engagement
        yield Wait(
            key=f"flag-{flag.pk}", kind="answer", title=_("Answer a red flag"), context=_said(flag), on=deal.seller,
            asker=flag.raised_by, since=flag.raised_at, url=reverse("deal_flag_reply", args=[deal.pk, flag.pk]),
            engagement_id=deal.pk,
        )  # fmt: skip


def _clearings(on: Person | None) -> Iterator[Wait]:
    """Sales answered; whoever raised it says whether that will do."""
    found = _standing().exclude(reply="")
    for flag in found.filter(raised_by=on) if on else found:
        deal = flag.engagement
        yield Wait(
            key=f"flag-clear-{flag.pk}", kind="decide", title=_("Does this clear your red flag?"), context=_said(flag),
            on=flag.raised_by, asker=flag.replied_by, since=flag.raised_at,
            url=reverse("deal_flag_clear", args=[deal.pk, flag.pk]), engagement_id=deal.pk,
        )  # fmt: skip


def _standing():
    rows = RedFlag.objects.filter(cleared_at__isnull=True, engagement__stage__in=OPEN)
    return rows.select_related("engagement__account", "engagement__seller", "raised_by", "replied_by")


def _said(flag: RedFlag) -> str:
    client = flag.engagement.account
    return f"{client.name} · {flag.words}" if client else flag.words


def _sessions(at: datetime, on: Person | None) -> Iterator[Wait]:
    """Planned for this day and not held yet: everybody with a seat."""
    start = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    today = (start, start + timedelta(days=1))
    found = SessionSeat.objects.filter(session__planned_at__range=today, session__held_at__isnull=True)
    rows = (found.filter(person=on) if on else found).filter(session__engagement__stage__in=OPEN)
    for seat in rows.select_related("person", "session__engagement__account"):
        deal = seat.session.engagement
        when = timezone.localtime(seat.session.planned_at)
        yield Wait(
            key=f"session-{seat.session_id}-{seat.person_id}", kind="do",
            title=_("Scoping session, %(time)s") % {"time": f"{when:%H:%M}"},
            context=f"{deal.account.name} · {deal.name}" if deal.account else deal.name, on=seat.person, asker=None,
            since=seat.session.planned_at, url=reverse("deal_review", args=[deal.pk]), due=when.date(),
            engagement_id=deal.pk,
        )  # fmt: skip

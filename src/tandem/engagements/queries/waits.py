"""What waits on a seller around a deal as a whole: a decision that is due, a pair that isn't whole. Two queries."""

from collections.abc import Iterator
from datetime import date, datetime, time

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.engagements.models import OPEN, Engagement
from tandem.people.models import Person
from tandem.waits import Wait

MANY = 200  # of one kind; whoever has more has another problem than a list


def waits(at: datetime, *, on: Person | None = None, asker: Person | None = None) -> list[Wait]:
    """What waits on `on`; None gives all. Nobody in particular asks, so an `asker` waits for nothing of it."""
    if asker:
        return []
    return [*_past_close(on, timezone.localdate(at)), *_without_a_lead(on)]


def _past_close(on: Person | None, today: date) -> Iterator[Wait]:
    """The day of the decision has passed and nothing was said: won, lost, or another day."""
    for deal in _sold_by(on).filter(close_on__lt=today).order_by("close_on", "pk")[:MANY]:
        yield Wait(
            key=f"close-{deal.pk}",
            kind="do",
            title=_("Say what became of it: the decision was due"),
            context=_context(deal),
            on=deal.seller,
            asker=None,
            since=_start_of(deal.close_on or today),
            url=reverse("deal_edit", args=[deal.pk]),
            due=deal.close_on,
            engagement_id=deal.pk,
        )


def _without_a_lead(on: Person | None) -> Iterator[Wait]:
    """Nobody of delivery stands beside the seller."""
    for deal in _sold_by(on).filter(lead__isnull=True).order_by("stage_since", "pk")[:MANY]:
        yield Wait(
            key=f"lead-{deal.pk}",
            kind="do",
            title=_("Name who leads delivery"),
            context=_context(deal),
            on=deal.seller,
            asker=None,
            since=deal.created_at,
            url=reverse("deal_edit", args=[deal.pk]),
            engagement_id=deal.pk,
        )


def _sold_by(on: Person | None) -> QuerySet[Engagement]:
    deals = Engagement.objects.filter(stage__in=OPEN, seller__isnull=False).select_related("account", "seller")
    return deals.filter(seller=on) if on else deals


def _context(deal: Engagement) -> str:
    return f"{deal.account.name} · {deal.name}" if deal.account else deal.name


def _start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))

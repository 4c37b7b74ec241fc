"""What waits on whom around a deal as a whole: waivers to decide, decisions that are due, pairs that aren't whole."""

from collections.abc import Iterator
from datetime import date, datetime, time

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.engagements.models import OPEN, Engagement, Waiver
from tandem.engagements.queries import section_waits
from tandem.people.models import Access, Person
from tandem.people.queries.firm import leaders
from tandem.waits import Wait

MANY = 200  # of one kind; whoever has more has another problem than a list


def waits(at: datetime, *, on: Person | None = None, asker: Person | None = None) -> list[Wait]:
    """What waits on `on`, or what `asker` waits for; both None gives all. The sections' own come along.

    A fixed number of queries: up to four for deals, and those of the sections.
    """
    today = timezone.localtime(at).date()
    own = [*_waivers(on, asker), *_past_close(on, asker, today), *_without_a_lead(on, asker)]
    return own + section_waits.waits(at, on=on, asker=asker)


def _waivers(on: Person | None, asker: Person | None) -> Iterator[Wait]:
    """Any leader may decide; in everybody's list it stands with the first of them."""
    if on and on.access != Access.LEADERSHIP:
        return
    deciders = [on] if on else leaders()[:1]
    asked = Waiver.objects.filter(granted__isnull=True).select_related("engagement__account", "asked_by")
    if asker:
        asked = asked.filter(asked_by=asker)
    for row in asked.order_by("asked_at", "pk")[:MANY]:
        for leader in deciders:
            yield Wait(
                key=f"waiver-{row.pk}",
                kind="decide",
                title=_("%(name)s asks you to let an item pass") % {"name": row.asked_by.name},
                context=_context(row.engagement),
                on=leader,
                asker=row.asked_by,
                since=row.asked_at,
                url=f"{reverse('deal_waivers', args=[row.engagement_id])}#waiver-{row.pk}",
                engagement_id=row.engagement_id,
                extra={"words": row.asked_why},
            )


def _past_close(on: Person | None, asker: Person | None, today: date) -> Iterator[Wait]:
    """The day of the decision has passed and nothing was said: won, lost, or another day."""
    if asker:
        return
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


def _without_a_lead(on: Person | None, asker: Person | None) -> Iterator[Wait]:
    """Nobody of delivery stands beside the seller."""
    if asker:
        return
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

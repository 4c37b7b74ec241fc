"""Debriefs to be held, lessons to be decided. Three queries."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from tandem.engagements.models import Engagement, Stage
from tandem.learning.models import Debrief, Lesson
from tandem.people.models import Access, Person
from tandem.waits import Wait


def waits(at: datetime, *, on: Person | None = None, asker: Person | None = None) -> list[Wait]:
    """Everything that waits on `on`, or that `asker` waits for; both None gives all."""
    rows = [*_debriefs(on), *_lessons(on, at)]
    return [row for row in rows if asker in (None, row.asker) and row.on != row.asker]


def _debriefs(on: Person | None) -> Iterator[Wait]:
    """Delivered, and nobody has said what surprised them: both sides hold it."""
    found = Engagement.objects.filter(stage=Stage.DELIVERED).select_related("account", "seller", "lead")
    deals = list(found.filter(Q(seller=on) | Q(lead=on)) if on else found)
    begun = {row.engagement_id: row for row in Debrief.objects.filter(engagement__in=deals)}
    for deal in deals:
        row = begun.get(deal.pk)
        for person in {each for each in (deal.lead, deal.seller) if each}:
            said = row and (row.sales_words if person == deal.seller else row.delivery_words)
            owed = row and row.started_at and not said
            title = _("Say what surprised you on this project") if owed else _("Hold the debrief")
            if on in (None, person):
                yield Wait(
                    key=f"debrief-{deal.pk}-{person.pk}", kind="do", title=title, context=_named(deal),
                    on=person, asker=None, since=deal.stage_since, url=reverse("debrief", args=[deal.pk]),
                    due=row.planned_on if row else None, engagement_id=deal.pk,
                )  # fmt: skip


def _lessons(on: Person | None, at: datetime) -> Iterator[Wait]:
    """A lesson changes something of the firm's, so leadership decides."""
    if on and on.access != Access.LEADERSHIP:
        return
    leaders = [on] if on else list(Person.objects.filter(access=Access.LEADERSHIP, is_active=True).order_by("pk"))
    found = Lesson.objects.filter(decided_at=None, debrief__held_at__isnull=False)
    for lesson in found.select_related("debrief__engagement__account", "debrief__by").order_by("pk"):
        for leader in leaders:
            yield Wait(
                key=f"lesson-{lesson.pk}-{leader.pk}", kind="decide", title=_("Take this lesson?"),
                context=f"{_named(lesson.debrief.engagement)} · {lesson.words}", on=leader, asker=lesson.debrief.by,
                since=lesson.debrief.held_at or at, url=reverse("lesson", args=[lesson.pk]),
                engagement_id=lesson.debrief.engagement_id,
            )  # fmt: skip


def _named(deal: Engagement) -> str:
    return f"{deal.account.name}, {deal.name}" if deal.account else deal.name

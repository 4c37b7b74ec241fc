"""Lessons: to be decided, decided; of one debrief."""

from typing import Any

from django.db.models import Q, QuerySet

from tandem.engagements.models import Engagement
from tandem.learning.models import Debrief, Lesson
from tandem.people.models import Person

ROWS = 50
LIKE = 20
SHOWN = ("open", "taken", "not", "all")
BY_STATE: dict[str, dict[str, Any]] = {
    "open": {"decided_at": None},
    "taken": {"taken": True},
    "not": {"taken": False},
    "all": {},
}


def seen_by(person: Person) -> QuerySet[Lesson]:
    with_all = ("debrief__engagement__account", "debrief__by", "decided_by", "tier__offering")
    return Lesson.objects.visible_to(person).select_related(*with_all)


def listed(person: Person, show: str = "open", after: int | None = None) -> list[Lesson]:
    """At most 51, newest first. One query."""
    found = seen_by(person).filter(**BY_STATE[show])
    if after:
        found = found.filter(pk__lt=after)
    return list(found.order_by("-pk")[: ROWS + 1])


def of(debrief: Debrief) -> list[Lesson]:
    return list(debrief.lessons.select_related("decided_by").order_by("pk"))


def like(deal: Engagement, person: Person) -> list[Lesson]:
    """What was learnt with this client, or on the same offering in this grade or another, and wasn't put aside; the
    newest first, at most twenty. One query."""
    with_client = Q(debrief__engagement__account=deal.account_id) if deal.account_id else Q(pk__in=[])
    of_offering = Q(debrief__engagement__tier__offering=deal.tier.offering_id) if deal.tier else Q(pk__in=[])
    found = seen_by(person).filter(with_client | of_offering).exclude(taken=False)
    return list(found.exclude(debrief__engagement=deal).order_by("-pk")[:LIKE])


def to_decide(person: Person) -> int:
    return Lesson.objects.visible_to(person).filter(decided_at=None).count()

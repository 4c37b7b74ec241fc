"""Lessons: to be decided, decided; of one debrief."""

from typing import Any

from django.db.models import QuerySet

from tandem.learning.models import Debrief, Lesson
from tandem.people.models import Person

ROWS = 50
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


def to_decide(person: Person) -> int:
    return Lesson.objects.visible_to(person).filter(decided_at=None).count()

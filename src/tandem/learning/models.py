"""Nouns: debrief, lesson."""

from django.db import models

from tandem.catalogue.models import Tier
from tandem.engagements.models import Engagement
from tandem.engagements.models.engagement import OfEngagementQuery
from tandem.people.models import Person


class Debrief(models.Model):
    """Both voices on one engagement. Without a lesson it says why there is none."""

    engagement = models.OneToOneField(Engagement, models.CASCADE, related_name="+")
    planned_on = models.DateField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True, help_text="When the half hour began")
    held_at = models.DateTimeField(null=True, blank=True)
    sales_words = models.TextField(blank=True)
    delivery_words = models.TextField(blank=True)
    no_lesson_why = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = OfEngagementQuery.as_manager()

    def __str__(self) -> str:
        return f"Debrief of {self.engagement}"


class LessonQuery(models.QuerySet["Lesson"]):
    def visible_to(self, person: Person) -> models.QuerySet["Lesson"]:
        return self.filter(debrief__in=Debrief.objects.visible_to(person))


class Lesson(models.Model):
    """What should change, where; decided by somebody: taken, or not and why."""

    class Target(models.TextChoices):
        CLAUSE = "clause", "A standard clause"
        ESTIMATE = "estimate", "A standard estimate"
        CHECKLIST = "checklist", "A question we ask"
        RISK = "risk", "The risk library"
        PROFILE = "profile", "The ideal client profile"
        PRACTICE = "practice", "How we work"

    debrief = models.ForeignKey(Debrief, models.CASCADE, related_name="lessons")
    words = models.TextField()
    target = models.CharField(max_length=9, choices=Target.choices)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    taken = models.BooleanField(null=True, blank=True)
    decided_why = models.CharField(max_length=300, blank=True)
    tier = models.ForeignKey(
        Tier, models.SET_NULL, null=True, blank=True, related_name="+", help_text="The version it made"
    )
    version = models.PositiveIntegerField(default=1)

    objects = LessonQuery.as_manager()

    def __str__(self) -> str:
        return self.words

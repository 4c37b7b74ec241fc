"""Remarks on an engagement, and the views of the pipeline that somebody saved."""

from django.db import models

from tandem.engagements.models.engagement import Engagement, OfEngagementQuery
from tandem.people.models import Person


class Remark(models.Model):
    """Something that a colleague said about the engagement."""

    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="talk")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    words = models.TextField()

    objects = OfEngagementQuery.as_manager()

    def __str__(self) -> str:
        return self.words[:80]


class SavedViewQuery(models.QuerySet["SavedView"]):
    def visible_to(self, person: Person) -> models.QuerySet["SavedView"]:
        return self.filter(person=person)


class SavedView(models.Model):
    """A filter and order of the pipeline, kept under a name by one person."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    query = models.CharField(max_length=500)

    objects = SavedViewQuery.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "name"], name="one_view_per_name")]

    def __str__(self) -> str:
        return self.name

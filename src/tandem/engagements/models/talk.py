"""Remarks on an engagement, and the views of the pipeline that somebody saved."""

from django.db import models
from django.db.models import Q

from tandem.clients.models import Contact
from tandem.engagements.models.engagement import Engagement, OfEngagementQuery
from tandem.engagements.models.outcome import Outcome
from tandem.people.models import Person


class Remark(models.Model):
    """Something that a colleague said about the engagement; or somebody with a link that was made for a person at the
    client, perhaps of one outcome: a link can be forwarded, so whose words they are isn't certain. What the client said
    waits for an answer in words, which stands at their link."""

    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="talk")
    by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    contact = models.ForeignKey(Contact, models.CASCADE, null=True, blank=True, related_name="+")
    outcome = models.ForeignKey(Outcome, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    words = models.TextField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    answer = models.TextField(blank=True, help_text="What the client reads at their link")
    version = models.PositiveIntegerField(default=1)

    objects = OfEngagementQuery.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(by__isnull=False, contact__isnull=True) | Q(by__isnull=True, contact__isnull=False),
                name="a_remark_is_one_persons",
            )
        ]
        indexes = [
            models.Index(
                fields=["engagement"],
                condition=Q(contact__isnull=False, answered_at__isnull=True),
                name="clients_words_to_answer",
            )
        ]

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

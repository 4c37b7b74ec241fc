"""The challenge: what delivery doubted before the signature, what sales answered, and who was right."""

from django.db import models
from django.db.models import Q

from tandem.engagements.models.assumption import Assumption
from tandem.engagements.models.engagement import Engagement, OfEngagementQuery, Stage
from tandem.engagements.models.promise import Promise
from tandem.people.models import Person


class Challenge(models.Model):
    """One doubt of delivery's, kept as it was said even if the row that it's about changes later.

    `about` is the section of the deal (its tab); `raised_in` the stage at that time, so that a challenge before the
    proposal can be told from one after it.
    """

    class Right(models.TextChoices):
        DELIVERY = "delivery", "Delivery was right"
        SALES = "sales", "Sales was right"
        BOTH = "both", "Both had a point"
        UNKNOWN = "unknown", "It never showed"

    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="challenges")
    about = models.CharField(max_length=40)
    words = models.TextField()
    on_words = models.TextField(blank=True, help_text="What was challenged, as it stood")
    raised_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    raised_at = models.DateTimeField()
    raised_in = models.CharField(max_length=10, choices=Stage.choices)
    reply = models.TextField(blank=True)
    replied_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    replied_at = models.DateTimeField(null=True, blank=True)
    right = models.CharField(max_length=8, choices=Right.choices, blank=True)
    judged_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    judged_at = models.DateTimeField(null=True, blank=True)
    judged_why = models.CharField(max_length=300, blank=True)
    assumption = models.ForeignKey(Assumption, models.SET_NULL, null=True, blank=True, related_name="challenges")
    promise = models.ForeignKey(Promise, models.SET_NULL, null=True, blank=True, related_name="challenges")
    version = models.PositiveIntegerField(default=1)

    objects = OfEngagementQuery.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(right="") | Q(judged_by__isnull=False), name="hindsight_has_a_person"),
        ]
        indexes = [models.Index(fields=["engagement", "raised_at"], name="challenges_in_order")]

    def __str__(self) -> str:
        return self.words

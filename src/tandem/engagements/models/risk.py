"""The risk: named is not owned; its owner accepts or declines."""

from django.db import models
from django.db.models import Q

from tandem.clients.models import Contact
from tandem.engagements.models.assumption import Assumption
from tandem.engagements.models.engagement import Engagement, OfEngagementQuery
from tandem.people.models import Person


class Risk(models.Model):
    """What may happen. Exposure = probability x impact, in minutes and in money."""

    class Size(models.TextChoices):
        MINOR = "minor", "Minor"
        MEDIUM = "medium", "Medium"
        MAJOR = "major", "Major"

    class Fate(models.TextChoices):
        OPEN = "open", "Open"
        PASSED = "passed", "Passed"
        HAPPENED = "happened", "Happened"

    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="risks")
    words = models.CharField(max_length=200)
    size = models.CharField(max_length=6, choices=Size.choices, default=Size.MEDIUM)
    probability = models.DecimalField(max_digits=4, decimal_places=3, null=True, blank=True)
    impact_minutes = models.PositiveIntegerField(default=0)
    impact_money = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    mitigation = models.CharField(max_length=300, blank=True, help_text="If it happens")
    trigger = models.CharField(max_length=300, blank=True, help_text="How we'll notice")
    review_on = models.DateField(null=True, blank=True)
    owner = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    owner_contact = models.ForeignKey(Contact, models.SET_NULL, null=True, blank=True, related_name="+")
    named_at = models.DateTimeField(null=True, blank=True)
    named_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    accepted_at = models.DateTimeField(null=True, blank=True)
    declined_why = models.CharField(max_length=300, blank=True)
    priced = models.BooleanField(default=False, help_text="Its exposure is in the price")
    source = models.CharField(max_length=300, blank=True, help_text="Tier, library or deal that it was taken from")
    actual_minutes = models.PositiveIntegerField(default=0, help_text="What it cost, if it happened")
    handing_to = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    handing_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    handing_at = models.DateTimeField(null=True, blank=True, help_text="When its owner gave it over")
    handed_at = models.DateTimeField(null=True, blank=True, help_text="When the new owner took it")
    fate = models.CharField(max_length=8, choices=Fate.choices, default=Fate.OPEN)
    from_assumption = models.ForeignKey(Assumption, models.SET_NULL, null=True, blank=True, related_name="risks")
    version = models.PositiveIntegerField(default=1)

    NAMES = {"owner": "engagement", "handing_to": "engagement"}

    objects = OfEngagementQuery.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(probability__isnull=True) | Q(probability__range=(0, 1)), name="risk_probability_0_to_1"
            ),
            models.CheckConstraint(
                condition=Q(owner__isnull=True) | Q(owner_contact__isnull=True), name="a_risk_has_one_owner"
            ),
        ]

    def __str__(self) -> str:
        return self.words

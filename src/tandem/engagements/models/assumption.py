"""The assumption: priced on, answered by delivery, verified or turned into an owned risk."""

from django.db import models
from django.db.models import Q

from tandem.engagements.models.engagement import Engagement, OfEngagementQuery, Stage
from tandem.people.models import Person


class Assumption(models.Model):
    """Something taken as true. Not verified by `verify_by`, it hardens into a risk of its verifier's, with
    `minutes_if_false` in the price; turned out false, it dies."""

    class Answer(models.TextChoices):
        AGREE = "agree", "Agree"
        IF = "if", "Agree if"
        RED = "red", "Red flag"

    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="assumptions")
    words = models.TextField()
    because = models.TextField(blank=True)
    source = models.CharField(max_length=300, blank=True, help_text="Tier that it was taken from")
    raised_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    raised_at = models.DateTimeField()
    verifier = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    verify_by = models.CharField(max_length=10, choices=Stage.choices, default=Stage.SCOPED)
    price_if_false = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    minutes_if_false = models.PositiveIntegerField(default=0)
    priced = models.BooleanField(default=False, help_text="The hours if false are in the price")
    asked = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=5, choices=Answer.choices, blank=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    condition = models.TextField(blank=True)
    condition_owner = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    condition_by = models.DateField(null=True, blank=True)
    condition_said_at = models.DateTimeField(null=True, blank=True, help_text="When its owner said that it's true now")
    condition_met_at = models.DateTimeField(null=True, blank=True)
    verified_at = models.DateTimeField(null=True, blank=True)
    verified_how = models.CharField(max_length=300, blank=True, help_text="How it was checked, whatever came out")
    disproved_at = models.DateTimeField(null=True, blank=True, help_text="When it turned out to be false")
    hardened_at = models.DateTimeField(null=True, blank=True, help_text="When it became a risk that somebody owns")
    version = models.PositiveIntegerField(default=1)

    NAMES = {"asked": "engagement", "verifier": "engagement", "condition_owner": "engagement"}

    objects = OfEngagementQuery.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="") | Q(answered_by__isnull=False), name="an_answer_has_a_person"
            ),
            models.CheckConstraint(
                condition=~Q(answer__in=["if", "red"]) | ~Q(condition=""), name="a_condition_or_flag_has_words"
            ),
            models.CheckConstraint(
                condition=Q(verified_at__isnull=True) | Q(disproved_at__isnull=True), name="true_or_false_and_not_both"
            ),
        ]

    def __str__(self) -> str:
        return self.words

"""The waiver: leadership lets one rule pass for one engagement, for a reason, until a day."""

from django.db import models
from django.db.models import Q

from tandem.engagements.models.engagement import Engagement, OfEngagementQuery
from tandem.ledger.seals import Sealed
from tandem.people.models import Person


class Waiver(models.Model):
    """Asked for by somebody, granted or refused by leadership; shown wherever its rule is."""

    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="waivers")
    rule = models.CharField(max_length=80)
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    asked_why = models.TextField()
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    granted = models.BooleanField(null=True, blank=True)
    reason = models.TextField(blank=True)
    expires_on = models.DateField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True, help_text="When the gate was passed with it")
    version = models.PositiveIntegerField(default=1)

    sealed = Sealed()
    objects = OfEngagementQuery.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(granted__isnull=True) | (Q(decided_by__isnull=False) & ~Q(reason="")),
                name="a_decided_waiver_has_a_person_and_a_reason",
            ),
            models.UniqueConstraint(
                fields=["engagement", "rule"], condition=Q(granted__isnull=True), name="asked_once_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule} waived"

"""Nouns: handoff with its frozen brief, question, decision."""

from django.db import models
from django.db.models import Q

from tandem.engagements.models import Engagement
from tandem.engagements.models.engagement import OfEngagementQuery
from tandem.ledger.seals import Sealed
from tandem.people.models import Person


class Handoff(models.Model):
    """The document between sales and delivery. `brief` is composed from the deal when it's sent (and again after a
    bounce, as the next number); only `paragraph` is written by hand."""

    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="+")
    number = models.PositiveIntegerField(default=1)
    paragraph = models.TextField(blank=True)
    brief = models.JSONField(default=dict)
    digest = models.CharField(max_length=64, blank=True)
    from_person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    to_person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    composed_at = models.DateTimeField()
    remedial = models.BooleanField(default=False, help_text="Made because the deal was won past an open gate")
    call_at = models.DateTimeField(null=True, blank=True)
    attested_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    attested_at = models.DateTimeField(null=True, blank=True)
    attested_digest = models.CharField(max_length=64, blank=True, help_text="What it said when the seller attested it")
    read_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    NAMES = {"from_person": "engagement", "to_person": "engagement"}

    sealed = Sealed()
    objects = OfEngagementQuery.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["engagement", "number"], name="handoff_numbers_are_unique")]

    def __str__(self) -> str:
        return f"Handoff of {self.engagement}"

    @property
    def is_attested(self) -> bool:
        """The seller clicked that everything they promised is written down, of what it says now."""
        return self.attested_at is not None and self.attested_digest == self.digest


class OfHandoffQuery(models.QuerySet):
    def visible_to(self, person: Person) -> models.QuerySet:
        return self.filter(handoff__in=Handoff.objects.visible_to(person))


class Question(models.Model):
    """What delivery asks in the margin, and what sales answers. Closed by whoever asked."""

    handoff = models.ForeignKey(Handoff, models.CASCADE, related_name="questions")
    section = models.CharField(max_length=40, blank=True)
    words = models.TextField()
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    due_on = models.DateField(null=True, blank=True)
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    sealed = Sealed(engagement="handoff__engagement")
    objects = OfHandoffQuery.as_manager()

    def __str__(self) -> str:
        return self.words


class Decision(models.Model):
    """Delivery accepts the handoff, or bounces it with a reason."""

    handoff = models.OneToOneField(Handoff, models.CASCADE, related_name="decision")
    accepted = models.BooleanField()
    reason = models.TextField(blank=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    digest = models.CharField(max_length=64, blank=True)

    sealed = Sealed(engagement="handoff__engagement")
    objects = OfHandoffQuery.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(accepted=True) | ~Q(reason=""), name="a_bounce_has_a_reason")]

    def __str__(self) -> str:
        return "Accepted" if self.accepted else "Bounced"

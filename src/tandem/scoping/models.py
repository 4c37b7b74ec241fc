"""Nouns: scope version, scope item, estimate line, scoping session, red flag."""

from django.db import models
from django.db.models import Q

from tandem.catalogue.models import Tier
from tandem.engagements.models import Engagement
from tandem.engagements.models.engagement import OfEngagementQuery
from tandem.people.models import Person, Role


class ScopeVersion(models.Model):
    """One version of the statement of work. Frozen, it never changes; a later change makes a new version.

    `fee` is the price to the client after `discount`; `digest` is the SHA-256 of its canonical content.
    """

    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    tier = models.ForeignKey(Tier, models.PROTECT, null=True, blank=True, related_name="+")
    fee = models.DecimalField(max_digits=14, decimal_places=2)
    discount = models.DecimalField(max_digits=14, decimal_places=2, default=0)
    discount_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    contingency_minutes = models.PositiveIntegerField(default=0)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    frozen_at = models.DateTimeField(null=True, blank=True)
    frozen_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    digest = models.CharField(max_length=64, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = OfEngagementQuery.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["engagement", "number"], name="scope_numbers_are_unique"),
            models.UniqueConstraint(fields=["engagement"], condition=Q(frozen_at__isnull=True), name="one_draft_scope"),
        ]

    def __str__(self) -> str:
        return f"Scope {self.number}"


class ScopeItem(models.Model):
    """A line of the scope: in it, or expressly not in it."""

    class Kind(models.TextChoices):
        IN = "in", "In"
        OUT = "out", "Not in"

    scope = models.ForeignKey(ScopeVersion, models.CASCADE, related_name="items")
    kind = models.CharField(max_length=3, choices=Kind.choices, default=Kind.IN)
    words = models.CharField(max_length=300)
    from_tier = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return self.words


class EstimateLine(models.Model):
    """Minutes of a role in a scope, at the rates of the day it was made."""

    scope = models.ForeignKey(ScopeVersion, models.CASCADE, related_name="lines")
    role = models.ForeignKey(Role, models.PROTECT, related_name="+")
    minutes = models.PositiveIntegerField()
    tier_minutes = models.PositiveIntegerField(null=True, blank=True, help_text="What the tier's standard says")
    bill_hourly = models.DecimalField(max_digits=10, decimal_places=2)
    cost_hourly = models.DecimalField(max_digits=10, decimal_places=2)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "role"], name="one_line_per_role")]

    def __str__(self) -> str:
        return f"{self.role}: {self.minutes / 60:g} h"


class ScopingSession(models.Model):
    """Thirty minutes in which delivery vets the scope with sales."""

    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="+")
    planned_at = models.DateTimeField()
    held_at = models.DateTimeField(null=True, blank=True)
    notes = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = OfEngagementQuery.as_manager()

    def __str__(self) -> str:
        return f"Scoping session of {self.engagement}"


class SessionSeat(models.Model):
    """Somebody asked to a session; `came` once it was held."""

    session = models.ForeignKey(ScopingSession, models.CASCADE, related_name="seats")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    came = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "person"], name="one_seat_per_person")]

    def __str__(self) -> str:
        return str(self.person)


class RedFlag(models.Model):
    """Delivery's objection to a section of the deal; stands until somebody of delivery clears it."""

    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="+")
    section = models.CharField(max_length=40)
    words = models.TextField()
    raised_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    raised_at = models.DateTimeField()
    raised_in = models.CharField(max_length=10, help_text="Stage of the deal at that time")
    reply = models.TextField(blank=True)
    replied_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    cleared_at = models.DateTimeField(null=True, blank=True)
    cleared_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    cleared_why = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = OfEngagementQuery.as_manager()

    def __str__(self) -> str:
        return self.words

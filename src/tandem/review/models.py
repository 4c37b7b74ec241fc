"""Nouns: policy, verdict, proposal, reverse pitch, signature."""

from django.db import models
from django.db.models import Q

from tandem.engagements.models import Engagement
from tandem.engagements.models.engagement import OfEngagementQuery
from tandem.people.models import Person
from tandem.scoping.models import ScopeVersion


class Policy(models.Model):
    """The firm's thresholds for its gates. One row is current; older rows stay for the deals judged by them."""

    number = models.PositiveIntegerField(unique=True)
    current = models.BooleanField(default=False)
    margin_floor = models.DecimalField(max_digits=4, decimal_places=3, default="0.320")
    board_from = models.DecimalField(max_digits=14, decimal_places=2, default=50000)
    finance_from = models.DecimalField(max_digits=14, decimal_places=2, default=150000)
    waiver_days = models.PositiveSmallIntegerField(default=30)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["current"], condition=Q(current=True), name="one_current_policy")
        ]

    def __str__(self) -> str:
        return f"Policy {self.number}"


class Verdict(models.Model):
    """One seat's word on one frozen scope version."""

    class Seat(models.TextChoices):
        SALES = "sales", "Sales"
        DELIVERY = "delivery", "Delivery"
        FINANCE = "finance", "Finance"

    class Vote(models.TextChoices):
        APPROVE = "approve", "Approve"
        IF = "if", "Approve if"
        OBJECT = "object", "Object"

    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="+")
    scope = models.ForeignKey(ScopeVersion, models.CASCADE, related_name="+")
    seat = models.CharField(max_length=8, choices=Seat.choices)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    vote = models.CharField(max_length=7, choices=Vote.choices)
    reason = models.TextField(blank=True)
    condition_owner = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    condition_by = models.DateField(null=True, blank=True)
    condition_met_at = models.DateTimeField(null=True, blank=True)
    at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = OfEngagementQuery.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scope", "seat"], name="one_verdict_per_seat_and_scope"),
            models.CheckConstraint(
                condition=Q(vote="approve") | ~Q(reason=""), name="a_condition_or_objection_has_words"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_seat_display()}: {self.get_vote_display()}"


class Proposal(models.Model):
    """What went to the client: the scope that was judged, and only that."""

    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="+")
    scope = models.ForeignKey(ScopeVersion, models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    sent_to = models.CharField(max_length=120)
    valid_until = models.DateField(null=True, blank=True)

    objects = OfEngagementQuery.as_manager()

    def __str__(self) -> str:
        return f"Proposal for {self.engagement}"


class ReversePitch(models.Model):
    """The call on which the client tells us what they heard. Held with delivery in the room, or waived."""

    engagement = models.OneToOneField(Engagement, models.CASCADE, related_name="+")
    planned_at = models.DateTimeField(null=True, blank=True)
    delivery_person = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    sales_person = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    probes = models.TextField(blank=True, help_text="Blind spots to probe")
    held_at = models.DateTimeField(null=True, blank=True)
    delivery_came = models.BooleanField(default=False)
    heard = models.TextField(blank=True, help_text="What the client said back")
    version = models.PositiveIntegerField(default=1)

    objects = OfEngagementQuery.as_manager()

    def __str__(self) -> str:
        return f"Reverse pitch of {self.engagement}"


class Signature(models.Model):
    """The contract: which scope the client signed, when, under whose name. A contract that was closed in the CRM
    past an open gate has no scope."""

    engagement = models.OneToOneField(Engagement, models.CASCADE, related_name="+")
    scope = models.ForeignKey(ScopeVersion, models.PROTECT, null=True, blank=True, related_name="+")
    digest = models.CharField(max_length=64, blank=True)
    client_name = models.CharField(max_length=120)
    signed_on = models.DateField()
    recorded_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()

    objects = OfEngagementQuery.as_manager()

    def __str__(self) -> str:
        return f"Signed by {self.client_name}"

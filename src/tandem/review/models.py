"""Nouns: policy with its rows, delegation, verdict with its marks, call to the board, proposal, reverse pitch with its
probes, signature."""

from datetime import date

from django.db import models
from django.db.models import F, Q

from tandem.clients.models import Contact
from tandem.engagements.models import Engagement
from tandem.engagements.models.engagement import OfEngagementQuery
from tandem.ledger.seals import Part, Sealed
from tandem.people.models import Person
from tandem.scoping.models import ScopeVersion


class Policy(models.Model):
    """The firm's thresholds for its gates. One is current; older ones stay for the deals judged by them; a draft has
    no `published_at`.

    Its rows say when a further seat is called. Seats have `answer_days` (working days) from the freezing on; a called
    seat that is silent by then doesn't hold the board up once `quorum` seats have spoken (docs/decisions/0009). A word
    holds for `valid_days`. A waiver holds for `waiver_days` unless leadership says otherwise, and never ends later than
    `waiver_days_most` from its decision; a delegation never later than `delegation_days_most` from the day it's made.
    """

    number = models.PositiveIntegerField(unique=True)
    current = models.BooleanField(default=False)
    margin_floor = models.DecimalField(max_digits=4, decimal_places=3, default="0.320")
    waiver_days = models.PositiveSmallIntegerField(default=30)
    waiver_days_most = models.PositiveSmallIntegerField(default=180)
    delegation_days_most = models.PositiveSmallIntegerField(default=90)
    quorum = models.PositiveSmallIntegerField(default=3)
    answer_days = models.PositiveSmallIntegerField(default=3)
    valid_days = models.PositiveSmallIntegerField(default=60)
    why = models.TextField(blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["current"], condition=Q(current=True), name="one_current_policy"),
            models.UniqueConstraint(models.Value(1), condition=Q(published_at__isnull=True), name="one_draft_policy"),
        ]

    def __str__(self) -> str:
        return f"Policy {self.number}"


class PolicyRow(models.Model):
    """When a further seat has to speak: the deal's `measure` reaches `limit`.

    Money in the firm's currency, shares 0..1, the fit out of 100, people in hours. A margin and a fit call below their
    limit, as the floors do; everything else calls from its limit on.
    """

    class Measure(models.TextChoices):
        VALUE = "value", "Value"
        MARGIN = "margin", "Margin"
        DISCOUNT = "discount", "Discount"
        FIT = "fit", "Client fit"
        NOVELTY = "novelty", "Changed from the tier"
        RISK = "risk", "Risk exposure"
        PEOPLE = "people", "Hours without people"

    class Calls(models.TextChoices):
        BOARD = "board", "The board, with reasons"
        FINANCE = "finance", "Finance"
        LEADERSHIP = "leadership", "Leadership"

    policy = models.ForeignKey(Policy, models.CASCADE, related_name="rows")
    measure = models.CharField(max_length=8, choices=Measure.choices)
    limit = models.DecimalField(max_digits=14, decimal_places=3)
    calls = models.CharField(max_length=10, choices=Calls.choices)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["policy", "measure", "calls"], name="one_row_per_measure_and_seat")
        ]

    def __str__(self) -> str:
        return f"{self.get_measure_display()} {self.limit}: {self.get_calls_display()}"


class DelegationQuery(models.QuerySet["Delegation"]):
    def visible_to(self, person: Person) -> models.QuerySet["Delegation"]:
        """Who speaks for whom is no secret within the firm."""
        return self.filter(pk__isnull=not person.is_active)


class Delegation(models.Model):
    """Somebody speaks for another of the same seat, from a day until a day. Recorded by whoever is spoken for."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    to = models.ForeignKey(Person, models.CASCADE, related_name="+")
    from_on = models.DateField()
    until_on = models.DateField()
    why = models.CharField(max_length=200, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = DelegationQuery.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until_on__gte=F("from_on")), name="delegation_runs_forward"),
            models.CheckConstraint(condition=~Q(person=F("to")), name="nobody_delegates_to_themselves"),
        ]

    def __str__(self) -> str:
        return f"{self.to} for {self.person}"


class Verdict(models.Model):
    """One seat's word on one frozen scope version."""

    class Seat(models.TextChoices):
        SALES = "sales", "Sales"
        DELIVERY = "delivery", "Delivery"
        FINANCE = "finance", "Finance"
        LEADERSHIP = "leadership", "Leadership"

    class Vote(models.TextChoices):
        APPROVE = "approve", "Approve"
        IF = "if", "Approve if"
        OBJECT = "object", "Object"

    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="+")
    scope = models.ForeignKey(ScopeVersion, models.CASCADE, related_name="+")
    seat = models.CharField(max_length=10, choices=Seat.choices)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    for_person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", help_text="Whom a delegate spoke for"
    )
    vote = models.CharField(max_length=7, choices=Vote.choices)
    reason = models.TextField(blank=True)
    condition_owner = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    condition_by = models.DateField(null=True, blank=True)
    condition_said_at = models.DateTimeField(null=True, blank=True, help_text="When its owner said that it's met")
    condition_met_at = models.DateTimeField(null=True, blank=True)
    at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    NAMES = {"person": "engagement", "condition_owner": "engagement"}

    sealed = Sealed(parts=(Part("review.VerdictMark", "verdict"),))
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


class VerdictMark(models.Model):
    """What a seat says of one of the three matters; the verdict's vote is the hardest of its marks. `judged` are the
    parts of the agreement that the matter is about, as they read when it was said."""

    class Matter(models.TextChoices):
        SCOPE = "scope", "Scope"
        RISK = "risk", "Risk"
        PRICE = "price", "Price"

    verdict = models.ForeignKey(Verdict, models.CASCADE, related_name="marks")
    matter = models.CharField(max_length=5, choices=Matter.choices)
    vote = models.CharField(max_length=7, choices=Verdict.Vote.choices)
    judged = models.JSONField(default=dict, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["verdict", "matter"], name="one_mark_per_matter")]

    def __str__(self) -> str:
        return f"{self.get_matter_display()}: {self.get_vote_display()}"


class BoardCall(models.Model):
    """Why a further seat was called to judge a scope. Written down once, and never taken back: whatever shrinks later,
    a seat that was called stays called."""

    scope = models.ForeignKey(ScopeVersion, models.CASCADE, related_name="+")
    seat = models.CharField(max_length=10, choices=PolicyRow.Calls.choices)
    measure = models.CharField(max_length=8, choices=PolicyRow.Measure.choices)
    figure = models.DecimalField(max_digits=20, decimal_places=6)
    limit = models.DecimalField(max_digits=14, decimal_places=3)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "seat", "measure"], name="called_once_per_measure")]

    def __str__(self) -> str:
        return f"{self.get_seat_display()}: {self.get_measure_display()} {self.figure}"


class Proposal(models.Model):
    """What went to the client: the scope that was judged, and only that. `said` is what the paper says, by its parts."""

    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="+")
    scope = models.ForeignKey(ScopeVersion, models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    sent_to = models.CharField(max_length=120)
    valid_until = models.DateField(null=True, blank=True)
    said = models.JSONField(default=dict, blank=True)

    sealed = Sealed()
    objects = OfEngagementQuery.as_manager()

    def __str__(self) -> str:
        return f"Proposal for {self.engagement}"

    def has_lapsed(self, day: date) -> bool:
        """The client couldn't take it any more on that day: it holds to the end of the one that it names."""
        return self.valid_until is not None and day > self.valid_until


class ReversePitch(models.Model):
    """The call on which the client tells us what they heard. Held with delivery in the room, or waived."""

    engagement = models.OneToOneField(Engagement, models.CASCADE, related_name="+")
    planned_at = models.DateTimeField(null=True, blank=True)
    delivery_person = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    sales_person = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    place = models.CharField(max_length=200, blank=True, help_text="Where: a room, or a link")
    minutes = models.PositiveSmallIntegerField(default=30)
    contact = models.ForeignKey(Contact, models.SET_NULL, null=True, blank=True, related_name="+")
    held_at = models.DateTimeField(null=True, blank=True)
    delivery_came = models.BooleanField(default=False)
    heard = models.TextField(blank=True, help_text="What the client said back")
    version = models.PositiveIntegerField(default=1)

    NAMES = {"delivery_person": "engagement", "sales_person": "engagement"}

    objects = OfEngagementQuery.as_manager()

    def __str__(self) -> str:
        return f"Reverse pitch of {self.engagement}"


class Probe(models.Model):
    """A blind spot to probe on the call, where it comes from, and what the client said to it.

    What the client sees otherwise is a finding. One side says how it was resolved and with which change, somebody of
    the other confirms it: then it's settled.
    """

    class Source(models.TextChoices):
        FLAG = "flag", "Red flag"
        ASSUMPTION = "assumption", "Assumption"
        PROMISE = "promise", "Promise"
        LESSON = "lesson", "Lesson"
        OWN = "own", "Ours"

    pitch = models.ForeignKey(ReversePitch, models.CASCADE, related_name="blind_spots")
    source = models.CharField(max_length=10, choices=Source.choices, default=Source.OWN)
    source_id = models.PositiveBigIntegerField(null=True, blank=True)
    words = models.TextField()
    heard = models.TextField(blank=True)
    agrees = models.BooleanField(null=True, blank=True, help_text="The client sees it as we do")
    resolved_how = models.TextField(blank=True)
    resolved_change = models.CharField(max_length=300, blank=True, help_text="Which change it led to, or that none was")
    resolved_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    resolved_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["pitch", "source", "source_id"], condition=Q(source_id__isnull=False), name="probed_once"
            )
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def state(self) -> str:
        """Exactly one: open, agrees, otherwise, resolved (the other side hasn't confirmed it yet), settled."""
        if self.agrees is None:
            return "open"
        if self.agrees:
            return "agrees"
        return "settled" if self.confirmed_at else "resolved" if self.resolved_at else "otherwise"


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

    sealed = Sealed()
    objects = OfEngagementQuery.as_manager()

    def __str__(self) -> str:
        return f"Signed by {self.client_name}"

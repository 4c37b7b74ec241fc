"""Nouns: scope version, scope item, estimate line, scoping session, vet, red flag, template, document."""

from django.db import models
from django.db.models import Q

from tandem.catalogue.models import Tier
from tandem.engagements.models import Challenge, Engagement, Promise
from tandem.engagements.models.engagement import OfEngagementQuery
from tandem.ledger.seals import Part, Sealed
from tandem.people.models import Person, Role


class Section(models.TextChoices):
    """A part of the deal that delivery vets for itself."""

    SUCCESS = "success", "Success"
    SCOPE = "scope", "Scope"
    ASSUMPTIONS = "assumptions", "Assumptions"
    WHO = "who", "Who does what"
    RISKS = "risks", "Risks"
    CAPACITY = "capacity", "Capacity"
    PRICE = "price", "Price"


class DiscountWord(models.TextChoices):
    """What whoever is asked said of a discount."""

    ASKED = "asked", "Asked"
    YES = "yes", "Allowed"
    NO = "no", "Refused"


class ScopeVersion(models.Model):
    """One version of the statement of work. Frozen, it never changes; a later change makes a new version.

    `fee` is the price to the client after `discount`, which `discount_by` allowed, or is asked to allow; without a word
    (`DiscountWord`) of theirs it was given before anybody was asked, and counts as allowed. `digest` is the SHA-256 of its canonical content. `agreement` is
    what the whole agreement said when it froze, part by part (`queries.agreement`).
    """

    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    tier = models.ForeignKey(Tier, models.PROTECT, null=True, blank=True, related_name="+")
    fee = models.DecimalField(max_digits=14, decimal_places=2)
    discount = models.DecimalField(max_digits=14, decimal_places=2, default=0)
    discount_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    discount_word = models.CharField(max_length=5, choices=DiscountWord.choices, blank=True)
    discount_why = models.CharField(max_length=300, blank=True)
    discount_asked_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    discount_asked_at = models.DateTimeField(null=True, blank=True)
    discount_decided_at = models.DateTimeField(null=True, blank=True)
    discount_refused_why = models.CharField(max_length=300, blank=True)
    contingency_minutes = models.PositiveIntegerField(default=0)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    frozen_at = models.DateTimeField(null=True, blank=True)
    frozen_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    digest = models.CharField(max_length=64, blank=True)
    agreement = models.JSONField(default=dict, blank=True)
    version = models.PositiveIntegerField(default=1)

    sealed = Sealed(
        only=Q(frozen_at__isnull=False),
        parts=(
            Part("scoping.ScopeItem", "scope", (Part("scoping.ScopeItem_promises", "scopeitem"),)),
            Part("scoping.EstimateLine", "scope"),
        ),
    )
    objects = OfEngagementQuery.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["engagement", "number"], name="scope_numbers_are_unique"),
            models.UniqueConstraint(fields=["engagement"], condition=Q(frozen_at__isnull=True), name="one_draft_scope"),
        ]

    def __str__(self) -> str:
        return f"Scope {self.number}"

    @property
    def discount_is_open(self) -> bool:
        """There is a discount that nobody who may allow it has allowed: it waits, or the answer was no."""
        return bool(self.discount) and self.discount_word in (DiscountWord.ASKED, DiscountWord.NO)


class ScopeItem(models.Model):
    """A clause: in the scope, expressly not in it, or how it is accepted and changed.

    `promises` are those it puts on paper; `because` says why it's there where neither tier nor promise does.
    """

    class Kind(models.TextChoices):
        IN = "in", "In"
        OUT = "out", "Not in"
        ACCEPTANCE = "acc", "Acceptance"
        CHANGE = "chg", "Change process"

    scope = models.ForeignKey(ScopeVersion, models.CASCADE, related_name="items")
    kind = models.CharField(max_length=3, choices=Kind.choices, default=Kind.IN)
    words = models.CharField(max_length=300)
    from_tier = models.BooleanField(default=False)
    promises = models.ManyToManyField(Promise, related_name="+", blank=True)
    because = models.CharField(max_length=200, blank=True)
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
    started_at = models.DateTimeField(null=True, blank=True, help_text="When the half hour began")
    agenda = models.JSONField(default=list, blank=True, help_text="What was open when it began")
    held_at = models.DateTimeField(null=True, blank=True)
    notes = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = OfEngagementQuery.as_manager()

    def __str__(self) -> str:
        return f"Scoping session of {self.engagement}"


class SessionSeat(models.Model):
    """Somebody asked to a session. `came` is what was written down of them, `confirmed_at` that they say so themself:
    only that counts for a side."""

    session = models.ForeignKey(ScopingSession, models.CASCADE, related_name="seats")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    came = models.BooleanField(default=False)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    NAMES = {"person": "session__engagement"}

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
    challenge = models.ForeignKey(Challenge, models.SET_NULL, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    sealed = Sealed()
    objects = OfEngagementQuery.as_manager()

    def __str__(self) -> str:
        return self.words


class Vet(models.Model):
    """Delivery's word on one section of the deal, bound to what it said at that time.

    `said` is the section as it was read and `digest` its SHA-256: another digest today means that the vet is stale,
    and the difference between the two is what has to be vetted anew.
    """

    class Word(models.TextChoices):
        FINE = "fine", "Fine"
        QUESTION = "question", "Question"
        FLAG = "flag", "Red flag"

    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="+")
    scope = models.ForeignKey(ScopeVersion, models.SET_NULL, null=True, blank=True, related_name="+")
    session = models.ForeignKey(ScopingSession, models.SET_NULL, null=True, blank=True, related_name="vets")
    section = models.CharField(max_length=40)
    said = models.JSONField(default=list, blank=True)
    digest = models.CharField(max_length=64)
    word = models.CharField(max_length=8, choices=Word.choices)
    words = models.TextField(blank=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reply = models.TextField(blank=True)
    replied_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    replied_at = models.DateTimeField(null=True, blank=True)
    flag = models.ForeignKey(RedFlag, models.SET_NULL, null=True, blank=True, related_name="+")
    challenge = models.ForeignKey(Challenge, models.SET_NULL, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    sealed = Sealed()
    objects = OfEngagementQuery.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(word="fine") | ~Q(words=""), name="a_question_or_flag_has_words")
        ]
        indexes = [models.Index(fields=["engagement", "section", "at"], name="vets_in_order")]

    def __str__(self) -> str:
        return f"{self.section}: {self.get_word_display()}"


class DocumentKind(models.TextChoices):
    SOW = "sow", "Statement of work"
    PROPOSAL = "proposal", "Proposal"


class TemplateQuery(models.QuerySet["DocumentTemplate"]):
    def visible_to(self, person: Person) -> models.QuerySet["DocumentTemplate"]:
        """The firm's paper is the whole firm's; it holds no deal."""
        return self.filter(pk__isnull=not person.is_active)


class DocumentTemplate(models.Model):
    """The firm's own DOCX, one version. Rendered in a sandbox; what it may name is in docs/documents.md."""

    kind = models.CharField(max_length=8, choices=DocumentKind.choices)
    number = models.PositiveIntegerField(default=1)
    name = models.CharField(max_length=120)
    content = models.BinaryField()
    digest = models.CharField(max_length=64)
    current = models.BooleanField(default=True)
    made_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = TemplateQuery.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "number"], name="one_template_version"),
            models.UniqueConstraint(fields=["kind"], condition=Q(current=True), name="one_current_template"),
        ]

    def __str__(self) -> str:
        return f"{self.name}, version {self.number}"


class Document(models.Model):
    """A rendering that left the house, kept byte for byte with its SHA-256."""

    class Format(models.TextChoices):
        PDF = "pdf", "PDF"
        DOCX = "docx", "DOCX"

    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="+")
    scope = models.ForeignKey(ScopeVersion, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=DocumentKind.choices)
    format = models.CharField(max_length=4, choices=Format.choices)
    template = models.ForeignKey(DocumentTemplate, models.PROTECT, null=True, blank=True, related_name="+")
    content = models.BinaryField()
    digest = models.CharField(max_length=64)
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    sealed = Sealed()
    objects = OfEngagementQuery.as_manager()

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.scope}, {self.get_format_display()}"

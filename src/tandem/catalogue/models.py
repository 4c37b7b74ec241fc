"""Nouns: offering, tier (one version of Bronze, Silver or Gold) with its parts and the keys on it; library risk;
phrase (words that a clause or a call note is read for)."""

from django.db import models

from tandem.people.models import Person, Role


class CatalogueQuery(models.QuerySet):
    def visible_to(self, person: Person) -> models.QuerySet:
        """The catalogue is the whole firm's; fees are masked by rights."""
        return self.filter(pk__isnull=not person.is_active)


class Offering(models.Model):
    """A service that the firm sells again and again."""

    name = models.CharField(max_length=120, unique=True)
    slug = models.SlugField(max_length=120, unique=True)
    line = models.CharField(max_length=80, help_text="Line of business")
    summary = models.TextField(blank=True)
    retired = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    objects = CatalogueQuery.as_manager()

    def __str__(self) -> str:
        return self.name


class Grade(models.TextChoices):
    BRONZE = "bronze", "Bronze"
    SILVER = "silver", "Silver"
    GOLD = "gold", "Gold"


class Tier(models.Model):
    """One version of one grade of an offering. Deals keep the version that they were built on.

    A draft is changed freely; once asked for, both sides turn their keys, and it takes the current version's place.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        ASKED = "asked", "Waits for both keys"
        APPROVED = "approved", "Approved"
        DECLINED = "declined", "Declined"

    offering = models.ForeignKey(Offering, models.CASCADE, related_name="tiers")
    grade = models.CharField(max_length=6, choices=Grade.choices)
    number = models.PositiveIntegerField(default=1)
    current = models.BooleanField(default=True)
    fee = models.DecimalField(max_digits=14, decimal_places=2)
    weeks = models.PositiveSmallIntegerField()
    promise = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=8, choices=State.choices, default=State.APPROVED)
    why = models.TextField(blank=True, help_text="Why this version")
    asked_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField(null=True, blank=True)
    declined_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    declined_why = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = CatalogueQuery.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["offering", "grade", "number"], name="one_tier_version"),
            models.UniqueConstraint(
                fields=["offering", "grade"], condition=models.Q(current=True), name="one_current_tier"
            ),
            models.UniqueConstraint(
                fields=["offering", "grade"], condition=models.Q(state__in=["draft", "asked"]), name="one_open_tier"
            ),
            models.CheckConstraint(
                condition=models.Q(current=False) | models.Q(state="approved"), name="what_is_sold_is_approved"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.offering} {self.get_grade_display()}"


class TierKey(models.Model):
    """One side's yes to a new version. Nobody turns both, and whoever asked turns only their own side's."""

    class Side(models.TextChoices):
        SALES = "sales", "Sales"
        DELIVERY = "delivery", "Delivery"

    tier = models.ForeignKey(Tier, models.CASCADE, related_name="keys")
    side = models.CharField(max_length=8, choices=Side.choices)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tier", "side"], name="one_key_per_side_and_tier")]

    def __str__(self) -> str:
        return f"{self.get_side_display()} approved {self.tier}"


class Deliverable(models.Model):
    """What the client gets."""

    tier = models.ForeignKey(Tier, models.CASCADE, related_name="deliverables")
    words = models.CharField(max_length=300)
    position = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return self.words


class TierEstimate(models.Model):
    """Standard minutes of a role."""

    tier = models.ForeignKey(Tier, models.CASCADE, related_name="estimate")
    role = models.ForeignKey(Role, models.PROTECT, related_name="+")
    minutes = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tier", "role"], name="one_estimate_per_role")]

    def __str__(self) -> str:
        return f"{self.role}: {self.minutes / 60:g} h"


class TierClause(models.Model):
    """A standard exclusion, assumption, duty of the client, or risk.

    `minutes` are what it costs if the assumption is false or the risk happens; `probability` (0..1) is a risk's.
    """

    class Kind(models.TextChoices):
        EXCLUSION = "exclusion", "Exclusion"
        ASSUMPTION = "assumption", "Assumption"
        DUTY = "duty", "Client duty"
        RISK = "risk", "Risk"

    tier = models.ForeignKey(Tier, models.CASCADE, related_name="clauses")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    words = models.CharField(max_length=300)
    probability = models.DecimalField(max_digits=4, decimal_places=3, null=True, blank=True)
    minutes = models.PositiveIntegerField(default=0)
    mitigation = models.CharField(max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(probability__isnull=True) | models.Q(probability__range=(0, 1)),
                name="clause_probability_0_to_1",
            )
        ]

    def __str__(self) -> str:
        return self.words


class TierMilestone(models.Model):
    """A standard milestone, at a share of the duration."""

    tier = models.ForeignKey(Tier, models.CASCADE, related_name="milestones")
    name = models.CharField(max_length=200)
    at_share = models.DecimalField(max_digits=4, decimal_places=3)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(at_share__range=(0, 1)), name="milestone_in_duration")]

    def __str__(self) -> str:
        return self.name


class LibraryRisk(models.Model):
    """A risk that the firm has met before, ready to be named on the next deal. `source` says where it was learnt."""

    words = models.CharField(max_length=200, unique=True)
    probability = models.DecimalField(max_digits=4, decimal_places=3, null=True, blank=True)
    minutes = models.PositiveIntegerField(default=0, help_text="Minutes it costs if it happens")
    mitigation = models.CharField(max_length=300, blank=True)
    trigger = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    retired = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    objects = CatalogueQuery.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(probability__isnull=True) | models.Q(probability__range=(0, 1)),
                name="library_probability_0_to_1",
            )
        ]

    def __str__(self) -> str:
        return self.words


class Phrase(models.Model):
    """Words that a text is read for: vague ones in a clause, and in call notes those that sound like a promise."""

    class Kind(models.TextChoices):
        VAGUE = "vague", "Vague"
        COMMITTED = "committed", "Sounds committed"
        IMPLIED = "implied", "Sounds implied"
        MENTIONED = "mentioned", "Sounds mentioned"

    words = models.CharField(max_length=80)
    kind = models.CharField(max_length=9, choices=Kind.choices)
    hint = models.CharField(max_length=200, blank=True, help_text="What to write instead")
    retired = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    objects = CatalogueQuery.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["words", "kind"], name="one_phrase_of_a_kind")]

    def __str__(self) -> str:
        return self.words

"""Nouns: offering, tier (one version of Bronze, Silver or Gold), its deliverables, estimate, clauses, milestones."""

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
    """One version of one grade of an offering. Deals keep the version that they were built on."""

    offering = models.ForeignKey(Offering, models.CASCADE, related_name="tiers")
    grade = models.CharField(max_length=6, choices=Grade.choices)
    number = models.PositiveIntegerField(default=1)
    current = models.BooleanField(default=True)
    fee = models.DecimalField(max_digits=14, decimal_places=2)
    weeks = models.PositiveSmallIntegerField()
    promise = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")

    objects = CatalogueQuery.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["offering", "grade", "number"], name="one_tier_version"),
            models.UniqueConstraint(
                fields=["offering", "grade"], condition=models.Q(current=True), name="one_current_tier"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.offering} {self.get_grade_display()}"


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
    """A standard exclusion, assumption, duty of the client, or risk."""

    class Kind(models.TextChoices):
        EXCLUSION = "exclusion", "Exclusion"
        ASSUMPTION = "assumption", "Assumption"
        DUTY = "duty", "Client duty"
        RISK = "risk", "Risk"

    tier = models.ForeignKey(Tier, models.CASCADE, related_name="clauses")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    words = models.CharField(max_length=300)
    position = models.PositiveSmallIntegerField(default=0)

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

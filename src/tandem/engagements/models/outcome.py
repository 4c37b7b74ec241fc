"""What "done" means: outcomes in both voices, signed by both sides; an edit voids the signatures."""

from django.db import models

from tandem.engagements.models.engagement import Engagement, OfEngagementQuery
from tandem.ledger.seals import Sealed
from tandem.people.models import Person


class Side(models.TextChoices):
    SALES = "sales", "Sales"
    DELIVERY = "delivery", "Delivery"
    CLIENT = "client", "Client"


MEANING = (
    "title", "expects", "proves", "baseline", "target", "unit", "measured_how", "measured_by", "measured_on",
    "not_done",
)  # fmt: skip


class Outcome(models.Model):
    """One outcome. `expects` is what the client says, `proves` is what delivery can show; `revision` grows with
    every edit of its meaning, and only signatures of the present revision count."""

    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="outcomes")
    title = models.CharField(max_length=160)
    expects = models.TextField(blank=True)
    proves = models.TextField(blank=True)
    baseline = models.CharField(max_length=80, blank=True)
    target = models.CharField(max_length=80, blank=True)
    unit = models.CharField(max_length=40, blank=True)
    measured_how = models.CharField(max_length=200, blank=True)
    measured_by = models.CharField(max_length=120, blank=True)
    measured_on = models.DateField(null=True, blank=True)
    not_done = models.TextField(blank=True, help_text="What done is not")
    revision = models.PositiveIntegerField(default=1)
    position = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    sealed = Sealed()
    objects = OfEngagementQuery.as_manager()

    def __str__(self) -> str:
        return self.title


class OutcomeSignature(models.Model):
    """One side's key on one revision of one outcome."""

    outcome = models.ForeignKey(Outcome, models.CASCADE, related_name="signatures")
    revision = models.PositiveIntegerField()
    side = models.CharField(max_length=8, choices=Side.choices)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    client_name = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()

    digest = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the words that were signed")
    evidence = models.JSONField(default=dict, blank=True, help_text="How a client signed: link, code, address, agent")

    sealed = Sealed(engagement="outcome__engagement")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["outcome", "revision", "side"], name="one_key_per_side_and_revision")
        ]

    def __str__(self) -> str:
        return f"{self.get_side_display()} signed {self.outcome}"


class OutcomeMeasure(models.Model):
    """What was measured of an outcome: at the close of the work, 30 and 90 days after it."""

    class Point(models.TextChoices):
        CLOSE = "close", "At close"
        DAY_30 = "day30", "30 days after"
        DAY_90 = "day90", "90 days after"

    outcome = models.ForeignKey(Outcome, models.CASCADE, related_name="measures")
    point = models.CharField(max_length=5, choices=Point.choices)
    due_on = models.DateField(null=True, blank=True)
    asked = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    value = models.CharField(max_length=80, blank=True)
    met = models.BooleanField(null=True, blank=True)
    words = models.CharField(max_length=300, blank=True)
    measured_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    measured_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    NAMES = {"asked": "outcome__engagement"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["outcome", "point"], name="one_measure_per_point"),
            models.CheckConstraint(
                condition=models.Q(met__isnull=True)
                | models.Q(measured_at__isnull=False, measured_by__isnull=False) & ~models.Q(value=""),
                name="a_measure_has_a_value_and_a_person",
            ),
        ]
        indexes = [models.Index(fields=["due_on"], condition=models.Q(met__isnull=True), name="measures_to_come")]

    def __str__(self) -> str:
        return f"{self.outcome}, {self.get_point_display().lower()}"

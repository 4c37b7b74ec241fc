"""The amendment: a change of what was signed, which counts once everybody who signed it has agreed."""

from django.db import models
from django.db.models import Q

from tandem.engagements.models.engagement import Engagement, OfEngagementQuery
from tandem.ledger.seals import Sealed
from tandem.people.models import Person


class Amendment(models.Model):
    """What one signed row said before, what it would say after, and who has agreed.

    `row` is the number of the row of `noun`; None for one that is added. Nothing is written before the last of the keys
    that are asked for: sales, delivery, and the client's where the client signed. After the close leadership corrects
    alone, with a reason: `is_correction`.
    """

    class Noun(models.TextChoices):
        DEAL = "deal", "Price and dates"
        OUTCOME = "outcome", "Success criterion"
        PROMISE = "promise", "Promise"
        ASSUMPTION = "assumption", "Assumption"
        DUTY = "duty", "Responsibility"
        RISK = "risk", "Risk"

    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="amendments")
    noun = models.CharField(max_length=10, choices=Noun.choices)
    row = models.PositiveBigIntegerField(null=True, blank=True)
    about = models.CharField(max_length=300, help_text="The row's name as it was when this was asked for")
    before = models.JSONField(default=dict, blank=True)
    after = models.JSONField(default=dict)
    why = models.TextField()
    is_correction = models.BooleanField(default=False)
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    sales_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    sales_at = models.DateTimeField(null=True, blank=True)
    delivery_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    delivery_at = models.DateTimeField(null=True, blank=True)
    needs_client = models.BooleanField(default=False)
    needs_link = models.BooleanField(default=False, help_text="The client signed it themselves, and does so again")
    client_name = models.CharField(max_length=120, blank=True)
    client_on = models.DateField(null=True, blank=True)
    client_evidence = models.JSONField(default=dict, blank=True)
    declined_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    declined_at = models.DateTimeField(null=True, blank=True)
    declined_why = models.CharField(max_length=300, blank=True)
    seen_by_asker_at = models.DateTimeField(null=True, blank=True)
    written_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    sealed = Sealed()
    objects = OfEngagementQuery.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["engagement", "noun", "row"],
                condition=Q(written_at__isnull=True, declined_at__isnull=True, row__isnull=False),
                name="one_open_amendment_per_row",
            ),
            models.CheckConstraint(condition=~Q(why=""), name="an_amendment_says_why"),
            models.CheckConstraint(
                condition=Q(written_at__isnull=True)
                | Q(is_correction=True)
                | Q(sales_at__isnull=False, delivery_at__isnull=False),
                name="amended_with_both_keys",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_noun_display()}: {self.about}"[:300]

    @property
    def is_open(self) -> bool:
        return self.written_at is None and self.declined_at is None

    @property
    def open_sides(self) -> tuple[str, ...]:
        """Whose key it waits for."""
        if not self.is_open:
            return ()
        waiting = [side for side in ("sales", "delivery") if getattr(self, f"{side}_at") is None]
        return (*waiting, *(["client"] if self.needs_client and not self.client_on else []))

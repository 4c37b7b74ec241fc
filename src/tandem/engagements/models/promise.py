"""The promise: what the client was told, by whom, in which words, and what became of it."""

from django.db import models
from django.db.models import Q

from tandem.engagements.models.engagement import Engagement, OfEngagementQuery
from tandem.ledger.seals import Sealed
from tandem.people.models import Person


class Promise(models.Model):
    """Something said to the client. `paper` says where it is written, or that it knowingly isn't.

    `revision` grows with every other wording. `owes_word`: delivery said that it can't be done, so the client has to be
    told, whether it's withdrawn or changed; `told_*` say who told whom, when and how.
    """

    class Strength(models.TextChoices):
        MENTIONED = "mentioned", "Mentioned"
        IMPLIED = "implied", "Implied"
        COMMITTED = "committed", "Committed"

    class Verdict(models.TextChoices):
        FEASIBLE = "feasible", "Feasible"
        IF = "if", "Feasible if"
        NO = "no", "Not feasible"

    class Paper(models.TextChoices):
        CLAUSE = "clause", "In the scope"
        EXCLUDED = "excluded", "Excluded in writing"
        UNWRITTEN = "unwritten", "Knowingly unwritten"
        WITHDRAWN = "withdrawn", "Withdrawn, the client was told"

    class Result(models.TextChoices):
        KEPT = "kept", "Kept"
        LATE = "late", "Kept late"
        RENEGOTIATED = "renegotiated", "Renegotiated"
        BROKEN = "broken", "Broken"
        WITHDRAWN = "withdrawn", "Withdrawn, the client was told"

    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="promises")
    quote = models.TextField()
    said_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    said_to = models.CharField(max_length=120, blank=True)
    said_on = models.DateField()
    said_where = models.CharField(max_length=120, blank=True)
    strength = models.CharField(max_length=9, choices=Strength.choices, default=Strength.COMMITTED)
    due_on = models.DateField(null=True, blank=True, help_text="By when, if a day was named")
    verdict = models.CharField(max_length=8, choices=Verdict.choices, blank=True)
    condition = models.TextField(blank=True)
    judged_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    judged_at = models.DateTimeField(null=True, blank=True)
    paper = models.CharField(max_length=9, choices=Paper.choices, blank=True)
    paper_words = models.CharField(max_length=300, blank=True)
    paper_knows = models.CharField(max_length=200, blank=True, help_text="Who knows that it stays unwritten")
    paper_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    paper_at = models.DateTimeField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)
    owes_word = models.BooleanField(default=False, help_text="Delivery said no: the client has to be told")
    told_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    told_to = models.CharField(max_length=120, blank=True)
    told_on = models.DateField(null=True, blank=True)
    told_how = models.CharField(max_length=300, blank=True)
    result = models.CharField(max_length=12, choices=Result.choices, blank=True)
    result_words = models.CharField(max_length=300, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    NAMES = {"said_by": "engagement"}

    sealed = Sealed()
    objects = OfEngagementQuery.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(verdict="") | Q(judged_by__isnull=False), name="a_verdict_has_a_judge"),
        ]

    def __str__(self) -> str:
        return self.quote

    @property
    def untold(self) -> bool:
        """The client has to hear of it and, as far as we know, hasn't: it was withdrawn, or delivery said no."""
        return (self.owes_word or self.paper == Promise.Paper.WITHDRAWN) and self.told_on is None

    @property
    def state(self) -> str:
        """Exactly one: said, judged, papered, unwritten, withdrawn, or its result."""
        return self.result or STATE_OF_PAPER.get(self.paper) or ("judged" if self.verdict else "said")


STATE_OF_PAPER: dict[str, str] = {
    Promise.Paper.CLAUSE: "papered",
    Promise.Paper.EXCLUDED: "papered",
    Promise.Paper.UNWRITTEN: "unwritten",
    Promise.Paper.WITHDRAWN: "withdrawn",
}

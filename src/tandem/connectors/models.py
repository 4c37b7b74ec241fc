"""Nouns: import batch, mapping (remembered), external reference, row problem."""

from django.db import models

from tandem.engagements.models import Engagement
from tandem.people.models import Access, Person
from tandem.people.rights import may_import


class BatchQuery(models.QuerySet["ImportBatch"]):
    def visible_to(self, person: Person) -> models.QuerySet["ImportBatch"]:
        """A file names deals and amounts, so it's its importer's and leadership's. What was brought in by the command,
        by nobody in particular, whoever runs the software sees too."""
        if not may_import(person):
            return self.none()
        if person.access == Access.LEADERSHIP:
            return self.all()
        return self.filter(models.Q(by=person) | models.Q(by=None) if person.is_admin else models.Q(by=person))


class ImportBatch(models.Model):
    """One file brought in: uploaded, mapped, tried without writing, applied, perhaps undone.

    `findings` is what the last look at the file found: header, samples, counts by stage, what is left out and why.
    `beat_at` is when a running batch last got on: one that stood still for minutes lost its worker.
    """

    class State(models.TextChoices):
        READING = "reading", "Being read"
        MAPPING = "mapping", "Needs answers"
        READY = "ready", "Ready"
        RUNNING = "running", "Running"
        UNDOING = "undoing", "Being undone"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"
        UNDONE = "undone", "Undone"

    file_name = models.CharField(max_length=200)
    stored_as = models.CharField(max_length=200, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    system = models.CharField(max_length=20, blank=True)
    mapping = models.JSONField(default=dict)
    questions = models.JSONField(default=list)
    findings = models.JSONField(default=dict)
    accounts_made = models.JSONField(default=list)
    kept = models.JSONField(default=list, help_text="What an undo left alone, since it was worked on")
    state = models.CharField(max_length=8, choices=State.choices, default=State.READING)
    rows_total = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    not_taken = models.PositiveIntegerField(default=0)
    failure = models.TextField(blank=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    beat_at = models.DateTimeField(null=True)
    applied_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = BatchQuery.as_manager()

    def __str__(self) -> str:
        return f"Import of {self.file_name}"


class Mapping(models.Model):
    """How a set of headers is read, remembered for the next file that looks the same."""

    system = models.CharField(max_length=20)
    fingerprint = models.CharField(max_length=64)
    columns = models.JSONField(default=dict)
    used_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["system", "fingerprint"], name="one_mapping_per_header")]

    def __str__(self) -> str:
        return f"{self.system} {self.fingerprint[:8]}"


class ExternalRef(models.Model):
    """What another system calls an engagement, and what it last said, so that our own overrides survive a re-import.

    `beside` is 0, or whose import made a second engagement of this key because they couldn't see the first.
    """

    engagement = models.ForeignKey(Engagement, models.CASCADE, related_name="+")
    system = models.CharField(max_length=20)
    key = models.CharField(max_length=200)
    batch = models.ForeignKey(ImportBatch, models.SET_NULL, null=True, related_name="+")
    said = models.JSONField(default=dict, help_text="The values that the file had last")
    beside = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["system", "key", "beside"], name="one_engagement_per_key")]
        indexes = [models.Index(fields=["engagement"], name="refs_by_engagement")]

    def __str__(self) -> str:
        return f"{self.system} {self.key}"


class RowChange(models.Model):
    """What a batch did to one engagement: enough to undo it.

    `before` holds {"fields": {name: [was, became]}, "said": {...}}. `entry` is the ledger's newest entry when the batch
    was through with it: a later one on the same engagement means that somebody worked on it since.
    """

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="changes")
    engagement = models.ForeignKey(Engagement, models.SET_NULL, null=True, related_name="+")
    made = models.BooleanField()
    before = models.JSONField(default=dict)
    entry = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{'made' if self.made else 'changed'} {self.engagement}"


class RowProblem(models.Model):
    """A row that wasn't taken, or was taken with a remark, and why."""

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="problems")
    row = models.PositiveIntegerField()
    column = models.CharField(max_length=120, blank=True)
    value = models.CharField(max_length=300, blank=True)
    words = models.CharField(max_length=300)
    taken = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["batch", "row"], name="problems_in_order")]

    def __str__(self) -> str:
        return f"Row {self.row}: {self.words}"


class AsideQuery(models.QuerySet["SetAside"]):
    def visible_to(self, person: Person) -> models.QuerySet["SetAside"]:
        """Leadership's alone: that there is such a row says that there is such a deal."""
        return self.all() if person.is_active and person.access == Access.LEADERSHIP else self.none()


class SetAside(models.Model):
    """A row that names a deal which its importer can't see: kept for leadership's word, and never told to the importer.

    It's also the memory of what this importer's files said of this key, so that the same file again reads as it would if
    the deal were theirs to bring in. `first` brought it; `batch` said it last. `engagement` is the deal that is here (none:
    a win of somebody else's that nobody has here yet); `twin` is the second one that was made beside it.
    """

    class State(models.TextChoices):
        OPEN = "open", "Waits for leadership"
        TAKEN = "taken", "Taken over"
        LEFT = "left", "Left as it was"

    first = models.ForeignKey(ImportBatch, models.CASCADE, related_name="+")
    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="aside")
    by = models.ForeignKey(Person, models.CASCADE, related_name="+")
    system = models.CharField(max_length=20)
    key = models.CharField(max_length=200)
    row = models.PositiveIntegerField()
    deal = models.JSONField(default=dict, help_text="The row as it was read")
    said = models.JSONField(default=dict, help_text="Its values, as they are compared")
    engagement = models.ForeignKey(Engagement, models.CASCADE, null=True, related_name="+")
    twin = models.ForeignKey(Engagement, models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=5, choices=State.choices, default=State.OPEN)
    settled_by = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField()

    objects = AsideQuery.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["by", "system", "key"], name="set_aside_once_per_importer")]
        indexes = [models.Index(fields=["state", "batch"], name="set_aside_by_state")]

    def __str__(self) -> str:
        return f"Row {self.row} of {self.batch}"

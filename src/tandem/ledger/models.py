"""The ledger's nouns. Rows are never changed or deleted: the database refuses it (see engine.py)."""

from django.db import models


class Entry(models.Model):
    """One thing that somebody did. Names are kept as they were, so that history reads the same for ever.

    `actor_id` and `engagement_id` are plain numbers: the ledger stands below the packages that they belong to.
    """

    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=200)
    verb = models.CharField(max_length=80)
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField(null=True)
    subject_name = models.CharField(max_length=300)
    engagement_id = models.BigIntegerField(null=True)
    reason = models.TextField(blank=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    seals = models.JSONField(default=dict, help_text="Digests of the rows that this deed wrote (seals.py)")
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        indexes = [
            models.Index(fields=["engagement_id", "-id"], name="entry_by_engagement"),
            models.Index(fields=["subject_type", "subject_id", "-id"], name="entry_by_subject"),
            models.Index(fields=["actor_id", "-id"], name="entry_by_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.actor_name} {self.verb} {self.subject_name}"


class Head(models.Model):
    """The digest of the newest entry: one row, locked by each writer so that the chain can't fork."""

    digest = models.CharField(max_length=64, default="0" * 64)
    length = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.length} entries, {self.digest[:8]}"


class Reader(models.Model):
    """Somebody who reads the ledger on from where they stopped: how packages above hear of what happens below."""

    name = models.CharField(max_length=40, unique=True)
    seen = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name} has read to {self.seen}"

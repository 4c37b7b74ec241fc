"""Nouns: stored file, piece. A file is there once it's whole; what was cut off is swept up a day later."""

from django.db import models


class StoredFile(models.Model):
    name = models.CharField(max_length=200, unique=True)
    size = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True, help_text="SHA-256")
    is_whole = models.BooleanField(default=False)
    made_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.name


class Piece(models.Model):
    """A part of a file small enough to be held in memory, and to be written without holding up anybody."""

    file = models.ForeignKey(StoredFile, models.CASCADE, related_name="pieces")
    number = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file", "number"], name="one_piece_per_number")]

    def __str__(self) -> str:
        return f"{self.file_id}/{self.number}"

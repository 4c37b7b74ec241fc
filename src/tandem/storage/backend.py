"""Django's storage over the database: files in pieces, each written in a moment."""

import hashlib
import tempfile
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.core.files.base import File
from django.core.files.storage import Storage
from django.utils.deconstruct import deconstructible

from tandem import clock
from tandem.storage.models import Piece, StoredFile

PIECE_BYTES = 512 * 1024
IN_MEMORY_BYTES = 4 * 1024 * 1024


@deconstructible
class InDatabase(Storage):
    """What was saved is on the disk of the database, synced as its other rows are, and in every backup of it."""

    def _save(self, name: str, content: Any) -> str:
        row = StoredFile.objects.create(name=name, made_at=clock.now())
        digest, size = hashlib.sha256(), 0
        try:
            for number, piece in enumerate(_in_pieces(content)):
                Piece.objects.create(file=row, number=number, content=piece)
                digest.update(piece)
                size += len(piece)
        except BaseException:
            row.delete()
            raise
        if not StoredFile.objects.filter(pk=row.pk).update(size=size, digest=digest.hexdigest(), is_whole=True):
            raise FileNotFoundError(f"{name} was swept up while it was written.")
        return name

    def _open(self, name: str, mode: str = "rb") -> File:
        if mode != "rb":
            raise ValueError("Files are read here, or saved anew.")
        row = self._row(name)
        kept = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY_BYTES)  # noqa: SIM115 (the File closes it)
        numbers = Piece.objects.filter(file=row).order_by("number").values_list("pk", flat=True)
        for pk in list(numbers):
            kept.write(bytes(Piece.objects.values_list("content", flat=True).get(pk=pk)))
        kept.seek(0)
        return File(kept, name)

    def exists(self, name: str) -> bool:
        """Also while it's being written: its name is taken."""
        return StoredFile.objects.filter(name=name).exists()

    def delete(self, name: str) -> None:
        StoredFile.objects.filter(name=name).delete()

    def size(self, name: str) -> int:
        return self._row(name).size

    def get_created_time(self, name: str) -> datetime:
        return self._row(name).made_at

    def get_modified_time(self, name: str) -> datetime:
        return self._row(name).made_at

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        """Folders and whole files right below `path`."""
        start = f"{path.rstrip('/')}/" if path.strip("/.") else ""
        found = StoredFile.objects.filter(name__startswith=start, is_whole=True).order_by("name")
        rest = [name[len(start) :] for name in found.values_list("name", flat=True)]
        folders = sorted({name.partition("/")[0] for name in rest if "/" in name})
        return folders, [name for name in rest if "/" not in name]

    def _row(self, name: str) -> StoredFile:
        row = StoredFile.objects.filter(name=name, is_whole=True).first()
        if row is None:
            raise FileNotFoundError(name)
        return row


def _in_pieces(content: Any) -> Iterator[bytes]:
    """Even pieces, however uneven the chunks are in which it arrives."""
    waiting = bytearray()
    for chunk in content.chunks():
        waiting += chunk
        while len(waiting) >= PIECE_BYTES:
            yield bytes(waiting[:PIECE_BYTES])
            del waiting[:PIECE_BYTES]
    if waiting:
        yield bytes(waiting)

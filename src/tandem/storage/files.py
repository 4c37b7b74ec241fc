"""Files by name, wherever they lie: keep, open as a file on this machine, list, forget, take in what lay in a folder."""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.core.files.base import File
from django.core.files.storage import default_storage

from tandem.storage.backend import InDatabase
from tandem.storage.models import StoredFile

CUT_OFF = timedelta(days=1)
SUFFIX_LIMIT = 40


class Gone(Exception):
    """There is no whole file of that name."""


@dataclass(frozen=True)
class Listed:
    name: str
    size: int


class _Stream(File):
    """Pieces as they arrive, as a storage takes them; their sum and size are known afterwards."""

    def __init__(self, pieces: Iterable[bytes], most: int, too_large: Exception) -> None:
        super().__init__(None)
        self._pieces, self._most, self._too_large = pieces, most, too_large
        self._sum, self.bytes = hashlib.sha256(), 0

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        for piece in self._pieces:
            self.bytes += len(piece)
            if self.bytes > self._most:
                raise self._too_large
            self._sum.update(piece)
            yield piece

    @property
    def digest(self) -> str:
        return self._sum.hexdigest()


def keep(name: str, pieces: Iterable[bytes], *, most: int, too_large: Exception) -> str:
    """Save it under exactly this name; its SHA-256. A store that reads files gets one that was gathered first.

    Raises: `too_large` beyond `most` bytes, and then nothing is kept.
    """
    stream = _Stream(pieces, most, too_large)
    if isinstance(default_storage, InDatabase):
        saved = default_storage.save(name, stream)
    else:
        with tempfile.TemporaryFile(prefix="tandem-") as gathered:
            for piece in stream.chunks():
                gathered.write(piece)
            gathered.seek(0)
            saved = default_storage.save(name, File(gathered, name))
    if saved != name:
        default_storage.delete(saved)
        raise FileExistsError(name)
    return stream.digest


@contextmanager
def on_this_machine(name: str) -> Iterator[Path]:
    """A copy that can be read by its path, readable by us alone, gone afterwards.

    Raises: Gone.
    """
    ending = Path(name).suffix[:SUFFIX_LIMIT]
    with tempfile.TemporaryDirectory(prefix="tandem-file-") as folder:
        path = Path(folder) / f"file{ending}"
        try:
            with default_storage.open(name, "rb") as stored, path.open("wb") as copy:
                shutil.copyfileobj(stored, copy, 1 << 20)
        except FileNotFoundError as problem:
            raise Gone(name) from problem
        yield path


def size_of(name: str) -> int:
    """Raises: Gone."""
    try:
        return default_storage.size(name)
    except FileNotFoundError as problem:
        raise Gone(name) from problem


def made_at(name: str) -> datetime:
    return default_storage.get_modified_time(name)


def forget(name: str) -> None:
    """It may be gone already."""
    default_storage.delete(name)


def listed(folder: str = "") -> Iterator[Listed]:
    """Every stored file, wherever they lie, by name."""
    folders, names = default_storage.listdir(folder)
    start = f"{folder}/" if folder else ""
    for name in sorted(names):
        yield Listed(f"{start}{name}", default_storage.size(f"{start}{name}"))
    for each in sorted(folders):
        yield from listed(f"{start}{each}")


def forget_cut_off(at: datetime) -> int:
    """Uploads that broke off a day ago and more. How many."""
    return StoredFile.objects.filter(is_whole=False, made_at__lt=at - CUT_OFF).delete()[0]


def take_in(folder: Path) -> int:
    """Files of an older version, which lay in a folder of this machine: into the store, then away. How many."""
    if not folder.is_dir():
        return 0
    taken = 0
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.is_symlink():
            continue
        name = path.relative_to(folder).as_posix()
        if not default_storage.exists(name):
            with path.open("rb") as file:
                default_storage.save(name, File(file, name))
        if default_storage.size(name) == path.stat().st_size:
            path.unlink()
            taken += 1
    for below in sorted((each for each in folder.rglob("*") if each.is_dir()), reverse=True):
        if not os.listdir(below):
            below.rmdir()
    return taken

"""Files of a backup while it's being made or taken back: closed to others, written through to the disk, and nothing of
them left behind by a run that was killed once the next one has begun."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tandem.home import FILE

ROOM = ".tandem-work-"
FRESH_SECONDS = 60


@contextmanager
def workroom(beside: Path) -> Iterator[Path]:
    """A folder in `beside` that only its owner opens, gone afterwards; those of killed runs go first."""
    room = Path(tempfile.mkdtemp(prefix=f"{ROOM}{os.getpid()}-", dir=beside))
    now = room.stat().st_mtime  # the disk's own clock, by which the others were made
    for left in beside.glob(f"{ROOM}*"):
        if left != room and _is_abandoned(left, now):
            shutil.rmtree(left, ignore_errors=True)
    held = os.open(room, os.O_RDONLY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield room
    finally:
        shutil.rmtree(room, ignore_errors=True)
        os.close(held)


def private(path: str, flags: int) -> int:
    """For `open(..., opener=private)`: readable by its owner from the first byte on."""
    return os.open(path, flags, FILE)


def move_aside(place: Path, aside: Path) -> None:
    if place.exists():
        aside.mkdir(exist_ok=True)
        shutil.move(place, aside / place.name)


def give_name(file: Path, target: Path) -> None:
    """Give it its name for good, unless somebody took that meanwhile: renamed, it would take their place without a word.

    Raises: FileExistsError.
    """
    try:
        os.link(file, target)
    except FileExistsError:
        raise
    except OSError:  # a disk that knows no second names
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, FILE))
        file.replace(target)


def sync(path: Path) -> None:
    """The disk has it, not only the system's memory. A folder: the names in it."""
    held = os.open(path, os.O_RDONLY)
    try:
        os.fsync(held)
    finally:
        os.close(held)


def sync_all(folder: Path) -> None:
    for path in (*folder.rglob("*"), folder):
        sync(path)


def _is_abandoned(room: Path, now: float) -> bool:
    """Its process is gone: nobody holds it, and it isn't one that was made a moment ago and is about to be held."""
    try:
        held = os.open(room, os.O_RDONLY)
    except OSError:
        return False
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(held)
    fresh = now - room.stat().st_mtime < FRESH_SECONDS
    return not (fresh and _is_running(room.name.removeprefix(ROOM).partition("-")[0]))


def _is_running(number: str) -> bool:
    try:
        os.kill(int(number), 0)
    except (ValueError, ProcessLookupError):
        return False
    except PermissionError:
        pass
    return True

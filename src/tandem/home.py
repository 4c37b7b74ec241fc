"""The home folder: only its owner reads it, and a restore has it alone."""

import fcntl
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# Whatever this process and its children write, nobody else on this machine reads.
UMASK = 0o077
FOLDER, FILE = 0o700, 0o600
LOCK = "in-use.lock"
OWN = ("tandem.sqlite3*", "secret.key*", LOCK, "media", "before-restore-*", ".restore-*")


class Unfit(Exception):
    """The folder can't be a home; says why, in words for the person at the keyboard."""


class InUse(Exception):
    """Somebody else is at work in this home."""


def make(home: Path) -> None:
    """The folder, if it isn't there yet. Raises Unfit."""
    try:
        home.mkdir(mode=FOLDER, parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as problem:
        file = next((path for path in (home, *home.parents) if path.is_file()), home)
        raise Unfit(f"TANDEM_HOME must be a folder, and {file} is a file.") from problem
    except OSError as problem:
        raise Unfit(f"TANDEM_HOME={home} can't be made: {problem.strerror}.") from problem


def close_off(home: Path) -> None:
    """Take from others what an earlier version left open to them: the folder, the database, the files, the secret.
    What isn't ours to change stays as it is; so does a folder that everybody shares, but for our files in it."""
    if not home.stat().st_mode & stat.S_ISVTX:
        _close(home)
    for pattern in OWN:
        for path in home.glob(pattern):
            _close(path)
            if path.is_dir() and not path.is_symlink():
                for folder, folders, files in os.walk(path):
                    for name in (*folders, *files):
                        _close(Path(folder, name))


def hold(home: Path) -> int | None:
    """Say that this process is at work here, until it ends in whatever way; programs that it becomes still are.

    A lock of the system's, not a file with a number in it: nothing is left behind by a process that was killed.
    None where the folder takes no lock (a disk that can't be written: nothing can be restored there either).

    Raises:
        InUse: a restore has the home to itself.
    """
    return _lock(home, fcntl.LOCK_SH, "A backup is being restored into {home}. Start again when that is done.")


@contextmanager
def alone(home: Path) -> Iterator[None]:
    """Have the home to oneself.

    Raises:
        InUse: a web server, a worker or a command is at work in it.
    """
    words = "Tandem is running in {home}: a web server, a worker or another command. Stop it first."
    held = _lock(home, fcntl.LOCK_EX, words)
    try:
        yield
    finally:
        if held is not None:
            os.close(held)


def _lock(home: Path, kind: int, words: str) -> int | None:
    try:
        held = os.open(home / LOCK, os.O_RDWR | os.O_CREAT, FILE)
    except OSError:
        return None
    try:
        fcntl.flock(held, kind | fcntl.LOCK_NB)
    except BlockingIOError as taken:
        os.close(held)
        raise InUse(words.format(home=home)) from taken
    os.set_inheritable(held, True)
    return held


def _close(path: Path) -> None:
    try:
        mode = path.lstat().st_mode
        if not stat.S_ISLNK(mode) and mode & UMASK:
            path.chmod(stat.S_IMODE(mode) & ~UMASK)
    except OSError:
        return  # somebody else's, or gone since

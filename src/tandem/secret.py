"""The installation's own secret, made once and kept beside its database."""

import os
import secrets
from pathlib import Path

from tandem import home


def kept_key(path: Path) -> str:
    """Read the key at `path`; make it on first use, readable by the owner alone.

    Two processes may start at once on a new home: the key is written whole to a file of its own and linked into
    place, so that nobody reads half of it and the first one's key is everybody's.
    """
    try:
        return _kept(path)
    except OSError as problem:
        words = f"The secret in TANDEM_HOME={path.parent} can't be read or made: {problem.strerror}."
        raise home.Unfit(words) from problem


def _kept(path: Path) -> str:
    if not path.exists():
        home.make(path.parent)
        own = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
        own.touch(mode=0o600)
        own.write_text(secrets.token_urlsafe(50))
        try:
            os.link(own, path)
        except FileExistsError:
            pass  # somebody else's key is the key
        finally:
            own.unlink()
    return path.read_text().strip()

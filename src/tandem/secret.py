"""The installation's own secret, made once and kept beside its database."""

import secrets
from pathlib import Path


def kept_key(path: Path) -> str:
    """Read the key at `path`; make it on first use, readable by the owner alone."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text().strip()

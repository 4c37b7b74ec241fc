"""The hash chain: each entry's digest covers the one before it, so a changed or missing row shows."""

import hashlib
import json
from typing import Any

START = "0" * 64
FIELDS = (
    "actor_id", "actor_name", "verb", "subject_type", "subject_id", "subject_name", "engagement_id", "reason",
    "before", "after",
)  # fmt: skip


def digest(previous: str, entry: Any) -> str:
    """SHA-256 over the previous digest and the entry's canonical JSON (keys sorted, time in UTC)."""
    row = {name: getattr(entry, name) for name in FIELDS}
    row["at"] = entry.at.timestamp()
    if entry.seals:  # entries from before there were any have the digest that they had
        row["seals"] = entry.seals
    text = json.dumps(row, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(f"{previous}{text}".encode()).hexdigest()

"""Questions to the ledger."""

from collections.abc import Iterator
from typing import Any

from django.db import connection

from tandem.ledger import engine, seals
from tandem.ledger.chain import START, digest
from tandem.ledger.models import Entry, Head


def length() -> int:
    """How many entries there are. Asked at every request, so it's put as it stands: to compose it costs ten times more
    than to answer it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT length FROM ledger_head WHERE id = 1")
        row = cursor.fetchone()
    return row[0] if row else 0


def history(engagement_id: int, before_id: int | None = None, rows: int = 50) -> list[Entry]:
    """The newest `rows` entries of an engagement, older than `before_id` if given."""
    found = Entry.objects.filter(engagement_id=engagement_id)
    if before_id:
        found = found.filter(pk__lt=before_id)
    return list(found.order_by("-pk")[:rows])


def of_subject(label: str, pk: int, rows: int = 50) -> list[Entry]:
    """The newest entries of one row: of_subject("engagements.risk", 7)."""
    return list(Entry.objects.filter(subject_type=label, subject_id=pk).order_by("-pk")[:rows])


def head() -> tuple[int, str]:
    """How many entries there should be, and the digest of the newest: what to keep outside, so that a cut end shows."""
    found = Head.objects.filter(pk=1).first()
    return (found.length, found.digest) if found else (0, START)


def breaks() -> Iterator[tuple[int, str]]:
    """Where the chain doesn't hold: (entry id, what is wrong). Nothing for a whole ledger."""
    yield from _walked({})


def audited() -> Iterator[tuple[str, str]]:
    """All that isn't as the verbs left it, the database's own guard, entries and the rows that they sealed: (its name,
    what is wrong).

    Ask it within `engine.one_moment`, else what is written meanwhile looks like a break.
    """
    for name in engine.open_doors():
        yield f"guard {name}", "this guard of the ledger was taken away, switched off or changed"
    kept: dict[str, str] = {}
    for pk, words in _walked(kept):
        yield f"entry {pk or '–'}", words
    for model in seals.kinds():
        yield from seals.changed(model, model.sealed, kept)  # type: ignore[attr-defined]


def _walked(kept: dict[str, str]) -> Iterator[tuple[int, str]]:
    """The chain's breaks; `kept` takes up the newest seal of each row on the way."""
    previous: Any = START
    length = 0
    for entry in Entry.objects.order_by("pk").iterator(2000):
        length += 1
        kept.update(entry.seals if isinstance(entry.seals, dict) else {})
        if entry.previous != previous:
            yield entry.pk, "an entry before this one is missing, added or moved"
        if entry.digest != digest(entry.previous, entry):
            yield entry.pk, "this entry was changed"
        previous = entry.digest
    if head() != (length, previous):
        yield 0, "the newest entries are missing, or the head was changed"

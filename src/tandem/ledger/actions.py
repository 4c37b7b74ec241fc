"""Write to the ledger; change a row only if it's still the one that was seen."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol, TypeVar

from django.db import models, transaction

from tandem.ledger import seals
from tandem.ledger.bulk import insert, new_ids
from tandem.ledger.chain import START, digest
from tandem.ledger.models import Entry, Head

MANY = 50

Row = TypeVar("Row", bound=models.Model)


class Actor(Protocol):
    """Whoever acts: a person, or a program under a name (pk None)."""

    pk: Any
    name: str


@dataclass
class Program:
    """An actor that is nobody: the CRM, an import."""

    name: str
    pk: None = None


class Named(Protocol):
    """As much of a row as history needs, where the row itself was never made: imports write thousands."""

    pk: Any
    _meta: Any


class Stale(Exception):
    """Somebody else changed the row since it was read. `current` is the row as it is now."""

    def __init__(self, current: models.Model) -> None:
        super().__init__(f"{current} was changed by somebody else.")
        self.current = current


def record(
    verb: str,
    subject: models.Model,
    *,
    by: Actor,
    at: datetime,
    engagement: models.Model | None = None,
    reason: str = "",
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    seals: Iterable[models.Model] = (),
) -> Entry:
    """One entry, in the caller's transaction. `engagement` defaults to the subject's own; `seals` are the rows that the
    deed wrote beside its subject, sealed with it as they are now (seals.py).

    Words for `verb`: past tense, as history reads: "signed outcome", "named an owner for risk".
    """
    return record_all([_entry(verb, subject, by, at, engagement, reason, before or {}, after or {}, seals)])[0]


def seal(rows: Sequence[models.Model], *, by: Actor, at: datetime) -> None:
    """Seal rows of one kind that were written without an entry each, as imports and programs do. In the caller's
    transaction."""
    parts = [rows[start : start + seals.AT_ONCE] for start in range(0, len(rows), seals.AT_ONCE)]
    record_all([_of_many("sealed", part, by, at, seals=part) for part in parts])


def let_go(gone: dict[str, str], *, by: Actor, at: datetime) -> None:
    """Say of sealed rows that they go for good reason: `seals.gone` names them. In the caller's transaction."""
    if gone:
        entry = _of_many("let go", [], by, at)
        entry.seals = gone
        record_all([entry])


def record_all(entries: list[Entry]) -> list[Entry]:
    """Many entries at once, chained in the order given. Make them with `draft`."""
    if not entries:
        return []
    with transaction.atomic():
        _seal(entries)
        head = Head.objects.select_for_update().get_or_create(pk=1, defaults={"digest": START})[0]
        for entry in entries:
            entry.previous = head.digest
            entry.digest = head.digest = digest(head.digest, entry)
        head.length += len(entries)
        head.save(update_fields=["digest", "length"])
        return _write(entries)


def _seal(entries: list[Entry]) -> None:
    """Each row as it is when its deed is written down; one that several entries are about is asked once."""
    about = [getattr(entry, "about", ()) for entry in entries]
    found = seals.of_rows(row for rows in about for row in rows)
    for entry, rows in zip(entries, about, strict=True):
        keys = {seals.key(row, row.pk) for row in rows}
        entry.seals = {**entry.seals, **{key: found[key] for key in sorted(keys) if key in found}}


def _write(entries: list[Entry]) -> list[Entry]:
    """An import writes entries by the thousand; those go in as rows, several times as fast as objects."""
    if len(entries) < MANY:
        return Entry.objects.bulk_create(entries)
    names = [field.attname for field in Entry._meta.concrete_fields]
    for entry, pk in zip(entries, new_ids(Entry, len(entries)), strict=True):
        entry.pk = pk
    insert(Entry, names, ([getattr(entry, name) for name in names] for entry in entries))
    return entries


def draft(verb: str, subject: "models.Model | Named", *, by: Actor, at: datetime, **extras: Any) -> Entry:
    """An entry that isn't written yet, for `record_all`. Takes what `record` takes."""
    return _entry(
        verb, subject, by, at, extras.get("engagement"), extras.get("reason", ""),
        extras.get("before") or {}, extras.get("after") or {}, extras.get("seals", ()),
    )  # fmt: skip


def add(row: Row, verb: str, *, by: Actor, at: datetime, reason: str = "", show: Iterable[str] = ()) -> Row:
    """Insert `row` and say so. `show` names the fields whose values history keeps."""
    with transaction.atomic():
        row.save(force_insert=True)
        record(verb, row, by=by, at=at, reason=reason, after={name: _plain(getattr(row, name)) for name in show})
    return row


def revise(row: Row, verb: str, *, seen: int | None, by: Actor, at: datetime, reason: str = "", **changes: Any) -> Row:
    """Change fields of a versioned row and say what changed. Nothing to change writes nothing.

    `seen` is the `version` that the person had before them; None takes the row's own (for verbs that just read it).

    Raises:
        Stale: the row has another version by now; nothing is written.
    """
    before = {name: getattr(row, name) for name in changes}
    changed = {name: value for name, value in changes.items() if before[name] != value}
    version = row.version if seen is None else seen  # type: ignore[attr-defined]
    with transaction.atomic():
        held = type(row)._base_manager.filter(pk=row.pk, version=version)
        if not (held.update(**changed, version=version + 1) if changed else held.exists()):
            raise Stale(type(row)._base_manager.get(pk=row.pk))
        for name, value in changed.items():
            setattr(row, name, value)
        if changed:
            row.version = version + 1  # type: ignore[attr-defined]
            record(
                verb, row, by=by, at=at, reason=reason,
                before={name: _plain(before[name]) for name in changed},
                after={name: _plain(value) for name, value in changed.items()},
            )  # fmt: skip
    return row


def _entry(
    verb: str,
    subject: "models.Model | Named",
    by: Actor,
    at: datetime,
    engagement: models.Model | None,
    reason: str,
    before: dict[str, Any],
    after: dict[str, Any],
    written: Iterable[models.Model] = (),
) -> Entry:
    entry = Entry(
        at=at,
        actor_id=by.pk,
        actor_name=by.name,
        verb=verb,
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        subject_name=str(subject)[:300],
        engagement_id=engagement.pk if engagement else _engagement_of(subject),
        reason=reason,
        before={name: _plain(value) for name, value in before.items()},
        after={name: _plain(value) for name, value in after.items()},
    )
    entry.about = [row for row in (subject, *written) if seals.is_sealed(row)]  # type: ignore[attr-defined]
    return entry


def _of_many(verb: str, rows: Sequence[models.Model], by: Actor, at: datetime, **extras: Any) -> Entry:
    """An entry about no row by itself."""
    kind = rows[0]._meta.label_lower if rows else ""
    entry = Entry(at=at, actor_id=by.pk, actor_name=by.name, verb=verb, subject_type=kind, subject_name=str(len(rows)))
    entry.about = list(extras.get("seals", ()))  # type: ignore[attr-defined]
    return entry


def _engagement_of(subject: "models.Model | Named") -> int | None:
    if subject._meta.label_lower == "engagements.engagement":
        return subject.pk
    return getattr(subject, "engagement_id", None)


def _plain(value: Any) -> Any:
    """A value as JSON holds it: rows by name, money and dates as text."""
    if isinstance(value, models.Model):
        return str(value)
    if isinstance(value, Decimal | date | datetime):
        return str(value)
    return value

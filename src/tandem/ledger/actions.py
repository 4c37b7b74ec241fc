"""Write to the ledger; change a row only if it's still the one that was seen."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol, TypeVar

from django.db import models

from tandem.ledger import seals
from tandem.ledger.deeds import DEAL, Stale, collect, deed, hold_deal_of, is_open, made, write
from tandem.ledger.models import Entry

__all__ = ["Actor", "Program", "Stale", "add", "draft", "let_go", "record", "record_all", "revise", "seal"]

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
    deed wrote beside its subject, sealed with it as they are when the deed ends (seals.py). Inside a deed it has no
    number before the deed ends.

    Words for `verb`: past tense, as history reads: "signed outcome", "named an owner for risk".
    """
    if is_open():
        hold_deal_of(engagement or subject)
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
    """Many entries at once, chained in the order given: at the end of the open deed, or at once where there is none.
    Make them with `draft`."""
    return collect(entries) if is_open() else write(entries)


def draft(verb: str, subject: "models.Model | Named", *, by: Actor, at: datetime, **extras: Any) -> Entry:
    """An entry that isn't written yet, for `record_all`. Takes what `record` takes."""
    return _entry(
        verb, subject, by, at, extras.get("engagement"), extras.get("reason", ""),
        extras.get("before") or {}, extras.get("after") or {}, extras.get("seals", ()),
    )  # fmt: skip


def add(row: Row, verb: str, *, by: Actor, at: datetime, reason: str = "", show: Iterable[str] = ()) -> Row:
    """Insert `row` and say so. `show` names the fields whose values history keeps."""
    with deed():
        hold_deal_of(row)
        row.save(force_insert=True)
        if row._meta.label_lower == DEAL:
            made(type(row), [row.pk])
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
    with deed():
        hold_deal_of(row)
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

"""A deed: one write with everything that belongs to it, judged and done while its deals are held.

Every verb takes its locks in one order: the deals first, by number, then any other rows, the ledger's head last of all.
So what a gate judged still holds when its verb writes, and no two presses wait for each other for ever. What is recorded
inside a deed is collected, and chained at its very end.
"""

import threading
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, overload

from django.db import connection, models, transaction

from tandem.ledger import seals
from tandem.ledger.bulk import insert, new_ids
from tandem.ledger.chain import START, digest
from tandem.ledger.models import Entry, Head

MANY = 50
DEAL = "engagements.engagement"

Typed = ParamSpec("Typed")
Row = TypeVar("Row", bound=models.Model)
Answer = TypeVar("Answer")
Key = tuple[str, int]


class Stale(Exception):
    """Somebody else changed the row since it was read. `current` is the row as it is now."""

    def __init__(self, current: models.Model) -> None:
        super().__init__(f"{current} was changed by somebody else.")
        self.current = current


class LateLock(Exception):
    """A deal is asked for, or written on, by a deed that had begun to write without holding it: a fault of ours, which
    could make two presses wait for each other. Raised in tests (`guarded`); elsewhere the deal is held, late."""


class _Open(threading.local):
    """The deed that this thread is in: which rows it holds (None: there is no deed), and whether it wrote already."""

    held: set[Key] | None = None
    wrote = False
    guarded = False


class _Drafted:
    """Entries of the open deed. They lie in the connection's own list of what follows a commit, since that forgets them
    when the savepoint they were drafted in is rolled back."""

    def __init__(self, entries: list[Entry]) -> None:
        self.entries = entries

    def __call__(self) -> None:
        raise RuntimeError("Entries of the ledger were left behind by their deed.")


class _Last(_Drafted):
    """What is done once the entries are written, with their numbers known."""

    def __init__(self, act: Callable[[], None]) -> None:
        super().__init__([])
        self.act = act


_open = _Open()


@contextmanager
def deed(*deals: models.Model | None) -> Iterator[None]:
    """One transaction that holds these deals (or whatever rows a verb has to itself), and brings what was passed up to
    date before anything is judged. A deed inside a deed joins it.

    Writes what was recorded inside at the end of the outermost one.

    Raises:
        Stale: a row that was passed is gone.
    """
    outermost, held = _open.held is None, set(_open.held or ())
    with transaction.atomic():
        if outermost:
            _open.held, _open.wrote = set(), False
        try:
            _hold_up_to_date([deal for deal in deals if deal is not None])
            yield
            if outermost:
                _tell()
        except BaseException:
            _open.held = held  # a rolled-back savepoint gives back the locks that were taken in it
            raise
        finally:
            if outermost:
                _clear()
                _open.held = None


@overload
def locks_deal(path: Callable[Concatenate[Row, Typed], Answer]) -> Callable[Concatenate[Row, Typed], Answer]: ...
@overload
def locks_deal(
    path: str = "",
) -> Callable[[Callable[Concatenate[Row, Typed], Answer]], Callable[Concatenate[Row, Typed], Answer]]: ...
def locks_deal(path: Any = "") -> Any:
    """A verb on a deal, or on a row of one, runs as a deed that holds the deal, on rows as they are now.

    `path` leads from the first argument to what knows its deal: "scope" for a clause, "handoff" for a question.

    Raises:
        Stale: the row is gone.
    """
    if callable(path):
        return _locking(path, "")
    return lambda verb: _locking(verb, path)


def hold(model: type[models.Model], pks: Iterable[int]) -> dict[int, Any]:
    """Many deals at once, for an import: held in the order of their numbers; answers them as they are now."""
    wanted = set(pks)
    fresh = wanted - {pk for label, pk in _held() if label == model._meta.label_lower}
    if fresh:
        _in_time(f"{model._meta.label} {sorted(fresh)[:5]}")
        locked = model._base_manager.select_for_update(no_key=True).filter(pk__in=fresh).order_by("pk")
        found = {row.pk: row for row in locked}
        _held().update((model._meta.label_lower, pk) for pk in found)
        wanted -= fresh
    else:
        found = {}
    return {**found, **model._base_manager.in_bulk(list(wanted))} if wanted else found


def hold_deal_of(row: models.Model) -> None:
    """The deal that a row belongs to, or is; nothing where there is none, or where the deed holds it already."""
    model, pk = _deal_of(row)
    if model is not None and pk is not None and (model._meta.label_lower, pk) not in _held():
        hold(model, [pk])


def made(model: type[models.Model], pks: Iterable[int]) -> None:
    """These were made in this deed: nobody else sees them yet, so they need no lock."""
    _held().update((model._meta.label_lower, pk) for pk in pks)


def is_open() -> bool:
    """Is this thread inside a deed?"""
    return _open.held is not None


def afterwards(act: Callable[[], None]) -> None:
    """Do this at the end of the open deed, in its transaction, when its entries have their numbers."""
    _held()
    transaction.on_commit(_Last(act))


def collect(entries: list[Entry]) -> list[Entry]:
    """Entries to be chained at the end of the open deed, in the order given."""
    deals = {entry.engagement_id for entry in entries if entry.engagement_id}
    if _open.guarded and (loose := sorted(pk for pk in deals if (DEAL, pk) not in _held())):
        raise LateLock(f"Written on deals that aren't held: {loose[:5]} ({entries[0].verb}).")
    transaction.on_commit(_Drafted(entries))
    return entries


def _locking(verb: Callable[..., Answer], path: str) -> Callable[..., Answer]:
    @wraps(verb)
    def held(row: models.Model, *args: Any, **extras: Any) -> Answer:
        with deed():
            _hold_row(row, path)
            return verb(row, *args, **extras)

    held.locks_deal = True  # type: ignore[attr-defined]
    return held


def _hold_row(row: models.Model, path: str) -> None:
    """Its deal first; then the row itself, and what it knows its deal by, as they are now."""
    owner: Any = getattr(row, path) if path else row
    model, pk = _deal_of(owner)
    if model in (None, row.__class__):
        _hold_up_to_date([row])
        return
    deal = hold(model, [pk]).get(pk) if model is not None and pk is not None else None
    for each in (row, owner) if path else (row,):
        fresh = each.__class__._base_manager.filter(pk=each.pk).first()
        if fresh is None or deal is None:
            raise Stale(each)
        _copy(each, fresh)
    _lend(owner, deal)


def _lend(owner: Any, deal: models.Model | None) -> None:
    """What knows its deal knows it as it is now. Nobody has said which version of it they saw."""
    if deal is None or owner.engagement_id != deal.pk:
        raise Stale(owner)  # it went to another deal meanwhile
    known = owner._state.fields_cache.get("engagement")
    if known is None:
        owner.engagement = deal
    else:
        _copy(known, deal)
        known.version = getattr(deal, "version", None)


def _hold_up_to_date(rows: Collection[models.Model]) -> None:
    """The deals by number before any other kind of row. `__class__` also tells what a lazy `request.user` is."""
    kinds = {row.__class__ for row in rows}
    for model in sorted(kinds, key=lambda kind: (kind._meta.label_lower != DEAL, kind._meta.label)):
        mine = [row for row in rows if row.__class__ is model]
        found = hold(model, [row.pk for row in mine])
        for row in mine:
            if row.pk not in found:
                raise Stale(row)
            _copy(row, found[row.pk])


def _copy(row: models.Model, fresh: models.Model) -> None:
    """What was read before the lock becomes what is there now: all but the version, which says what its reader saw. A
    relation that still leads to the same row is kept."""
    later = {*row.get_deferred_fields(), "version"}
    for field in row._meta.concrete_fields:
        if field.attname not in later:
            value = getattr(fresh, field.attname)
            if getattr(row, field.attname) != value:
                setattr(row, field.attname, value)
    getattr(row, "_prefetched_objects_cache", {}).clear()


def _deal_of(row: models.Model) -> tuple[type[models.Model] | None, int | None]:
    if row._meta.label_lower == DEAL:
        return row.__class__, row.pk
    pk = getattr(row, "engagement_id", None)
    if pk is None:
        return None, None
    field: Any = next((field for field in row._meta.concrete_fields if field.name == "engagement"), None)
    return (field.related_model, pk) if field else (None, None)


def _held() -> set[Key]:
    if _open.held is None:
        raise RuntimeError("There is no deed: write inside `with deed():`.")
    return _open.held


def _in_time(what: str) -> None:
    if _open.guarded and (_open.wrote or any(_drafts())):
        raise LateLock(f"{what} asked for by a deed that has begun to write.")


def _drafts() -> list[_Drafted]:
    return [act for each in connection.run_on_commit if isinstance(act := each[1], _Drafted)]


def _tell() -> None:
    """Chain what was recorded, and do what waited for it. Nothing is locked after the head."""
    drafts = _drafts()
    write([entry for drafted in drafts for entry in drafted.entries])
    for drafted in drafts:
        if isinstance(drafted, _Last):
            drafted.act()


def _clear() -> None:
    connection.run_on_commit = [each for each in connection.run_on_commit if not isinstance(each[1], _Drafted)]


def write(entries: list[Entry]) -> list[Entry]:
    """Chain entries in the order given, holding the ledger's head."""
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
        return _insert(entries)


def _seal(entries: list[Entry]) -> None:
    """Each row as it is when its deed is written down; one that several entries are about is asked once."""
    about = [getattr(entry, "about", ()) for entry in entries]
    found = seals.of_rows(row for rows in about for row in rows)
    for entry, rows in zip(entries, about, strict=True):
        keys = {seals.key(row, row.pk) for row in rows}
        entry.seals = {**entry.seals, **{key: found[key] for key in sorted(keys) if key in found}}


def _insert(entries: list[Entry]) -> list[Entry]:
    """An import writes entries by the thousand; those go in as rows, several times as fast as objects."""
    if len(entries) < MANY:
        return Entry.objects.bulk_create(entries)
    names = [field.attname for field in Entry._meta.concrete_fields]
    for entry, pk in zip(entries, new_ids(Entry, len(entries)), strict=True):
        entry.pk = pk
    insert(Entry, names, ([getattr(entry, name) for name in names] for entry in entries))
    return entries

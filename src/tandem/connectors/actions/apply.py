"""Apply an import: chunk by chunk, each in its own transaction, so that others can write between them.

A batch that was cut off goes on where it stopped: rows that are done are counted once, deals that are here are known by
their reference. What is in the file twice comes out once. Each chunk belongs to the run that wrote the one before it:
two workers at one batch write each row once, and the second one stops. Imports write one after the other, so that two
files with the same new deals, or the same new client, make each of them once.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import IntegrityError, InterfaceError, OperationalError, connection
from django.db.models import F, Max
from django.utils.translation import gettext as _

from tandem.clients.models import Account
from tandem.connectors.actions import chunk
from tandem.connectors.actions.context import Context, Tally
from tandem.connectors.actions.receive import must_import, opened, terms
from tandem.connectors.files.match import Mapping
from tandem.connectors.files.rows import Reader
from tandem.connectors.files.text import Unreadable
from tandem.connectors.models import ImportBatch
from tandem.connectors.queries.batches import stands_still
from tandem.connectors.queries.compare import columns_of
from tandem.connectors.queries.known import Known, everything
from tandem.connectors.queries.sight import eyes_of
from tandem.jobs.actions import lanes
from tandem.jobs.kinds import Overtaken
from tandem.ledger.actions import Actor, Stale, record
from tandem.ledger.deeds import deed
from tandem.people.models import Firm

State = ImportBatch.State
COUNTED = ("created", "changed", "unchanged", "not_taken", "accounts_made")
Clock = Callable[[], datetime]
LANE = "imports"
TRIES = 3


class NotReady(Exception):
    """The batch still has questions, or is past the point where it can be started."""


def start(batch: ImportBatch, *, seen: int | None = None, by: Actor, at: datetime) -> ImportBatch:
    """Ready to running; or a stopped one on from where it stopped.

    Raises:
        NotReady: a question is open, or it runs or ran already.
        Stale: somebody else started or changed it.
        PermissionDenied: this person may not bring files in.
    """
    must_import(by)
    startable = batch.state in (State.READY, State.FAILED) or (batch.state == State.RUNNING and stands_still(batch, at))
    if not startable or not batch.findings or any(question["needed"] for question in batch.questions):
        raise NotReady(_("This import isn't ready to run."))
    held = ImportBatch.objects.filter(pk=batch.pk, version=batch.version if seen is None else seen)
    with deed():
        if not held.update(state=State.RUNNING, started_at=at, beat_at=at, failure="", version=F("version") + 1):
            raise Stale(ImportBatch.objects.get(pk=batch.pk))
        batch.refresh_from_db()
        record("started an import", batch, by=by, at=at)
    return batch


def run(
    batch: ImportBatch, *, by: Actor, at: datetime, clock: Clock | None = None, size: int = chunk.SIZE
) -> ImportBatch:
    """Everything that a started batch has left to do. `clock` tells the moment of each chunk; without it, it's `at`.

    A file that breaks off, or anything unforeseen, leaves the batch failed, with what was written before intact. A
    database that is away leaves it running, to be gone on with.

    Raises:
        Overtaken: another run goes on with it or is through; nothing of this one counts twice.
        OperationalError, InterfaceError: the database doesn't answer.
    """
    tick = clock or (lambda: at)
    try:
        with opened(batch) as table:
            mapping = Mapping.from_json(batch.mapping)
            reader = Reader(table.header, mapping, batch.findings["decided"], terms())
            context = context_of(batch, by, at)
            rows = islice(reader.rows(table), batch.rows_done, None)
            for part in _parts(rows, size):
                _write(context, part, tick())
    except Unreadable as words:
        return _fail(batch, str(words), at=tick())
    except (Overtaken, OperationalError, InterfaceError):
        raise
    except Exception:
        _fail(batch, _("Something went wrong on our side after row %(row)s.") % {"row": batch.rows_done}, at=tick())
        raise
    return _finish(batch, by=by, at=tick())


def context_of(batch: ImportBatch, by: Actor, at: datetime) -> Context:
    """What holds for every chunk of it."""
    firm, mapping = Firm.objects.first(), Mapping.from_json(batch.mapping)
    return Context(
        batch=batch,
        known=everything(mapping.decisions),
        columns=columns_of(mapping.columns),
        source=mapping.source,
        eyes=eyes_of(batch.by),
        by=by,
        at=at,
        zone=terms().zone,
        since=firm.uses_tandem_since if firm else None,
        newest_account=_newest_account(),
    )


def _parts(rows: Iterator[Any], size: int) -> Iterator[list[Any]]:
    while part := list(islice(rows, size)):
        yield part


def _write(context: Context, part: list[Any], at: datetime) -> None:
    """A chunk, and how far the batch is, in one transaction: cut off anywhere, both or neither hold.

    What somebody else made meanwhile (a client, a deal's reference) is read anew and the chunk written again.
    """
    for tries_left in reversed(range(TRIES)):
        try:
            with deed():
                _write_once(context, part, at)
            return
        except (IntegrityError, OperationalError):
            if not tries_left or (connection.in_atomic_block and connection.needs_rollback):
                raise
            context.batch.refresh_from_db()
            context.known, context.newest_account = _known(context.batch), _newest_account()


def _write_once(context: Context, part: list[Any], at: datetime) -> None:
    lanes.hold(LANE)
    batch = context.batch
    held = still_mine(batch, State.RUNNING)
    if _newest_account() != context.newest_account:
        context.known = _known(batch)
    tally = chunk.write(context, part)
    context.newest_account = _newest_account()
    batch.rows_done = held.rows_done + len(part)
    for name in COUNTED:
        setattr(batch, name, getattr(held, name))
    count(batch, tally)
    batch.beat_at = at
    batch.save(update_fields=["rows_done", *COUNTED, "beat_at"])


def count(batch: ImportBatch, tally: Tally) -> None:
    """What one chunk did, added to what came before."""
    batch.created += tally.made
    batch.changed += tally.changed
    batch.unchanged += tally.unchanged
    batch.not_taken += tally.not_taken
    batch.accounts_made = [*batch.accounts_made, *tally.accounts]


def still_mine(batch: ImportBatch, state: str) -> ImportBatch:
    """The row as it is, locked until the transaction ends.

    Raises:
        Overtaken: another run started it since, or is further.
    """
    held = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if (held.state, held.version, held.rows_done) != (state, batch.version, batch.rows_done):
        raise Overtaken
    return held


def _known(batch: ImportBatch) -> Known:
    return everything(Mapping.from_json(batch.mapping).decisions)


def _newest_account() -> int:
    return Account.objects.aggregate(newest=Max("pk"))["newest"] or 0


def _finish(batch: ImportBatch, *, by: Actor, at: datetime) -> ImportBatch:
    with deed():
        still_mine(batch, State.RUNNING)
        batch.state, batch.applied_at, batch.rows_total = State.DONE, at, batch.rows_done
        batch.version += 1
        batch.save(update_fields=["state", "applied_at", "rows_total", "version"])
        counts = {name: getattr(batch, name) for name in ("created", "changed", "unchanged", "not_taken")}
        record("imported deals", batch, by=by, at=at, after=counts)
    return batch


def _fail(batch: ImportBatch, words: str, *, at: datetime) -> ImportBatch:
    """`batch` may hold counts of a chunk that was rolled back: they're read again. Only its own run fails a batch."""
    held = ImportBatch.objects.filter(pk=batch.pk, state=State.RUNNING, version=batch.version)
    held.update(state=State.FAILED, failure=words, beat_at=at, version=F("version") + 1)
    batch.refresh_from_db()
    return batch

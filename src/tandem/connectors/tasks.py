"""What the worker does with a file: look at it, apply it, undo it. Nothing below here asks the time."""

import logging
from datetime import datetime
from typing import Any

from django.db import InterfaceError, OperationalError, transaction
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from tandem.connectors.actions import apply, receive, undo
from tandem.connectors.models import ImportBatch
from tandem.connectors.queries.batches import MOVING, STANDS_STILL
from tandem.jobs import actions as jobs
from tandem.jobs.kinds import Hopeless, Kind, Overtaken, Work, job
from tandem.jobs.models import Job
from tandem.ledger.actions import Actor, Program
from tandem.people.models import Person

log = logging.getLogger(__name__)
State = ImportBatch.State
IN_THE_WAY = (Overtaken, OperationalError, InterfaceError)


@job
def look_at(work: Work, batch: int) -> None:
    held = _batch(batch)
    if held.state == State.READING:
        receive.look(held, at=work.clock())


@job
def apply_batch(work: Work, batch: int, person: int | None) -> None:
    """A batch that failed says so on its page, and the trace is the operator's. A database that is away, or a worker
    that was killed, leaves it running: the next try goes on where it stopped."""
    held = _batch(batch)
    if held.state != State.RUNNING:
        return
    try:
        apply.run(held, by=_actor(person), at=work.clock(), clock=work.clock)
    except IN_THE_WAY:
        raise
    except Exception as problem:
        log.exception("Import %s stopped after %s rows.", held.pk, held.rows_done)
        raise Hopeless(held.failure) from problem
    if held.state == State.FAILED:
        raise Hopeless(held.failure)


@job
def undo_batch(work: Work, batch: int, person: int | None) -> None:
    held = _batch(batch)
    if held.state == State.UNDOING:
        undo.run(held, by=_actor(person), at=work.clock(), clock=work.clock)


@transaction.atomic
def start(batch: ImportBatch, *, seen: int | None, by: Person, at: datetime) -> Job:
    """Start it and have it done, in one write. Raises what `apply.start` raises."""
    apply.start(batch, seen=seen, by=by, at=at)
    return _ask(apply_batch, batch, by, at)


@transaction.atomic
def start_undo(batch: ImportBatch, *, seen: int | None, by: Person, at: datetime) -> Job:
    """Start to undo it and have that done, in one write. Raises what `undo.start` raises."""
    undo.start(batch, seen=seen, by=by, at=at)
    return _ask(undo_batch, batch, by, at)


def look_soon(batch: ImportBatch, *, at: datetime) -> Job:
    """By the worker, however small the file is: a few hundred kilobytes may hold a million rows, and whoever waits for
    them in a request holds the database for all. Its page asks again until it's done, mostly within two seconds."""
    return look_again(batch, at=at)


def look_again(batch: ImportBatch, *, at: datetime) -> Job:
    return _ask(look_at, batch, batch.by, at)


def take_up_stalled(at: datetime) -> int:
    """Batches that stand still and for which nothing is asked: a command that was killed, a job of an older version.
    How many."""
    beat = Coalesce("beat_at", "started_at", "made_at")
    still = ImportBatch.objects.alias(beat=beat).filter(state__in=MOVING, beat__lt=at - STANDS_STILL)
    doing = {State.READING: look_at, State.RUNNING: apply_batch, State.UNDOING: undo_batch}
    asked = [_ask(doing[State(batch.state)], batch, batch.by, at) for batch in still.select_related("by")]
    return sum(each.asked_at == at for each in asked)


def _ask(kind: Kind, batch: ImportBatch, by: Person | None, at: datetime) -> Job:
    """One job for each time that a batch is started: its version says which."""
    args = (batch.pk,) if kind is look_at else (batch.pk, by.pk if by else None)
    return jobs.ask(
        kind, *args, title=_("Import of %(file)s") % {"file": batch.file_name}, owner=by, at=at, subject=batch,
        key=f"{kind.run.__name__}:{batch.pk}:{batch.version}", url=reverse("import_run", args=[batch.pk]),
    )  # fmt: skip


def _batch(pk: int) -> ImportBatch:
    found = ImportBatch.objects.filter(pk=pk).first()
    if found is None:
        raise Hopeless(_("This import isn't there any more."))
    return found


def _actor(person: int | None) -> Any:
    found: Actor | None = Person.objects.filter(pk=person).first()
    return found or Program("tandem import")

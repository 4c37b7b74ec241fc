"""What the worker does with a file: look at it, apply it, undo it. Nothing below here asks the time."""

import logging
from typing import Any

from django_tasks import task

from tandem import clock
from tandem.connectors.actions import apply, receive, undo
from tandem.connectors.models import ImportBatch
from tandem.ledger.actions import Program
from tandem.people.models import Person

log = logging.getLogger(__name__)


@task()
def look_at(batch: int) -> None:
    receive.look(ImportBatch.objects.get(pk=batch), at=clock.now())


@task()
def apply_batch(batch: int, person: int | None) -> None:
    """A batch that failed says so on its page; the trace is the operator's."""
    held = ImportBatch.objects.get(pk=batch)
    if held.state != ImportBatch.State.RUNNING:
        return
    try:
        apply.run(held, by=_actor(person), at=clock.now(), clock=clock.now)
    except Exception:
        log.exception("Import %s stopped after %s rows.", held.pk, held.rows_done)


@task()
def undo_batch(batch: int, person: int | None) -> None:
    held = ImportBatch.objects.get(pk=batch)
    if held.state == ImportBatch.State.UNDOING:
        undo.run(held, by=_actor(person), at=clock.now(), clock=clock.now)


def look_soon(batch: ImportBatch) -> None:
    """By the worker, however small the file is: a few hundred kilobytes may hold a million rows, and whoever waits for
    them in a request holds the database for all. Its page asks again until it's done, mostly within two seconds."""
    look_at.enqueue(batch.pk)


def _actor(person: int | None) -> Any:
    found: Person | None = Person.objects.filter(pk=person).first()
    return found or Program("tandem import")

"""Imports by several workers: each row counts once, nobody fails, and what stands still goes on by itself."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import IntegrityError, OperationalError, connections

from tandem import clock
from tandem.clients.models import Account
from tandem.connectors import tasks
from tandem.connectors.actions import apply, chunk, receive, undo
from tandem.connectors.models import ExternalRef, ImportBatch, RowProblem
from tandem.connectors.queries.waits import waits
from tandem.engagements.models import Engagement
from tandem.jobs.actions import turns
from tandem.jobs.kinds import Overtaken
from tandem.jobs.models import Job
from tandem.ledger.models import Entry
from tandem.ledger.queries import breaks
from tests.connectors.conftest import FILE, HEADER
from tests.feedback.linked import text
from tests.working import work_off

State = ImportBatch.State
ROWS = 120


def lines(first: int = 0, rows: int = ROWS, **_more) -> str:
    return HEADER + "".join(
        f"{n},Deal {n},Contract sent,{n}x,Sol Hart,2026-12-11,2026-06-01,Client {n % 7}\n"
        if n % 40 == 39
        else f"{n},Deal {n},Contract sent,{n},Sol Hart,2026-12-11,2026-06-01,Client {n % 7}\n"
        for n in range(first, first + rows)
    )


def started(importer, content: str | None = None) -> ImportBatch:
    batch = importer.look(content or lines())
    return apply.start(batch, by=importer.world.sol, at=importer.world.at)


def again(batch: ImportBatch) -> ImportBatch:
    """As another worker reads it."""
    return ImportBatch.objects.get(pk=batch.pk)


def run(importer, batch: ImportBatch, size: int = 20) -> ImportBatch:
    return apply.run(batch, by=importer.world.sol, at=importer.world.at, size=size)


def told(batch: ImportBatch) -> tuple:
    batch.refresh_from_db()
    return batch.state, batch.rows_done, batch.created, batch.changed, batch.unchanged, batch.not_taken


def everything_once(batch: ImportBatch) -> None:
    refused = ROWS // 40
    assert told(batch) == (State.DONE, ROWS, ROWS - refused, 0, 0, refused)
    assert Engagement.objects.count() == ExternalRef.objects.count() == ROWS - refused
    assert RowProblem.objects.filter(batch=batch).count() == refused
    assert Entry.objects.filter(verb="imported deals", subject_id=batch.pk).count() == 1
    assert Entry.objects.filter(verb="imported").count() == ROWS - refused
    assert Account.objects.count() == 7
    assert list(breaks()) == []


@pytest.mark.parametrize("chunks", [0, 1, 3])
def test_a_worker_that_slept_writes_nothing_twice(importer, monkeypatch, chunks):
    """It wakes with a chunk in its hands that another has written meanwhile."""
    batch = started(importer)
    slept = again(batch)
    parts, real = [], apply._write

    def write(context, part, at):
        parts.append(1)
        if context.batch is slept and len(parts) == chunks + 1:
            monkeypatch.setattr(apply, "_write", real)
            run(importer, again(batch))
        return real(context, part, at)

    monkeypatch.setattr(apply, "_write", write)
    with pytest.raises(Overtaken):
        run(importer, slept)
    everything_once(batch)


def test_go_on_pressed_while_the_first_one_sleeps_counts_once(importer):
    batch = started(importer)
    slept = again(batch)
    later = importer.world.at + timedelta(minutes=10)
    apply.start(again(batch), by=importer.world.sol, at=later)
    run(importer, again(batch))
    with pytest.raises(Overtaken):
        run(importer, slept)
    everything_once(batch)


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_one_batch_count_once(importer):
    batch = started(importer)
    gate = threading.Barrier(2)

    def work(_n: int) -> str:
        try:
            mine = again(batch)
            gate.wait(10)
            run(importer, mine)
            return "done"
        except Overtaken:
            return "overtaken"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(work, range(2))) == ["done", "overtaken"]
    everything_once(batch)


@pytest.mark.django_db(transaction=True)
def test_two_files_with_the_same_new_deals_come_in_once_and_neither_fails(importer):
    """On PostgreSQL both used to write the same references at once."""
    batches = [started(importer), started(importer)]
    gate = threading.Barrier(2)

    def work(batch: ImportBatch) -> None:
        try:
            mine = again(batch)
            gate.wait(10)
            run(importer, mine)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work, batches))
    refused = ROWS // 40
    results = [told(batch) for batch in batches]
    assert {result[0] for result in results} == {State.DONE}
    assert sum(result[2] for result in results) == ROWS - refused
    assert sum(result[4] for result in results) == ROWS - refused
    assert Engagement.objects.count() == ExternalRef.objects.count() == ROWS - refused
    assert Account.objects.count() == 7
    assert list(breaks()) == []


def test_a_client_that_somebody_added_meanwhile_is_that_client(importer, monkeypatch):
    """The import knew the clients as they were when it began."""
    batch = started(importer)
    made: list[Account] = []

    def meanwhile() -> None:
        made.append(Account.objects.create(name="Client 3", key="client3", created_at=importer.world.at))

    real = apply._write_once

    def write(context, part, at):
        if not made:
            meanwhile()
        return real(context, part, at)

    monkeypatch.setattr(apply, "_write_once", write)
    run(importer, batch)
    everything_once(batch)
    assert Engagement.objects.filter(account=made[0]).exists()


@pytest.mark.parametrize("problem", [IntegrityError, OperationalError])
def test_a_chunk_that_met_somebody_else_is_written_again(importer, monkeypatch, problem):
    batch, times, real = started(importer), [], chunk.write

    def write(context, part):
        times.append(1)
        if len(times) in (2, 3):
            real(context, part)
            raise problem("duplicate key, or deadlock detected")
        return real(context, part)

    monkeypatch.setattr(chunk, "write", write)
    run(importer, batch)
    everything_once(batch)


def test_a_database_that_stays_away_leaves_it_running_for_the_next_try(importer, monkeypatch, world):
    browser = world.browser(world.sol)
    batch = importer.look(lines())
    monkeypatch.setattr(chunk, "SIZE", 20)
    away = [True]
    real = chunk.write

    def write(context, part):
        if away:
            raise OperationalError("server closed the connection unexpectedly")
        return real(context, part)

    monkeypatch.setattr(chunk, "write", write)
    browser.post(f"/imports/{batch.pk}/start/", {"seen": batch.version})
    assert told(batch)[0] == State.RUNNING
    job = Job.objects.get(kind=tasks.apply_batch.path)
    assert (job.state, "closed the connection" in job.error) == (Job.State.WAITING, True)
    away.clear()
    work_off(job.next_at)
    everything_once(batch)


def test_a_killed_workers_import_goes_on_without_a_person(importer, world, monkeypatch):
    batch = importer.look(lines())
    job = tasks.start(batch, seen=batch.version, by=world.sol, at=world.at)
    real, written = chunk.write, []

    def write(context, part):
        written.append(1)
        if len(written) == 3:
            raise KeyboardInterrupt  # kill -9: nothing after it runs
        return real(context, part)

    monkeypatch.setattr(chunk, "write", write)
    assert turns.claim("killed", world.at)
    with pytest.raises(KeyboardInterrupt):
        apply.run(again(batch), by=world.sol, at=world.at, size=20)
    assert told(batch)[:2] == (State.RUNNING, 40)
    assert work_off(world.at + timedelta(seconds=30)) == 0
    assert work_off(world.at + turns.LEASE + timedelta(seconds=1)) == 1
    everything_once(batch)
    job.refresh_from_db()
    assert (job.state, job.tries) == (Job.State.DONE, 2)


def test_what_stands_still_stands_in_needs_me_and_says_that_it_goes_on(importer, world):
    batch = started(importer)
    soon, later = world.at + timedelta(minutes=2), world.at + timedelta(minutes=4)
    assert waits(soon, on=world.sol) == []
    (wait,) = waits(later, on=world.sol)
    assert (wait.title, wait.url) == ("Your import stands still", f"/imports/{batch.pk}/")
    assert waits(later, on=world.dee) == []
    ImportBatch.objects.update(beat_at=clock.now() - timedelta(minutes=4))
    shown = text(world.browser(world.sol).get(f"/imports/{batch.pk}/"))
    assert "Another one goes on by itself" in shown


@pytest.mark.parametrize("state", [State.READING, State.RUNNING, State.UNDOING])
def test_what_nobody_was_asked_to_go_on_with_is_taken_up(importer, world, state):
    """A command that was killed, or a job of an older version: there is no job for it."""
    batch = started(importer)
    if state == State.READING:
        ImportBatch.objects.update(state=state)
    if state == State.UNDOING:
        run(importer, batch)
        undo.start(batch, by=world.sol, at=world.at)
    assert tasks.take_up_stalled(world.at + timedelta(minutes=2)) == 0
    later = world.at + timedelta(minutes=4)
    assert tasks.take_up_stalled(later) == 1
    assert tasks.take_up_stalled(later + timedelta(minutes=1)) == 0
    work_off()
    batch.refresh_from_db()
    assert batch.state == {State.READING: State.READY, State.RUNNING: State.DONE, State.UNDOING: State.UNDONE}[state]


def test_a_late_look_does_not_undo_what_was_started_meanwhile(importer, world, monkeypatch):
    batch = importer.look(FILE)
    late, real = again(batch), receive.keep

    def keep(*told):
        monkeypatch.setattr(receive, "keep", real)
        apply.start(again(batch), by=world.sol, at=world.at)
        return real(*told)

    monkeypatch.setattr(receive, "keep", keep)
    receive.look(late, at=world.at)
    assert told(batch)[0] == State.RUNNING
    assert late.state == State.RUNNING


@pytest.mark.django_db(transaction=True)
def test_two_workers_undo_once(importer, world):
    batch = run(importer, started(importer))
    undo.start(batch, by=world.sol, at=world.at)
    gate = threading.Barrier(2)

    def work(_n: int) -> str:
        try:
            mine = again(batch)
            gate.wait(10)
            undo.run(mine, by=world.sol, at=world.at)
            return "done"
        except Overtaken:
            return "overtaken"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(work, range(2))) == ["done", "overtaken"]
    assert told(batch)[0] == State.UNDONE
    assert Engagement.objects.count() == 0
    assert Entry.objects.filter(verb="undid an import").count() == 1
    assert Entry.objects.filter(verb="removed by an undo", engagement_id__isnull=False).count() == ROWS - ROWS // 40


def test_start_pressed_twice_is_one_job(importer, world):
    batch = importer.look(FILE)
    browser = world.browser(world.sol)
    first = browser.post(f"/imports/{batch.pk}/start/", {"seen": batch.version})
    second = browser.post(f"/imports/{batch.pk}/start/", {"seen": batch.version})
    assert (first.status_code, second.status_code) == (302, 409)
    assert Job.objects.filter(kind=tasks.apply_batch.path).count() == 1


def test_a_file_that_is_gone_ends_its_job_in_words(importer, world):
    batch = importer.look(FILE)
    tasks.start(batch, seen=batch.version, by=world.sol, at=world.at)
    ImportBatch.objects.update(stored_as="")
    work_off()
    assert told(batch)[0] == State.FAILED
    assert "kept any more" in Job.objects.get().error

"""The worker outlives its database: locked or away, it says so in a line and goes on where it was."""

import logging

import pytest
from django.db import OperationalError

from tandem import clock
from tandem.front import schedule
from tandem.front.schedule import Job, Schedule
from tandem.jobs import worker
from tandem.jobs.worker import Worker, pause_after
from tests.front import errands

pytestmark = pytest.mark.django_db


@pytest.fixture
def pauses(monkeypatch) -> list[float]:
    waited: list[float] = []
    monkeypatch.setattr(worker.time, "sleep", waited.append)
    return waited


def failing(monkeypatch, problem: Exception, times: int) -> list[int]:
    tries: list[int] = []
    real = Worker.turn

    def turn(self):
        tries.append(1)
        if len(tries) <= times:
            raise problem
        return real(self)

    monkeypatch.setattr(Worker, "turn", turn)
    monkeypatch.setattr(worker.connections, "close_all", lambda: None)
    monkeypatch.setattr(worker, "close_old_connections", lambda: None)  # the test's own would go with them
    return tries


def lasting() -> Worker:
    return Worker(clock.now, batch=True)


@pytest.mark.parametrize(
    "words", ["database is locked", "server closed the connection unexpectedly", "connection refused", "disk I/O error"]
)
def test_it_goes_on_when_the_database_is_back(monkeypatch, pauses, caplog, tmp_path, words):
    errands.send_out(str(tmp_path / "note"), "done")
    tries = failing(monkeypatch, OperationalError(words), 3)
    with caplog.at_level(logging.ERROR, "tandem.jobs.worker"):
        lasting().run()
    assert (tmp_path / "note").read_text() == "done"
    assert (len(tries), pauses) == (5, [1, 2, 4])
    assert caplog.messages[0] == f"The database is away ({words}); looking again in 1 s."


def test_what_is_our_fault_ends_it(monkeypatch, pauses):
    failing(monkeypatch, OperationalError("no such table: jobs_job"), 1)
    with pytest.raises(OperationalError):
        lasting().run()
    assert pauses == []


def test_one_that_is_to_end_when_nothing_is_left_does_not_wait_for_ever(monkeypatch, pauses):
    failing(monkeypatch, OperationalError("database is locked"), 99)
    with pytest.raises(OperationalError):
        lasting().run()
    assert len(pauses) == worker.BATCH_TRIES - 1


def test_the_pause_grows_and_has_an_end():
    assert [pause_after(n) for n in (1, 2, 3, 6, 60)] == [1, 2, 4, 30, 30]


def test_a_scheduled_job_that_met_no_database_is_due_again_at_the_next_look(world):
    tries = []

    def job():
        tries.append(1)
        if len(tries) == 1:
            raise OperationalError("database is locked")

    kept = Schedule([Job("keep", schedule.timedelta(hours=1), job)])
    assert kept.run_due(world.at) == []
    assert kept.run_due(world.at) == ["keep"]
    assert kept.run_due(world.at) == []

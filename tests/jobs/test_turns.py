"""Jobs: asked for with what they follow from, done once whoever dies, tried again for three days."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.exceptions import SuspiciousOperation
from django.db import connections, transaction

from tandem.jobs import worker as workers
from tandem.jobs.actions import ask, lanes, turns
from tandem.jobs.kinds import Overtaken, Work, find
from tandem.jobs.models import Job
from tandem.jobs.worker import Worker
from tests.jobs import made
from tests.jobs.made import asked, notes
from tests.working import work_off

State = Job.State


@pytest.fixture(autouse=True)
def _fresh():
    made.FAILS.clear()
    made.DURING.clear()
    yield
    made.FAILS.clear()
    made.DURING.clear()


def test_a_job_is_done_and_says_so(world):
    row = asked(world)
    assert work_off() == 1
    row.refresh_from_db()
    assert (row.state, row.tries, row.error, notes()) == (State.DONE, 1, "", 1)
    assert work_off(world.at + timedelta(days=1)) == 0


def test_it_exists_only_if_what_it_follows_from_does(world):
    with transaction.atomic():
        asked(world)
        transaction.set_rollback(True)
    assert not Job.objects.exists()


def test_asked_twice_under_one_key_is_one_job(world):
    assert asked(world, key="one").pk == asked(world, key="one").pk
    assert asked(world).pk != asked(world).pk
    work_off()
    assert asked(world, key="one").state == State.DONE
    assert notes() == 3


@pytest.mark.django_db(transaction=True)
def test_many_workers_do_each_job_once(world):
    for _n in range(12):
        asked(world)

    def run(_number: int) -> None:
        try:
            work_off(world.at)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(run, range(4)))
    assert notes() == 12
    assert set(Job.objects.values_list("state", "tries")) == {(State.DONE, 1)}


def test_what_fails_is_tried_again_with_growing_pauses_for_three_days(world):
    made.FAILS.append(OSError("451 try later"))
    row, at, pauses = asked(world), world.at, []
    while row.state == State.WAITING:
        assert work_off(at) == 1
        row.refresh_from_db()
        assert "451 try later" in row.error
        pauses.append(row.next_at - at)
        at = row.next_at
    assert row.state == State.FAILED
    assert pauses[:4] == [timedelta(seconds=seconds) for seconds in (30, 60, 120, 240)]
    assert max(pauses) == timedelta(hours=3)
    assert timedelta(days=2.8) < row.ended_at - world.at <= timedelta(days=3)
    assert row.tries > 30
    assert work_off(at + timedelta(days=9)) == 0
    assert notes() == 0


def test_it_is_not_tried_before_its_pause_is_over_and_succeeds_afterwards(world):
    made.FAILS.append(OSError("no"))
    row = asked(world)
    work_off(world.at)
    made.FAILS.clear()
    assert work_off(world.at + timedelta(seconds=29)) == 0
    assert work_off(world.at + timedelta(seconds=30)) == 1
    row.refresh_from_db()
    assert (row.state, row.error, row.tries, notes()) == (State.DONE, "", 2, 1)


def test_a_worker_that_was_off_for_a_week_still_tries_once(world):
    row = asked(world)
    work_off(world.at + timedelta(days=7))
    row.refresh_from_db()
    assert row.state == State.DONE


def test_what_is_hopeless_ends_at_once(world):
    row = ask(made.hopeless, title="x", owner=None, at=world.at)
    work_off()
    row.refresh_from_db()
    assert (row.state, row.error, row.tries) == (State.FAILED, "There is nothing to be done.", 1)


def test_a_killed_workers_job_is_taken_up_by_another_once_its_lease_is_over(world):
    asked(world)
    assert turns.claim("gone", world.at)
    assert work_off(world.at + turns.LEASE - timedelta(seconds=1)) == 0
    assert work_off(world.at + turns.LEASE + timedelta(seconds=1)) == 1
    assert notes() == 1


def test_what_kills_every_worker_is_not_given_to_all_of_them_at_once(world):
    row, at, pauses = asked(world), world.at, []
    for _turn in range(6):
        assert turns.claim("gone", at)
        at += turns.LEASE + timedelta(seconds=1)
        turns.give_back(at)
        row.refresh_from_db()
        pauses.append(row.next_at - at)
        at = row.next_at
    assert pauses[0] == timedelta(0)
    assert pauses[1:] == sorted(pauses[1:])
    assert pauses[-1] > timedelta(minutes=10)
    assert "was gone" in row.error


def test_a_renewed_lease_is_kept(world):
    row = asked(world)
    turns.claim("busy", world.at)
    for minute in range(1, 5):
        assert turns.beat(row, "busy", world.at + timedelta(seconds=50 * minute))
        assert turns.claim("idle", world.at + timedelta(seconds=50 * minute + 40)) is None


def test_a_suspended_worker_that_wakes_writes_nothing_any_more(world):
    asked(world)
    first = turns.claim("slept", world.at)
    assert first
    assert work_off(world.at + 2 * turns.LEASE) == 1
    with pytest.raises(Overtaken):
        made.note.run(Work(first, "slept", lambda: world.at), "note")
    assert not turns.finish(first, "slept", world.at)
    assert not turns.stumble(first, "slept", world.at, "late")
    assert notes() == 1
    assert Job.objects.get().state == State.DONE


def test_killed_between_effect_and_mark_is_not_possible(world, monkeypatch):
    """Both are one transaction: whoever dies before its end has done nothing."""
    row = asked(world)
    monkeypatch.setattr(Work, "settle", lambda self: 1 / 0)
    work_off()
    assert notes() == 0
    row.refresh_from_db()
    assert row.state == State.WAITING
    monkeypatch.undo()
    work_off(row.next_at)
    assert notes() == 1


@pytest.mark.parametrize("back", [timedelta(days=30), timedelta(days=400)])
def test_a_clock_that_was_set_back_leaves_no_job_behind(world, back):
    running, waiting = asked(world), asked(world)
    turns.claim("gone", world.at)
    made.FAILS.append(OSError("no"))
    work_off(world.at)
    made.FAILS.clear()
    work_off(world.at - back)
    assert notes() == 2, (running, waiting)


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_lives_renews_its_lease_while_it_works(world, monkeypatch):
    import threading

    monkeypatch.setattr(workers, "BEAT_SECONDS", 0.02)
    beaten = threading.Event()
    monkeypatch.setattr(turns, "beat", lambda *_told: beaten.set() or True)
    made.DURING.append(lambda: beaten.wait(10))
    asked(world)
    work_off()
    assert beaten.is_set()
    assert notes() == 1


@pytest.mark.parametrize("path", ["os.system", "tandem.jobs.kinds.find", "tandem.connectors.tasks.start"])
def test_a_path_in_the_database_runs_nothing_that_is_no_job(path):
    with pytest.raises(SuspiciousOperation):
        find(path)


def test_an_unknown_kind_is_said_and_tried_again(world):
    row = asked(world)
    Job.objects.update(kind="tandem.nowhere.at_all")
    work_off()
    row.refresh_from_db()
    assert row.state == State.WAITING
    assert "nowhere" in row.error


def test_a_worker_ends_in_batch_and_outlives_a_database_that_is_away(world, monkeypatch):
    from django.db import OperationalError

    asked(world)
    away, real = [1, 1, 1], turns.claim

    def claim(*told):
        if away:
            away.pop()
            raise OperationalError("server closed the connection")
        return real(*told)

    monkeypatch.setattr(workers.turns, "claim", claim)
    monkeypatch.setattr(workers.time, "sleep", lambda _s: None if notes() == 0 else stop())
    monkeypatch.setattr(workers.connections, "close_all", lambda: None)
    monkeypatch.setattr(workers, "close_old_connections", lambda: None)
    someone = Worker(lambda: world.at)

    def stop() -> None:
        someone.running = False

    someone.run()
    assert notes() == 1


def test_ended_jobs_are_forgotten_after_a_month(world):
    asked(world)
    work_off()
    failed = ask(made.hopeless, title="x", owner=None, at=world.at)
    work_off()
    assert turns.forget_old(world.at + timedelta(days=29)) == 0
    waiting = asked(world)
    assert turns.forget_old(world.at + timedelta(days=31)) == 2
    assert list(Job.objects.all()) == [waiting]
    assert failed.pk


@pytest.mark.django_db(transaction=True)
def test_only_one_is_in_a_lane(world):
    inside: list[str] = []

    def go(name: str) -> None:
        try:
            with transaction.atomic():
                lanes.hold("imports")
                inside.append(name)
                assert len(inside) == 1
                inside.remove(name)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(go, "abcdefgh"))

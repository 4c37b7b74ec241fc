"""Alive and ready tell the truth: a process that answers, a database that is written to, a worker that is there."""

from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder

from tandem import clock
from tandem.front import beats, health
from tandem.front.installation import claim_key
from tandem.front.models import Beat, Probe
from tests.front.test_busy import locked, read_only


@pytest.fixture(autouse=True)
def _asked_anew():
    health._asked.forget()
    yield
    health._asked.forget()


def ready(client) -> tuple[int, str]:
    answer = client.get("/readyz")
    return answer.status_code, answer.content.decode()


def test_alive_asks_no_database(client):
    """No mark for a database here: any query would fail the test."""
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok")


@pytest.mark.django_db
def test_ready_with_a_worker_seen_lately(client):
    beats.beat("one", clock.now() - timedelta(seconds=20))
    beats.beat("gone", clock.now() - timedelta(hours=2))
    assert ready(client) == (200, "ready")
    assert Probe.objects.count() == 1, "it was written"


@pytest.mark.django_db
def test_not_ready_without_a_worker_or_with_one_that_was_last_seen_long_ago(client):
    assert ready(client) == (503, "No worker has been seen. Start one: ./run work")
    health._asked.forget()
    beats.beat("one", clock.now() - timedelta(seconds=200))
    status, words = ready(client)
    assert status == 503
    assert words.startswith("No worker has been seen for 2")


@pytest.mark.django_db
def test_a_sign_of_life_from_the_future_is_none(client):
    beats.beat("its clock was ahead", clock.now() + timedelta(days=40))
    assert ready(client) == (503, "No worker has been seen. Start one: ./run work")
    health._asked.forget()
    beats.beat("its clock goes a little fast", clock.now() + timedelta(seconds=10))
    assert ready(client) == (200, "ready")
    assert beats.forget_old(clock.now()) == 1


@pytest.mark.django_db
def test_not_ready_with_another_secret_than_the_installation(client, settings):
    beats.beat("one", clock.now())
    claim_key()
    first, settings.SECRET_KEY = settings.SECRET_KEY, "another secret, of another machine"
    status, words = ready(client)
    assert (status, words) == (503, "This server has another secret than the installation. Run: ./run manage key")
    health._asked.forget()
    settings.SECRET_KEY_FALLBACKS = [first]
    assert ready(client) == (200, "ready"), "it follows the first one's"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("fault", ["locked", "read-only"])
def test_not_ready_while_the_database_cannot_be_written_to_and_ready_after(client, monkeypatch, fault):
    monkeypatch.setattr(health, "WAIT_MILLISECONDS", 100)
    beats.beat("one", clock.now())
    Probe.objects.create(pk=1, at=clock.now())
    with locked("front_probe") if fault == "locked" else read_only():
        status, words = ready(client)
        assert client.get("/healthz").status_code == 200
    assert status == 503
    assert words.startswith("The database can’t be written to: ")
    assert "Traceback" not in words
    health._asked.forget()
    if connection.vendor == "sqlite":
        connection.cursor().execute("PRAGMA query_only=0")
    assert ready(client) == (200, "ready")


@pytest.mark.django_db
def test_not_ready_with_a_database_of_yesterday(client):
    beats.beat("one", clock.now())
    MigrationRecorder.Migration.objects.filter(app="front").order_by("-name").first().delete()
    assert ready(client) == (503, "The database isn’t up to date. Run: ./run manage migrate")


@pytest.mark.django_db
def test_not_ready_without_a_database(client):
    def gone(execute, *more):
        raise OperationalError("connection to server failed\nIs the server running?")

    with connection.execute_wrapper(gone):
        assert ready(client) == (503, "The database can’t be written to: connection to server failed")
        assert client.get("/healthz").status_code == 200


@pytest.mark.django_db
def test_whoever_asks_without_end_costs_nothing(client, django_assert_num_queries):
    beats.beat("one", clock.now())
    ready(client)
    with django_assert_num_queries(0):
        for _n in range(5):
            assert ready(client) == (200, "ready")


@pytest.mark.django_db
def test_signs_of_life_of_those_who_are_gone_are_forgotten():
    at = clock.now()
    beats.beat("old", at - timedelta(days=3))
    beats.beat("new", at)
    beats.beat("new", at)
    assert beats.newest(at) == timedelta()
    assert beats.forget_old(at) == 1
    assert [row.name for row in Beat.objects.all()] == ["new"]

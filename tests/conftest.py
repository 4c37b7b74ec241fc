"""Fixtures that every test may use. The world (tests/world.py) is one small firm with names."""

import pytest
from django.db import connection
from django.test import Client
from django.test.testcases import TransactionTestCase

from tandem.front import shell
from tandem.front.inbox import kept
from tandem.ledger import engine
from tandem.people import kept as answers
from tests import queue, unlocked
from tests.world import TODAY, World


@pytest.fixture
def world(db, settings) -> World:
    """Brook & Vale: a small firm, one client, one deal (see tests/world.py), on its own day."""
    settings.TANDEM_TODAY = TODAY
    return World()


@pytest.fixture
def worker_behind(monkeypatch) -> None:
    """What a page has queued is done when it has answered."""
    monkeypatch.setattr(Client, "request", queue.then_the_worker(Client.request))


@pytest.fixture
def worker_beside(transactional_db):
    """A worker runs beside the live server."""
    with queue.beside():
        yield


@pytest.fixture(autouse=True)
def _numbers_beside_places(request, monkeypatch):
    """The numbers of the side are counted in tests marked `badges` only: a page's queries are its own."""
    kept.forget()
    if "badges" not in request.keywords:
        monkeypatch.setattr(shell, "COUNTS", {})


@pytest.fixture(autouse=True)
def _nothing_is_kept(request, monkeypatch):
    """Answers are kept in tests marked `kept` only: the others write rows past the verbs, so past the ledger, and
    count what a page costs when it's gathered anew."""
    answers.forget()
    if "kept" not in request.keywords:
        monkeypatch.setattr(answers, "READING", ())


@pytest.fixture(autouse=True, scope="session")
def _tables_can_be_emptied():
    """A transactional test ends by emptying every table; the ledger's guard is lifted for just that moment."""
    empty = TransactionTestCase._fixture_teardown

    def teardown(case) -> None:
        with connection.schema_editor() as editor:
            engine.unguard(None, editor)
        empty(case)
        with connection.schema_editor() as editor:
            engine.guard(None, editor)

    TransactionTestCase._fixture_teardown = teardown
    yield
    TransactionTestCase._fixture_teardown = empty


@pytest.fixture(autouse=True, scope="session")
def _slow_things_are_watched():
    """See tests/unlocked.py."""
    take_off = unlocked.watch()
    yield
    take_off()


@pytest.fixture(autouse=True)
def _nothing_slow_holds_a_lock():
    """Also where a view or a job caught it."""
    unlocked.seen.clear()
    yield
    assert unlocked.seen == [], f"inside a transaction: {', '.join(unlocked.seen)}"

"""A database that hangs is said to be away; one that is only slow, as it may be, isn't."""

import time
from contextlib import contextmanager
from threading import Thread

import pytest
from django.db import OperationalError, connection
from django.db.backends.signals import connection_created

from tandem.front import patience
from tandem.front.patience import Watch, at_most
from tandem.web.trouble import is_away, may_pass
from tests.front.test_running import until

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no server that could hang"),
]


@contextmanager
def watched(seconds: float):
    watch = Watch(seconds)
    watch.join(None, connection)
    over: list[bool] = []

    def look() -> None:
        while not over:
            watch.look()
            time.sleep(0.02)

    looking = Thread(target=look)
    looking.start()
    try:
        yield watch
    finally:
        over.append(True)
        looking.join()
        connection.execute_wrappers.remove(watch)
        connection.close()
        until(lambda: others() == 0)  # the server hears of it when it has slept


def others() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%' AND state = 'active'")
        return cursor.fetchone()[0]


def asked(seconds: float) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(%s)", [seconds])


def test_who_waits_too_long_is_cut_off_and_a_second_try_may_mend_it():
    connection.close()
    with watched(0.3), pytest.raises(OperationalError) as problem:
        asked(2)
    assert is_away(problem.value)
    assert may_pass(problem.value)
    asked(0)


def test_a_block_may_have_less_patience():
    with watched(60) as watch:
        with at_most(0.2), pytest.raises(OperationalError):
            asked(2)
        connection.close()
        asked(0.4)
        assert not watch.waiting


def test_nobody_is_cut_off_who_got_an_answer():
    with watched(0.3) as watch:
        for _n in range(5):
            asked(0.1)
        time.sleep(0.5)
        watch.look()
        asked(0)


def test_the_web_server_watches(monkeypatch):
    looked: list[Watch] = []
    monkeypatch.setattr(Watch, "keep_looking", lambda self: looked.append(self))
    made = patience.watch()
    try:
        connection.close()
        connection.connect()
        assert made in connection.execute_wrappers
        until(lambda: looked == [made])
    finally:
        connection_created.disconnect(dispatch_uid="patience")
        connection.execute_wrappers.remove(made)

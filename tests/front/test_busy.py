"""A database that is locked, full or read-only: said in words, at sign-in too, with what was typed; nothing is done twice."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.core.cache import cache
from django.db import OperationalError, connection
from django.db.utils import InterfaceError, InternalError
from django.test import Client

from tandem.front.models import Sent
from tandem.web.trouble import is_away, may_pass
from tests.protection.forms import forms_in

pytestmark = pytest.mark.django_db(transaction=True)
SAVED = "Nothing was saved; your text is still here, try again."
WORDS = "They asked for a second environment “now”, & it <must> be free"


@contextmanager
def locked(*tables: str) -> Iterator[None]:
    """Another program holds the database, for longer than anybody waits."""
    if connection.vendor == "sqlite":
        connection.cursor().execute("PRAGMA busy_timeout=50")
        other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
    else:
        made = connection.get_connection_params()
        other = psycopg.connect(**{name: made[name] for name in ("dbname", "user", "host", "port") if name in made})
        other.execute(f"LOCK TABLE {', '.join(tables)} IN EXCLUSIVE MODE")
    try:
        with session("lock_timeout=50"):
            yield
    finally:
        other.rollback()
        other.close()


@contextmanager
def session(setting: str) -> Iterator[None]:
    """PostgreSQL's, for each connection that is opened meanwhile: a second try may have a new one."""
    if connection.vendor == "sqlite":
        yield
        return
    options = connection.settings_dict["OPTIONS"]
    before = options["options"]
    options["options"] = f"{before} -c {setting}"
    connection.close()
    try:
        yield
    finally:
        options["options"] = before
        connection.close()


@contextmanager
def read_only() -> Iterator[None]:
    if connection.vendor != "sqlite":
        with session("default_transaction_read_only=on"):
            yield
        return
    connection.cursor().execute("PRAGMA query_only=1")
    try:
        yield
    finally:
        connection.cursor().execute("PRAGMA query_only=0")


@contextmanager
def full() -> Iterator[None]:
    """The disk holds not a page more; PostgreSQL's own word for it is `no_room`."""
    if connection.vendor != "sqlite":
        with no_room():
            yield
        return
    cursor = connection.cursor()
    cursor.execute("VACUUM")  # What earlier tests left free would be room.
    cursor.execute("PRAGMA max_page_count=1")
    try:
        yield
    finally:
        cursor.execute("PRAGMA max_page_count=1073741823")


@contextmanager
def no_room() -> Iterator[None]:
    def refuse(execute, sql, *more):
        if sql.startswith(("INSERT", "UPDATE")):
            raise OperationalError("could not extend file: No space left on device")
        return execute(sql, *more)

    with connection.execute_wrapper(refuse):
        yield


FAULTS = {
    "locked": lambda: locked("front_sent", "tandem_cache"),
    "read-only": read_only,
    "full": full,
    "no room": no_room,
}


def say(browser: Client, world, words: str = WORDS, **more):
    return browser.post(f"/deals/{world.deal.pk}/talk/", {"words": words, "csrfmiddlewaretoken": "c" * 64}, **more)


def text(answer) -> str:
    return answer.content.decode()


@pytest.mark.parametrize("fault", FAULTS)
def test_it_says_that_nothing_was_saved_and_the_same_press_works_when_it_is_over(world, fault):
    browser, long = world.browser(world.sol), f"{WORDS} {'“”' * 14} " * 40
    world.deal  # noqa: B018
    with FAULTS[fault]():
        answer = say(browser, world, long)
        assert browser.get(f"/deals/{world.deal.pk}/talk/").status_code == 200, "reading goes on"
    assert answer.status_code == 503
    assert SAVED in text(answer)
    assert int(answer["Retry-After"]) > 0
    assert world.deal.talk.count() == 0
    form = next(form for form in forms_in(text(answer)) if form.method == "post")
    again = {name: each.value for name, each in form.inputs.items()}
    assert again["words"] == long, "letter by letter"
    assert again["csrfmiddlewaretoken"] == "c" * 64
    assert browser.post(form.action, again).status_code == 302
    assert browser.post(form.action, again).status_code == 303
    assert [remark.words for remark in world.deal.talk.all()] == [long.strip()]


def test_what_was_typed_is_shown_as_text(world):
    browser = world.browser(world.sol)
    world.deal  # noqa: B018
    with read_only():
        answer = text(say(browser, world))
    assert "&lt;must&gt;" in answer
    assert "<must>" not in answer


def test_an_htmx_form_stays_as_it_is_and_is_told(world):
    """503 isn't swapped in (the page's htmx-config), so the form keeps its text; toast.js says why."""
    browser = world.browser(world.sol)
    world.deal  # noqa: B018
    with read_only():
        answer = say(browser, world, headers={"HX-Request": "true"})
    assert answer.status_code == 503
    page = text(browser.get(f"/deals/{world.deal.pk}/talk/"))
    assert f"<span>{SAVED}</span>" in page.split('<template id="busy">')[1].split("</template>")[0]
    assert '{"code":"[45]..","swap":false,"error":true}' in page


@pytest.mark.parametrize("fault", ["locked", "read-only", "no room"])
def test_at_sign_in_nobody_is_told_that_they_tried_too_often(world, fault):
    world.sol.set_password("four plain words together")
    world.sol.save()
    cache.clear()
    browser = Client()
    browser.raise_request_exception = False
    with FAULTS[fault]():
        answer = browser.post("/account/login/", {"login": world.sol.email, "password": "four plain words together"})
    assert answer.status_code == 503
    assert "Too many tries" not in text(answer)
    assert "Nothing was saved: the database can’t take anything just now." in text(answer)
    assert "four plain words together" not in text(answer), "a password never comes back"
    answer = browser.post("/account/login/", {"login": world.sol.email, "password": "four plain words together"})
    assert answer.status_code == 302


def test_who_tried_too_often_is_still_told_so(world):
    cache.clear()
    for _n in range(12):
        answer = Client().post("/account/login/", {"login": world.sol.email, "password": "wrong"})
    assert "Too many" in text(answer)


def test_a_page_that_cannot_be_read_says_so_without_the_database(world, monkeypatch):
    browser = world.browser(world.sol)
    browser.raise_request_exception = False
    address = f"/deals/{world.deal.pk}/talk/"

    def gone(execute, *more):
        raise OperationalError("server closed the connection unexpectedly")

    with connection.execute_wrapper(gone):
        read, sent = browser.get(address), say(browser, world)
    assert (read.status_code, sent.status_code) == (503, 503)
    assert "Nothing is lost." in text(read)
    assert SAVED in text(sent)


def test_a_session_that_cannot_be_noted_does_not_unsay_what_was_saved(world, monkeypatch):
    from django.contrib.sessions.middleware import SessionMiddleware

    def fails(self, request, response):
        raise OperationalError("database is locked")

    browser = world.browser(world.sol)
    browser.raise_request_exception = False
    monkeypatch.setattr(SessionMiddleware, "process_response", fails)
    assert say(browser, world).status_code == 302
    assert browser.get(f"/deals/{world.deal.pk}/talk/").status_code == 503, "where nothing was, it's told"


def test_needs_that_follow_later_do_not_unsay_what_was_saved(world, monkeypatch):
    from tandem.front import middleware

    def fails():
        raise OperationalError("database is locked")

    monkeypatch.setattr(middleware, "follow_scopes", fails)
    assert say(world.browser(world.sol), world).status_code == 302
    assert Sent.objects.count() == 1


def test_nobody_waits_for_ever_for_a_row():
    """SQLite gives up by itself; PostgreSQL would wait for as long as the other holds it."""
    if connection.vendor == "sqlite":
        assert connection.cursor().execute("PRAGMA busy_timeout").fetchone() == (5000,)
    else:
        with connection.cursor() as cursor:
            cursor.execute("SHOW lock_timeout")
            assert cursor.fetchone() == ("5s",)


def test_a_client_who_signs_is_tried_again_too(world, monkeypatch):
    """By a page without an account, whose path is all that is asked here."""
    from tandem.front import once

    tries = []

    def fails_once(request):
        tries.append(1)
        if len(tries) == 1:
            from tandem.front import busy

            return busy.answer(request, OperationalError("deadlock detected"))
        from django.http import HttpResponse

        return HttpResponse("signed")

    request = Client().post("/account/login/", {}).wsgi_request
    request.path = "/c/secret/sign/"
    assert once.Once(fails_once)(request).content == b"signed"
    assert len(tries) == 2


@pytest.mark.parametrize(
    ("problem", "away", "passes"),
    [
        (OperationalError("database is locked"), True, True),
        (OperationalError("deadlock detected"), True, True),
        (OperationalError("could not serialize access due to concurrent update"), True, True),
        (OperationalError("server closed the connection unexpectedly"), True, True),
        (InterfaceError("connection already closed"), True, True),
        (OperationalError("connection to server failed: Connection refused"), True, False),
        (OperationalError("database or disk is full"), True, False),
        (OperationalError("attempt to write a readonly database"), True, False),
        (OperationalError("unable to open database file"), True, False),
        (OSError(28, "No space left on device"), True, False),
        (OSError(30, "Read-only file system"), True, False),
        (OperationalError("no such table: front_sent"), False, False),
        (InternalError("something else"), False, False),
        (FileNotFoundError(2, "No such file"), False, False),
        (ValueError("full"), False, False),
        (None, False, False),
    ],
)
def test_which_faults_are_the_databases_and_which_are_worth_a_second_try(problem, away, passes):
    assert (is_away(problem), may_pass(problem)) == (away, passes)

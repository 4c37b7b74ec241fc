"""The sample firm behind a real server, loaded once for a whole file of tests and emptied after it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.conf import settings
from django.test import Client, TransactionTestCase, override_settings
from playwright.sync_api import BrowserContext
from pytest_django.live_server_helper import LiveServer

from tandem.front.sample.build import Size, make
from tandem.people.models import Person

TUESDAY = date(2026, 11, 24)
SEED = 7


@contextmanager
def served(blocker: Any) -> Iterator[LiveServer]:
    """Northlight Partners as of `TUESDAY`, served. What the tests change stays until the file is done: their tables
    are emptied after the last of them, not after each."""
    empty = TransactionTestCase._fixture_teardown
    TransactionTestCase._fixture_teardown = lambda case: None
    with blocker.unblock(), override_settings(TANDEM_TODAY=TUESDAY):
        try:
            make(Size(), SEED, TUESDAY)
            server = LiveServer("localhost")
            yield server
            server.stop()
        finally:
            TransactionTestCase._fixture_teardown = empty
            TransactionTestCase()._fixture_teardown()


def named(name: str) -> Person:
    return Person.objects.get(name=name)


def let_in(context: BrowserContext, server: LiveServer, person: Person | None) -> None:
    """The visitor has this person's session, or none."""
    context.clear_cookies()
    if person is not None:
        cookie = session_of(person).cookies[settings.SESSION_COOKIE_NAME]
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie.value, "url": server.url}])


def session_of(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client

"""A real Chromium whose network is the product itself, in this thread and in this transaction: what a form does can be
looked at, and taken back."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.apps import apps
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import resolve
from playwright.sync_api import Page, Route

HOST = "http://testserver"
KINDS = {"stylesheet": "text/css", "script": "text/javascript"}
# What says who is signed in, which form was sent, and what is worked out from the history: not what the firm agreed.
NOT_THE_FIRMS = {"django_session", "front_sent", "ledger_reader", "review_boardcall", "planning_need"}
READ_FORMS = """() => [...document.forms].filter(form => form.method === "post").map((form, place) => {
  const button = form.querySelector("button:not([type=button]), input[type=submit]");
  const controls = [...form.elements].filter(it => it.name && it.willValidate && !["submit", "button"].includes(it.type));
  return {
    place, action: form.action, files: controls.some(it => it.type === "file"),
    data: [...new FormData(form, button)].filter(([, value]) => typeof value === "string"),
    controls: controls.map(it => ({
      name: it.name, kind: it.type, needed: it.required, value: it.value, shut: it.readOnly,
      options: it.options ? [...it.options].map(option => option.value) : null,
    })),
    holds: form.noValidate || form.checkValidity(),
  };
})"""


@dataclass(frozen=True)
class Form:
    """A form as Chromium understood it: where it's sent, and what is sent when nobody touches it."""

    action: str
    data: tuple[tuple[str, str], ...]
    controls: tuple[dict[str, Any], ...] = field(compare=False)
    holds: bool = field(compare=False)
    files: bool = field(compare=False)

    @property
    def route(self) -> str:
        return resolve(urlsplit(self.action).path).url_name or ""

    @property
    def names(self) -> frozenset[str]:
        return frozenset(each["name"] for each in self.controls)

    @property
    def key(self) -> tuple[str, str, frozenset[str]]:
        """The same form on another day: its route, the part of it that is asked, and its fields."""
        return self.route, dict(self.data).get("what", ""), self.names

    @property
    def seen(self) -> str:
        """The name of the hidden field that says what was read; "" for a form that makes something."""
        return next((name for name, value in self.data if name.split("-")[-1] in ("seen", "version") and value), "")

    def but(self, **changes: str | None) -> list[tuple[str, str]]:
        """What is sent with other values; None leaves one out."""
        kept = [(name, value) for name, value in self.data if name not in changes]
        return kept + [(name, value) for name, value in changes.items() if value is not None]


class Inside:
    """One tab, in which somebody is signed in."""

    def __init__(self, page: Page) -> None:
        self.page, self.client = page, Client(raise_request_exception=True)
        page.route("**/*", self._answer)

    def sign_in(self, person: Any) -> None:
        self.client = Client(raise_request_exception=True)
        self.client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")

    def forms(self, address: str) -> list[Form]:
        """The forms of a page, as the browser has them before anybody touches them."""
        self.page.goto(HOST + address, wait_until="domcontentloaded", timeout=60_000)
        return [
            Form(
                each["action"].removeprefix(HOST), tuple(map(tuple, each["data"])), tuple(each["controls"]),
                each["holds"], each["files"],
            )
            for each in self.page.evaluate(READ_FORMS)
        ]  # fmt: skip

    def send(self, form: Form, data: list[tuple[str, str]] | None = None) -> HttpResponse:
        values: dict[str, list[str]] = {}
        for name, value in form.data if data is None else data:
            values.setdefault(name, []).append(value)
        return self.client.post(form.action, values)  # type: ignore[return-value]

    def _answer(self, route: Route) -> None:
        asked = urlsplit(route.request.url)
        if route.request.resource_type != "document":  # looks and scripts: what a form holds is the page's own
            route.fulfill(status=200, body="", content_type=KINDS.get(route.request.resource_type, "text/plain"))
            return
        found = self.client.get(f"{asked.path}?{asked.query}" if asked.query else asked.path, follow=True)
        route.fulfill(status=found.status_code, content_type=found["Content-Type"], body=found.content)


@contextmanager
def taken_back() -> Iterator[None]:
    """Whatever is written inside is not."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def changes(act: Callable[[], Any]) -> tuple[Any, dict[str, tuple[set[Any], set[Any]]]]:
    """What `act` answers, and the rows that it took away and brought, by table; it is taken back."""
    written: set[str] = set()
    with taken_back():
        with connection.execute_wrapper(_noting(written)):
            answer = act()
        after = {table: rows_of(table) for table in written - NOT_THE_FIRMS}
    before = {table: rows_of(table) for table in after}
    return answer, {
        table: (before[table] - after[table], after[table] - before[table])
        for table in after
        if before[table] != after[table]
    }


def rows_of(table: str) -> set[Any]:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}"')
        return {tuple(map(str, row)) for row in cursor.fetchall()}


def _noting(written: set[str]) -> Callable[..., Any]:
    tables = [model._meta.db_table for model in apps.get_models(include_auto_created=True)]

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.lstrip()[:6].upper() in ("INSERT", "UPDATE", "DELETE"):
            head = sql[:200]
            written.update(table for table in tables if f'"{table}"' in head)
        return execute(sql, params, many, context)

    return note

"""Every address opened by every role, whole and as a fragment: what it answered, leaked and wrote."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property

from django.db import connection, transaction
from django.test import Client

from tandem.front.permissions import whole
from tandem.people.models import Access
from tandem.people.permissions import ADMIN
from tests.docx_file import parts_of, words_of
from tests.pdf_text import about, words_apart
from tests.protection.addresses import Address, every_address
from tests.protection.firm import Firm, Story
from tests.protection.rows import plain_numbers

# "" has not signed in; ADMIN is a consultant who runs the software, asked only what is an administrator's to do.
ROLES = ("", *Access.values, ADMIN)
SEE_LESS = (Access.SALES, Access.DELIVERY, Access.RESOURCE, Access.CONSULTANT)
REFUSED = (302, 403, 405)  # whoever's rows they are
FRAGMENT = {"HTTP_HX_REQUEST": "true"}
WRITES = re.compile(r"^\s*(INSERT|UPDATE|DELETE|REPLACE)\b", re.IGNORECASE)
WORD = re.compile(r"[\w£.,]+")
# What a request may write about itself: its session, the throttle's counts.
OWN_BOOKS = re.compile(r"django_session|tandem_cache", re.IGNORECASE)


@dataclass(frozen=True)
class Visit:
    role: str
    address: Address
    method: str
    of_kept: bool
    status: int
    said: str
    headers: dict[str, str]
    wrote: tuple[str, ...]

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset(word.strip(".,") for word in WORD.findall(self.said)) | plain_numbers(self.said)

    def __str__(self) -> str:
        whose = "kept" if self.of_kept else "open"
        return f"{self.role or 'signed out'} {self.method} {self.address.name} ({whose}) -> {self.status}"


@contextmanager
def watching_writes() -> Iterator[list[str]]:
    """The statements that change something while the block runs, however they end."""
    seen: list[str] = []

    def watch(execute, sql, params, many, context):
        if WRITES.match(sql) and not OWN_BOOKS.search(sql):
            seen.append(sql[:120])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield seen


def visit(
    client: Client, role: str, address: Address, path: str, method: str = "GET", *, kept=False, data=None, **extra
) -> Visit:
    """One request; what was sent is undone afterwards, and opening writes nothing. A crash is 500, as it is outside tests."""
    client.raise_request_exception = False
    mark = transaction.savepoint() if method == "POST" else ""
    with watching_writes() as wrote:
        answer = _ask(client, method, path, data, extra)
    if mark:
        transaction.savepoint_rollback(mark)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    headers = dict(answer.items())
    said = (
        _read(body, str(answer.get("Content-Type", "")))
        + "\n"
        + "\n".join(f"{name}: {value}" for name, value in headers.items())
    )
    return Visit(role, address, method, kept, answer.status_code, said, headers, tuple(wrote))


def _read(body: bytes, kind: str) -> str:
    """What it says, files included: to their last part, and what they say of themselves."""
    if kind == "application/pdf":
        return words_apart(body) + "\n" + about(body)
    if "wordprocessingml" in kind:
        return words_of(body) + "\n" + "\n".join(parts_of(body).values())
    return body.decode(errors="replace")


def _ask(client: Client, method: str, path: str, data, extra):
    if method == "POST":
        return client.post(path, data or {}, **extra)
    return client.get(path, data or {}, **extra)


def asked_of(role: str) -> list[Address]:
    every = every_address()
    return [each for each in every if _is_for_admins(each.name)] if role == ADMIN else every


def _is_for_admins(name: str) -> bool:
    return any(ADMIN in who for who in whole()[name].values())


def stories(firm: Firm, address: Address) -> list[tuple[Story, bool]]:
    return [(firm.open, False), (firm.kept, True)] if address.of_story else [(firm.open, False)]


def every_get(firm: Firm) -> Iterator[Visit]:
    """All roles, all addresses: the whole page, what else can be asked of it, and its fragment for roles that see less."""
    for role in ROLES:
        yield from gets_of(firm, role)


def gets_of(firm: Firm, role: str) -> Iterator[Visit]:
    """One role, all addresses."""
    client = firm.browser(role)
    for address in asked_of(role):
        for story, kept in stories(firm, address):
            path = address.path(firm, story)
            yield (first := visit(client, role, address, path, kept=kept))
            if not role or first.status in REFUSED:
                break
            if kept or first.status != 200:
                continue
            for query in address.queries if role in SEE_LESS else ():
                yield visit(client, role, address, path, data=query)
            if role == Access.CONSULTANT:
                yield visit(client, role, address, path, **FRAGMENT)


def every_post(firm: Firm) -> Iterator[Visit]:
    for role in ROLES:
        client = firm.browser(role)
        for address in asked_of(role):
            if address.name == "account_logout":
                continue
            for story, kept in stories(firm, address):
                yield (sent := visit(client, role, address, address.path(firm, story), "POST", kept=kept))
                if not role or sent.status in REFUSED:
                    break

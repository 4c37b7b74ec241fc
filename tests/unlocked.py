"""Nothing slow happens while a transaction is open: a file that is read, a paper that is drawn, a password that is
hashed, a socket, a mail, a program, a sleep. On SQLite everybody who writes would wait for it.

Watched in every test. The transactions that the test itself is wrapped in don't count.
"""

import csv
import hashlib
import socket
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

import typst
from django.core.mail import EmailMessage
from django.db import connection, transaction

SLEEP_SECONDS = 0.05
seen: list[str] = []


class SlowUnderLock(AssertionError):
    """Something slow ran inside an application's transaction."""


@contextmanager
def of_the_test() -> Iterator[None]:
    """A transaction that a fixture or a test takes back at its end: it's no verb's, so it doesn't count."""
    with transaction.atomic():
        connection.atomic_blocks[-1]._from_testcase = True  # type: ignore[attr-defined]
        yield


def is_locked() -> bool:
    """The sample firm doesn't count: it's made once, into an empty database that nobody uses yet."""
    if all(getattr(block, "_from_testcase", False) for block in connection.atomic_blocks):
        return False
    frame = sys._getframe()
    while frame.f_back:
        frame = frame.f_back
        if "/front/sample/" in frame.f_code.co_filename:
            return False
    return True


def watch() -> Callable[[], None]:
    """Put the guard round everything slow; answers how to take it off."""
    slow: list[tuple[Any, str]] = [
        (csv, "reader"),
        (zipfile.ZipFile, "__init__"),
        (typst, "compile"),
        (hashlib, "scrypt"),
        (hashlib, "pbkdf2_hmac"),
        (EmailMessage, "send"),
        (socket.socket, "connect"),
        (socket, "getaddrinfo"),
        (subprocess.Popen, "__init__"),
    ]
    before = [(owner, name, getattr(owner, name)) for owner, name in slow]
    for owner, name, real in before:
        setattr(owner, name, _guarded(real, f"{getattr(owner, '__name__', owner)}.{name}"))
    real_sleep = time.sleep

    def sleep(seconds: float) -> None:
        if seconds > SLEEP_SECONDS:
            refuse(f"time.sleep({seconds})")
        real_sleep(seconds)

    time.sleep = sleep

    def take_off() -> None:
        for owner, name, real in before:
            setattr(owner, name, real)
        time.sleep = real_sleep

    return take_off


def refuse(what: str) -> None:
    """Raises: SlowUnderLock. Kept as well: a view may catch whatever comes."""
    if is_locked():
        seen.append(what)
        raise SlowUnderLock(f"{what} inside a transaction: do it before, or leave it to the worker.")


def _guarded(real: Callable[..., Any], name: str) -> Callable[..., Any]:
    @wraps(real)
    def guarded(*given: Any, **named: Any) -> Any:
        refuse(name)
        return real(*given, **named)

    return guarded

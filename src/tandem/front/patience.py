"""A PostgreSQL that hangs is told from one that works: whoever asked it something is cut off after a while and says so.

A server that is gone refuses or breaks the connection, and that is heard at once. One whose disk or machine stands still
keeps it open and says nothing, and nothing on its own side ends the wait. SQLite has no server that could.
"""

import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db.backends.signals import connection_created

# Nothing that a page asks takes so long; whoever waits for a row is told so after five.
SECONDS = 15.0
LOOK_SECONDS = 0.25
_seconds: ContextVar[float] = ContextVar("patience", default=0.0)


class Watch:
    """Who waits for an answer, on which socket, and how long they are to."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.waiting: dict[int, tuple[float, int]] = {}
        self.lock = threading.Lock()

    def __call__(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        me, until = threading.get_ident(), time.monotonic() + (_seconds.get() or self.seconds)
        self.waiting[me] = (until, context["connection"].connection.pgconn.socket)
        try:
            return execute(sql, params, many, context)
        finally:
            with self.lock:  # so that nobody is cut off who has a socket of the same number later
                self.waiting.pop(me, None)

    def look(self) -> None:
        now = time.monotonic()
        with self.lock:
            for me, (until, number) in list(self.waiting.items()):
                if now > until:
                    _cut_off(number)
                    self.waiting[me] = (float("inf"), number)

    def keep_looking(self) -> None:
        while True:
            time.sleep(LOOK_SECONDS)
            self.look()

    def join(self, sender: Any, connection: Any, **more: Any) -> None:
        if connection.vendor == "postgresql" and self not in connection.execute_wrappers:
            connection.execute_wrappers.append(self)


def watch() -> Watch:
    """From now on, for every connection of this process: the web server's, since commands may take as long as they do."""
    made = Watch(SECONDS)
    connection_created.connect(made.join, weak=False, dispatch_uid="patience")
    threading.Thread(target=made.keep_looking, name="patience", daemon=True).start()
    return made


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Within this block no answer is waited for any longer."""
    before = _seconds.set(seconds)
    try:
        yield
    finally:
        _seconds.reset(before)


def _cut_off(number: int) -> None:
    """Whoever waits on it reads its end, and raises an OperationalError."""
    try:
        with socket.socket(fileno=os.dup(number)) as theirs:
            theirs.shutdown(socket.SHUT_RDWR)
    except OSError:
        return

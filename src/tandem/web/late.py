"""A transaction that begins with the first write and lasts to the end of the block.

What is read, drawn, hashed or parsed before the first write holds no lock: on SQLite there's one for all who write. From
the first write on everything stands or falls together, whoever writes it: a verb, a library, a single statement.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, transaction

WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE", "MERGE")


class Late:
    """Opened by `with`; `first` is called as the transaction begins, inside it, before anything else is written."""

    def __init__(self, first: Callable[[], None]) -> None:
        self.first = first
        self.has_begun = self.has_ended = False
        self.block: transaction.Atomic | None = None

    def begin(self) -> None:
        if self.has_begun:
            return
        self.has_begun = True  # Entering the block comes back here.
        block = transaction.atomic()
        try:
            block.__enter__()
        except BaseException:
            self.has_begun = False
            raise
        self.block = block
        self.first()

    def end(self) -> None:
        """What was written so far stands; what is written from here on stands for itself."""
        block, self.block, self.has_begun = self.block, None, True
        if block:
            self.has_ended = True
            block.__exit__(None, None, None)

    def __enter__(self) -> "Late":
        self.outer = _current.set(self)
        self.watch = connection.execute_wrapper(self._before)
        self.watch.__enter__()
        return self

    def __exit__(self, kind: Any, problem: Any, trace: Any) -> None:
        _current.reset(self.outer)
        self.watch.__exit__(kind, problem, trace)
        if self.block:
            self.block.__exit__(kind, problem, trace)

    def _before(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        """A write without a block of its own."""
        if not self.has_begun and _current.get() is self and str(sql).lstrip()[:7].upper().startswith(WRITES):
            self.begin()
        return execute(sql, params, many, context)


_current: ContextVar[Late | None] = ContextVar("late", default=None)


@contextmanager
def aside() -> Iterator[None]:
    """What is written here begins nothing: counts of tries, which stand whatever becomes of the request."""
    outer = _current.set(None)
    try:
        yield
    finally:
        _current.reset(outer)


def stand() -> None:
    """Before something slow that can't wait until the request is done, such as a mail whose failure is told."""
    late = _current.get()
    if late:
        late.end()


def _before_any_block(enter: Callable[[transaction.Atomic], None]) -> Callable[[transaction.Atomic], None]:
    """Whoever opens a transaction within ours opens ours first: Django has no place of its own to say so."""

    def __enter__(self: transaction.Atomic) -> None:  # noqa: N807
        late = _current.get()
        if late and self.using in (None, DEFAULT_DB_ALIAS):
            late.begin()
        enter(self)

    return __enter__


transaction.Atomic.__enter__ = _before_any_block(transaction.Atomic.__enter__)  # type: ignore[method-assign]

"""Where sign-in tries are counted: the database's cache, but one that says so when it couldn't count."""

from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache
from django.db import DatabaseError, IntegrityError, OperationalError, connection

from tandem.web.late import aside


class Counts(DatabaseCache):
    """Django's takes every write that failed for one that came second, and the throttle then says “too many tries” to
    somebody who has tried once. Counts stand for themselves, whatever becomes of the request."""

    def _base_set(self, mode: str, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT) -> bool:
        """Raises: OperationalError when it wasn't written, and not because somebody else was first."""
        failed: list[DatabaseError] = []

        def note(execute: Any, *statement: Any) -> Any:
            try:
                return execute(*statement)
            except DatabaseError as problem:
                failed.append(problem)
                raise

        with aside(), connection.execute_wrapper(note):
            written = super()._base_set(mode, key, value, timeout)  # type: ignore[misc]
        if written or mode == "touch" or any(isinstance(problem, IntegrityError) for problem in failed):
            return written
        # Every statement went through and yet it isn't there: the commit failed.
        raise failed[0] if failed else OperationalError("The count of tries can't be written.")

    def _base_delete_many(self, keys: list[str]) -> bool:
        with aside():
            return super()._base_delete_many(keys)  # type: ignore[misc]

"""When the database can't take anything just now: which faults say so, and which of them a second try may mend."""

import errno

from django.db import Error, InterfaceError, OperationalError

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)
# A missing table is an operational error to SQLite; it's our fault, and waiting doesn't help.
OURS = ("no such table", "no such column", "has no column", "syntax error", "too many sql variables")
# PostgreSQL: a server that takes no writes.
READ_ONLY = "25006"


def is_away(problem: BaseException | None) -> bool:
    """The database is busy, full, read-only, or isn't there; or the disk is full."""
    if isinstance(problem, OperationalError | InterfaceError):
        return not any(words in str(problem).lower() for words in OURS)
    if isinstance(problem, OSError):
        return problem.errno in FULL
    return isinstance(problem, Error) and getattr(problem.__cause__, "sqlstate", None) == READ_ONLY


def may_pass(problem: BaseException | None) -> bool:
    """Worth a second try at once: a deadlock, a busy row or file, a connection that was cut. Not a full disk."""
    words = str(problem).lower()
    return is_away(problem) and not any(
        word in words for word in ("full", "readonly", "read-only", "no space", "unable to open", "refused")
    )

"""What went wrong before anything could be done, in one sentence for the person at the keyboard."""

import re

from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, InterfaceError, OperationalError, ProgrammingError, connection
from environs import EnvError

from tandem import environment
from tandem.home import InUse, Unfit

NO_TABLE = re.compile(r"no such (table|column)|(relation|column) .* does not exist")
UP_TO_DATE = "./run manage migrate brings it up to date."


def sentence(problem: BaseException) -> str | None:
    """The sentence, or None for what is a fault of the program's, whose whole story is needed."""
    if isinstance(problem, EnvError):
        return environment.in_words(problem)
    if isinstance(problem, Unfit | InUse):
        return str(problem)
    if isinstance(problem, DatabaseError) and NO_TABLE.search(str(problem)):
        return f"The database isn't up to date ({_first_line(problem)}). {UP_TO_DATE}"
    if isinstance(problem, OperationalError | InterfaceError) or _is_unfit(problem) or type(problem) is DatabaseError:
        return f"{place()} can't be used: {_first_line(problem)}."
    if isinstance(problem, ImproperlyConfigured):
        return f"Tandem isn't set up right: {_first_line(problem)}"
    return None


def _is_unfit(problem: BaseException) -> bool:
    """A parameter of the address that PostgreSQL's client doesn't know, or can't read: it says so before it connects."""
    return isinstance(problem, ProgrammingError) and connection.connection is None


def place() -> str:
    """Which database it is, without its password."""
    named = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"The database {named['NAME']}"
    where = f"{named['HOST'] or 'this machine'}:{named['PORT'] or 5432}"
    return f"The database {named['NAME']!r} at {where}, which DATABASE_URL names,"


def _first_line(problem: BaseException) -> str:
    lines = [line.strip() for line in str(problem).splitlines() if line.strip()]
    return (lines[0] if lines else type(problem).__name__).rstrip(".")

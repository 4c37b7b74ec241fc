"""What may stand in the environment's variables beyond their type: each check says in words what is wrong."""

import logging
from importlib.util import find_spec
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from environs import Env, EnvValidationError, ValidationError, validate

COUNT = validate.Range(min=1, error="it must be at least 1")
DAYS = validate.Range(min=1, max=3650, error="it must lie between 1 and 3650")
NOT_NEGATIVE = validate.Range(min=0, error="it can't be below 0")
PORT = validate.Range(min=1, max=65535, error="a port lies between 1 and 65535")
SHARE = validate.Range(min=0, max=1, error="a share lies between 0 and 1")
ADDRESS = "it has to read postgres://user:password@host:5432/name"


def database(env: Env) -> dict | None:
    """The PostgreSQL database of DATABASE_URL, or None where it's left out.

    Raises:
        EnvError: it names another kind of database, or misses a part.
    """
    if not env.str("DATABASE_URL", default="", validate=_database_address):
        return None
    found = env.dj_db_url("DATABASE_URL")
    # Without it, a server that is away holds every process up for minutes.
    return {**found, "OPTIONS": {"connect_timeout": 10, **found.get("OPTIONS", {})}}


def time_zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as problem:
        raise ValidationError(f"there is no time zone {name!r}; one is Europe/London") from problem


def log_level(name: str) -> None:
    if name not in logging.getLevelNamesMapping():
        raise ValidationError("it is one of DEBUG, INFO, WARNING, ERROR, CRITICAL")


def dotted(name: str) -> None:
    module, _dot, _name = name.rpartition(".")
    try:
        found = module and find_spec(module)
    except (ImportError, ValueError):
        found = None
    if not found:
        raise ValidationError(f"there is no {name!r}; it names a class with its package, as package.module.Class")


def in_words(problem: Exception) -> str:
    """One sentence that names the variable and what is wrong with it, without its value, which may be a secret."""
    if not isinstance(problem, EnvValidationError):
        return str(problem)
    said = problem.error_messages
    words = "; ".join(map(str, said)) if isinstance(said, list | tuple) else str(said)
    name = str(problem).split('"')[1]
    words = words.rstrip(".")
    begins = words[:1].lower() if words[1:2].islower() else words[:1]  # not of "SQLite"
    return f"The environment variable {name} can't be used: {begins}{words[1:]}."


def _database_address(url: str) -> None:
    if not url:
        return
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as problem:
        raise ValidationError(ADDRESS) from problem
    if parts.scheme == "sqlite":
        raise ValidationError("SQLite needs none: TANDEM_HOME says where its database is kept")
    if parts.scheme not in ("postgres", "postgresql") or port == 0 or not parts.path.strip("/"):
        raise ValidationError(ADDRESS)

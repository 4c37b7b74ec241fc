"""What the operator reads: one JSON line an event, on stderr, with the request and the person it belongs to."""

import logging
import re
import secrets
from collections.abc import Callable
from typing import Any

import structlog
from django.http import HttpRequest, HttpResponse
from structlog.typing import EventDict, WrappedLogger

Answer = Callable[[HttpRequest], HttpResponse]
# What lets its holder in, wherever in a line it stands: in an address (as it is, or escaped in another address), in the
# text of an exception, in a message. tests/web/test_watch.py walks every address with a secret in it.
SLASH = r"(?:/|%2[fF]|\\/)"
PLACES = ("account/password/reset/key", "account/confirm-email", "c", "bookings/undo")
SECRET_PATHS = re.compile(
    rf"({SLASH}(?:{'|'.join(place.replace('/', SLASH) for place in PLACES)}){SLASH})(?!…)[^/\s\"'\\%?&#<>]+"
)
# Made by us or by Django: a link's secret (43 letters), a session's or a form's key (32 or 64), a reset key.
SECRET_WORDS = re.compile(
    r"(?<![\w-])(?:(?=[\w-]*[A-Z])[\w-]{43}|(?=[a-z0-9]*[g-z])[a-z0-9]{32}|(?=\w*[G-Zg-z])[0-9A-Za-z]{64}"
    r"|[0-9a-z]{1,13}-[0-9a-z]{6,7}-[0-9a-f]{32})(?![\w-])"
)
SECRET_VALUES = re.compile(
    r"""((?<![A-Za-z])(?:sessionid|__Host-session|csrftoken|__Host-csrf|csrfmiddlewaretoken|password\d?|oldpassword|secret|token|otp|code)"""
    r"""(?:\\?["'])?\s*(?:[:=]|\bis\b)\s*(?:\\?["'])?)(?!…)[^\s"'&;,\\}\])]{4,}""",
    re.IGNORECASE,
)
MAILED_CODES = re.compile(r"\b\d{4,8}(?= is your code)")
SECRET_NAMES = re.compile(r"password|secret|token|cookie|authorization|csrf|session", re.IGNORECASE)
OURS = ("_record", "_from_structlog", "exc_info", "stack_info")
PLAIN = (str, int, float, bool, type(None))


def hide_secrets(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """Whatever is named like a secret is left out of the log."""
    for name in event:
        if SECRET_NAMES.search(name):
            event[name] = "…"
    return event


def only_plain_extras(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """Other people's lines carry whole objects (a request with its address, cookies, form): those aren't written."""
    record = event.get("_record")
    for name in list(event):
        if name not in OURS and hasattr(record, name) and not isinstance(event[name], PLAIN):
            del event[name]
    return event


def cut(words: str) -> str:
    """A finished line, or any text, without what lets its reader in."""
    words = SECRET_PATHS.sub(r"\1…", words)
    words = MAILED_CODES.sub("…", SECRET_WORDS.sub("…", words))
    return SECRET_VALUES.sub(r"\1…", words)


def cut_line(logger: WrappedLogger, method: str, line: Any) -> str:
    """After everything else: no object, exception or message escapes it by becoming text late."""
    return cut(line)


SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.PositionalArgumentsFormatter(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def formatter() -> logging.Formatter:
    """For settings.LOGGING: our events and everybody else's in the same shape. JSON escapes line ends, so that no text
    that somebody typed can look like a line of its own."""
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[structlog.stdlib.ExtraAdder(), only_plain_extras, *SHARED],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            hide_secrets,
            structlog.processors.JSONRenderer(default=str),
            cut_line,
        ],
    )


def requests(get_response: Answer) -> Answer:
    """Gives each request a number, which its log lines carry and its answer names: so they're brought together."""

    def middleware(request: HttpRequest) -> HttpResponse:
        number = secrets.token_hex(8)
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request=number, method=request.method, path=request.path)
        try:
            response = get_response(request)
        finally:
            structlog.contextvars.clear_contextvars()
        response["X-Request-ID"] = number
        return response

    return middleware

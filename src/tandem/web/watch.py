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
# A link that lets its holder in is a secret, though it stands in an address.
SECRET_PATHS = re.compile(r"(/account/(?:password/reset/key|confirm-email)/|/c/)[^/\s\"']+")
SECRET_NAMES = re.compile(r"password|secret|token|cookie|authorization|csrf|session", re.IGNORECASE)


def hide_secrets(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """Whatever is named like a secret, and links that are one, are left out of the log."""
    for name, value in event.items():
        if SECRET_NAMES.search(name):
            event[name] = "…"
        elif isinstance(value, str):
            event[name] = SECRET_PATHS.sub(r"\1…", value)
    return event


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
        foreign_pre_chain=[*SHARED, structlog.stdlib.ExtraAdder()],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            hide_secrets,
            structlog.processors.JSONRenderer(default=str),
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

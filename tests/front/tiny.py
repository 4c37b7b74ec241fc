"""A web application that says how much was sent, behind a worker with little room and little patience."""

from collections.abc import Iterable
from typing import Any

from tandem.front import arrivals

CONNECTIONS = 15
END = b"~"
_served = 0


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """The number of the request at /served, else the length of its body, and a word."""
    global _served
    _served += 1
    # Here, in the server's own process; whoever imports this for its END is a test.
    arrivals.CONNECTIONS, arrivals.HEAD_SECONDS = CONNECTIONS, 4
    sent = environ["wsgi.input"].read()
    words = f"{_served if environ['PATH_INFO'] == '/served' else len(sent)} bytes".encode() + END
    start_response("200 OK", [("Content-Length", str(len(words))), ("Content-Type", "text/plain")])
    return [words]

"""A request is taken whole or not at all: a line that breaks while a form is sent must not save half of its words."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


class CutOff(OSError):
    """The connection ended before all that was announced had come. Django makes it an UnreadablePostError."""


class Whole:
    """A request's body of `length` bytes, as WSGI has it, that says when it ends too early."""

    def __init__(self, body: Any, length: int) -> None:
        self.body, self.missing = body, length

    def read(self, size: int | None = -1) -> bytes:
        wanted, got = self._at_most(size), bytearray()
        while len(got) < wanted:
            piece = self.body.read(wanted - len(got))
            if not piece:
                raise CutOff(f"{self.missing - len(got)} bytes of the request never came.")
            got += piece
        self.missing -= len(got)
        return bytes(got)

    def readline(self, size: int | None = -1) -> bytes:
        wanted = self._at_most(size)
        line: bytes = self.body.readline(wanted)
        if wanted and not line:
            raise CutOff(f"{self.missing} bytes of the request never came.")
        self.missing -= len(line)
        return line

    def readlines(self, hint: int = -1) -> list[bytes]:
        return list(self)

    def __iter__(self) -> Iterator[bytes]:
        while line := self.readline():
            yield line

    def _at_most(self, size: int | None) -> int:
        return self.missing if size is None or size < 0 else min(size, self.missing)


def taken_whole(application: Application) -> Application:
    """Around the whole of Django, whichever server runs it: most of them end a body that was cut off without a word."""

    def wrapped(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        length = environ.get("CONTENT_LENGTH") or "0"
        if length.isdecimal():
            environ["wsgi.input"] = Whole(environ["wsgi.input"], int(length))
        return application(environ, start_response)

    return wrapped

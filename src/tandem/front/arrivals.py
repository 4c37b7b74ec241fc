"""The web server's worker that lets nobody in who isn't all there: a request gets a thread once the whole of it has come.

Whoever sends slowly, head or body, a letter a minute, costs an open connection and no thread, so that a crowd of them
keeps nobody from being served. It needs no proxy in front. What arrives has a time that grows with what it announced;
where there is no room for more, whoever has been arriving the longest goes. A request is read to its end before Django
hears of it, so that a line that breaks leaves no half of one. Gunicorn's gthread does the rest.
"""

import re
import socket
import time
from functools import partial
from selectors import EVENT_READ
from tempfile import SpooledTemporaryFile
from typing import Any

from django.conf import settings
from gunicorn.http.parser import RequestParser
from gunicorn.http.unreader import Unreader
from gunicorn.workers.gthread import ThreadWorker

HEAD_SECONDS, QUIET_SECONDS, SEND_SECONDS = 15, 30, 30
SLOWEST_BYTES_A_SECOND = 16 * 1024
HEAD_BYTES = 64 * 1024
PIECE = 64 * 1024
IN_MEMORY = 1024 * 1024
# So many connections of a process may be on their way in at once, and so many bytes of bodies.
CONNECTIONS = 300
SMALL_ROOM, LARGE = 128 * 1024 * 1024, 2 * 1024 * 1024
LARGE_AT_ONCE = 8
# A page goes into the system's own memory, so that who reads slowly costs no thread either.
SEND_BUFFER = 1024 * 1024
END = b"\r\n\r\n"
LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*([^\r\n]*?)[ \t]*(?=\r\n)", re.IGNORECASE)
CODED = re.compile(rb"\r\ntransfer-encoding:", re.IGNORECASE)
EXPECTS = re.compile(rb"\r\nexpect:[ \t]*100-continue", re.IGNORECASE)
GO_ON = b"HTTP/1.1 100 Continue\r\n\r\n"


class Arriving:
    """One request on its way in: what came of it, and until when the rest has to have come."""

    def __init__(self, conn: Any, at: float) -> None:
        self.conn, self.begun = conn, at
        self.head = bytearray()
        self.kept: Any = None  # a file, once the head is whole
        self.missing, self.announced = 0, 0
        self.deadline, self.quiet_until = at + HEAD_SECONDS, at + QUIET_SECONDS
        self.rest = b""
        self.closes = False

    @property
    def has_head(self) -> bool:
        return self.kept is not None

    @property
    def is_whole(self) -> bool:
        return self.has_head and not self.missing

    @property
    def is_large(self) -> bool:
        return self.announced > LARGE

    def add(self, data: bytes, at: float) -> None:
        """What came now. What lies behind the end of this request is `rest`."""
        self.quiet_until = at + QUIET_SECONDS
        if self.has_head:
            self._take(data)
            return
        looked_at = max(0, len(self.head) - len(END))
        self.head += data
        end = self.head.find(END, looked_at)
        if end < 0 and len(self.head) < HEAD_BYTES:
            return
        end = len(self.head) if end < 0 else end + len(END)
        self._begin_body(bytes(self.head[:end]), at)
        self._take(bytes(self.head[end:]))

    def _begin_body(self, head: bytes, at: float) -> None:
        """What can't be waited for (no length, or more than is ever read) is handed on as it is, to be refused there."""
        self.kept = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 (closed when it was answered)
        self.kept.write(head)
        lengths = LENGTH.findall(head)
        known = lengths[0].isdigit() and len(lengths) == 1 if lengths else True
        length = int(lengths[0][:20]) if known and lengths else 0
        self.closes = not known or bool(CODED.search(head)) or length > settings.REQUEST_MAX_BYTES
        self.missing = self.announced = 0 if self.closes else length
        self.deadline = at + HEAD_SECONDS + length / SLOWEST_BYTES_A_SECOND
        if self.missing and EXPECTS.search(head):
            self.conn.sock.sendall(GO_ON)

    def _take(self, data: bytes) -> None:
        mine, self.rest = data[: self.missing], data[self.missing :]
        self.kept.write(mine)
        self.missing -= len(mine)


class Arrived(Unreader):
    """What gunicorn's parser reads a request from: what has come, and then its end."""

    def __init__(self) -> None:
        super().__init__()
        self.kept: Any = None

    def chunk(self, size_hint: int | None = None) -> bytes:
        found: bytes = self.kept.read(min(max(size_hint or 0, PIECE), IN_MEMORY)) if self.kept else b""
        return found


class Worker(ThreadWorker):
    """For --worker-class. Everything but `handle` and `handle_request` runs in the one thread that waits for sockets."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.arriving: dict[Any, Arriving] = {}  # by connection, the oldest first

    def enqueue_req(self, conn: Any) -> None:
        """Gunicorn's word for "there's a connection to be served": a new one, or one that asks again."""
        if not hasattr(conn, "arrived"):
            conn.arrived, conn.rest, conn.closes = Arrived(), b"", False
            conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
        conn.sock.setblocking(False)
        self.arriving[conn] = coming = Arriving(conn, time.monotonic())
        self.poller.register(conn.sock, EVENT_READ, partial(self._read, coming))
        if len(self.arriving) > CONNECTIONS:
            self._drop(next(iter(self.arriving.values())))
        rest, conn.rest = conn.rest, b""
        if rest:
            self._add(coming, rest)
        else:
            self._read(coming, conn.sock)

    def _read(self, coming: Arriving, sock: Any) -> None:
        if coming.conn not in self.arriving:
            return
        try:
            data = sock.recv(PIECE)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            data = b""
        if data:
            self._add(coming, data)
        else:  # It hung up; what hadn't come whole is nobody's.
            self._drop(coming)

    def _add(self, coming: Arriving, data: bytes) -> None:
        had_head = coming.has_head
        try:
            coming.add(data, time.monotonic())
        except OSError as problem:  # no room on the disk
            self.log.warning("a request can't be kept while it arrives: %s", problem)
            self._drop(coming)
            return
        if coming.is_whole:
            self._serve(coming)
        elif coming.has_head and not had_head:
            self._make_room(coming)

    def _serve(self, coming: Arriving) -> None:
        conn = coming.conn
        del self.arriving[conn]
        self.poller.unregister(conn.sock)
        coming.kept.seek(0)
        conn.arrived.kept, conn.rest, conn.closes = coming.kept, coming.rest, coming.closes
        if conn.parser is None:
            conn.parser = RequestParser(self.cfg, conn.sock, conn.client)
            conn.parser.unreader = conn.arrived
            conn.initialized = conn.data_ready = True
        super().enqueue_req(conn)

    def _make_room(self, coming: Arriving) -> None:
        alike = [each for each in self.arriving.values() if each.has_head and each.is_large == coming.is_large]
        while len(alike) > 1 and _is_crowded(alike):
            self._drop(alike.pop(0))

    def _drop(self, coming: Arriving) -> None:
        self.arriving.pop(coming.conn, None)
        self.poller.unregister(coming.conn.sock)
        self.nr_conns -= 1
        if coming.kept:
            coming.kept.close()
        coming.conn.close()

    def murder_pending(self) -> None:
        """Called about once a second. While we stop, whoever has sent nothing yet isn't waited for."""
        super().murder_pending()
        now = time.monotonic()
        for each in list(self.arriving.values()):
            if now > min(each.deadline, each.quiet_until) or not (self.alive or each.head):
                self._drop(each)

    def handle(self, conn: Any) -> Any:
        try:
            return super().handle(conn) and not conn.closes
        finally:
            conn.arrived.kept.close()

    def handle_request(self, req: Any, conn: Any) -> Any:
        conn.sock.settimeout(SEND_SECONDS)
        try:
            return super().handle_request(req, conn)
        except TimeoutError:
            self.log.info("an answer wasn't fetched within %s seconds", SEND_SECONDS)
            return False

    def finish_request(self, conn: Any, fs: Any) -> None:
        if conn.rest and not fs.cancelled() and fs.exception() is None and fs.result():
            self.enqueue_req(conn)
        else:
            super().finish_request(conn, fs)


def _is_crowded(arriving: list[Arriving]) -> bool:
    if arriving[0].is_large:
        return len(arriving) > LARGE_AT_ONCE
    return sum(each.announced for each in arriving) > SMALL_ROOM

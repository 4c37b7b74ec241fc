"""More than the machine can serve: so many requests at once, a few that wait, and the rest are told at once to come back.

Who writes may wait long for the database, so writers never take all the places: pages and whoever asks after our health
are answered meanwhile. One door a process; behind it stand more threads than places (running.py), so that there is
always one to say no.
"""

import threading
from collections.abc import Callable

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from tandem.front import busy

log = structlog.get_logger(__name__)
PATIENCE_SECONDS = 5
# For those who are sent away and for the probes.
SPARE_THREADS = 8
# What needs no place: the probes, and what a page that says "busy" is dressed in.
FREE = ("/healthz", "/readyz", "/look/")


class Places:
    """`at_once` places, half of them for writers too; `waiting` may wait for one, readers and writers each."""

    def __init__(self, at_once: int, waiting: int, patience: float = PATIENCE_SECONDS) -> None:
        self.at_once, self.waiting, self.patience = at_once, waiting, patience
        self.writers = max(1, at_once // 2)
        self.taken = {True: 0, False: 0}
        self.queue = {True: 0, False: 0}
        self.moved = threading.Condition()

    def take(self, writes: bool) -> bool:
        """A place, perhaps after a wait; False when there's none."""
        with self.moved:
            if not self._is_free(writes):
                if self.queue[writes] >= self.waiting:
                    return False
                self.queue[writes] += 1
                is_free = self.moved.wait_for(lambda: self._is_free(writes), self.patience)
                self.queue[writes] -= 1
                if not is_free:
                    return False
            self.taken[writes] += 1
            return True

    def give_back(self, writes: bool) -> None:
        with self.moved:
            self.taken[writes] -= 1
            self.moved.notify_all()

    def _is_free(self, writes: bool) -> bool:
        return sum(self.taken.values()) < self.at_once and (not writes or self.taken[True] < self.writers)


class Door:
    """The first of all middleware: 503 with Retry-After, and what was typed, instead of a queue without an end."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.places = Places(settings.WEB_THREADS, settings.WEB_WAITING)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith((*FREE, settings.STATIC_URL)):
            return self.get_response(request)
        writes = request.method not in ("GET", "HEAD", "OPTIONS")
        if not self.places.take(writes):
            log.warning("sent away", path=request.path, why="every place is taken")
            return busy.answer(request)
        try:
            return self.get_response(request)
        finally:
            self.places.give_back(writes)


def threads(at_once: int) -> int:
    """How many a process of the web server needs, so that who waits takes nobody's place."""
    return at_once + 2 * settings.WEB_WAITING + SPARE_THREADS

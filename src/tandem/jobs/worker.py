"""The worker: one job after another, each under a lease that it renews as long as it lives."""

import logging
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from types import FrameType

from django.db import close_old_connections, connections
from django.utils.crypto import get_random_string

from tandem.jobs.actions import turns
from tandem.jobs.kinds import Hopeless, Overtaken, Work, find
from tandem.jobs.letters import NotTaken
from tandem.jobs.models import Job
from tandem.web.trouble import is_away

log = logging.getLogger(__name__)
PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 30.0
# A worker that is to end when nothing is left can't wait for ever.
BATCH_TRIES = 6
BEAT_SECONDS = turns.LEASE.total_seconds() / 4
Clock = Callable[[], datetime]


class Worker:
    """Several may run beside each other; what one of them leaves behind another takes up."""

    def __init__(self, clock: Clock, *, batch: bool = False, name: str = "") -> None:
        self.clock, self.batch = clock, batch
        self.name = name or get_random_string(32)
        self.running, self.at_work = True, False

    def configure_signals(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._stop)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        """What runs is finished first; asked twice, it's left to another worker."""
        if not self.running or not self.at_work:
            sys.exit(0 if self.running else 1)
        self.running = False

    def run(self) -> None:
        """Until stopped, or (`batch`) until nothing is due. A database that is away or busy is waited for.

        Raises:
            OperationalError: in batch mode, when the database doesn't come back.
        """
        misses = 0
        while self.running:
            close_old_connections()
            try:
                did, misses = self.turn(), 0
            except Exception as problem:
                misses += 1
                if not is_away(problem) or (self.batch and misses >= BATCH_TRIES):
                    raise
                self._wait(pause_after(misses), problem)
                continue
            if not did and self.batch:
                return
            if not did and self.running:
                time.sleep(PAUSE_SECONDS)

    def _wait(self, seconds: float, problem: BaseException) -> None:
        log.error("The database is away (%s); looking again in %.0f s.", str(problem).strip().split("\n")[0], seconds)
        connections.close_all()
        time.sleep(seconds)

    def turn(self) -> bool:
        """One job, if one is due."""
        job = turns.claim(self.name, self.clock())
        if job is None:
            return False
        self.at_work = True
        try:
            self._do(job)
        finally:
            self.at_work = False
        return True

    def _do(self, job: Job) -> None:
        with self._renewing(job):
            try:
                find(job.kind).run(Work(job, self.name, self.clock), *job.args)
            except Overtaken:
                turns.stumble(job, self.name, self.clock(), "Another worker does it.")
            except Hopeless as words:
                self._failed(job, str(words), hopeless=True)
            except NotTaken as words:
                self._failed(job, str(words))
            except Exception as problem:
                log.exception("The job %s (%s) failed.", job.kind, job.pk)
                turns.stumble(job, self.name, self.clock(), f"{type(problem).__name__}: {problem}")
            else:
                turns.finish(job, self.name, self.clock())

    def _failed(self, job: Job, words: str, *, hopeless: bool = False) -> None:
        log.warning("The job %s (%s) isn't done: %s", job.kind, job.pk, words)
        turns.stumble(job, self.name, self.clock(), words, hopeless=hopeless)

    @contextmanager
    def _renewing(self, job: Job) -> Iterator[None]:
        over = threading.Event()
        thread = threading.Thread(target=self._renew, args=(job, over), name="lease", daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()

    def _renew(self, job: Job, over: threading.Event) -> None:
        while not over.wait(BEAT_SECONDS):
            try:
                if not turns.beat(job, self.name, self.clock()):
                    return
            except Exception as problem:
                log.warning("The lease of job %s wasn't renewed: %s", job.pk, problem)
            finally:
                connections.close_all()


def pause_after(misses: int) -> float:
    """Seconds: twice as long each time, half a minute at most."""
    return min(LONGEST_PAUSE_SECONDS, PAUSE_SECONDS * 2 ** (misses - 1))

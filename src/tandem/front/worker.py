"""The library's worker, made to outlive its database: locked, restarted or away, it waits, says so, and goes on."""

import logging
import time

from django.db import connections
from django_tasks_db.management.commands.db_worker import Worker

from tandem.web.trouble import is_away

log = logging.getLogger(__name__)
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
# A worker that is to end when nothing is left can't wait for ever.
BATCH_TRIES = 6


class Lasting(Worker):
    """Runs until it's asked to stop. A task that was cut off by the database stays marked as running: what becomes of
    it is the queue's matter."""

    def run(self) -> None:
        """
        Raises:
            OperationalError: in batch mode, when the database doesn't come back.
        """
        tries = 0
        while self.running:
            started = time.monotonic()
            try:
                super().run()
                return
            except Exception as problem:
                tries = 1 if time.monotonic() - started > LONGEST_PAUSE else tries + 1
                if not is_away(problem) or (self.batch and tries >= BATCH_TRIES):
                    raise
                self._wait(pause_after(tries), problem)

    def _wait(self, seconds: float, problem: BaseException) -> None:
        log.error("The database is away (%s); looking again in %.0f s.", str(problem).strip().split("\n")[0], seconds)
        for each in connections.all(initialized_only=True):
            each.close()
        self.startup_delay = False
        time.sleep(seconds)


def pause_after(tries: int) -> float:
    """Seconds: twice as long each time, half a minute at most."""
    return min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (tries - 1))

"""What a load balancer and a monitor ask: is the process alive, and can it do its work?"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from tandem import clock
from tandem.front import beats
from tandem.front.installation import has_other_key
from tandem.front.models import Probe
from tandem.front.patience import at_most

KEPT_SECONDS = 2
WAIT_MILLISECONDS = 1_500


@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    """This process answers. It asks nobody, so that a database that is slow or away never has it ended."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
def readyz(request: HttpRequest) -> HttpResponse:
    """200 and "ready", or 503 and what is wrong, a line each: written to, migrated, ours by its key, a worker seen lately."""
    problems = _asked.problems()
    words = "\n".join(problems) or "ready"
    response = HttpResponse(words, status=503 if problems else 200, content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = "no-store"
    return response


class Asked:
    """One looks at a time, and what it found is good for a moment: whoever asks without end costs nothing."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.until = 0.0
        self.found: list[str] = []
        self.is_migrated = False

    def problems(self) -> list[str]:
        with self.lock:
            if time.monotonic() >= self.until:
                self.found = self._look(clock.now())
                self.until = time.monotonic() + KEPT_SECONDS
            return self.found

    def forget(self) -> None:
        self.until, self.is_migrated = 0.0, False

    def _look(self, at: datetime) -> list[str]:
        with at_most(WAIT_MILLISECONDS / 1000 * 2):
            return self._problems(at)

    def _problems(self, at: datetime) -> list[str]:
        try:
            if not self._has_all_migrations():
                return [_("The database isn’t up to date. Run: ./run manage migrate")]
            if has_other_key():
                return [_("This server has another secret than the installation. Run: ./run manage key")]
            with _soon():
                Probe.objects.update_or_create(pk=1, defaults={"at": at})
        except Exception as problem:
            if not connection.in_atomic_block:
                connection.close()
            return [_("The database can’t be written to: %(why)s") % {"why": _first_line(problem)}]
        return self._worker(at)

    def _worker(self, at: datetime) -> list[str]:
        age = beats.newest(at)
        if age is None:
            return [_("No worker has been seen. Start one: ./run work")]
        if age.total_seconds() > settings.WORKER_SEEN_SECONDS:
            return [_("No worker has been seen for %(n)s seconds.") % {"n": round(age.total_seconds())}]
        return []

    def _has_all_migrations(self) -> bool:
        """Once they are all there they stay."""
        if not self.is_migrated:
            executor = MigrationExecutor(connection)
            self.is_migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
        return self.is_migrated


@contextmanager
def _soon() -> Iterator[None]:
    """A probe doesn't queue behind those who write: it says that they hold the database."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            before = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
            cursor.execute(f"PRAGMA busy_timeout={WAIT_MILLISECONDS}")
            try:
                yield
            finally:
                cursor.execute(f"PRAGMA busy_timeout={before}")
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout={WAIT_MILLISECONDS}")
        cursor.execute(f"SET LOCAL statement_timeout={WAIT_MILLISECONDS}")
        yield


def _first_line(problem: BaseException) -> str:
    return (str(problem).strip() or type(problem).__name__).splitlines()[0][:200]


_asked = Asked()

"""The worker in tests: done when asked, after each form that is sent, or beside a browser."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import connections
from django.db.models import Max
from django.test import Client

from tandem.jobs import worker
from tandem.jobs.models import Job
from tandem.jobs.worker import Worker


def work_off(at: datetime | None = None, name: str = "") -> int:
    """Every job that is due at this moment, or that waits for its first try. How many were done or tried."""
    first = Job.objects.filter(state=Job.State.WAITING, tries=0).aggregate(last=Max("next_at"))["last"]
    moment = at or first
    if moment is None:
        return 0
    someone, tried = Worker(lambda: moment, name=name), 0
    while someone.turn():
        tried += 1
    return tried


def at_once(monkeypatch) -> None:
    """Each POST of a test's client is followed by what it asked the worker for."""
    send = Client.request

    def request(self, **sent):
        answer = send(self, **sent)
        if sent.get("REQUEST_METHOD") == "POST":
            work_off()
        return answer

    monkeypatch.setattr(Client, "request", request)


@contextmanager
def beside(clock) -> Iterator[None]:
    """A worker in a thread, for tests that look through a browser."""
    someone = Worker(clock)
    thread = threading.Thread(target=_run, args=(someone,), daemon=True)
    kept, worker.PAUSE_SECONDS = worker.PAUSE_SECONDS, 0.05
    thread.start()
    try:
        yield
    finally:
        someone.running = False
        thread.join(20)
        worker.PAUSE_SECONDS = kept


def _run(someone: Worker) -> None:
    try:
        someone.run()
    finally:
        connections.close_all()

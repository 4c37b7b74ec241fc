"""The worker in tests: what a page has queued is run by the real one, when the page has answered."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connections
from django_tasks_db.models import DBTaskResult

from tandem.front.worker import Lasting

_held: list[bool] = []


def run_all() -> int:
    """Everything that is queued, one after another, as the worker does it; how many."""
    worker = Lasting(
        queue_names=["*"], excluded_queue_names=[], interval=0, batch=True, backend_name="default",
        startup_delay=False, max_tasks=None, worker_id="tests",
    )  # fmt: skip
    ran = 0
    while task := DBTaskResult.objects.ready().first():
        task.claim("tests")
        worker.run_task(task)
        ran += 1
    return ran


def then_the_worker(request: Callable[..., Any]) -> Callable[..., Any]:
    """A browser's request, and the worker right behind it."""

    def both(self: Any, **asked: Any) -> Any:
        answer = request(self, **asked)
        if not _held:
            run_all()
        return answer

    return both


@contextmanager
def held() -> Iterator[None]:
    """The worker rests."""
    _held.append(True)
    try:
        yield
    finally:
        _held.pop()


@contextmanager
def beside() -> Iterator[None]:
    """A worker in a thread of its own, for pages of a live server."""
    over = threading.Event()

    def work() -> None:
        while not over.wait(0.1):
            run_all()
            connections.close_all()

    working = threading.Thread(target=work, name="worker")
    working.start()
    try:
        yield
    finally:
        over.set()
        working.join()

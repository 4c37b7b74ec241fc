"""The worker: runs queued tasks one after another, and what the schedule says is due."""

import logging
import threading

from django.core.management.base import BaseCommand, CommandParser
from django.utils.crypto import get_random_string

from tandem.front import beats, schedule
from tandem.front.tie import follow_starter
from tandem.front.up_to_date import must_be_up_to_date
from tandem.front.worker import Lasting


class Command(BaseCommand):
    help = (
        "Run queued tasks and the schedule until stopped; a task that runs is finished first. Several workers may "
        "run beside each other. It speaks when a task fails, and with -v 2 about each one."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--batch", action="store_true", help="Run what is queued now, then end.")

    def handle(self, *args, batch: bool, verbosity: int, **options) -> None:
        for name in ("django_tasks", "django_tasks_db"):
            logging.getLogger(name).setLevel(logging.INFO if verbosity > 1 else logging.ERROR)
        follow_starter()
        must_be_up_to_date()
        worker = _worker(batch)
        worker.configure_signals()
        if not batch:
            _keep_schedule()
            _keep_beating(worker)
        worker.run()


def _worker(batch: bool) -> Lasting:
    return Lasting(
        queue_names=["*"],
        excluded_queue_names=[],
        interval=1,
        batch=batch,
        backend_name="default",
        # Several workers that start together then don't ask in step.
        startup_delay=not batch,
        max_tasks=None,
        worker_id=get_random_string(32),
    )


def _keep_beating(worker: Lasting) -> None:
    """A thread of its own, so that neither a long task nor a long job of the schedule makes us look dead."""
    beating = threading.Thread(
        target=beats.keep_beating, args=(worker.worker_id, lambda: worker.running), name="beats", daemon=True
    )
    beating.start()


def _keep_schedule() -> None:
    """Beside the tasks, so that a long one doesn't hold it up; it ends with the process."""
    threading.Thread(target=schedule.keep_running, name="schedule", daemon=True).start()

"""The worker: does jobs one after another, and what the schedule says is due."""

import threading

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tandem import clock
from tandem.front import schedule
from tandem.front.installation import OtherKey, claim_key
from tandem.jobs.worker import Worker


class Command(BaseCommand):
    help = (
        "Do jobs (mails, imports) and the schedule until stopped; a job that runs is finished first. Several workers "
        "may run beside each other, and one takes up what another left behind. It speaks when a job fails."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--batch", action="store_true", help="Do what is due now, then end.")

    def handle(self, *args, batch: bool, **options) -> None:
        try:
            claim_key()
        except OtherKey as problem:
            raise CommandError(str(problem)) from problem
        worker = Worker(clock.now, batch=batch)
        worker.configure_signals()
        if not batch:
            _keep_schedule()
        worker.run()


def _keep_schedule() -> None:
    """Beside the jobs, so that a long one doesn't hold it up; it ends with the process."""
    threading.Thread(target=schedule.keep_running, name="schedule", daemon=True).start()

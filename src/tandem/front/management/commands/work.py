"""The worker: does jobs one after another, and what the schedule says is due."""

import threading

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tandem import clock
from tandem.front import beats, schedule
from tandem.front.installation import OtherKey, claim_key
from tandem.front.tie import follow_starter
from tandem.front.up_to_date import must_be_up_to_date
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
        follow_starter()
        try:
            claim_key()
        except OtherKey as problem:
            raise CommandError(str(problem)) from problem
        must_be_up_to_date()
        worker = Worker(clock.now, batch=batch)
        worker.configure_signals()
        if not batch:
            _keep_schedule()
            _keep_beating(worker)
        worker.run()


def _keep_beating(worker: Worker) -> None:
    """A thread of its own, so that neither a long task nor a long job of the schedule makes us look dead."""
    beating = threading.Thread(
        target=beats.keep_beating, args=(worker.name, lambda: worker.running), name="beats", daemon=True
    )
    beating.start()


def _keep_schedule() -> None:
    """Beside the jobs, so that a long one doesn't hold it up; it ends with the process."""
    threading.Thread(target=schedule.keep_running, name="schedule", daemon=True).start()

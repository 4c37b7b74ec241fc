"""The worker: runs queued tasks one after another, and what the schedule says is due."""

import threading

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from tandem.front import schedule


class Command(BaseCommand):
    help = "Run queued tasks and the schedule until stopped. Several workers may run beside each other."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--batch", action="store_true", help="Run what is queued now, then end.")

    def handle(self, *args, batch: bool, verbosity: int, **options) -> None:
        if batch:
            call_command("db_worker", "--queue-name", "*", "--batch", "--no-startup-delay", verbosity=verbosity)
            return
        stop = threading.Event()
        looking = threading.Thread(target=schedule.keep_running, args=(stop,), name="schedule", daemon=True)
        looking.start()
        try:
            call_command("db_worker", "--queue-name", "*", "--no-reload", verbosity=verbosity)
        finally:
            stop.set()

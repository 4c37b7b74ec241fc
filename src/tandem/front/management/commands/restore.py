"""An archive back into an installation."""

import signal
import sys
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from tandem import clock, home
from tandem.front import backup

WORD = "replace"


class Command(BaseCommand):
    help = (
        "Take a backup back into an empty TANDEM_HOME (or an empty PostgreSQL database) and bring it up to date. "
        "Every file is compared with its sum before anything is touched. Stop Tandem first."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="what ./run backup wrote")
        parser.add_argument(
            "--force", action="store_true", help="replace what is there, after a question; SQLite's is kept beside"
        )

    def handle(self, *args, file: Path, force: bool, **options) -> None:
        signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
        home.make(settings.HOME)
        try:
            with home.alone(settings.HOME):
                if force:
                    self._ask()
                manifest = backup.restore(file.absolute(), clock.now(), over_existing=force)
                call_command("migrate", interactive=False, verbosity=0)
                call_command("createcachetable", verbosity=0)
        except (backup.Unusable, home.InUse) as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(f"Restored from the backup of {manifest.made_at}, into {settings.HOME}.")

    def _ask(self) -> None:
        found = backup.what_is_there()
        if not found:
            return
        self.stdout.write(f"This replaces {' and '.join(found)}.")
        try:
            typed = input(f'Type "{WORD}" to go on: ')
        except EOFError:
            typed = ""
        if typed.strip() != WORD:
            raise CommandError("Nothing was changed.")

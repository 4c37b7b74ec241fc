"""One archive of everything, also while Tandem runs."""

import signal
import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tandem import clock
from tandem.front import backup


class Command(BaseCommand):
    help = (
        "Write the database, the uploaded files and the secret into FILE, a .tar.gz with the sum of each file. "
        "Tandem may go on running. Keep it somewhere else, and safe: it holds everything."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="for instance tandem-2026-11-24.tar.gz")

    def handle(self, *args, file: Path, **options) -> None:
        signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
        try:
            made = backup.make(file.absolute(), clock.now())
        except backup.Unusable as problem:
            raise CommandError(str(problem)) from problem
        size = file.stat().st_size / 1_000_000
        self.stdout.write(f"{file}: {len(made.files)} files, {size:.1f} MB. ./run restore {file} takes it back.")

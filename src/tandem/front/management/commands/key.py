"""`tandem key`: is this process's secret the one that the database knows?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tandem.front.installation import OtherKey, adopt_key, claim_key


class Command(BaseCommand):
    help = "Say whether this machine has the installation's secret; --adopt makes this machine's the installation's."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--adopt", action="store_true",
            help="the old secret is lost: everybody signs in anew, and what was sealed with it stays shut",
        )  # fmt: skip

    def handle(self, *args: Any, adopt: bool, **options: Any) -> None:
        if adopt:
            adopt_key()
        try:
            claim_key()
        except OtherKey as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write("This machine has the installation's secret.")

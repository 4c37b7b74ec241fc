"""Everything at once, for a first look: database, sample firm, web and worker."""

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from tandem.front.installation import OtherKey, claim_key
from tandem.front.running import WORKER, PortTaken, Together, Web
from tandem.front.up_to_date import missing


class Command(BaseCommand):
    help = (
        "Bring the database up to date, load the sample firm if there is nothing yet, and run the web server "
        "and the worker until Ctrl-C. HOST, PORT, TANDEM_HOME and DATABASE_URL come from the environment."
    )
    requires_system_checks: list[str] = []

    def handle(self, *args, **options) -> None:
        try:
            web = Web.from_environment()
            listening = web.listen()
        except PortTaken as problem:
            raise CommandError(str(problem)) from problem
        self._prepare_database()
        try:
            claim_key()
        except OtherKey as problem:
            raise CommandError(str(problem)) from problem
        connections.close_all()
        together = Together(self._say)
        together.stop_on_signals()
        together.start("web server", web.command(listening), listening)
        together.start("worker", WORKER)
        try:
            self._run(together, web)
        finally:
            together.stop()
            listening.close()

    def _prepare_database(self) -> None:
        if missing():
            self.stdout.write("Bringing the database up to date.")
            call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        call_command("sample", "--if-empty")

    def _run(self, together: Together, web: Web) -> None:
        if together.wait_until_answering(web):
            self._say_where(web)
        together.wait()
        self.stdout.write("\nStopping.")

    def _say(self, line: str) -> None:
        self.stderr.write(line)
        self.stderr.flush()

    def _say_where(self, web: Web) -> None:
        self.stdout.write(f"\nTandem is ready: {web.address}\n\n")
        call_command("sample", "--sign-ins")
        connections.close_all()
        self.stdout.write(f"\nData is kept in {settings.HOME}. Stop with Ctrl-C.\n")
        self.stdout.flush()

"""Everything at once, for a first look: database, sample firm, web and worker."""

import sys

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor
from environs import EnvError

from tandem.front.installation import OtherKey, claim_key
from tandem.front.running import WORKER, PortTaken, Together, Web


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
        except (EnvError, PortTaken) as problem:
            raise CommandError(str(problem)) from problem
        self._prepare_database()
        try:
            claim_key()
        except OtherKey as problem:
            raise CommandError(str(problem)) from problem
        connections.close_all()
        together = Together()
        together.stop_on_signals()
        together.start("web server", web.command(listening), listening)
        together.start("worker", WORKER)
        listening.close()
        try:
            self._run(together, web)
        finally:
            together.stop()

    def _prepare_database(self) -> None:
        settings.HOME.mkdir(parents=True, exist_ok=True)
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("Bringing the database up to date.")
            call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        call_command("sample", "--if-empty")

    def _run(self, together: Together, web: Web) -> None:
        if together.wait_until_answering(web):
            self._say_where(web)
        found = together.wait()
        if found is None:
            self.stdout.write("\nStopping.")
            return
        name, code = found
        self.stderr.write(f"The {name} ended (exit {code}), so everything stops. Its last words are above.")
        sys.exit(code if code > 0 else 1)

    def _say_where(self, web: Web) -> None:
        self.stdout.write(f"\nTandem is ready: {web.address}\n\n")
        call_command("sample", "--sign-ins")
        connections.close_all()
        self.stdout.write(f"\nData is kept in {settings.HOME}. Stop with Ctrl-C.\n")
        self.stdout.flush()

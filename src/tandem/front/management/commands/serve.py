"""The web server alone, as a service runs it."""

from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from environs import EnvError

from tandem.front.installation import OtherKey, claim_key
from tandem.front.running import PortTaken, Web, become


class Command(BaseCommand):
    help = (
        "Run the web server alone (gunicorn). The database stays as it is: `manage migrate` brings that up "
        "to date. HOST, PORT, WEB_WORKERS and WEB_THREADS come from the environment; behind a name of its own "
        "it also needs ALLOWED_HOSTS, CSRF_TRUSTED_ORIGINS and HTTPS=true."
    )
    requires_system_checks: list[str] = []

    def handle(self, *args, **options) -> None:
        try:
            web = Web.from_environment()
            claim_key()
            listening = web.listen()
        except (EnvError, OtherKey, PortTaken) as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(f"Tandem listens on {web.address}")
        connections.close_all()
        become(web.command(listening))

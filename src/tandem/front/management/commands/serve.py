"""The web server alone, as a service runs it."""

from django.core.management.base import BaseCommand, CommandError
from environs import EnvError

from tandem.front.running import PortTaken, Web, become


class Command(BaseCommand):
    help = (
        "Run the web server alone (gunicorn), without touching the database: `manage migrate` brings that up "
        "to date. HOST, PORT, WEB_WORKERS and WEB_THREADS come from the environment; behind a name of its own "
        "it also needs ALLOWED_HOSTS, CSRF_TRUSTED_ORIGINS and HTTPS=true."
    )
    requires_system_checks: list[str] = []

    def handle(self, *args, **options) -> None:
        try:
            web = Web.from_environment()
            listening = web.listen()
        except (EnvError, PortTaken) as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(f"Tandem listens on {web.address}")
        become(web.command(listening))

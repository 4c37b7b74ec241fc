"""The web server alone, as a service runs it."""

from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from tandem.front.installation import OtherKey, claim_key
from tandem.front.running import PortTaken, Web, become
from tandem.front.up_to_date import must_be_up_to_date


class Command(BaseCommand):
    help = (
        "Run the web server alone (gunicorn), on a database that is up to date: `manage migrate` brings it "
        "there. HOST, PORT, WEB_WORKERS and WEB_THREADS come from the environment; behind a name of its own "
        "it also needs ALLOWED_HOSTS, CSRF_TRUSTED_ORIGINS and HTTPS=true."
    )
    requires_system_checks: list[str] = []

    def handle(self, *args, **options) -> None:
        try:
            web = Web.from_environment()
            claim_key()
            listening = web.listen()
        except (OtherKey, PortTaken) as problem:
            raise CommandError(str(problem)) from problem
        must_be_up_to_date()
        self.stdout.write(f"Tandem listens on {web.address}")
        connections.close_all()
        become(web.command(listening))

"""A firm of one's own in an empty database: tandem firm "Name" --currency EUR --admin you@example.com."""

import secrets

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from tandem import clock
from tandem.front.founding import AlreadyFounded, found, welcome
from tandem.people.models import Access


class Command(BaseCommand):
    help = "Set up your own firm in an empty database, with one person of leadership who can sign in."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name")
        parser.add_argument("--currency", required=True, help="ISO code, such as EUR")
        parser.add_argument("--admin", required=True, metavar="EMAIL", help="who leads and runs it at first")
        parser.add_argument("--admin-name", default="", help="their name; the e-mail's first part if left out")

    def handle(self, *args, name: str, currency: str, admin: str, admin_name: str, **options) -> None:
        if len(currency) != 3 or not currency.isalpha():
            raise CommandError(f"{currency} isn't a currency's code. Use three letters, such as EUR.")
        try:
            validate_email(admin)
            found(name, currency.upper(), at=clock.now())
        except ValidationError as problem:
            raise CommandError(f"{admin} isn't an e-mail address.") from problem
        except AlreadyFounded as problem:
            raise CommandError(
                "There is a firm in this database already. Give this one another TANDEM_HOME."
            ) from problem
        password = secrets.token_urlsafe(12)
        shown = admin_name or admin.split("@")[0].replace(".", " ").title()
        welcome(admin, shown, Access.LEADERSHIP, password, at=clock.now(), is_admin=True)
        self.stdout.write(f"{name} is set up. Sign in as {admin} with {password} and change it at once.")
        self.stdout.write('More people: tandem person you@example.com "Name" --access sales')

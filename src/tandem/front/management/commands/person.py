"""One more person who can sign in: tandem person EMAIL "Name" --access sales."""

import secrets

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from tandem import clock
from tandem.front.founding import welcome
from tandem.people.models import Access, Person


class Command(BaseCommand):
    help = "Add somebody who can sign in. Prints a first password, once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("name")
        parser.add_argument("--access", choices=Access.values, default=Access.CONSULTANT)
        parser.add_argument("--title", default="")

    def handle(self, *args, email: str, name: str, access: str, title: str, **options) -> None:
        try:
            validate_email(email)
        except ValidationError as problem:
            raise CommandError(f"{email} isn't an e-mail address.") from problem
        if Person.objects.filter(email__iexact=email).exists():
            raise CommandError(f"Somebody has the address {email} already.")
        password = secrets.token_urlsafe(12)
        welcome(email, name, access, password, at=clock.now(), title=title)
        self.stdout.write(f"{name} can sign in as {email} with {password} and should change it at once.")

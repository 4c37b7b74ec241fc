"""The sample firm: Northlight Partners, in an empty database."""

from datetime import date

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tandem import clock
from tandem.front.sample.build import PASSWORD, NotEmpty, Size, make
from tandem.front.sample.outcomes import SECRET
from tandem.people.models import Access, Firm, Person

SIZES = ("people", "deals", "clients", "projects", "entries")
# One person for each kind of access, those whom the stories are about.
SIGN_INS = (
    "Maya Okonkwo", "Tom Bergqvist", "Priya Raman", "Daniel Kerr", "Hannah Weiss", "Jonas Pihl", "Martin Solway",
)  # fmt: skip


class Command(BaseCommand):
    help = (
        "Load the sample firm, Northlight Partners, into an empty database: 64 people and a year of their deals, "
        "projects and hours, as of the present day. Larger numbers let the same firm grow."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="Do nothing when there is a firm already.")
        for name in SIZES:
            parser.add_argument(f"--{name}", type=int, default=0, help=f"At least so many {name}.")
        parser.add_argument("--seed", type=int, default=7)
        parser.add_argument(
            "--today", type=date.fromisoformat, help="The day it's told on; the present day if left out."
        )
        parser.add_argument(
            "--canaries", action="store_true", help="Mark what is hidden, for tests that look for leaks."
        )
        parser.add_argument("--sign-ins", action="store_true", help="Only print who can sign in, and with what.")

    def handle(
        self, *args, if_empty: bool, sign_ins: bool, seed: int, today: date | None, canaries: bool, **options
    ) -> None:
        if sign_ins:
            self._print_sign_ins()
            return
        if if_empty and Firm.objects.exists():
            return
        try:
            made = make(Size(**{name: options[name] for name in SIZES}), seed, today or clock.today(), canaries)
        except NotEmpty as problem:
            raise CommandError(str(problem)) from problem
        words = ", ".join(f"{count:,} {name}" for name, count in made.items())
        self.stdout.write(f"Northlight Partners is loaded: {words}.")

    def _print_sign_ins(self) -> None:
        """Nothing in a firm that isn't the sample: its passwords are nobody's business."""
        if not Firm.objects.filter(is_sample=True).exists():
            return
        people = {person.name: person for person in Person.objects.filter(name__in=SIGN_INS)}
        rows = [(people[name], _what(people[name])) for name in SIGN_INS if name in people]
        self.stdout.write(f"Sample sign-ins, all with the password {PASSWORD}:")
        for person, what in rows:
            self.stdout.write(f"  {person.email:<38} {person.name:<16} {what}")
        self.stdout.write(f"What Halden Water's Ruth Castellan sees, without an account: /c/{SECRET}/")


def _what(person: Person) -> str:
    kind = Access(person.access).label.lower()
    return f"{kind}, runs the software" if person.is_admin else kind

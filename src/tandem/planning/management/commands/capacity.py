"""Count the roll-up of everybody's weeks anew."""

from datetime import timedelta

from django.core.management.base import BaseCommand, CommandParser

from tandem import clock
from tandem.calc.weeks import axis
from tandem.engagements.actions.odds import calibrate
from tandem.engagements.models import Engagement
from tandem.people.models import Person
from tandem.planning.actions.needs import refresh_all
from tandem.planning.actions.rollup import WEEKS_AHEAD, rebuild

WEEKS_BACK = 13


class Command(BaseCommand):
    help = "Count everybody's weeks, the open deals' needs and the stages' odds anew. Safe to repeat."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--back", type=int, default=WEEKS_BACK, help="weeks before this one")
        parser.add_argument("--ahead", type=int, default=WEEKS_AHEAD, help="weeks from this one on")

    def handle(self, *args, back: int, ahead: int, **options) -> None:
        weeks = axis(clock.today() - timedelta(weeks=back), back + ahead)
        people = Person.objects.filter(is_active=True).order_by("pk").values_list("pk", flat=True)
        rows = rebuild(people, weeks)
        needs = refresh_all(Engagement.objects.open().select_related("tier"))
        closed = calibrate(clock.now())
        self.stdout.write(
            f"{rows:,} weeks of people, {needs:,} needs of open deals, odds from {closed:,} closed deals."
        )

"""One person's week: which projects, which minutes."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, Sum

from tandem.delivery.models import Project, TimeEntry
from tandem.delivery.queries.projects import RUNNING
from tandem.engagements.models import Member
from tandem.people.models import Person
from tandem.planning.models import Booking


@dataclass(frozen=True)
class Line:
    """One project in somebody's week; minutes of each day, Monday first. `booked` is a day's booking."""

    project: Project
    minutes: tuple[int, ...]
    booked: int

    @property
    def total(self) -> int:
        return sum(self.minutes)


def week_of(day: date) -> date:
    """The Monday of its week."""
    return day - timedelta(days=day.weekday())


def week(person: Person, monday: date) -> list[Line]:
    """The running projects that the person is named on, booked on or has logged to in that week. Three queries."""
    sunday = monday + timedelta(days=6)
    logged = _logged(person, monday, sunday)
    booked = _booked(person, monday, sunday)
    works = Exists(Member.objects.filter(engagement=OuterRef("engagement"), person=person))
    mine = Q(engagement__stage__in=RUNNING) & (Q(engagement__lead=person) | works | Q(engagement__in=booked))
    found = Project.objects.visible_to(person).filter(mine | Q(pk__in={pk for pk, _ in logged}))
    projects = found.select_related("engagement__account").order_by("engagement__account__name", "pk")
    days = [monday + timedelta(days=n) for n in range(7)]
    return [
        Line(p, tuple(logged.get((p.pk, day), 0) for day in days), booked.get(p.engagement_id, 0)) for p in projects
    ]


def _logged(person: Person, monday: date, sunday: date) -> dict[tuple[int, date], int]:
    found = TimeEntry.objects.filter(person=person, day__range=(monday, sunday)).values_list("project_id", "day")
    return {(pk, day): minutes for pk, day, minutes in found.annotate(Sum("minutes")).order_by()}


def _booked(person: Person, monday: date, sunday: date) -> dict[int, int]:
    found = Booking.objects.filter(
        person=person, hard=True, engagement__isnull=False, starts_on__lte=sunday, ends_on__gte=monday
    )
    sums = found.values_list("engagement_id").annotate(Sum("minutes_per_day")).order_by()
    return dict(sums)

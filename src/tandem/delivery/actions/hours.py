"""Log hours. Every change keeps the project's monthly roll-up and the ledger in the same transaction."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from django.core.exceptions import PermissionDenied
from django.db.models import Q, Sum

from tandem.delivery.models import Project, ProjectMonth, TimeEntry
from tandem.delivery.queries.hours import week_of
from tandem.engagements.models import Engagement
from tandem.ledger.actions import Stale, record
from tandem.ledger.deeds import deed, hold
from tandem.people.models import Person
from tandem.people.queries.cost import Rate, hourly_cost

CENT = Decimal("0.01")
DAY_HAS = 24 * 60


class TooLong(Exception):
    """More than a day's minutes on one day."""

    def __init__(self, day: date) -> None:
        super().__init__(f"More than 24 hours on {day:%A}.")
        self.day = day


Cell = tuple[int, date]


def log_week(
    person: Person,
    monday: date,
    wanted: Mapping[Cell, int],
    seen: Mapping[Cell, int],
    *,
    by: Person,
    at: datetime,
) -> int:
    """Set a person's minutes by (project id, day) within one week; 0 removes. Answers how many cells changed.

    `seen` is what stood there when the form was drawn.

    Raises:
        PermissionDenied: `by` logs for somebody else, or to a project that they can't see.
        Stale: a cell holds other minutes by now; nothing is written.
        TooLong: a day would have more than 24 hours.
    """
    if by.pk != person.pk:
        raise PermissionDenied
    asked = {pk for pk, _ in wanted}
    with deed():
        hold(Engagement, Project.objects.filter(pk__in=asked).values_list("engagement_id", flat=True))
        Person.objects.select_for_update(no_key=True).get(pk=person.pk)  # a day of theirs, logged in two tabs
        projects = Project.objects.visible_to(person).in_bulk(asked)
        if asked - set(projects):
            raise PermissionDenied
        held = _held(person, monday)
        changed = {cell: minutes for cell, minutes in wanted.items() if minutes != held.get(cell, 0)}
        for cell in changed:
            if held.get(cell, 0) != seen.get(cell, 0):
                raise Stale(projects[cell[0]])
        _fits(held, wanted)
        rate = hourly_cost([person])
        for (pk, day), minutes in sorted(changed.items(), key=lambda item: item[0]):
            _set(projects[pk], person, day, minutes, rate)
        _roll_up({(pk, day.replace(day=1)) for pk, day in changed})
        _tell(person, projects, held, changed, at)
    return len(changed)


def _held(person: Person, monday: date) -> dict[Cell, int]:
    days = (monday, monday + timedelta(days=6))
    found = TimeEntry.objects.filter(person=person, day__range=days).values_list("project_id", "day")
    return {(pk, day): minutes for pk, day, minutes in found.annotate(Sum("minutes")).order_by()}


def _fits(held: Mapping[Cell, int], wanted: Mapping[Cell, int]) -> None:
    total: dict[date, int] = {}
    for (_, day), minutes in {**held, **wanted}.items():
        total[day] = total.get(day, 0) + minutes
    for day, minutes in sorted(total.items()):
        if minutes > DAY_HAS:
            raise TooLong(day)


def _set(project: Project, person: Person, day: date, minutes: int, rate: Rate) -> None:
    """One row a day: the first keeps its note, further ones (from an import) are folded into it."""
    entries = TimeEntry.objects.filter(project=project, person=person, day=day).order_by("pk")
    first = entries.first() or TimeEntry(project=project, person=person, day=day, week=week_of(day))
    entries.exclude(pk=(minutes and first.pk) or 0).delete()
    if minutes:
        first.month, first.minutes = day.replace(day=1), minutes
        first.cost = (rate(person.pk, day) * minutes / 60).quantize(CENT, rounding=ROUND_HALF_UP)
        first.version += 1 if first.pk else 0
        first.save()


def _roll_up(months: set[tuple[int, date]]) -> None:
    for project_id, month in sorted(months):
        entries = TimeEntry.objects.filter(project_id=project_id, month=month)
        sums = entries.aggregate(
            worked=Sum("minutes", default=0),
            billable=Sum("minutes", filter=Q(billable=True), default=0),
            spent=Sum("cost", default=Decimal(0)),
        )
        ProjectMonth.objects.update_or_create(
            project_id=project_id,
            month=month,
            defaults={"minutes": sums["worked"], "billable_minutes": sums["billable"], "cost": sums["spent"]},
        )


def _tell(
    person: Person,
    projects: Mapping[int, Project],
    held: Mapping[Cell, int],
    changed: Mapping[Cell, int],
    at: datetime,
) -> None:
    for pk in sorted({pk for pk, _ in changed}):
        days = sorted(day for project, day in changed if project == pk)
        record(
            "logged hours",
            projects[pk],
            by=person,
            at=at,
            before={str(day): held.get((pk, day), 0) for day in days},
            after={str(day): changed[pk, day] for day in days},
        )

"""The roll-up of people's weeks. Every verb that changes what a week holds counts the touched weeks anew."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.db import transaction
from django.db.models import Count, F, IntegerField, Q, Sum
from django.db.models.functions import Greatest

from tandem.calc.weeks import Weeks, axis, week_of, weeks_between
from tandem.people.models import Person, Team
from tandem.planning.models import CapacityWeek, TeamWeek
from tandem.planning.queries.load import Load, load_of

PEOPLE_AT_ONCE = 400
WEEKS_AHEAD = 78
FIELDS = ["available", "hard", "held", "away"]


def rebuild(people: Iterable[int], weeks: Weeks) -> int:
    """Count these people's weeks anew from contracts, holidays, time off and bookings; answers how many rows.

    For whoever writes in bulk (imports, generators, a new contract); verbs use `touch`. Five reads and an upsert
    for each 400 people.
    """
    written = 0
    everybody = list(people)
    for start in range(0, len(everybody), PEOPLE_AT_ONCE):
        ids = everybody[start : start + PEOPLE_AT_ONCE]
        with transaction.atomic():
            written += _write(load_of(ids, weeks))
    sum_up(weeks)
    return written


Period = tuple[date, date]


def touch(periods: Mapping[int, Sequence[Period]]) -> None:
    """Count anew the weeks that these periods touch, of each person (by id), in the caller's transaction.

    Teams and people are locked first, see `hold_people`.
    """
    people = hold_people(periods)
    for pk, person in people.items():
        for first, count in _runs(periods[pk]):
            weeks = Weeks(first, count)
            _write(load_of([pk], weeks))
            if person.team_id and person.role_id:
                sum_up(weeks, person__team=person.team_id, person__role=person.role_id)


def hold_people(people: Iterable[int]) -> dict[int, Person]:
    """Teams and people by id, always in the same order: two bookings at once neither overwrite each other's sums, nor
    overlook each other, nor wait for each other for ever. Rows that name a person may be written meanwhile."""
    found = Person.objects.filter(pk__in=people).order_by("pk").in_bulk()
    teams = {person.team_id for person in found.values() if person.team_id}
    list(Team.objects.select_for_update(no_key=True).filter(pk__in=teams).order_by("pk"))
    list(Person.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=found).order_by("pk"))
    return found


def extend(today: date) -> int:
    """Keep everybody's roll-up `WEEKS_AHEAD` weeks ahead; answers how many people lacked weeks and have them now.

    Run by the worker; safe to repeat and to run twice at once.
    """
    ahead = axis(today, WEEKS_AHEAD)
    there = CapacityWeek.objects.filter(week__range=(ahead.first, ahead.last)).order_by()
    whole = dict(there.values_list("person_id").annotate(Count("pk")))
    active = Person.objects.filter(is_active=True).order_by("pk").values_list("pk", flat=True)
    lacking = [pk for pk in active if whole.get(pk, 0) < WEEKS_AHEAD]
    if lacking:
        rebuild(lacking, ahead)
    return len(lacking)


def _runs(periods: Sequence[Period]) -> list[tuple[date, int]]:
    """Periods as (first Monday, weeks), joined where they overlap, so that no week is counted twice."""
    runs: list[list[date]] = []
    for first, last in sorted((week_of(start), week_of(end)) for start, end in periods):
        if runs and first <= runs[-1][1]:
            runs[-1][1] = max(runs[-1][1], last)
        else:
            runs.append([first, last])
    return [(first, weeks_between(first, last) + 1) for first, last in runs]


def _write(counted: Load) -> int:
    away = counted.away
    rows = [
        CapacityWeek(
            person_id=pk,
            week=week,
            available=int(counted.available[row, column]),
            hard=int(counted.hard[row, column]),
            held=int(counted.held[row, column]),
            away=bool(away[row, column]),
        )
        for row, pk in enumerate(counted.people)
        for column, week in enumerate(counted.axis.mondays())
    ]
    CapacityWeek.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["person", "week"], update_fields=FIELDS, batch_size=1000
    )
    return len(rows)


PLANNED = Q(person__is_active=True, person__team__isnull=False, person__role__isnull=False)
SUMS = ("available", "hard", "held")


def sum_up(weeks: Weeks, **only: int) -> None:
    """Team weeks from people's weeks: of one team and role, or of all when people were counted in bulk."""
    left = F("available") - F("hard")
    rows = (
        CapacityWeek.objects.filter(PLANNED, week__range=(weeks.first, weeks.last), **only)
        .order_by()
        .values("week", team_id=F("person__team_id"), role_id=F("person__role_id"))
        .annotate(
            **{f"{name}_sum": Sum(name) for name in SUMS},
            free=Sum(Greatest(left, 0, output_field=IntegerField())),
            free_of_holds=Sum(Greatest(left - F("held"), 0, output_field=IntegerField())),
        )
    )
    if not only:
        TeamWeek.objects.filter(week__range=(weeks.first, weeks.last)).delete()
    TeamWeek.objects.bulk_create(
        [TeamWeek(**{name.removesuffix("_sum"): value for name, value in row.items()}) for row in rows],
        update_conflicts=True,
        unique_fields=["team", "role", "week"],
        update_fields=[*SUMS, "free", "free_of_holds"],
        batch_size=1000,
    )

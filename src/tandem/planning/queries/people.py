"""Colleagues as planners look for them: by team, role, skill and free time."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet, Sum

from tandem.calc.capacity import whole_percent
from tandem.calc.weeks import axis
from tandem.people.models import Person, PersonSkill, TimeOff
from tandem.planning.models import CapacityWeek
from tandem.web.paging import ROWS

WEEKS = 4


@dataclass(frozen=True)
class Colleague:
    """`percent` of the next four weeks that is taken, holds included; None without capacity. `free`: full days."""

    pk: int
    name: str
    title: str
    team: str
    role: str
    skills: list[str]
    percent: int | None
    free_minutes: int


def found(*, words: str = "", team: int = 0, skill: int = 0) -> QuerySet[Person]:
    """Planned people of a name, team or skill."""
    people = Person.objects.filter(is_active=True, role__isnull=False)
    for word in words.split():
        people = people.filter(Q(name__icontains=word) | Q(role__name__icontains=word))
    if team:
        people = people.filter(team=team)
    if skill:
        people = people.filter(skills__skill=skill, skills__level__gte=2)
    return people


def page_of(people: QuerySet[Person], today: date, after: tuple[str, int] | None) -> list[Colleague]:
    """One page by name, and one row more when there's another page. Three queries."""
    if after:
        people = people.filter(Q(name__gt=after[0]) | Q(name=after[0], pk__gt=after[1]))
    rows = list(
        people.order_by("name", "pk").values_list("pk", "name", "title", "team__name", "role__name")[: ROWS + 1]
    )
    ids = [row[0] for row in rows]
    taken, skills = _taken(ids, today), skills_of(ids)
    return [_colleague(row, taken.get(row[0]), skills.get(row[0], [])) for row in rows]


def _colleague(row: tuple, sums: tuple[int, int] | None, skills: list[tuple[str, int]]) -> Colleague:
    available, load = sums or (0, 0)
    percent = int(whole_percent(load / available)) if available else None
    names = [name for name, level in skills if level > 1][:4]
    pk, name, title, team, role = row
    return Colleague(pk, name, title, team or "", role or "", names, percent, max(available - load, 0))


def _taken(ids: list[int], today: date) -> dict[int, tuple[int, int]]:
    weeks = axis(today, WEEKS)
    found = CapacityWeek.objects.filter(person__in=ids, week__range=(weeks.first, weeks.last)).order_by()
    sums = found.values_list("person_id").annotate(Sum("available"), Sum("hard"), Sum("held"))
    return {pk: (available, hard + held) for pk, available, hard, held in sums}


def skills_of(ids: list[int]) -> dict[int, list[tuple[str, int]]]:
    """(name, level) of each person's skills, the best first. One query."""
    rows = PersonSkill.objects.filter(person__in=ids).order_by("-level", "skill__name")
    skills: dict[int, list[tuple[str, int]]] = {}
    for pk, name, level in rows.values_list("person_id", "skill__name", "level"):
        skills.setdefault(pk, []).append((name, level))
    return skills


def away(person: Person, today: date) -> list[TimeOff]:
    """Days away that aren't over. Kind and note are for the person's own eyes (views mask them)."""
    return list(person.time_off.filter(ends_on__gte=today).order_by("starts_on", "pk"))

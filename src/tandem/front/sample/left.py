"""What is left by delivery's own estimate, by role, so that each project comes out at the margin that its plan tells."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from tandem.calc.shares import allocate, allocate_money
from tandem.delivery.models import Project
from tandem.front.sample.case import Case
from tandem.front.sample.hours import Crew, Sheet, totals
from tandem.front.sample.projects import at_completion
from tandem.front.sample.roster import RATES
from tandem.front.sample.shelf import DAY
from tandem.front.sample.when import When, moment

CENT = Decimal("0.01")
Logged = Counter[tuple[int, str]]


def settle_left(cases: Sequence[tuple[Case, Project]], crew: Crew, sheet: Sheet, told: bool = False) -> None:
    """Estimated in the last days: what was logged since then is part of what was to come."""
    if not cases:
        return
    when = cases[0][0].setting.when
    if told:
        _come_out_as_told(cases, crew, sheet, when)
    minutes, pennies = totals(crew, when, sheet)
    places = {id(project): place for place, project in enumerate(sheet.projects)}
    said = {
        id(project): moment(case.today - timedelta(days=1 + case.rng.randrange(6)), "16:30")
        for case, project in cases
        if case.plan.run and not project.closed_at
    }
    days = {places[key]: at.date() for key, at in said.items() if key in places}
    before, all_of_it = _by_role(crew, sheet, days), _by_role(crew, sheet, {})
    for case, project in cases:
        run, at = case.plan.run, said.get(id(project))
        if run is None or at is None:
            continue
        place = places.get(id(project), -1)
        done = int(minutes[place]) if place >= 0 else 0
        spent = Decimal(int(pennies[place])) / 100 if place >= 0 else Decimal(0)
        now = {role: all_of_it[place, role] for role in RATES if all_of_it[place, role]}
        then = {role: before[place, role] for role in RATES if before[place, role]}
        price = (case.plan.amount or 0) + case.approved
        cost = max(Decimal(0), price * (1 - Decimal(str(run.margin))) - spent).quantize(CENT)
        rest = _rest(case, max(0, int(run.days * DAY) - done), now)
        works = _as_estimated(rest, cost, {role: more - then.get(role, 0) for role, more in now.items()})
        project.left_by_role = [[role, count, str(money)] for role, count, money in works]
        project.left_minutes = sum(count for _, count, _ in works)
        project.left_cost = sum((money for _, _, money in works), Decimal(0))
        project.left_logged, project.left_changes = then, list(case.agreed)
        project.left_by, project.left_at = case.lead, at


def _rest(case: Case, minutes: int, logged: dict[str, int]) -> dict[str, int]:
    """What is to come from now on, by role: what each has left of the whole; where none has, as the whole was."""
    whole = at_completion(case.plan, case.plan.run)  # type: ignore[arg-type]
    open_ = {role: max(0, count - logged.get(role, 0)) for role, count in whole.items()}
    weights = open_ if any(open_.values()) else whole
    parts = allocate(minutes, list(weights.values()))
    return dict(zip(weights, parts, strict=True))


def _as_estimated(rest: dict[str, int], cost: Decimal, since: dict[str, int]) -> Iterable[tuple[str, int, Decimal]]:
    """The rest with what was logged since, at the same cost by the hour: so much of it is left now as `rest` says."""
    weights = [Decimal(minutes) * Decimal(RATES[role][1]) for role, minutes in rest.items()]
    costs = allocate_money(cost, weights)
    found = []
    for (role, minutes), part in zip(rest.items(), costs, strict=True):
        if minutes:
            more = minutes + since.get(role, 0)
            found.append((role, more, (part * more / minutes).quantize(CENT, rounding=ROUND_HALF_UP)))
    used_up = {role: more for role, more in since.items() if more and not rest.get(role)}
    return found + [
        (role, more, (Decimal(more * RATES[role][1]) / 60).quantize(CENT)) for role, more in used_up.items()
    ]


def _come_out_as_told(cases: Sequence[tuple[Case, Project]], crew: Crew, sheet: Sheet, when: When) -> None:
    """Stretch or shorten each project's entries until they cost what its margin says, as far as it is done."""
    _, pennies = totals(crew, when, sheet)
    places = {id(project): index for index, project in enumerate(sheet.projects)}
    for case, project in cases:
        run, place = case.plan.run, places.get(id(project))
        if run and place is not None:
            price = float((case.plan.amount or 0) + case.approved)
            sheet.stretch(place, price * (1 - run.margin) * run.done * 100 / float(pennies[place]))


def _by_role(crew: Crew, sheet: Sheet, until: dict[int, date]) -> Logged:
    """Minutes by (place of the project, role name); of those in `until` up to and with that day."""
    found: Logged = Counter()
    roles = [person.role.name if person.role else "" for person in crew.people]
    lasts = {place: day.toordinal() for place, day in until.items()}
    columns: Any = zip(*(column.tolist() for column in sheet.columns()), strict=True)
    for place, person, day, minutes in columns:
        if day <= lasts.get(place, day):
            found[place, roles[person]] += minutes
    return found

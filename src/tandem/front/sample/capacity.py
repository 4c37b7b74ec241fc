"""Bookings and holds from the told week on, so that the heat map comes out as told; and the roll-up by week."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

import numpy as np

from tandem.calc.capacity import load, to_weeks
from tandem.calc.spans import Spans
from tandem.calc.weeks import Weeks, week_of
from tandem.engagements.actions.odds import calibrate
from tandem.engagements.models import Engagement, Stage
from tandem.front.sample.case import Case, Setting
from tandem.front.sample.heat import FIRM, HOLDS, INSIDE, PEOPLE, TEAMS, WEEKS
from tandem.front.sample.hours import Crew, book
from tandem.front.sample.rows import insert, prepared
from tandem.front.sample.when import When
from tandem.ledger.reading import read_all
from tandem.planning.actions.follow import READER
from tandem.planning.actions.rollup import extend, sum_up
from tandem.planning.models import Booking, CapacityWeek

COLUMNS = ("person", "week", "available", "hard", "held", "away")
BEYOND = 12


@dataclass
class Firm:
    """A firm booking that is known: whose, on what, from when to when, how much of the week."""

    engagement: Engagement
    person: int
    starts: date
    ends: date
    percent: float


def add_capacity(setting: Setting, crew: Crew, cases: list[Case], rng: Random) -> None:
    """Holds for likely deals, then firm work up to the told percent of each week."""
    held = _hold(setting, crew, cases)
    known = _known(setting.when, crew, cases)
    for team, percents in TEAMS.items():
        members = [index for index, person in enumerate(crew.people) if person.team and person.team.name == team]
        told = [index for index in members if index in _told(crew)]
        wanted = _wanted(crew, setting.when, told, [index for index in members if index not in told], percents, rng)
        for index, weeks in wanted.items():
            _fill(
                setting, crew, index, weeks - held[index], [row for row in known if row.person == index], INSIDE[team]
            )


def add_roll_up(crew: Crew, bookings: list[Booking]) -> int:
    """CapacityWeek of everybody over the crew's axis. People have their keys by now."""
    hard, held = (
        load(crew.axis, crew.available, _spans(crew, [row for row in bookings if row.hard is firm]))
        for firm in (True, False)
    )
    available, contracted = to_weeks(crew.available), to_weeks(crew.contracted)
    people = [person.pk for person in crew.people]
    weeks = [prepared(CapacityWeek, "week", monday) for monday in crew.axis.mondays()]
    cells = (
        (people[who], weeks[week], int(available[who, week]), int(hard[who, week]), int(held[who, week]),
         bool(contracted[who, week] and not available[who, week]))
        for who in range(len(people)) for week in range(len(weeks))
    )  # fmt: skip
    written = insert(CapacityWeek, COLUMNS, cells)
    sum_up(crew.axis)
    return written


def plan_on(when: When) -> None:
    """What the worker keeps up from here: weeks further ahead, and the odds from the deals that are closed."""
    extend(when.today)
    calibrate(when.at(11, 24, "07:00"))
    read_all(READER)


def _spans(crew: Crew, bookings: list[Booking]) -> Spans:
    return Spans(
        np.array([crew.place[row.person.name] for row in bookings], dtype=np.int64),
        np.array([row.starts_on.toordinal() for row in bookings], dtype=np.int64),
        np.array([row.ends_on.toordinal() for row in bookings], dtype=np.int64),
        np.array([row.minutes_per_day for row in bookings], dtype=np.int32),
    )


def _monday(when: When) -> date:
    return week_of(when.today)


def _axis(when: When) -> Weeks:
    return Weeks(_monday(when), WEEKS + BEYOND)


def _told(crew: Crew) -> set[int]:
    return {crew.place[name] for name in PEOPLE}


def _hold(setting: Setting, crew: Crew, cases: list[Case]) -> dict[int, np.ndarray]:
    """Write the holds; answer minutes a week held of each person."""
    held: dict[int, np.ndarray] = defaultdict(lambda: np.zeros(WEEKS + BEYOND))
    by_deal = _by_deal(cases)
    axis = _axis(setting.when)
    for deal, (until, people) in HOLDS.items():
        case = by_deal[deal]
        for name, percent in people.items():
            index = crew.place[name]
            per_day = round(_usual_day(crew, index) * percent / 100)
            book(
                case.rows, crew, case.engagement, index, case.plan.starts, case.plan.ends, per_day, hard=False,
                hold_until=setting.when.day(*until), made_by=setting.staff["Daniel Kerr"],
                made_at=setting.when.at(11, 17, "14:10"), note=f"If {deal[0]} is won",
            )  # fmt: skip
            for week, monday in enumerate(axis.mondays()):
                days = crew.days_of(
                    index, max(monday, case.plan.starts), min(monday + timedelta(days=6), case.plan.ends)
                )
                held[index][week] += len(days) * per_day
    return held


def _by_deal(cases: list[Case]) -> dict[tuple[str, str], Case]:
    return {(case.plan.client, case.plan.name): case for case in cases if case.plan.stage != Stage.LOST}


def _usual_day(crew: Crew, index: int) -> float:
    """Minutes of a usual working day: the mean over the days that they work."""
    days = crew.contracted[index]
    return float(days[days > 0].mean()) if (days > 0).any() else 450.0


def _known(when: When, crew: Crew, cases: list[Case]) -> list[Firm]:
    """Told firm work first, then the running projects that each is on."""
    by_deal = _by_deal(cases)
    told = [
        Firm(
            by_deal[client, name].engagement,
            crew.place[person],
            when.moved(_year(first)),
            by_deal[client, name].plan.ends,
            percent,
        )
        for client, name, person, first, percent in FIRM
    ]
    running = [
        Firm(case.engagement, crew.place[name], case.plan.starts, case.plan.ends, 60)
        for case in cases
        if case.engagement.stage == "delivering"
        for name, part in sorted(case.members)
        if part == "team" and name in crew.place
    ]
    pairs = {(id(row.engagement), row.person) for row in told}
    return told + [row for row in running if (id(row.engagement), row.person) not in pairs]


def _year(day: tuple[int, int]) -> date:
    return date(2026 if day[0] > 6 else 2027, *day)


def _wanted(
    crew: Crew, when: When, told: list[int], others: list[int], percents: tuple[int, ...], rng: Random
) -> dict[int, np.ndarray]:
    """Minutes a week that should be taken of each person: as told, the rest of the team sharing what is left."""
    axis = _axis(when)
    first = crew.axis.index(axis.first)
    available = to_weeks(crew.available)[:, first : first + axis.count].astype(float)
    tail = np.linspace(0.8, 0.25, BEYOND)
    team = np.concatenate([np.array(percents) / 100, percents[-1] / 100 * tail])
    wanted = {}
    for index in told:
        own = np.array([max(percent, 0) for percent in PEOPLE[crew.people[index].name]]) / 100
        wanted[index] = available[index] * np.concatenate([own, own[-1] * tail])
    left = team * available[told + others].sum(axis=0) - sum(wanted.values(), np.zeros(axis.count))
    room = available[others].sum(axis=0)
    share = np.clip(np.divide(left, room, out=np.zeros_like(left), where=room > 0), 0, 1.3)
    lean = np.array([1 + (rng.random() - 0.5) * 0.16 for _ in others])[:, None]
    leant = (available[others] * lean).sum(axis=0)
    lean = lean * np.divide(room, leant, out=np.ones_like(room), where=leant > 0)
    for place, index in enumerate(others):
        wanted[index] = available[index] * np.clip(share * lean[place], 0, 1.3)
    return wanted


def _fill(setting: Setting, crew: Crew, index: int, minutes: np.ndarray, known: list[Firm], inside: str) -> None:
    """Firm bookings week by week, same ones joined: known work first, then work inside the firm."""
    axis = _axis(setting.when)
    runs: dict[int, list[tuple[date, date, int]]] = defaultdict(list)
    engagements = {id(row.engagement): row.engagement for row in known}
    for week, monday in enumerate(axis.mondays()):
        days = crew.days_of(index, monday, monday + timedelta(days=6))
        if not len(days):
            continue
        per_day = minutes[week] / len(days)
        for engagement, share in _split(per_day, _usual_day(crew, index), known, monday):
            runs[id(engagement)].append((monday, monday + timedelta(days=4), share))
    for key, weeks in runs.items():
        engagement = engagements.get(key)
        for start, end, share in _joined(weeks):
            book(
                setting.rows, crew, engagement, index, start, end, share, billable=engagement is not None,
                made_by=setting.staff["Daniel Kerr"], made_at=setting.when.at(11, 4, "11:30"), note="" if engagement else inside,
            )  # fmt: skip


def _split(per_day: float, usual: float, known: list[Firm], monday: date) -> list[tuple[Engagement | None, int]]:
    """The day's minutes by engagement: each known one its percent at most, what is left inside the firm."""
    left = round(per_day)
    parts: list[tuple[Engagement | None, int]] = []
    for row in known:
        if row.starts <= monday + timedelta(days=4) and row.ends >= monday and left >= 18:
            share = min(left, round(usual * row.percent / 100))
            if left - share < 18:
                share = left
            parts.append((row.engagement, share))
            left -= share
    if left >= 9:
        parts.append((None, left))
    return parts


def _joined(weeks: list[tuple[date, date, int]]) -> list[tuple[date, date, int]]:
    """Weeks in a row with the same minutes become one booking."""
    joined: list[tuple[date, date, int]] = []
    for start, end, share in weeks:
        if joined and joined[-1][2] == share and (start - joined[-1][1]).days == 3:
            joined[-1] = (joined[-1][0], end, share)
        else:
            joined.append((start, end, share))
    return joined

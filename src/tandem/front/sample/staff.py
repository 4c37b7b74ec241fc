"""Who works at Northlight Partners: teams, roles with rates, 64 people, their weeks, skills and leave."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from tandem.front.sample.names import full_names
from tandem.front.sample.roster import (
    CHRISTMAS,
    CONTRACTOR,
    DOMAIN,
    KNOWN_SKILLS,
    PENCE,
    PEOPLE,
    RATES,
    REASONS,
    RISES,
    SKILLS,
    SKILLS_OF,
    TEAMS,
    WEEKS,
)
from tandem.front.sample.rows import Rows
from tandem.front.sample.when import When, bank_holidays
from tandem.people.models import (
    Access,
    CostRate,
    Firm,
    Holiday,
    HolidayCalendar,
    Person,
    PersonSkill,
    Role,
    RoleRate,
    Skill,
    Team,
    TimeOff,
    WorkingWeek,
)  # fmt: skip


@dataclass
class Staff:
    """Everybody, by name, and by what they do."""

    firm: Firm
    calendar: HolidayCalendar
    roles: dict[str, Role] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    in_role: dict[str, list[Person]] = field(default_factory=dict)
    cost: dict[str, Decimal] = field(default_factory=dict)
    free_days: set[date] = field(default_factory=set)

    def __getitem__(self, name: str) -> Person:
        return self.people[name]

    @property
    def sellers(self) -> list[Person]:
        return [person for person in self.people.values() if person.access == Access.SALES]

    @property
    def leads(self) -> list[Person]:
        return [person for person in self.people.values() if person.access == Access.DELIVERY]

    @property
    def delivery(self) -> list[Person]:
        return [person for people in self.in_role.values() for person in people]


def make_firm(rows: Rows, when: When) -> Firm:
    return rows.add(Firm(name="Northlight Partners", currency="GBP", uses_tandem_since=when.day(1, 5), is_sample=True))


def make_staff(rows: Rows, when: When, firm: Firm, password: str, count: int, rng: Random, canaries: bool) -> Staff:
    """The told 64, and grown people beyond them up to `count`."""
    staff = Staff(firm, rows.add(HolidayCalendar(name="England and Wales")))
    _holidays(rows, when, staff)
    teams = _teams_and_roles(rows, when, staff)
    for team, members in PEOPLE.items():
        for name, title, access in members:
            _person(rows, when, staff, teams[team], name, title, access, password, rng, canaries)
    _grow(rows, when, staff, teams, count, password, rng, canaries)
    _skills(rows, staff, rng)
    _time_off(rows, when, staff, rng, canaries)
    return staff


def pounds(value: Decimal | int) -> Decimal:
    return Decimal(value).quantize(PENCE)


def email_of(name: str) -> str:
    plain = name.lower().replace("í", "i").replace("'", "").split()
    return f"{plain[0]}.{'.'.join(plain[1:])}@{DOMAIN}"


def _holidays(rows: Rows, when: When, staff: Staff) -> None:
    for year in range(when.today.year - 3, when.today.year + 3):
        for day, name in bank_holidays(year).items():
            rows.add(Holiday(calendar=staff.calendar, day=day, name=name))
            staff.free_days.add(day)


def _teams_and_roles(rows: Rows, when: When, staff: Staff) -> dict[str, Team]:
    teams = {}
    for position, (name, role) in enumerate(TEAMS.items(), start=1):
        teams[name] = rows.add(Team(name=name, position=position))
        if role:
            staff.roles[role] = rows.add(Role(name=role, team=teams[name], position=position))
            staff.in_role[role] = []
            _role_rates(rows, when, staff.roles[role])
    return teams


def _role_rates(rows: Rows, when: When, role: Role) -> None:
    bill, cost = RATES[role.name]
    for starts_on, part in RISES:
        rows.add(
            RoleRate(
                role=role,
                starts_on=when.moved(starts_on),
                bill_hourly=pounds(bill * part),
                cost_hourly=pounds(cost * part),
            )
        )


def level_on(when: When, day: date) -> Decimal:
    """What the rates of a day were of this year's."""
    return [part for starts_on, part in RISES if when.moved(starts_on) <= day][-1]


def _person(
    rows: Rows, when: When, staff: Staff, team: Team, name: str, title: str, access: Access, password: str, rng: Random,
    canaries: bool,
) -> Person:  # fmt: skip
    role = staff.roles.get(TEAMS[team.name] or "")
    joined = when.moved(date(2019, 1, 7) + timedelta(weeks=rng.randrange(0, 290)))
    person = rows.add(
        Person(
            email=email_of(name), name=name, title=title or (role.name if role else ""), access=access, team=team,
            role=role, calendar=staff.calendar, joined_on=joined, password=password, is_admin=name == "Martin Solway",
        )
    )  # fmt: skip
    staff.people[name] = person
    if role:
        staff.in_role[role.name].append(person)
    _week(rows, when, person, joined)
    _cost_rate(rows, when, staff, person, role, rng, canaries)
    return person


def _week(rows: Rows, when: When, person: Person, joined: date) -> None:
    monday, tuesday, wednesday, thursday, friday = WEEKS.get(person.name, (450,) * 5)
    rows.add(
        WorkingWeek(
            person=person, starts_on=joined, monday=monday, tuesday=tuesday, wednesday=wednesday, thursday=thursday,
            friday=friday, ends_on=when.day(3, 26, 2027) if person.name == CONTRACTOR else None,
        )
    )  # fmt: skip
    if person.name == "Ross Ferguson":  # on four days for the summer, then back: two weeks with dates
        rows.add(WorkingWeek(person=person, starts_on=when.day(6, 1), ends_on=when.day(8, 28), friday=0))


def _cost_rate(
    rows: Rows, when: When, staff: Staff, person: Person, role: Role | None, rng: Random, canaries: bool
) -> None:
    """What an hour of this person costs, a rise each January; canaries are easy to find where they don't belong."""
    standard = Decimal(RATES[role.name][1]) if role else Decimal(70)
    own = pounds(standard * Decimal(rng.randrange(91, 110)) / 100)
    staff.cost[person.name] = own
    for starts_on, part in RISES:
        yearly = pounds(own * part)
        hourly = yearly.to_integral_value() + Decimal("0.77") if canaries else yearly
        rows.add(CostRate(person=person, starts_on=when.moved(starts_on), hourly=hourly))
        staff.cost[person.name] = hourly


def _grow(
    rows: Rows, when: When, staff: Staff, teams: dict[str, Team], count: int, password: str, rng: Random, canaries: bool
) -> None:
    """People beyond the told ones: an eighth sells, a twelfth leads, the rest deliver."""
    wanted = count - len(staff.people)
    makers = [team for team, role in TEAMS.items() if role and team != "Delivery leads"]
    for index, name in enumerate(full_names(rng, max(wanted, 0), set(staff.people))):
        team, access = makers[index % len(makers)], Access.CONSULTANT
        if index % 8 == 0:
            team, access = ("Sales", Access.SALES) if index % 16 else ("Sales North", Access.SALES)
        elif index % 12 == 1:
            team, access = "Delivery leads", Access.DELIVERY
        title = "Account manager" if access == Access.SALES else ""
        _person(rows, when, staff, teams[team], name, title, access, password, rng, canaries)


def _skills(rows: Rows, staff: Staff, rng: Random) -> None:
    skills = {name: rows.add(Skill(name=name)) for name in SKILLS}
    levels = {(name, skill): level for name, skill, level in KNOWN_SKILLS}
    for role, people in staff.in_role.items():
        for person in people:
            for skill in rng.sample(SKILLS_OF[role], k=min(3, len(SKILLS_OF[role]))):
                levels.setdefault((person.name, skill), rng.choice((2, 2, 3, 3, 4)))
    for (name, skill), level in levels.items():
        rows.add(PersonSkill(person=staff[name], skill=skills[skill], level=level))


def _time_off(rows: Rows, when: When, staff: Staff, rng: Random, canaries: bool) -> None:
    """Christmas as the heat map has it, and two or three breaks a year for everybody."""
    for year in range(when.today.year - 2, when.today.year + 1):
        for name in CHRISTMAS:
            start = date(year, 12, 20 if name == "Amara Diallo" else 27)
            _away(rows, staff[name], start, date(year, 12, 31), "Christmas", canaries)
    for person in staff.people.values():
        for month in rng.sample((2, 4, 5, 7, 8, 10), k=rng.choice((2, 2, 3))):
            monday = when.today - timedelta(days=when.today.weekday() + 7 * round((11.8 - month) * 4.35))
            days = rng.choice((1, 4, 4, 11))
            _away(rows, person, monday, monday + timedelta(days=days), rng.choice(REASONS), canaries)
    for person in rng.sample(staff.delivery, k=len(staff.delivery) // 6):
        day = when.today - timedelta(days=rng.randrange(20, 200))
        row = _away(rows, person, day, day + timedelta(days=rng.randrange(3)), "Flu", canaries)
        row.kind = TimeOff.Kind.SICK


def _away(rows: Rows, person: Person, start: date, end: date, note: str, canaries: bool) -> TimeOff:
    words = f"canary-time-off {note}" if canaries else note
    return rows.add(TimeOff(person=person, starts_on=start, ends_on=end, note=words))

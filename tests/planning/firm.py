"""People, holidays and work for planning tests, and a count of their weeks by plain loops."""

from datetime import date, timedelta
from decimal import Decimal

from tandem.calc.weeks import axis
from tandem.catalogue.models import Grade, Offering, Tier, TierEstimate
from tandem.engagements.models import Engagement
from tandem.people.models import Access, Holiday, HolidayCalendar, Person, TimeOff
from tandem.planning.actions.rollup import rebuild
from tandem.planning.models import Booking, CapacityWeek, Need

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONDAY = date(2026, 11, 23)
JAN_11 = date(2027, 1, 11)


def engineers(world, count: int) -> list[Person]:
    """Planned people of the data team."""
    return [
        world.person(f"Eng{n} Neer", Access.CONSULTANT, team=world.data_team, role=world.engineer) for n in range(count)
    ]


def roll_up(world, weeks: int = 60) -> None:
    rebuild(Person.objects.order_by("pk").values_list("pk", flat=True), axis(world.today, weeks))


def booking(world, person, engagement=None, start=MONDAY, end=MONDAY + timedelta(days=4), minutes=450, **fields):
    """A row without the verb: the roll-up isn't told."""
    return Booking.objects.create(
        person=person, engagement=engagement, starts_on=start, ends_on=end, minutes_per_day=minutes,
        made_by=fields.pop("made_by", None), made_at=world.at, **fields,
    )  # fmt: skip


def need(world, deal: Engagement, minutes: int, start=JAN_11, end=JAN_11 + timedelta(days=32)) -> Need:
    return Need.objects.create(engagement=deal, role=world.engineer, starts_on=start, ends_on=end, minutes=minutes)


def tier(world, grade=Grade.GOLD, weeks=4, minutes=18_000, offering="Data platform") -> Tier:
    made = Offering.objects.get_or_create(name=offering, defaults={"slug": offering.lower().replace(" ", "-")})[0]
    row = Tier.objects.create(offering=made, grade=grade, fee=Decimal(90_000), weeks=weeks, made_at=world.at)
    TierEstimate.objects.create(tier=row, role=world.engineer, minutes=minutes)
    return row


def holiday(*days: date) -> HolidayCalendar:
    calendar = HolidayCalendar.objects.get_or_create(name="England and Wales")[0]
    Holiday.objects.bulk_create(Holiday(calendar=calendar, day=day, name="Bank holiday") for day in days)
    return calendar


def counted_by_hand(person: Person, monday: date) -> tuple[int, int, int, bool]:
    """(available, hard, held, away) of one week: day by day, row by row, nothing shared with the product's sums."""
    available = hard = held = contracted = 0
    for offset in range(7):
        day = monday + timedelta(days=offset)
        usual = _contracted(person, day)
        contracted += usual
        left = 0 if _is_off(person, day) else usual
        available += left
        for row in Booking.objects.filter(person=person):
            if left and row.starts_on <= day <= row.ends_on:
                hard += row.minutes_per_day if row.hard else 0
                held += 0 if row.hard else row.minutes_per_day
    return available, hard, held, bool(contracted and not available)


def rolled_up(person: Person, monday: date) -> tuple[int, int, int, bool]:
    row = CapacityWeek.objects.get(person=person, week=monday)
    return row.available, row.hard, row.held, row.away


def _contracted(person: Person, day: date) -> int:
    valid = [
        week for week in person.weeks.all() if week.starts_on <= day and (week.ends_on is None or day <= week.ends_on)
    ]
    newest = max(valid, key=lambda week: week.starts_on, default=None)
    return getattr(newest, WEEKDAYS[day.weekday()]) if newest else 0


def _is_off(person: Person, day: date) -> bool:
    if person.calendar_id and Holiday.objects.filter(calendar=person.calendar_id, day=day).exists():
        return True
    return any(off.starts_on <= day <= off.ends_on for off in TimeOff.objects.filter(person=person, approved=True))

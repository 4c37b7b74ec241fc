"""The sample's days. Everything is told as of Tuesday 24 November 2026 and moved by whole weeks, so weekdays hold."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

TOLD_ON = date(2026, 11, 24)


@dataclass(frozen=True)
class When:
    """`weeks` is how far the story is moved. Days are named as they were told: `when.day(12, 11)` is the Friday on
    which Halden decides, whatever its date has become."""

    weeks: int = 0

    @classmethod
    def so_that(cls, today: date) -> "When":
        """The newest move that has no told day after `today`: its Tuesday is today or the last Tuesday before it."""
        return cls((today - TOLD_ON).days // 7)

    @property
    def today(self) -> date:
        return self.moved(TOLD_ON)

    def moved(self, day: date) -> date:
        return day + timedelta(weeks=self.weeks)

    def day(self, month: int, day: int, year: int = 2026) -> date:
        return self.moved(date(year, month, day))

    def at(self, month: int, day: int, clock: str = "10:00", year: int = 2026) -> datetime:
        """A told day at a time of day in the firm's zone: at(11, 20, "16:41")."""
        return moment(self.day(month, day, year), clock)

    def say(self, month: int, day: int, year: int = 2026) -> str:
        """A told day as people write it: "11 December"."""
        return said(self.day(month, day, year))

    @property
    def quarter(self) -> date:
        """The first day of the quarter of the sample's day."""
        return self.today.replace(month=(self.today.month - 1) // 3 * 3 + 1, day=1)

    def this_quarter(self, share: float) -> date:
        """A working day at a share of the quarter so far, so that figures of the quarter hold whenever it is told."""
        return _worked(self.quarter + (self.today - self.quarter) * share, self.quarter)

    def last_quarter(self, share: float) -> date:
        last = self.quarter - timedelta(days=1)
        first = last.replace(month=(last.month - 1) // 3 * 3 + 1, day=1)
        return _worked(first + (last - first) * share, first)

    def month(self, month: int, day: int = 15, year: int = 2026) -> str:
        """The month of a told day: "April"."""
        return f"{self.day(month, day, year):%B}"


def said(day: date) -> str:
    return f"{day.day} {day:%B}"


def moment(day: date, clock: str) -> datetime:
    """A day at "09:12" in the firm's time zone, aware."""
    return datetime.combine(day, time.fromisoformat(clock), ZoneInfo(settings.TIME_ZONE))


def _worked(day: date, first: date) -> date:
    """The day, or the Friday before a weekend; if that is before `first`, the Monday after it."""
    friday = day - timedelta(days=max(0, day.weekday() - 4))
    return friday if friday >= first else back_to_work(day)


def back_to_work(day: date) -> date:
    """The day itself, or the Monday after it when it falls on a weekend."""
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)


def bank_holidays(year: int) -> dict[date, str]:
    """The bank holidays of England and Wales in a year, by the rules (one-off holidays aren't known to a rule)."""
    easter = easter_sunday(year)
    christmas, boxing = date(year, 12, 25), date(year, 12, 26)
    days = {
        _substitute(date(year, 1, 1)): "New Year's Day",
        easter - timedelta(days=2): "Good Friday",
        easter + timedelta(days=1): "Easter Monday",
        _first_monday(year, 5): "Early May bank holiday",
        _last_monday(year, 5): "Spring bank holiday",
        _last_monday(year, 8): "Summer bank holiday",
    }
    if christmas.weekday() == 4:
        return days | {christmas: "Christmas Day", date(year, 12, 28): "Boxing Day (substitute day)"}
    if christmas.weekday() == 5:
        return days | {
            date(year, 12, 27): "Christmas Day (substitute day)",
            date(year, 12, 28): "Boxing Day (substitute day)",
        }
    if christmas.weekday() == 6:
        return days | {boxing: "Boxing Day", date(year, 12, 27): "Christmas Day (substitute day)"}
    return days | {christmas: "Christmas Day", boxing: "Boxing Day"}


def easter_sunday(year: int) -> date:
    """Easter in the Gregorian calendar, by the anonymous algorithm."""
    golden, century, rest = year % 19, year // 100, year % 100
    leaps, within = divmod(century, 4)
    epact = (19 * golden + century - leaps - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * within + 2 * (rest // 4) - epact - rest % 4) % 7
    shift = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)


def _substitute(day: date) -> date:
    return back_to_work(day)


def _first_monday(year: int, month: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=-first.weekday() % 7)


def _last_monday(year: int, month: int) -> date:
    last = date(year, month, 31)
    return last - timedelta(days=last.weekday())

"""Dates of a column. Only the order of day and month can be open; everything else is in the value itself."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo

from django.utils.translation import gettext as _

from tandem.connectors.files.aliases import squeeze
from tandem.connectors.files.columns import Unclear, Verdict

DAY_FIRST, MONTH_FIRST = "day/month", "month/day"
SERIAL_ZERO = date(1899, 12, 30)
SERIALS = range(10_000, 80_000)  # 1927 to 2119
EARLIEST, LATEST = 1950, 2150

ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:$|[T ])")
NUMERIC = re.compile(r"(\d{1,4})\s?([./\-])\s?(\d{1,2})\s?\2\s?(\d{1,4})\.?(?:$|[T ,]+)")
NAMED = re.compile(
    r"(?:\w+,\s+)?(\d{1,2})(?:st|nd|rd|th|\.|º|er)?[\s/\-.]*(?:de\s+)?"
    r"([^\W\d_]{3,})\.?,?[\s/\-.]*(?:de\s+)?(\d{2,4})(?:$|[T ,]+)"
)
NAMED_FIRST = re.compile(
    r"(?:[^\W\d_]+,\s+)?([^\W\d_]{3,})\.?[\s/\-]+(\d{1,2})(?:st|nd|rd|th)?,?[\s/\-]+(\d{4})(?:$|[T ,]+)"
)
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})$")
SERIAL = re.compile(r"(\d{5})(?:[.,]\d+)?$")
EPOCH = re.compile(r"(\d{13})$")
CLOCK = re.compile(
    r"(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?(?:[.,]\d+)?\s*([AaPp]\.?[Mm]\.?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?$",
    re.IGNORECASE,
)

MONTH_NAMES = (
    "january januar jan janvier janv enero ene gennaio gen januari janeiro tammikuu stycznia styczen sty ledna januar",
    "february februar feb fevrier fevr fev febrero febbraio februari fevereiro helmikuu lutego luty lut unora",
    "march marz mar mrz mars marzo maart mrt marco maaliskuu marca marzec brezna maerz",
    "april apr avril avr abril abr aprile huhtikuu kwietnia kwiecien kwi dubna",
    "may mai mayo maggio mag mei maj maio toukokuu maja kvetna",
    "june juni jun juin junio giugno giu junho kesakuu czerwca czerwiec cze cervna",
    "july juli jul juillet juil julio luglio lug julho heinakuu lipca lipiec lip cervence",
    "august aug aout agosto ago augustus augusti elokuu sierpnia sierpien sie srpna",
    "september sep sept septembre septiembre settembre set setembro syyskuu wrzesnia wrzesien wrz zari",
    "october oct oktober okt octobre octubre ottobre ott oktobra outubro out lokakuu pazdziernika paz rijna",
    "november nov novembre noviembre novembro marraskuu listopada listopad lis listopadu",
    "december dec dezember dez decembre diciembre dic dicembre dezembro joulukuu grudnia grudzien gru prosince",
)
MONTHS = {name: number for number, names in enumerate(MONTH_NAMES, 1) for name in names.split()}


class DateEvidence:
    """Collects over a whole column whether its dates are day/month or month/day."""

    def __init__(self) -> None:
        self.day_first = self.month_first = 0
        self.open: dict[str, None] = {}
        self.examples: dict[str, str] = {}
        self._seen: set[str] = set()

    def add(self, value: str) -> None:
        value = value.strip()
        start = value[:10]
        if start in self._seen or ISO.match(value):
            return
        self._seen.add(start)
        found = NUMERIC.match(value)
        if not found or len(found[1]) > 2:
            return
        first, mark, second = int(found[1]), found[2], int(found[3])
        if first > 12 >= second:
            self.day_first += 1
            self.examples.setdefault(DAY_FIRST, value)
        elif second > 12 >= first:
            self.month_first += 1
            self.examples.setdefault(MONTH_FIRST, value)
        elif first != second and mark != "." and len(self.open) < 3:
            self.open[value] = None

    def verdict(self) -> Verdict:
        """Dots are day.month wherever they're written, unless a value can't be. Nothing else is presumed."""
        both = (DAY_FIRST, MONTH_FIRST)
        if self.day_first and self.month_first:
            return Verdict(None, True, both, tuple(self.examples.values()))
        if self.day_first or self.month_first:
            return Verdict(DAY_FIRST if self.day_first else MONTH_FIRST)
        if self.open:
            return Verdict(None, True, both, tuple(self.open))
        return Verdict(DAY_FIRST)


def decide_dates(values: Iterable[str]) -> Verdict:
    evidence = DateEvidence()
    for value in values:
        evidence.add(value)
    return evidence.verdict()


def read_date(value: str, order: str | None = None, zone: tzinfo = UTC) -> date:
    """The day a value names. A moment with an offset is the day it had in `zone`.

    Raises: Unclear if it isn't a date, or isn't one in this order.
    """
    value = value.strip()
    found = ISO.match(value)
    if found:
        day = _day(int(found[1]), int(found[2]), int(found[3]), value)
        return day if len(value) == 10 else _in_zone(day, value[11:], zone)
    found = NUMERIC.match(value)
    if found:
        return _in_zone(_numeric(found, order, value), value[found.end() :], zone)
    return _other(value, zone)


def _numeric(found: re.Match[str], order: str | None, value: str) -> date:
    first, second, last = int(found[1]), int(found[3]), int(found[4])
    if len(found[1]) > 2:
        return _day(first, second, last, value)
    year = last if len(found[4]) > 2 else last + (2000 if last < 70 else 1900)
    if first == second:
        return _day(year, first, second, value)
    if order == MONTH_FIRST:
        return _day(year, first, second, value)
    if order is None:
        raise Unclear(_("it isn't said whether the day or the month comes first"))
    return _day(year, second, first, value)


def _other(value: str, zone: tzinfo) -> date:
    if found := NAMED.match(value):
        return _named(found[1], found[2], found[3], value)
    if found := NAMED_FIRST.match(value):
        return _named(found[2], found[1], found[3], value)
    if (found := SERIAL.match(value)) and int(found[1]) in SERIALS:
        return SERIAL_ZERO + timedelta(days=int(found[1]))
    if found := COMPACT.match(value):
        return _day(int(found[1]), int(found[2]), int(found[3]), value)
    if found := EPOCH.match(value):
        return datetime.fromtimestamp(int(value) / 1000, zone).date()
    raise Unclear(_("it isn't a date"))


def _named(day: str, month: str, year: str, value: str) -> date:
    number = MONTHS.get(squeeze(month))
    if number is None:
        raise Unclear(_("its month isn't known"))
    full = int(year) if len(year) > 2 else int(year) + (2000 if int(year) < 70 else 1900)
    return _day(full, number, int(day), value)


def _day(year: int, month: int, day: int, value: str) -> date:
    try:
        found = date(year, month, day)
    except ValueError:
        raise Unclear(_("there's no such day")) from None
    if not EARLIEST <= year <= LATEST:
        raise Unclear(_("its year is out of range"))
    return found


def _in_zone(day: date, rest: str, zone: tzinfo) -> date:
    """Shifts the day where a time with an offset falls on another one here."""
    clock = CLOCK.match(rest.strip()) if rest else None
    if not clock or not clock[5]:
        return day
    hour = int(clock[1]) % 12 + 12 if (clock[4] or "").lower().startswith("p") else int(clock[1])
    if hour > 23 or int(clock[2]) > 59:
        return day
    moment = datetime(day.year, day.month, day.day, hour, int(clock[2]), tzinfo=_offset(clock[5]))
    return moment.astimezone(zone).date()


def _offset(written: str) -> tzinfo:
    if written[0] not in "+-":
        return UTC
    digits = written[1:].replace(":", "")
    minutes = int(digits[:2]) * 60 + int(digits[2:])
    return timezone(timedelta(minutes=minutes if written[0] == "+" else -minutes))

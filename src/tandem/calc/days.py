"""Days that a text names, resolved against the day on which it was said. Where a text names a week, a month or a
quarter, the day is its last working day or its last day: what was promised for March is late in April."""

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH = (
    r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
NAMED = r"monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tues?|wed|thu(?:rs)?|fri"
WEEKDAY = rf"({NAMED})"
NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "a couple of": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "twelve": 12,
}  # fmt: skip
NUMBER = r"(\d{1,3}|a couple of|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve)"
PART = r"(end|beginning|start|early|mid|middle|late)"
FIRST_PART = ("beginning", "start", "early")
FRIDAY = 4


@dataclass(frozen=True, slots=True)
class Day:
    """text[start:end] names the day `on`."""

    start: int
    end: int
    words: str
    on: date


Groups = tuple[str, ...]
Resolve = Callable[[Groups, date], date | None]


def days_in(text: str, today: date) -> list[Day]:
    """The days that the text names, in reading order; of two that overlap the one that begins first, then the longer.

    A day without a year is the next one from `today` on. "Friday" is the first after today, "next Friday" that of next
    week. What names no real day (30 February) or only a habit (every Friday) isn't one.
    """
    found: list[Day] = []
    for pattern, resolve in RULES:
        for hit in pattern.finditer(text):
            on = _safely(resolve, tuple((group or "").lower() for group in hit.groups()), today)
            if on:
                found.append(Day(hit.start(), hit.end(), hit.group().strip(), on))
    kept: list[Day] = []
    for day in sorted(found, key=lambda each: (each.start, each.start - each.end)):
        if not kept or day.start >= kept[-1].end:
            kept.append(day)
    return kept


def _safely(resolve: Resolve, groups: Groups, today: date) -> date | None:
    try:
        return resolve(groups, today)
    except (ValueError, OverflowError):  # 30 February, or a year that no calendar has
        return None


def _iso(groups: Groups, today: date) -> date:
    return date(int(groups[0]), int(groups[1]), int(groups[2]))


def _day_month(groups: Groups, today: date) -> date:
    return _of_year(int(groups[0]), _month(groups[1]), groups[2], today)


def _month_day(groups: Groups, today: date) -> date:
    return _of_year(int(groups[1]), _month(groups[0]), groups[2], today)


def _numbers(groups: Groups, today: date) -> date:
    """Day first, as it's written in Britain."""
    year = groups[2] if len(groups[2]) != 2 else f"20{groups[2]}"
    return _of_year(int(groups[0]), int(groups[1]), year, today)


def _part_of_month(groups: Groups, today: date) -> date:
    part, month = groups[0], _month(groups[1])
    day = {"early": 10, "beginning": 1, "start": 1, "mid": 15, "middle": 15}.get(part)
    return _in_month(month, groups[2], today, day)


def _whole_month(groups: Groups, today: date) -> date:
    """In March: its last day. By March: its first. Before March: the day before that."""
    first = _in_month(_month(groups[1]), groups[2], today, 1)
    if groups[0] == "before":
        return first - timedelta(days=1)
    return first if groups[0] == "by" else _in_month(_month(groups[1]), groups[2], today, None)


def _quarter(groups: Groups, today: date) -> date:
    number = int(groups[1])
    if groups[0] in FIRST_PART:
        return _in_month(3 * number - 2, groups[2], today, 1)
    return _in_month(3 * number, groups[2], today, None)


def _ahead(groups: Groups, today: date) -> date:
    number = int(groups[0]) if groups[0].isdigit() else NUMBERS[groups[0]]
    if groups[1]:
        return _working_days(today, number)
    return _later(today, number, groups[2])


def _from_now(groups: Groups, today: date) -> date:
    return _later(today, int(groups[0]) if groups[0].isdigit() else NUMBERS[groups[0]], groups[1])


def _period(groups: Groups, today: date) -> date | None:
    """This or next week, month, quarter, year: its end, or its beginning if that was said."""
    part, which, unit = groups
    if which == "the" and not part:
        return None
    first = _first_of(unit, today)
    first = _first_of(unit, _after(unit, first)) if which == "next" else first
    if part in FIRST_PART:
        return max(first, today)
    if part in ("mid", "middle"):
        return first + timedelta(days={"week": 2, "month": 14, "quarter": 45, "year": 181}[unit])
    return first + timedelta(days=FRIDAY) if unit == "week" else _after(unit, first) - timedelta(days=1)


def _weekday(groups: Groups, today: date) -> date | None:
    habit, which, name = groups
    if habit:
        return None
    wanted = WEEKDAYS.index(name[:3])
    if which == "next":
        return _first_of("week", today) + timedelta(days=7 + wanted)
    ahead = (wanted - today.weekday()) % 7
    return today + timedelta(days=ahead if ahead or which == "this" else 7)


def _spoken(groups: Groups, today: date) -> date:
    return today + timedelta(days={"today": 0, "tonight": 0, "tomorrow": 1}.get(groups[0], 2))


def _the_nth(groups: Groups, today: date) -> date:
    day = int(groups[0])
    this = today.replace(day=day) if day <= monthrange(today.year, today.month)[1] else None
    if this and this >= today:
        return this
    return _after("month", _first_of("month", today)).replace(day=day)


def _christmas(groups: Groups, today: date) -> date:
    return _of_year(24, 12, "", today)


def _month(words: str) -> int:
    return MONTHS.index(words[:3]) + 1


def _of_year(day: int, month: int, year: str, today: date) -> date:
    if year:
        return date(int(year), month, day)
    this = date(today.year, month, day)
    return this if this >= today else date(today.year + 1, month, day)


def _in_month(month: int, year: str, today: date, day: int | None) -> date:
    """A day of the month, None for its last; the month is the next that isn't over."""
    number = int(year) if year else today.year + (month < today.month)
    return date(number, month, day or monthrange(number, month)[1])


def _later(today: date, number: int, unit: str) -> date:
    if unit.startswith("month"):
        months = today.month - 1 + number
        year, month = today.year + months // 12, months % 12 + 1
        return date(year, month, min(today.day, monthrange(year, month)[1]))
    return today + timedelta(days=number * {"d": 1, "w": 7, "f": 14}[unit[0]])


def _working_days(today: date, number: int) -> date:
    day = today
    while number > 0:
        day += timedelta(days=1)
        number -= day.weekday() < 5
    return day


def _first_of(unit: str, day: date) -> date:
    if unit == "week":
        return day - timedelta(days=day.weekday())
    if unit == "month":
        return day.replace(day=1)
    return day.replace(month=1 if unit == "year" else 3 * ((day.month - 1) // 3) + 1, day=1)


def _after(unit: str, first: date) -> date:
    """The first day of the period after the one that begins on `first`."""
    if unit == "week":
        return first + timedelta(days=7)
    return _later(first, {"month": 1, "quarter": 3, "year": 12}[unit], "months")


def _rule(pattern: str, resolve: Resolve) -> tuple[re.Pattern[str], Resolve]:
    return re.compile(rf"(?<![\w/-])(?:{pattern})(?![\w/])", re.IGNORECASE), resolve


TH = r"(?:st|nd|rd|th)"
RULES = [
    _rule(r"(\d{4})-(\d\d)-(\d\d)", _iso),
    _rule(rf"(?:(?:{NAMED}),?\s+(?:the\s+)?)?(\d{{1,2}}){TH}?\s+(?:of\s+)?{MONTH}\.?(?:,?\s+(\d{{4}}))?", _day_month),
    _rule(rf"{MONTH}\.?\s+(\d{{1,2}}){TH}?(?:,?\s+(\d{{4}}))?", _month_day),
    _rule(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4}|\d\d)", _numbers),
    _rule(r"(?:by|on|until|till|before)\s+(\d{1,2})/(\d{1,2})()", _numbers),
    _rule(rf"(?:the\s+)?{PART}(?:[\s-]+(?:of|in))?[\s-]+{MONTH}(?:\s+(\d{{4}}))?", _part_of_month),
    _rule(rf"(in|by|until|till|before|during)\s+{MONTH}(?:\s+(\d{{4}}))?", _whole_month),
    _rule(rf"(?:{PART}\s+(?:of\s+)?)?Q([1-4])(?:\s+(\d{{4}}))?", _quarter),
    _rule(rf"(?:in|within)\s+(?:the\s+next\s+)?{NUMBER}\s+(working\s+|business\s+)?(days?|weeks?|months?|fortnights?)", _ahead),
    _rule(rf"{NUMBER}\s+(days?|weeks?|months?)\s+from\s+(?:now|today)", _from_now),
    _rule(rf"(?:the\s+)?(?:{PART}\s+(?:of\s+)?)?(this|next|the)\s+(week|month|quarter|year)", _period),
    _rule(rf"(?:(each|every(?:\s+\w+)?|last)\s+)?(?:(?:on|by|until|till|before)\s+)?(?:(next|this|coming)\s+)?{WEEKDAY}", _weekday),
    _rule(r"(today|tonight|tomorrow|the day after tomorrow)", _spoken),
    _rule(rf"(?:by|on|until|before)\s+the\s+(\d{{1,2}}){TH}", _the_nth),
    _rule(r"(?:by|before|until)\s+christmas", _christmas),
]  # fmt: skip

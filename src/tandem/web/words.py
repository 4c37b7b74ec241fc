"""Figures and dates as people read them. Shares are 0..1 in code and percent here; money carries its currency."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from django.utils import timezone

SIGNS = {"GBP": "£", "EUR": "€", "USD": "$"}
# ISO 4217: how many digits stand after the point, where it isn't two.
DIGITS = {
    **dict.fromkeys(
        [
            "BIF",
            "CLP",
            "DJF",
            "GNF",
            "ISK",
            "JPY",
            "KMF",
            "KRW",
            "PYG",
            "RWF",
            "UGX",
            "UYI",
            "VND",
            "VUV",
            "XAF",
            "XOF",
            "XPF",
        ],
        0,
    ),
    **dict.fromkeys(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"], 3),
}
NOTHING = "–"
QUOTES = '“”„"«»‹› \n'


def money(amount: Decimal | int | None, currency: str, *, cents: bool = False) -> str:
    """£286,000; with cents £286,000.00, in as many digits as the currency has (¥0, KWD three). None is a dash: the figure
    isn't known, which isn't zero.

    Raises:
        ValueError: no currency. An amount without one is a number that somebody will take for pounds.
    """
    mark = _mark(currency)
    if amount is None:
        return NOTHING
    step = Decimal(1).scaleb(-DIGITS.get(currency, 2)) if cents else Decimal(1)
    rounded = Decimal(amount).quantize(step, rounding=ROUND_HALF_UP)
    sign = "−" if rounded < 0 else ""
    return f"{sign}{mark}{abs(rounded):,}"


def exact_money(amount: Decimal | int | None, currency: str) -> str:
    """£286,000, and £286,000.25 where there are cents: what is agreed, signed or compared isn't rounded. Raises as `money`."""
    return money(amount, currency, cents=amount is not None and Decimal(amount) % 1 != 0)


def short_money(amount: Decimal | int | None, currency: str) -> str:
    """£286k, £1.3m: for boards and chips, where the exact figure is one click away. Raises as `money`."""
    mark = _mark(currency)
    if amount is None:
        return NOTHING
    sign, size = ("−" if amount < 0 else ""), abs(Decimal(amount))
    if size >= 999_500:
        return f"{sign}{mark}{size / 1_000_000:.1f}m"
    if size >= 1_000:
        return f"{sign}{mark}{size / 1000:.0f}k"
    return f"{sign}{mark}{size:.0f}"


def whole(amount: Decimal | int | None) -> str:
    """286,000: for a column whose head or firm says the currency."""
    return NOTHING if amount is None else f"{Decimal(amount).quantize(Decimal(1), rounding=ROUND_HALF_UP):,}"


def _mark(currency: str) -> str:
    if not currency:
        raise ValueError("money without a currency")
    return SIGNS.get(currency, f"{currency} ")


def percent(share: float | Decimal | None, places: int = 0) -> str:
    """0.342 -> 34% (or 34.2% with places=1). None is a dash."""
    if share is None:
        return NOTHING
    step = Decimal(1).scaleb(-places)
    shown = (Decimal(str(share)) * 100).quantize(step, rounding=ROUND_HALF_UP)
    return f"{'−' if shown < 0 else ''}{abs(shown)}%"


def points(share: float | Decimal | None, places: int = 1) -> str:
    """A difference of two shares, in percentage points, with its sign: -0.026 -> −2.6."""
    if share is None:
        return NOTHING
    shown = (Decimal(str(share)) * 100).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return f"{'+' if shown > 0 else '−' if shown < 0 else ''}{abs(shown)}"


def day(value: date | datetime | None, today: date | None = None) -> str:
    """11 Jan; with the year when it isn't this one; with the weekday within two weeks of today."""
    if value is None:
        return NOTHING
    when = timezone.localdate(value) if isinstance(value, datetime) else value
    if today is not None and abs((when - today).days) <= 14:
        return f"{when:%a} {when.day} {when:%b}"
    if today is not None and when.year == today.year:
        return f"{when.day} {when:%b}"
    return f"{when.day} {when:%b %Y}"


def iso_day(text: str | None, today: date | None = None) -> str:
    """A day that was kept as text in a frozen document: 2026-11-19 -> 19 Nov 2026."""
    return day(date.fromisoformat(text) if text else None, today)


def iso_period(start: str, end: str | None) -> str:
    """From and to, kept as text: 11 Jan – 25 Jun 2027; both years where they differ."""
    first, last = day(date.fromisoformat(start)), iso_day(end)
    return f"{first.removesuffix(last[-5:])} – {last}"


def unquoted(text: str | None) -> str:
    """What somebody said, without the quotes of any language that it was typed in: whoever shows it sets its own."""
    return (text or "").strip(QUOTES)


def initials(name: str) -> str:
    """Ben Whitlock -> BW, for a name that was kept as text."""
    words = name.split()
    return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()


def clock_time(value: datetime) -> str:
    """14:05, in the firm's time zone."""
    return f"{timezone.localtime(value):%H:%M}"


def hours(minutes: int | None) -> str:
    """Minutes as hours: 450 -> 7.5 h, 285 -> 4.75 h. Two places, so that quarter hours add up before the eye."""
    if minutes is None:
        return NOTHING
    return f"{minutes / 60:,.2f}".rstrip("0").rstrip(".") + " h"


def days_of_work(minutes: int | None, day_minutes: int) -> str:
    """Minutes as working days: 4800 -> 10."""
    if minutes is None:
        return NOTHING
    return f"{minutes / day_minutes:,.1f}".removesuffix(".0")


def thousands(number: int | None) -> str:
    return NOTHING if number is None else f"{number:,}"


def listed(names: list[str]) -> str:
    """Ana; Ana and Ben; Ana, Ben and Cy."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def plural(count: int, one: str, many: str | None = None) -> str:
    """1 deal, 2 deals, 1,204 deals."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


FILTERS: dict[str, Callable] = {
    "money": money,
    "exact_money": exact_money,
    "short_money": short_money,
    "whole": whole,
    "percent": percent,
    "points": points,
    "day": day,
    "iso_day": iso_day,
    "iso_period": iso_period,
    "initials": initials,
    "unquoted": unquoted,
    "clock_time": clock_time,
    "hours": hours,
    "days_of_work": days_of_work,
    "thousands": thousands,
    "listed": listed,
    "plural": plural,
}

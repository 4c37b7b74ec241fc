"""The money of a row: which column it stands in, in which unit, in whose currency, and for how long it is paid.

Nothing is taken 1:1 from another currency, and nothing is converted twice: what a CRM has converted into its company's
currency has nothing to do with the currency of the deal.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from tandem.connectors.files.aliases import bare
from tandem.connectors.files.columns import Unclear
from tandem.connectors.files.columns.numbers import (
    DIGITS,
    ISO_CODES,
    NAMES,
    SIGNS,
    currency_of,
    is_no_amount,
    read_number,
)
from tandem.connectors.files.converted import CONVERTED

PENNY = Decimal("0.01")
MEMORY = 50_000
CENTS, WHOLE, THOUSANDS = "cents", "whole", "thousands"
COLUMN, CELL = "column", "cell"
LEAVE_OUT = "none"
IN_CENTS = re.compile(
    r"(?:\b|_)(?:cents?|centimes?|c[eé]ntimos?|centesimi|pence|minor(?:[\s_]units?)?)(?:\b|_)", re.IGNORECASE
)
IN_THOUSANDS = re.compile(
    r"thousand|tausend|\btsd\b|\bt(?:eur|usd|chf|gbp|€)|\bk\s?(?:€|\$|£|eur|usd|gbp|chf)|[(\[]\s*k\s*[)\]]|[’']000|\(000s?\)|\b000s\b|millier|\bmiles\b",
    re.IGNORECASE,
)
CURRENCY_WORDS = (
    "currency",
    "currencycode",
    "currencyisocode",
    "wahrung",
    "devise",
    "divisa",
    "moneda",
    "valuta",
    "moeda",
    "waluta",
)
OF = ("", "of", "de", "del", "du", "des", "von", "van", "der")
ONCE = frozenset(
    ["one_time", "onetime", "one-time", "once", "fixed", "single", "einmalig", "pauschal", "unique", "ponctuel", "único", "unico", "total", "fixed_bid"]
) | {"one time", "fixed bid", "fixed price", "fixed fee", "fixed amount", "project", "una vez", "une fois"}  # fmt: skip
PERIODS: dict[str, str] = {
    "hour": "hour hourly per_hour stündlich stunde heure hora",
    "day": "day daily per_day täglich tag jour día dia diario",
    "week": "week weekly per_week wöchentlich woche semaine hebdomadaire semana semanal",
    "month": "month monthly per_month monatlich monat mois mensuel mensuelle mes mensual mrr",
    "quarter": "quarter quarterly per_quarter vierteljährlich quartal trimestre trimestriel trimestral",
    "year": "year yearly annual annually per_year jährlich jahr an année annuel annuelle año anual arr",
}
PERIOD_OF = {word: period for period, words in PERIODS.items() for word in words.split()}


def is_converted(header: str) -> bool:
    """A column that the CRM has turned into its company's own currency."""
    return bool(CONVERTED.search(header))


def is_in_cents(header: str) -> bool:
    return bool(IN_CENTS.search(header))


def is_in_thousands(header: str) -> bool:
    """It may be: a person says so."""
    return bool(IN_THOUSANDS.search(header))


def is_total(header: str) -> bool:
    return "total" in bare(header)


def own_currency_column(amount: str, header: Iterable[str]) -> str | None:
    """The column that holds the currency of just this amount: "Amount Currency", "Divisa de Importe"."""
    name = bare(amount)
    wanted = {f"{name}{word}" for word in CURRENCY_WORDS} | {
        f"{word}{of}{name}" for word in CURRENCY_WORDS for of in OF
    }
    return next((each for each in header if bare(each) in wanted), None)


def is_some_amounts_currency(column: str, header: Iterable[str]) -> bool:
    """Does it belong to one amount's column alone?"""
    return any(own_currency_column(name, [column]) for name in header if name != column)


def currency_column(columns: dict[str, str], header: Iterable[str]) -> str | None:
    """Where the currency of the mapped amount stands. None beside a converted amount, unless it has a column of its own."""
    names = list(header)
    amount, told = columns.get("amount", ""), columns.get("currency")
    if amount and (own := own_currency_column(amount, names)) and (is_converted(amount) or told in (None, own)):
        return own
    return None if amount and is_converted(amount) else told


def currency_in(header: str) -> str:
    """Amount (EUR), Betrag in €: the header itself says it."""
    bracketed = re.search(r"[(\[]([^)\]]*)[)\]]\s*$", header)
    for part in [bracketed[1] if bracketed else "", *header.split()]:
        name = part.strip(" ()[]")
        if name in ISO_CODES:
            return name
        if not name.isalpha() and name.casefold() in SIGNS:
            return SIGNS[name.casefold()]
    return ""


def is_currency(value: str) -> bool:
    """A code or a currency's name, not a sign: what a column of currencies holds."""
    return value in ISO_CODES or value.casefold() in NAMES


def period_of(written: str) -> str:
    """hour ... year, "" for what is paid once, else the words themselves."""
    value = " ".join(written.casefold().replace("/", " ").split())
    plain = (
        value.removeprefix("per ").removeprefix("pro ").removeprefix("par ").removeprefix("al ").removeprefix("por ")
    )
    if value in ("", "-", "none") or value in ONCE:
        return ""
    return PERIOD_OF.get(value) or PERIOD_OF.get(plain) or written.strip()


def times_of(text: str) -> Decimal | None:
    """How many periods count, as a person said; None for no number over zero."""
    try:
        times = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        return None
    return times if times.is_finite() and 0 < times <= 10_000 else None


@dataclass(frozen=True, slots=True)
class Sum:
    """An amount in whole units of `currency` ("" where nothing names one). `clash` is what the cell itself says, where
    that is another currency than its row's."""

    amount: Decimal
    currency: str
    clash: str = ""


class Money:
    """Reads the amounts of a file under one mapping. Raises Unclear as the columns do."""

    def __init__(self, header: tuple[str, ...], columns: dict[str, str], decisions: dict[str, str], home: str) -> None:
        places = {name: place for place, name in enumerate(header)}
        self.home, self.decisions = home, decisions
        self.places = {
            ours: places[name] for ours in ("amount", "won_amount") if (name := columns.get(ours, "")) in places
        }
        told = currency_column(columns, header)
        self.currency = places.get(told or "", -1)
        self.period = places.get(columns.get("period", ""), -1)
        self.duration = places.get(columns.get("duration", ""), -1)
        if is_total(columns.get("amount", "")):
            self.period = -1
        self._codes: dict[str, str] = {"": "", "-99": ""}
        self._known: dict[tuple[str, str, str], Sum | None] = {}

    def written(self, ours: str, cells: list[str]) -> str:
        """What stands in that column, "" for no amount."""
        return _cell(cells, self.places.get(ours, -1))

    def told(self, cells: list[str]) -> str:
        """The currency of the row, "" where it's blank or the CRM's own default."""
        value = _cell(cells, self.currency)
        known = self._codes.get(value)
        if known is None:
            known = self._codes[value] = currency_of(value, self.home)
        return known

    def read(self, ours: str, cells: list[str]) -> Sum | None:
        """None where there is no amount. Raises: Unclear."""
        written = self.written(ours, cells)
        if not written:
            return None
        told = self.told(cells)
        key = (ours, written, told)
        if key not in self._known:
            if len(self._known) > MEMORY:
                self._known.clear()
            self._known[key] = self._read(ours, written, told)
        return self._known[key]

    def _read(self, ours: str, written: str, told: str) -> Sum | None:
        if is_no_amount(written):
            return None
        decimal = self.decisions.get(ours) or self.decisions.get("amount")
        amount, named = read_number(
            written.removeprefix("'"), decimal, told or self.decisions.get("currency") or self.home
        )
        column = told or self.decisions.get("currency", "")
        clash = named if named and column and named != column else ""
        currency = column or named
        if clash and self.decisions.get("conflict") == CELL:
            currency, clash = named, ""
        elif clash and self.decisions.get("conflict") == COLUMN:
            clash = ""
        if self.decisions.get("unit") == CENTS:
            amount = amount.scaleb(-DIGITS.get(currency or self.home, 2))
        elif self.decisions.get("unit") == THOUSANDS:
            amount = amount.scaleb(3)
        return Sum(amount.quantize(PENNY, ROUND_HALF_UP), currency, clash)

    def recurs(self, cells: list[str]) -> str:
        """hour ... year, "" for what is paid once."""
        return period_of(_cell(cells, self.period)) if self.period >= 0 else ""

    def times(self, cells: list[str], period: str) -> Decimal | None:
        """How many periods the amount is paid for: as the row says, else as a person said; None where neither does."""
        own = times_of(_cell(cells, self.duration)) if self.duration >= 0 else None
        return own or times_of(self.decisions.get(f"period:{period}", ""))


def _cell(cells: list[str], place: int) -> str:
    return cells[place].strip() if 0 <= place < len(cells) else ""


def rate_of(text: str) -> Decimal | None:
    try:
        rate = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        return None
    return rate if rate.is_finite() and 0 < rate < 1_000_000 else None


def in_home(found: Sum, home: str, decisions: dict[str, str], rates: dict[str, Any]) -> tuple[Decimal | None, str]:
    """(amount in the firm's currency, the currency that lacks a rate)."""
    currency = found.currency or home
    if currency == home:
        return found.amount, ""
    rate = rates.get(currency)
    return (None, currency) if rate is None else ((found.amount * rate).quantize(PENNY, ROUND_HALF_UP), "")


def clash_words(clash: str, column: str) -> str:
    return _("its cell says %(cell)s, its row %(column)s") % {"cell": clash, "column": column}


__all__ = ["Money", "Sum", "Unclear"]

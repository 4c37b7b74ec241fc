"""What a whole file says together: one pass, nothing read as a value yet."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from tandem.connectors.files.aliases import bare, field_of
from tandem.connectors.files.columns import Unclear, Verdict
from tandem.connectors.files.columns.dates import DateEvidence
from tandem.connectors.files.columns.flags import read_flag
from tandem.connectors.files.columns.numbers import (
    COMMA,
    DIGITS,
    POINT,
    NumberEvidence,
    currency_of,
    is_no_amount,
    read_number,
)
from tandem.connectors.files.columns.shares import ShareEvidence
from tandem.connectors.files.deal import Terms
from tandem.connectors.files.match import Mapping
from tandem.connectors.files.money import (
    CENTS,
    THOUSANDS,
    WHOLE,
    Money,
    is_converted,
    is_in_cents,
    is_in_thousands,
    times_of,
)
from tandem.connectors.files.outcome import Outcomes, Said
from tandem.connectors.files.plausible import DATES
from tandem.connectors.files.stages import tail_of
from tandem.connectors.files.table import Table

EVIDENCE: dict[str, type] = {
    **dict.fromkeys(DATES, DateEvidence),
    "amount": NumberEvidence,
    "won_amount": NumberEvidence,
    "probability": ShareEvidence,
}
MOST_WORDS = 500
MOST_SIGNS = 5_000
PAIRED = 2_000
FRACTION = re.compile(r"\d[.,]\d{1,2}$")


@dataclass(slots=True)
class Findings:
    """`stages` and `statuses` are the words that decide where a row arrives, with how many rows they decide; "" stands for
    no word. `unnamed` amounts carry no currency, `clashes` another one than their row's. `worth` is what the file's own
    converted column makes of one unit, by currency."""

    rows: int = 0
    verdicts: dict[str, Verdict] = field(default_factory=dict)
    stages: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)
    pipelines: set[str] = field(default_factory=set)
    currencies: Counter[str] = field(default_factory=Counter)
    unnamed: int = 0
    clashes: list[str] = field(default_factory=list)
    periods: Counter[str] = field(default_factory=Counter)
    units: set[str] = field(default_factory=set)
    converted: str = ""
    worth: dict[str, Decimal] = field(default_factory=dict)
    footers: list[str] = field(default_factory=list)


def study(table: Table, mapping: Mapping, terms: Terms) -> Findings:
    """Reads the whole file once for what its columns say together.

    Raises: Unreadable where the file breaks off.
    """
    place = {name: number for number, name in enumerate(table.header)}
    column = {ours: place[name] for ours, name in mapping.columns.items() if name in place}
    gather = [(evidence(), column[ours], ours) for ours, evidence in EVIDENCE.items() if ours in column]
    found, deleted = Findings(), column.get("is_deleted", -1)
    words = _Words(table.header, mapping)
    money = _Amounts(table.header, mapping, terms)
    for _number, cells in table.rows():
        found.rows += 1
        width = len(cells)
        for evidence, at, ours in gather:
            if at < width and (value := cells[at]) and not (ours in ("amount", "won_amount") and is_no_amount(value)):
                evidence.add(value)
        if 0 <= deleted < width and _is_yes(cells[deleted]):
            continue
        words.add(cells)
        money.add(cells)
    found.footers = list(table.footers)
    found.verdicts = {ours: evidence.verdict() for evidence, _at, ours in gather}
    words.tell(found)
    money.tell(found)
    return found


class _Words:
    """The words of stage and status. What is asked depends on the pipelines of the file, so rows are counted by all their
    words first and judged afterwards."""

    def __init__(self, header: Iterable[str], mapping: Mapping) -> None:
        self.outcomes = Outcomes(tuple(header), mapping)
        self.rows: Counter[Said] = Counter()

    def add(self, cells: list[str]) -> None:
        said = self.outcomes.said(cells)
        if said in self.rows or len(self.rows) < MOST_WORDS * 20:
            self.rows[said] += 1

    def tell(self, found: Findings) -> None:
        tails = Counter(tail_of(label) for label in {said[0] for said in self.rows} if tail_of(label))
        found.pipelines = {said[2] for said in self.rows if said[2]}
        if self.outcomes.mapping.source == "hubspot":
            found.pipelines |= {tail for tail, labels in tails.items() if labels > 1}
        for said, number in self.rows.items():
            if said[1] and not self.outcomes.status(said[1]):
                found.statuses[said[1]] += number
            if not self.outcomes.is_settled(said) and (said[0] or (self.outcomes.has_stage and not said[1])):
                found.stages[said[0]] += number


class _Amounts:
    """Which currencies the amounts are in, whether their cells agree, and in which unit and for how long they are."""

    def __init__(self, header: tuple[str, ...], mapping: Mapping, terms: Terms) -> None:
        self.money = Money(header, mapping.columns, mapping.decisions, terms.currency)
        self.home, self.mapping = terms.currency, mapping
        self.signs: Counter[tuple[str, str]] = Counter()
        self.periods: Counter[str] = Counter()
        self.pairs: list[tuple[str, str, str]] = []
        self.shown: list[tuple[str, str, str]] = []
        self.has_fractions = False
        amount = mapping.columns.get("amount", "")
        self.converted = "" if is_converted(amount) else self._converted(header, amount)
        self.other = header.index(self.converted) if self.converted else -1
        beside = {f"{bare(amount)}formatted", f"formatted{bare(amount)}"}
        self.formatted = next((at for at, name in enumerate(header) if amount and bare(name) in beside), -1)

    def add(self, cells: list[str]) -> None:
        written = self.money.written("amount", cells)
        if not written or is_no_amount(written):
            return
        told = cells[self.money.currency].strip() if 0 <= self.money.currency < len(cells) else ""
        plain = written.replace(".", "", 1).removeprefix("-").isdecimal()
        key = (told, "" if plain else written)
        if key in self.signs or len(self.signs) < MOST_SIGNS:
            self.signs[key] += 1
        if (period := self.money.recurs(cells)) and not self._lasts(cells):
            self.periods[period] += 1
        if 0 <= self.other < len(cells) and cells[self.other].strip() and len(self.pairs) < PAIRED:
            self.pairs.append((told, written, cells[self.other].strip()))
        if 0 <= self.formatted < len(cells) and cells[self.formatted].strip() and len(self.shown) < PAIRED:
            self.shown.append((told, written, cells[self.formatted].strip()))
        self.has_fractions = self.has_fractions or bool(FRACTION.search(written))

    def tell(self, found: Findings) -> None:
        found.periods, found.converted = self.periods, self.converted
        for (told, sign), number in self.signs.items():
            self._name(found, told, sign, number)
        self._units(found)
        decimal = found.verdicts["amount"].choice if "amount" in found.verdicts else None
        for told, one, other in self.pairs:
            code, share = _code(told, self.home), _ratio(other, one, decimal)
            if share and code:
                found.worth.setdefault(code, share)
        if found.worth.pop(self.home, 1) != 1:
            found.worth = {}  # then the company's currency isn't the firm's

    def _name(self, found: Findings, told: str, sign: str, number: int) -> None:
        """What can't be named is left to the rows, which say so at their place."""
        try:
            column = "" if told in ("", "-99") else currency_of(told, self.home)
        except Unclear:
            return
        column = column or self.mapping.decisions.get("currency", "")
        named = _sign(sign, column or self.home)
        if column and named and named != column:
            if len(found.clashes) < 3:
                found.clashes.append(f"{sign} · {column}")
            if answer := self.mapping.decisions.get("conflict"):
                found.currencies[named if answer == "cell" else column] += number
            return
        if column or named:
            found.currencies[column or named or ""] += number
        elif named is not None:
            found.unnamed += number

    def _units(self, found: Findings) -> None:
        """What the same amount written out says; else what the column is called, unless its values have fractions."""
        for told, one, shown in self.shown:
            hundredth = Decimal(10) ** DIGITS.get(_code(told, self.home), 2)
            ratios = {_ratio(one, shown, POINT), _ratio(one, shown, COMMA)}
            if hundredth > 1 and ratios & {Decimal(1), hundredth}:
                found.units.add(WHOLE if Decimal(1) in ratios else CENTS)
        name = self.mapping.columns.get("amount", "")
        if not found.units and (is_in_cents(name) or (self.mapping.source == "close" and bare(name) == "value")):
            found.units = {CENTS, WHOLE} if self.has_fractions else {CENTS}
        elif not found.units and is_in_thousands(name):
            found.units = {THOUSANDS, WHOLE}

    def _lasts(self, cells: list[str]) -> bool:
        """The row says itself how many periods are paid."""
        at = self.money.duration
        return bool(0 <= at < len(cells) and times_of(cells[at].strip()))

    def _converted(self, header: Iterable[str], amount: str) -> str:
        names = [name for name in header if is_converted(name) and name != amount]
        return next((name for name in names if (field_of(name, self.mapping.source) or ("",))[0] == "amount"), "")


def _is_yes(value: str) -> bool:
    try:
        return read_flag(value) is True
    except Unclear:
        return False


def _sign(written: str, home: str) -> str | None:
    """The currency that a cell names itself, "" for none, None where it can't be told which."""
    for decimal in (POINT, COMMA):
        try:
            return read_number(written, decimal, home)[1] if written else ""
        except Unclear:
            continue
    return None


def _code(told: str, home: str) -> str:
    try:
        return currency_of(told, home) if told else ""
    except Unclear:
        return ""


def _ratio(one: str, other: str, decimal: str | None) -> Decimal | None:
    try:
        over, under = read_number(one, decimal)[0], read_number(other, decimal)[0]
    except Unclear:
        return None
    return (over / under).quantize(Decimal("0.0001")).normalize() if over > 0 and under > 0 else None

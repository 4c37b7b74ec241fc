"""Rows as offerings. A row that can't be taken is named with its line and reason, and so is the tier it belongs to: half
a tier is never taken."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from io import StringIO

from django.utils.translation import gettext as _

from tandem.catalogue.content import CLAUSES, DELIVERABLE, LINES, MILESTONE, Content, Line
from tandem.catalogue.models import Grade
from tandem.catalogue.sheet import cells
from tandem.catalogue.sheet.columns import COLUMNS, ESTIMATE, NEEDED, OFFERING, TIER, Book

ROWS = 20_000
DELIMITERS = ",;\t|"
LONGEST = {"offering": 120, "line": 80, "words": 300, "plan": 300, "role": 80}
LONGEST_WORDS = {OFFERING: 2000, TIER: 200, MILESTONE: 200}
PARTS = (OFFERING, TIER, ESTIMATE, *LINES)


class NotACatalogue(Exception):
    """The file can't be read as a catalogue at all. The message says why."""


@dataclass(frozen=True)
class Bad:
    """A row that isn't taken. `row` is its line in a spreadsheet."""

    row: int
    where: str
    why: str


@dataclass
class _Tier:
    """A tier as its rows have told it so far."""

    row: int
    promise: str | None = None
    weeks: int | None = None
    fee: Decimal | None = None
    lines: dict[str, list[Line]] = field(default_factory=lambda: {part: [] for part in LINES})
    hours: dict[str, int] = field(default_factory=dict)
    is_bad: bool = False


@dataclass
class _Offering:
    name: str
    row: int
    line: str = ""
    summary: str | None = None
    retired: bool | None = None
    is_bad: bool = False
    tiers: dict[str, _Tier] = field(default_factory=dict)


@dataclass(frozen=True)
class Read:
    """What a file holds. A tier's figures that it leaves out come from `sold`, where there is one."""

    offerings: list[_Offering]
    bad: list[Bad]
    ignored: list[str]

    def books(self, sold: dict[tuple[str, str], Content]) -> Iterator[tuple[_Offering, Book]]:
        """Offerings that can be taken, with their tiers that can. `sold` by (folded name, grade); what a tier still
        lacks makes it bad, so ask `bad` afterwards."""
        for offering in self.offerings:
            tiers: dict[str, Content] = {}
            for grade, tier in offering.tiers.items():
                content = self._content(offering, grade, tier, sold.get((fold(offering.name), grade)))
                if content and not offering.is_bad:
                    tiers[grade] = content
            if not offering.is_bad:
                yield (
                    offering,
                    Book(offering.name, offering.line, offering.summary or "", bool(offering.retired), tiers),
                )

    def _content(self, offering: _Offering, grade: str, tier: _Tier, sold: Content | None) -> Content | None:
        if tier.is_bad:
            return None
        fee = tier.fee if tier.fee is not None else sold.fee if sold else None
        weeks = tier.weeks or (sold.weeks if sold else None)
        promise = tier.promise if tier.promise is not None else sold.promise if sold else ""
        if fee is None or weeks is None:
            where = f"{offering.name} {Grade(grade).label}"
            self.bad.append(Bad(tier.row, where, _("No row of it says its fee and its weeks.")))
            return None
        return Content(fee, weeks, promise, {part: tuple(tier.lines[part]) for part in LINES}, tier.hours)


def fold(name: str) -> str:
    return " ".join(name.casefold().split())


def read(text: str, roles: Iterable[str]) -> Read:
    """Reads the whole text. `roles` are the firm's; others aren't taken.

    Raises:
        NotACatalogue: it isn't a table with our columns, or larger than any catalogue.
    """
    source = iter(StringIO(text, newline=""))
    first = next(source, "").removeprefix("\ufeff")
    number = start = 1
    if first.strip().strip('"').casefold().startswith("sep="):
        first, start = next(source, ""), 2
    delimiter, header = _header(first)
    reader = _Reader(header, {fold(role): role for role in roles})
    try:
        for number, record in enumerate(csv.reader(source, delimiter=delimiter), start + 1):
            if number > ROWS:
                raise NotACatalogue(_("The file has more than %(rows)s rows.") % {"rows": f"{ROWS:,}"})
            if any(cell.strip() for cell in record):
                reader.take(number, record)
    except csv.Error as error:
        raise NotACatalogue(
            _("The file breaks off after row %(row)s: a quotation mark is never closed there.") % {"row": number}
        ) from error
    ignored = [name.strip() for name in header if name.strip() and fold(name) not in COLUMNS]
    return Read(list(reader.offerings.values()), reader.bad, ignored)


def _header(first: str) -> tuple[str, list[str]]:
    """The delimiter under which most of our columns are found, and the columns' names."""
    tries = [(mark, next(csv.reader([first], delimiter=mark), [])) for mark in DELIMITERS]
    mark, header = max(tries, key=lambda found: len({fold(name) for name in found[1]} & set(COLUMNS)))
    missing = [name for name in NEEDED if name not in {fold(cell) for cell in header}]
    if missing:
        raise NotACatalogue(
            _("The first row has to name the columns; these are missing: %(names)s.") % {"names": ", ".join(missing)}
        )
    return mark, header


class _Reader:
    """Takes rows one by one; remembers what each offering and tier has said."""

    def __init__(self, header: list[str], roles: dict[str, str]) -> None:
        self.places: dict[str, int] = {}
        for place, name in enumerate(header):
            self.places.setdefault(fold(name), place)
        self.roles = roles
        self.offerings: dict[str, _Offering] = {}
        self.bad: list[Bad] = []

    def take(self, number: int, record: list[str]) -> None:
        row = {name: self._cell(record, name) for name in COLUMNS}
        part, name, grade = fold(row["part"]), row["offering"], fold(row["grade"])
        if not name:
            self._refuse(number, "", _("No offering is named."), None)
            return
        offering = self.offerings.setdefault(fold(name), _Offering(name, number))
        tier = None
        if part != OFFERING and grade in Grade.values:
            tier = offering.tiers.setdefault(grade, _Tier(number))
        where = f"{name} {Grade(grade).label}" if tier else name
        try:
            self._must_fit(row, part)
            if part == OFFERING:
                self._offering(offering, row)
            elif tier is None:
                raise ValueError(_("The grade has to be bronze, silver or gold."))
            else:
                self._tier(offering, tier, part, row)
        except ValueError as why:
            self._refuse(number, where, str(why), tier or offering)

    def _cell(self, record: list[str], name: str) -> str:
        place = self.places.get(name)
        return cells.unguarded(record[place].strip()).strip() if place is not None and place < len(record) else ""

    def _refuse(self, number: int, where: str, why: str, whole: "_Tier | _Offering | None") -> None:
        self.bad.append(Bad(number, where, why))
        if whole:
            whole.is_bad = True

    def _must_fit(self, row: dict[str, str], part: str) -> None:
        if part not in PARTS:
            raise ValueError(
                _("“%(part)s” is no part. Parts: %(all)s.") % {"part": row["part"], "all": ", ".join(PARTS)}
            )
        for name, most in LONGEST.items():
            longest = LONGEST_WORDS.get(part, most) if name == "words" else most
            if len(row[name]) > longest:
                told = {"column": name, "n": longest}
                raise ValueError(_("%(column)s is longer than %(n)s characters.") % told)

    def _offering(self, offering: _Offering, row: dict[str, str]) -> None:
        if offering.summary is not None:
            raise ValueError(_("The offering has a row of its own already."))
        offering.line = offering.line or row["line"]
        offering.summary, offering.retired = row["words"], cells.read_yes(row["retired"])

    def _tier(self, offering: _Offering, tier: _Tier, part: str, row: dict[str, str]) -> None:
        offering.line = offering.line or row["line"]
        if part == TIER:
            if tier.promise is not None:
                raise ValueError(_("The tier has a row of its own already."))
            tier.promise = row["words"]
            tier.weeks = cells.read_weeks(row["weeks"]) if row["weeks"] else None
            tier.fee = cells.read_fee(row["fee"]) if row["fee"] else None
        elif part == ESTIMATE:
            self._estimate(tier, row)
        else:
            self._line(tier, part, row)

    def _estimate(self, tier: _Tier, row: dict[str, str]) -> None:
        role = self.roles.get(fold(row["role"]))
        if role is None:
            raise ValueError(_("There is no role “%(role)s” in the firm.") % {"role": row["role"]})
        if role in tier.hours:
            raise ValueError(_("%(role)s has hours already.") % {"role": role})
        if not row["hours"]:
            raise ValueError(_("Its hours are missing."))
        tier.hours[role] = cells.read_minutes(row["hours"])

    def _line(self, tier: _Tier, part: str, row: dict[str, str]) -> None:
        if not row["words"]:
            raise ValueError(_("Its words are missing."))
        if part == DELIVERABLE:
            line = Line(row["words"])
        elif part == MILESTONE:
            if not row["at"]:
                raise ValueError(_("A milestone needs the share of the time at which it is, in “at”."))
            line = Line(row["words"], share=cells.read_share(row["at"]))
        else:
            assert part in CLAUSES
            minutes = cells.read_minutes(row["hours"]) if row["hours"] else 0
            line = Line(row["words"], minutes, cells.read_share(row["chance"]) if row["chance"] else None, row["plan"])
        tier.lines[part].append(line)

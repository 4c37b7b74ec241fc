"""Which column is which field of ours. A person may change all of it; what they settle is remembered for this system and
this set of columns."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from tandem.connectors.files.aliases import (
    KEYS_OF_OTHERS,
    field_of,
    is_known_not_ours,
    squeeze,
)
from tandem.connectors.files.money import (
    currency_column,
    currency_in,
    is_converted,
    is_currency,
    is_some_amounts_currency,
    own_currency_column,
)
from tandem.connectors.files.plausible import DATES, FLAGS, is_plausible
from tandem.connectors.files.stages import status_of
from tandem.connectors.files.systems import SYSTEMS, system_of
from tandem.connectors.files.table import Table

__all__ = ["DATES", "FLAGS", "SYSTEMS", "Mapping", "Proposal", "fingerprint", "notes", "propose", "system_of"]

SAMPLED_ROWS = 200
SAMPLES = 3
WEIGHED = 50
PARTS = ("columns", "decisions", "stages", "rates", "statuses")
# Names under which an amount stands only where none stands under a plainer one.
SECOND_AMOUNTS = frozenset(
    squeeze(name)
    for name in [
        "price",
        "contract value",
        "tcv",
        "total contract value",
        "net amount",
        "budget",
        "fee",
        "honorar",
        "revenue",
        "cantidad",
        "quantia",
        "volumen",
    ]
)
# Called a state, it may be Bavaria.
PLACES = ("state", "estado")
# Of a file's own making, or of one file alone: never remembered for the next.
OF_ONE_FILE = ("sheet", "twins", "conflict")


@dataclass(slots=True)
class Mapping:
    """How a file is read. Columns by the name shown, so that it holds when they change places.

    columns    our field -> column
    decisions  our field -> how its values are written ("day/month", "comma", "0 to 100"), and other answers: "currency" of
               all amounts, "unit", "conflict", "twins", "sheet", "period:month", "column:seller" ("none": not in the file)
    stages     the CRM's stage -> ours
    statuses   the CRM's word for won, lost and open -> signed, lost or open
    rates      currency -> what one unit is worth in the firm's own; "none": its rows are left out
    """

    system: str
    columns: dict[str, str] = field(default_factory=dict)
    decisions: dict[str, str] = field(default_factory=dict)
    stages: dict[str, str] = field(default_factory=dict)
    rates: dict[str, str] = field(default_factory=dict)
    statuses: dict[str, str] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Mapping":
        """Takes what it knows and leaves what it doesn't: a mapping may come from a file that somebody edited."""
        parts = {name: kept.get(name) for name in PARTS}
        read = {
            name: {str(key): str(value) for key, value in part.items()}
            for name, part in parts.items()
            if isinstance(part, dict)
        }
        return cls(str(kept.get("system") or "file"), **read)

    def lasting(self) -> dict[str, Any]:
        """What holds for the next file with these columns too."""
        parts = {name: getattr(self, name) for name in PARTS}
        parts["decisions"] = {key: value for key, value in self.decisions.items() if key not in OF_ONE_FILE}
        return parts

    @property
    def source(self) -> str:
        """Whose ids the file carries: a report and an export of one CRM speak of the same deals."""
        return self.system.removesuffix("-report")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A mapping to start from, and what speaks for it.

    left_out  columns that aren't read, and why
    samples   a few values of every column; `weighed` are more of them, with how often the first rows have each
    belied    columns whose values belie their names: they may have been meant after all
    torn      our field -> columns of one meaning, each with values in rows where the first has none
    """

    mapping: Mapping
    left_out: dict[str, str]
    samples: dict[str, list[str]]
    belied: list[str]
    weighed: dict[str, Counter[str]] = field(default_factory=dict)
    torn: dict[str, list[str]] = field(default_factory=dict)


def fingerprint(header: Iterable[str]) -> str:
    """The same for the same set of columns, in whatever order."""
    names = "\n".join(sorted(" ".join(name.casefold().split()) for name in header))
    return hashlib.sha256(names.encode()).hexdigest()[:32]


def propose(table: Table, system: str | None = None) -> Proposal:
    """Every column that can be told, by its name and by whether its first values can be what the name says. Of two of one
    meaning the fuller is read."""
    weighed = _first_values(table)
    mapping = Mapping(system or system_of(table.header))
    left_out: dict[str, str] = {}
    belied: list[str] = []
    rivals: dict[str, list[tuple[str, int]]] = {}
    for name in table.header:
        found = field_of(name, mapping.source)
        if found is None:
            continue
        if is_plausible(found[0], mapping.source, list(weighed[name])):
            rivals.setdefault(found[0], []).append((name, found[1]))
        else:
            left_out[name] = _("its values aren't what its name says")
            belied.append(name)
    filled = _filled(table, rivals)
    torn: dict[str, list[str]] = {}
    for ours, names in rivals.items():
        best, *others = sorted(names, key=lambda each: _worth(ours, mapping, each, filled))
        mapping.columns[ours] = best[0]
        torn |= _torn(ours, mapping, best, others, filled)
        for name, _rank in others:
            empty = bool(filled) and not _number(filled, ours, name)
            left_out[name] = _("it's empty") if empty else _("“%(other)s” is read instead") % {"other": best[0]}
    _status_as_stage(mapping, weighed, left_out, belied)
    _settle_currency(table.header, mapping, weighed, left_out)
    for name in table.header:
        if name not in mapping.columns.values():
            left_out.setdefault(name, _why_not(name, mapping.source))
    samples = {name: list(values)[:SAMPLES] for name, values in weighed.items()}
    return Proposal(mapping, left_out, samples, belied, weighed, torn)


def notes(mapping: Mapping, belied: Iterable[str] = ()) -> list[str]:
    """What the person should know about a mapping before they go on."""
    used = set(mapping.columns.values())
    unread = _("“%(column)s” isn't read: its values aren't what its name says.")
    return [unread % {"column": name} for name in belied if name not in used] + [
        _("“%(column)s” holds ids, not names. Clients and sellers read better if you export their names too.")
        % {"column": name}
        for ours, name in mapping.columns.items()
        if ours in ("client", "seller") and squeeze(name) in KEYS_OF_OTHERS
    ]


def _why_not(name: str, system: str) -> str:
    return _("Tandem has no field for it") if is_known_not_ours(name, system) else _("its name isn't known here")


def _first_values(table: Table) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = {name: Counter() for name in table.header}
    for _number, cells in islice(table.rows(), SAMPLED_ROWS):
        for name, cell in zip(table.header, cells, strict=False):
            if (value := cell.strip()[:120]) and (len(found[name]) < WEIGHED or value in found[name]):
                found[name][value] += 1
    return found


Masks = dict[str, Counter[tuple[str, ...]]]


def _filled(table: Table, rivals: dict[str, list[tuple[str, int]]]) -> Masks:
    """For each field that several columns may be: how many rows have which of them filled. The whole file is read, once,
    if there is such a field."""
    place = {name: number for number, name in enumerate(table.header)}
    contested = {ours: [name for name, _rank in names] for ours, names in rivals.items() if len(names) > 1}
    found: Masks = {ours: Counter() for ours in contested}
    if contested:
        for _number, cells in table.rows():
            width = len(cells)
            for ours, names in contested.items():
                has = tuple(name for name in names if place[name] < width and cells[place[name]].strip())
                found[ours][has] += 1
    return found


def _number(filled: Masks, ours: str, name: str) -> int:
    return sum(number for has, number in filled.get(ours, {}).items() if name in has)


def _tier(ours: str, mapping: Mapping, name: str, rank: int) -> tuple[bool, bool, bool, int]:
    """Names of things before keys of them, what a CRM has from its user before what it converted, and so on."""
    second = ours == "amount" and (squeeze(name) in SECOND_AMOUNTS or is_known_not_ours(name, mapping.source))
    return squeeze(name) in KEYS_OF_OTHERS, ours == "amount" and is_converted(name), second, rank // 100


def _worth(ours: str, mapping: Mapping, each: tuple[str, int], filled: Masks) -> tuple:
    name, rank = each
    number = _number(filled, ours, name)
    rows = sum(filled.get(ours, {}).values())
    return bool(rows) and not number, *_tier(ours, mapping, name, rank), -number, rank


def _torn(
    ours: str, mapping: Mapping, best: tuple[str, int], others: list[tuple[str, int]], filled: Masks
) -> dict[str, list[str]]:
    """Columns of the same standing that have what the chosen one lacks."""
    alike = [
        name
        for name, rank in others
        if _tier(ours, mapping, name, rank) == _tier(ours, mapping, *best)
        and any(name in has and best[0] not in has for has in filled.get(ours, {}))
    ]
    return {ours: [best[0], *alike]} if alike else {}


def _status_as_stage(
    mapping: Mapping, weighed: dict[str, Counter[str]], left_out: dict[str, str], belied: list[str]
) -> None:
    """Where a file has one column for both, its stages stand in a column that's called status."""
    if "stage" in mapping.columns:
        return
    told = mapping.columns.get("status", "")
    if told and not all(status_of(mapping.source, value) for value in weighed[told]):
        mapping.columns["stage"] = mapping.columns.pop("status")
    for name in belied:
        found = field_of(name, mapping.source)
        if "stage" not in mapping.columns and found and found[0] == "status" and squeeze(name) not in PLACES:
            mapping.columns["stage"] = name
            left_out.pop(name)
            belied.remove(name)
            return


def _settle_currency(
    header: tuple[str, ...], mapping: Mapping, weighed: dict[str, Counter[str]], left_out: dict[str, str]
) -> None:
    """The amount's own currency column, else the file's, else one that holds nothing but currencies."""
    amount = mapping.columns.get("amount", "")
    if "currency" not in mapping.columns and not is_converted(amount):
        free = [
            name
            for name in header
            if name not in mapping.columns.values()
            and weighed[name]
            and all(is_currency(value) for value in weighed[name])
            and not is_some_amounts_currency(name, [other for other in header if other != amount])
        ]
        if free:
            mapping.columns["currency"] = free[0]
    own = own_currency_column(amount, header) if amount else None
    if own and (weighed[own] or not any(weighed.values())):
        mapping.columns["currency"] = own
    told = currency_column(mapping.columns, header)
    if told:
        mapping.columns["currency"] = told
    elif dropped := mapping.columns.pop("currency", None):
        left_out[dropped] = _("“%(amount)s” is in the company's own currency already") % {"amount": amount}
    if (named := currency_in(amount)) and "currency" not in mapping.columns:
        mapping.decisions["currency"] = named

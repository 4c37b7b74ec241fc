"""Which columns may be what a file doesn't name: by their names and by what stands in them. What is likely is only ever
offered to a person; nothing is read because of it."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from tandem.connectors.files.aliases import ALIASES, is_known_not_ours, squeeze
from tandem.connectors.files.columns.numbers import is_no_amount
from tandem.connectors.files.match import Mapping, Proposal
from tandem.connectors.files.money import is_currency
from tandem.connectors.files.plausible import is_date, is_number
from tandem.connectors.files.stages import meaning, status_of
from tandem.connectors.files.vendors import VENDORS

# What every deal has, and the fields that may say it.
ESSENTIAL: dict[str, tuple[str, ...]] = {
    "client": ("client",),
    "seller": ("seller", "seller_email"),
    "stage": ("stage", "status", "is_won"),
    "amount": ("amount", "won_amount"),
    "close_date": ("close_date", "closed_date", "won_date"),
    "external_id": ("external_id",),
    "created_date": ("created_date",),
}
NAMING = {"external_id", "name", "product"}
MOST = 6
EMAIL = re.compile(r"\S+@\S+\.\w+$")
PERSON = re.compile(r"[^\W\d_][\w.'’\-]*(?:[ ,]+[^\W\d_][\w.'’\-]*){1,3}$")
KEY = re.compile(r"[\w:\-/.#{}]+$")
LEGAL = re.compile(
    r"\b(?:ltd|limited|inc|llc|gmbh|ag|s\.?a\.?s?|b\.?v\.?|n\.?v\.?|ab|oy|plc|corp|kg|s\.?r\.?l\.?|spa|as|aps)\.?$",
    re.IGNORECASE,
)
LONG = 60
EMPTY_WORDS = frozenset(
    [
        "deal",
        "deals",
        "opportunity",
        "opp",
        "name",
        "nom",
        "nombre",
        "nome",
        "naam",
        "date",
        "datum",
        "fecha",
        "data",
        "of",
        "the",
        "de",
        "del",
        "der",
        "des",
        "la",
        "le",
        "du",
        "d",
        "l",
        "is",
        "in",
        "on",
        "hs",
        "value",
        "field",
        "custom",
        "time",
    ]
)


@dataclass(frozen=True, slots=True)
class Hints:
    """Whom the firm knows: its people by squeezed name and by e-mail, its clients by folded name."""

    people: frozenset[str] = frozenset()
    clients: frozenset[str] = frozenset()


def missing(mapping: Mapping, weighed: dict[str, Counter[str]]) -> list[str]:
    """What every deal has and no column with any value says."""
    nameless = [] if NAMING & mapping.columns.keys() else ["name"]
    return nameless + [
        ours
        for ours, fields in ESSENTIAL.items()
        if mapping.decisions.get(f"column:{ours}") != "none"
        and not any(name in mapping.columns and weighed.get(mapping.columns[name]) for name in fields)
    ]


def likely(ours: str, proposal: Proposal, mapping: Mapping, hints: Hints) -> list[str]:
    """The unread columns that may be this, likeliest first."""
    used = set(mapping.columns.values())
    scored = [
        (score, name)
        for name, values in proposal.weighed.items()
        if name not in used
        and values
        and not is_known_not_ours(name, mapping.source)
        and (ours == "external_id" or not is_key(name))
        and (score := _score(ours, name, values, hints, mapping.source)) > 0
    ]
    return [name for _score, name in sorted(scored, key=lambda pair: -pair[0])[:MOST]]


def is_key(name: str) -> bool:
    """Called an id: then it's nothing else."""
    return bool({"id", "ids", "uuid", "guid"} & set(_split(name)))


def _score(ours: str, name: str, values: Counter[str], hints: Hints, system: str) -> float:
    said = 2 * bool(_words(name) & _alias_words(ours))
    looks = {
        "name": _name, "client": _client, "seller": _seller, "stage": _stage, "amount": _amount, "close_date": _date,
        "created_date": _date, "external_id": _key,
    }[ours](values, hints, system)  # fmt: skip
    return looks + said if looks > 0 else 0


def _name(values: Counter[str], _hints: Hints, _system: str) -> float:
    return len(values) / sum(values.values()) if _is_text(values) else 0


def _client(values: Counter[str], hints: Hints, _system: str) -> float:
    if not _is_text(values):
        return 0
    known = _share(values, lambda value: squeeze(value) in hints.clients)
    return 1 + 4 * known + _share(values, lambda value: bool(LEGAL.search(value)))


def _seller(values: Counter[str], hints: Hints, _system: str) -> float:
    known = _share(values, lambda value: squeeze(value) in hints.people or value.casefold() in hints.people)
    looks = _share(values, lambda value: bool(EMAIL.match(value) or PERSON.match(value)))
    legal = _share(values, lambda value: bool(LEGAL.search(value)))
    if not known and (legal > 0.3 or not _repeats(values) or (looks < 0.8 and not _is_text(values))):
        return 0
    return 0.2 + 4 * known + looks


def _stage(values: Counter[str], _hints: Hints, system: str) -> float:
    known = _share(values, lambda value: meaning(system, value).known or bool(status_of(system, value)))
    if not _is_text(values) or len(values) > 25 or not (known or _repeats(values)):
        return 0
    return 0.5 + 4 * known


def _amount(values: Counter[str], _hints: Hints, _system: str) -> float:
    if _share(values, is_number) < 0.8 or _share(values, _is_written_date) > 0.5:
        return 0
    if all(value.isdecimal() and (len(value) > 8 or int(value) <= 100) for value in values):
        return 0
    return 1 + _share(values, lambda value: not value.isdecimal())


def _date(values: Counter[str], _hints: Hints, _system: str) -> float:
    return 1 if _share(values, _is_written_date) >= 0.8 else 0


def _key(values: Counter[str], _hints: Hints, _system: str) -> float:
    unique = all(number == 1 for number in values.values())
    if not unique or _share(values, lambda value: bool(KEY.match(value))) < 1 or _date(values, Hints(), ""):
        return 0
    figures = _share(values, lambda value: any(sign.isdigit() for sign in value))
    return figures if figures >= 0.8 and not any("." in value and is_number(value) for value in values) else 0


def _is_text(values: Counter[str]) -> bool:
    odd = _share(
        values,
        lambda value: (
            len(value) > LONG or (is_number(value) and not is_no_amount(value)) or _is_written_date(value) or bool(EMAIL.match(value)) or is_currency(value)
            or value.casefold() in ("true", "false", "yes", "no", "ja", "nein", "oui", "non")
        ),
    )  # fmt: skip
    return odd < 0.3


def _is_written_date(value: str) -> bool:
    return not value.replace(".", "", 1).isdecimal() and is_date(value)


def _repeats(values: Counter[str]) -> bool:
    """Few values, many rows: or so few rows that nothing can be said."""
    rows = sum(values.values())
    return rows <= 4 or len(values) < rows


def _share(values: Counter[str], holds) -> float:
    return sum(1 for value in values if holds(value)) / len(values)


def _words(name: str) -> set[str]:
    return set(_split(name)) - EMPTY_WORDS


def _split(name: str) -> Iterator[str]:
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    return (squeeze(word) for word in re.split(r"[\W_]+", apart) if word)


@cache
def _alias_words(ours: str) -> frozenset[str]:
    names = [*ALIASES[ours], *(name for own in VENDORS.values() for name in own.get(ours, "").split("|"))]
    words = frozenset(word for name in names for word in _split(name))
    extra = (
        {"id", "nr", "no", "number", "key", "ref", "reference", "code", "uuid", "guid"}
        if ours == "external_id"
        else set()
    )
    return (words | extra) - EMPTY_WORDS if ours != "external_id" else frozenset(extra)

"""What a CRM's stage means here.

Gates are ours: an open deal never arrives above `qualified`, whatever its CRM calls it. The CRM's own stage is kept
beside ours, with its probability, for forecasts. A deal that was won elsewhere arrives as signed.
"""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from tandem.connectors.files.vocabulary import (
    ANYWHERE,
    ARRIVALS,
    LEAD,
    LOST,
    LOST_WORDS,
    OPEN,
    PIPELINES,
    QUALIFIED,
    SIGNED,
    STATUSES,
    VOCABULARIES,
    WON,
)

__all__ = [
    "ARRIVALS",
    "LEAD",
    "LOST",
    "OPEN",
    "QUALIFIED",
    "SIGNED",
    "Meaning",
    "arrival",
    "meaning",
    "status_of",
    "word",
]

# Signs between words and cheers don't change a word; a question mark, or anything else, may.
BETWEEN = re.compile(r"[\s\u00a0\u202f\-\u2010-\u2015_/\\.,:;|·•()\[\]+&']+")
CHEERS = re.compile("[\u2705\u2714\u2611\ufe0f\u200d\U0001f389\U0001f38a\U0001f3c6\U0001f44d\U0001f4b0]")
COUNTED = re.compile(
    r"^(?:stage\s*)?\d{1,2}\s*[.):\-\u2013]+\s*|\s*[\-\u2013(\[]?\s*\d{1,3}\s*%\s*[)\]]?$", re.IGNORECASE
)
PERCENT = re.compile(r"(\d{1,3})\s*%")
TAIL = re.compile(r"^(.+?)\s*\(([^()]+)\)$")


@dataclass(frozen=True, slots=True)
class Meaning:
    """Where a deal in this CRM stage arrives. `known` is False where nothing but a person can say."""

    stage: str
    probability: Decimal | None
    known: bool


@cache
def word(label: str) -> str:
    """A label as it's compared: case, accents, and the signs between its words don't count; all its words do."""
    plain = unicodedata.normalize("NFKD", CHEERS.sub("", label).casefold().replace("’", "'"))
    bare = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return BETWEEN.sub(" ", bare).strip()


def meaning(system: str, label: str, pipelines: Collection[str] = ()) -> Meaning:
    """By the system's own vocabulary, else by words that mean the same everywhere; else it isn't known.

    `pipelines` are those of the file: "Closed won (Renewals)" is closed won, where Renewals is one of them.
    """
    if not label.strip():
        return Meaning(LEAD, None, False)
    for form in _forms(label, pipelines):
        found = _told(system.removesuffix("-report")).get(form) or _told("").get(form)
        if found and not _doubted(label, found.stage):
            return found
    return Meaning(LEAD, None, False)


def _doubted(label: str, stage: str) -> bool:
    """A percentage beside it that neither a won nor a lost deal has."""
    said = PERCENT.search(label)
    return said is not None and stage in (SIGNED, LOST) and said[1] != ("100" if stage == SIGNED else "0")


def status_of(system: str, status: str) -> str:
    """What a column of open, won and lost says: OPEN, SIGNED or LOST; "" where it can't be told."""
    return _statuses(system.removesuffix("-report")).get(word(status), "")


def arrival(meant: Meaning, told: str, is_won: bool | None, is_closed: bool | None) -> str:
    """The stage here, once the file's own word on won and lost is heard: it outranks the stage's name.

    `told` is what its column of open, won and lost says.
    """
    if is_won or told == SIGNED:
        return SIGNED
    if told == LOST or (is_closed and is_won is False):
        return LOST
    closed_by_name = meant.stage in (SIGNED, LOST)
    if closed_by_name and (is_closed is False or told == OPEN):
        return QUALIFIED
    return meant.stage


def is_settled(told: str, is_won: bool | None, is_closed: bool | None) -> bool:
    """Won or lost whatever the stage is called."""
    return bool(is_won) or told in (SIGNED, LOST) or bool(is_closed and is_won is False)


def tail_of(label: str) -> str:
    """What stands in brackets at the end of a label, as HubSpot writes the pipeline; "" for none."""
    found = TAIL.match(label.strip())
    return found[2].strip() if found else ""


def _forms(label: str, pipelines: Collection[str]) -> list[str]:
    """The label as it's written, without its pipeline, and without the number or percentage that firms put beside it."""
    found = TAIL.match(label.strip())
    bare = label
    if found and word(found[2]) in {*_default_pipelines(), *map(word, pipelines)}:
        bare = found[1]
    return [word(bare), word(COUNTED.sub("", bare.strip()))]


@cache
def _default_pipelines() -> frozenset[str]:
    return frozenset(map(word, PIPELINES))


@cache
def _told(system: str) -> dict[str, Meaning]:
    """Folded label -> what it means in this system; "" holds what it means everywhere."""
    found: dict[str, Meaning] = {}
    if not system:
        found |= {word(label): Meaning(SIGNED, Decimal(1), True) for label in WON}
        found |= {word(label): Meaning(LOST, Decimal(0), True) for label in LOST_WORDS}
        for labels, stage in ANYWHERE:
            for label in labels.split("|"):
                found.setdefault(word(label), Meaning(stage, None, True))
        return found
    for labels, internal, percent, stage in VOCABULARIES.get(system, ()):
        share = None if percent is None else Decimal(percent) / 100
        for label in filter(None, [*labels.split("|"), internal]):
            if stage:
                found[word(label)] = Meaning(stage, share, True)
    return found


@cache
def _statuses(system: str) -> dict[str, str]:
    found = dict.fromkeys(map(word, WON), SIGNED) | dict.fromkeys(map(word, LOST_WORDS), LOST)
    for whose, words, means in STATUSES:
        if whose in ("", system):
            found |= {word(each): means for each in words.split("|")}
    return found

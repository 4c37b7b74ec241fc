"""What a CRM's stage means here.

Gates are ours: an open deal never arrives above `qualified`, whatever its CRM calls it. The CRM's own stage is kept
beside ours, with its probability, for forecasts. A deal that was won elsewhere arrives as signed.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from tandem.connectors.files.aliases import squeeze

LEAD, QUALIFIED, SIGNED, LOST = "lead", "qualified", "signed", "lost"
# What a person may choose for a stage of their CRM.
ARRIVALS = (LEAD, QUALIFIED, SIGNED, LOST)

# system: (label, internal name, win probability in percent, stage here)
VOCABULARIES: dict[str, tuple[tuple[str, str, int | None, str], ...]] = {
    "hubspot": (
        ("Appointment scheduled", "appointmentscheduled", 20, LEAD),
        ("Qualified to buy", "qualifiedtobuy", 40, QUALIFIED),
        ("Presentation scheduled", "presentationscheduled", 60, QUALIFIED),
        ("Decision maker bought-in", "decisionmakerboughtin", 80, QUALIFIED),
        ("Contract sent", "contractsent", 90, QUALIFIED),
        ("Closed won", "closedwon", 100, SIGNED),
        ("Closed lost", "closedlost", 0, LOST),
    ),
    "salesforce": (
        ("Prospecting", "", 10, LEAD),
        ("Qualification", "", 10, LEAD),
        ("Needs Analysis", "", 20, QUALIFIED),
        ("Value Proposition", "", 50, QUALIFIED),
        ("Id. Decision Makers", "", 60, QUALIFIED),
        ("Perception Analysis", "", 70, QUALIFIED),
        ("Proposal/Price Quote", "", 75, QUALIFIED),
        ("Negotiation/Review", "", 90, QUALIFIED),
        ("Closed Won", "", 100, SIGNED),
        ("Closed Lost", "", 0, LOST),
    ),
    # Pipedrive gives its default stages no probability of their own.
    "pipedrive": (
        ("Qualified", "", None, QUALIFIED),
        ("Contact Made", "", None, LEAD),
        ("Demo Scheduled", "", None, QUALIFIED),
        ("Proposal Made", "", None, QUALIFIED),
        ("Negotiations Started", "", None, QUALIFIED),
    ),
}

NEVER_LOST = re.compile(r"\b(?:not|nicht|non|no|niet|inte|nie|não)\s+(?:lost|verloren|perdu|perdid[oa]|pers[oa])\b")
LOST_WORDS = re.compile(
    r"\b(?:lost|not won|nicht gewonnen|verloren|perdue?s?|perdid[oa]s?|pers[oa]|förlorad|förlorat|tabt|tapt|hävitty"
    r"|przegran[aey]|utracon[aey]|abandoned|cancell?ed|disqualified|unqualified|rejected|declined|dead|abgelehnt|storniert|closedlost)\b"
)
WON_WORDS = re.compile(
    r"\b(?:won|gewonnen|gagnée?s?|ganad[oa]s?|vint[oae]|ganh[oa]s?|vunnen|vunnet|vundet|voitettu|wygran[aey]|closedwon|signed)\b"
)
OPEN_LABELS = "open offen ouvert abierto aperto aberto öppen åben avoin otwarte otwarta inprogress"
OPEN_WORDS = frozenset(squeeze(label) for label in OPEN_LABELS.split())


@dataclass(frozen=True, slots=True)
class Meaning:
    """Where a deal in this CRM stage arrives. `known` is False where nothing but a person can say."""

    stage: str
    probability: Decimal | None
    known: bool


def meaning(system: str, label: str) -> Meaning:
    """By the system's own vocabulary, else by its words for won and lost, else lead and not known."""
    key = squeeze(label)
    for name, internal, percent, stage in VOCABULARIES.get(system.removesuffix("-report"), ()):
        if key and key in (squeeze(name), internal):
            return Meaning(stage, None if percent is None else Decimal(percent) / 100, True)
    words = re.sub(r"[_\W]+", " ", label.casefold())
    if LOST_WORDS.search(words) and not NEVER_LOST.search(words):
        return Meaning(LOST, Decimal(0), True)
    if WON_WORDS.search(words):
        return Meaning(SIGNED, Decimal(1), True)
    return Meaning(LEAD, None, not key or key in OPEN_WORDS)


def arrival(meant: Meaning, status: str, is_won: bool | None, is_closed: bool | None) -> str:
    """The stage here, once the file's own word on won and lost is heard: it outranks the stage's name."""
    told = meaning("", status).stage if status else LEAD
    if is_won or told == SIGNED:
        return SIGNED
    if told == LOST or (is_closed and is_won is False):
        return LOST
    closed_by_name = meant.stage in (SIGNED, LOST)
    if closed_by_name and (is_closed is False or squeeze(status) in OPEN_WORDS):
        return QUALIFIED
    return meant.stage

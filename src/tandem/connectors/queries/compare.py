"""A file's deals beside what is here: which are new, which changed in the file, which say what they said before.

Whose word counts, field by field: the file's, as long as nobody changed the field here. What the file said last is kept
with the deal's reference; a field that no longer holds it was changed here, and then it stays as it is here, for good.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any

from tandem.connectors.files.rows import Deal
from tandem.connectors.files.stages import LOST, SIGNED
from tandem.connectors.models import ExternalRef
from tandem.connectors.queries.known import Known
from tandem.engagements.models import Engagement

CENT, MILLE = Decimal("0.01"), Decimal("0.001")
LONG = 200
# Kept with the deal, so it's the same for every reader: a lost deal has a reason.
NO_REASON = "No reason given in the CRM"

# The file's field -> the engagement's columns that follow from it.
COLUMNS: dict[str, tuple[str, ...]] = {
    "name": ("name",),
    "client": ("account_id",),
    "seller": ("seller_id", "seller_words"),
    "stage": ("crm_stage",),
    "amount": ("amount",),
    "probability": ("probability",),
    "close_date": ("close_on",),
    "start_date": ("starts_on",),
    "product": ("tier_id", "product_words"),
    "lost_reason": ("lost_reason",),
    "description": ("paragraph",),
}
ALSO = {
    "seller_email": "seller", "status": "stage", "is_won": "stage", "is_closed": "stage", "won_date": "close_date",
    "lost_date": "close_date", "tier": "product",
}  # fmt: skip
READ_BY_STAGE = "probability"


@dataclass(slots=True)
class Change:
    """A deal of which the file says something else than last time. `now` is what it says now, by column."""

    deal: Deal
    ref: int
    engagement: int
    said: dict[str, Any]
    now: dict[str, Any]


@dataclass(slots=True)
class Compared:
    """One chunk of a file beside the database. `made` pairs each new deal with its columns."""

    made: list[tuple[Deal, dict[str, Any]]] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    unchanged: int = 0


def columns_of(fields: Iterable[str]) -> list[str]:
    """The engagement's columns that a file with these fields speaks of, `stage` (ours) with them."""
    owned = {ALSO.get(name, name) for name in fields} | {"name"}
    found = [column for name, columns in COLUMNS.items() if name in owned for column in columns]
    if "stage" in owned:
        found += ["stage"] if "probability" in found else ["stage", READ_BY_STAGE]
    return found


def values(deal: Deal, known: Known, columns: Sequence[str]) -> dict[str, Any]:
    """The engagement's columns as this deal has them."""
    tier, product = known.product(deal.product) if deal.product else (None, "")
    every = {
        "name": deal.name,
        "account_id": known.account(deal.client),
        "seller_id": known.seller(deal.seller, deal.seller_email),
        "seller_words": deal.seller,
        "crm_stage": deal.crm_stage,
        "amount": None if deal.amount is None else deal.amount.quantize(CENT),
        "probability": None if deal.probability is None else deal.probability.quantize(MILLE),
        "close_on": deal.close_on,
        "starts_on": deal.starts_on,
        "tier_id": tier,
        "product_words": product[:120],
        "lost_reason": deal.lost_reason or (NO_REASON if deal.stage == LOST else ""),
        "paragraph": deal.paragraph,
        "stage": deal.stage,
    }
    if every["seller_id"]:
        every["seller_words"] = ""
    return {column: every[column] for column in columns}


def plain(value: Any) -> Any:
    """A value as it's kept and compared: money and days as text, long texts by their hash."""
    if isinstance(value, Decimal | date):
        return str(value)
    if isinstance(value, str) and len(value) > LONG:
        return f"#{sha256(value.encode()).hexdigest()}"
    return value


def said_of(now: dict[str, Any]) -> dict[str, Any]:
    return {column: plain(value) for column, value in now.items()}


def compare(system: str, deals: Sequence[Deal], known: Known, columns: Sequence[str]) -> Compared:
    """One query, for a chunk of a file."""
    keys = [deal.key for deal in deals]
    held = ExternalRef.objects.filter(system=system, key__in=keys)
    refs = {
        key: (pk, engagement, said) for key, pk, engagement, said in held.values_list("key", "pk", "engagement", "said")
    }
    found = Compared()
    for key, deal in zip(keys, deals, strict=True):
        now = values(deal, known, columns)
        if key not in refs:
            found.made.append((deal, now))
            continue
        pk, engagement, said = refs[key]
        if all(said.get(column) == plain(value) for column, value in now.items()):
            found.unchanged += 1
        else:
            found.changed.append(Change(deal, pk, engagement, said, now))
    return found


def differences(engagement: Engagement, change: Change) -> dict[str, Any]:
    """Columns to change here: the file says something new of them, and nobody changed them here since it spoke last.

    The stage isn't among them: see `step`.
    """
    found = {}
    for column, value in change.now.items():
        ours = getattr(engagement, column)
        if column == "stage" or change.said.get(column) == plain(value) or ours == value:
            continue
        if plain(ours) == change.said[column] if column in change.said else ours in (None, ""):
            found[column] = value
    return found


def step(engagement: Engagement, change: Change) -> str:
    """Where the file's new stage moves the deal: signed, lost, open again, or nowhere ("").

    Open stages are ours: the file never moves a deal from one to another. A signed deal stays signed.
    """
    arrives = change.now.get("stage")
    if arrives is None or arrives == change.said.get("stage") or engagement.is_project:
        return ""
    if arrives == SIGNED:
        return SIGNED
    if arrives == LOST:
        return LOST if engagement.is_open else ""
    return arrives if engagement.stage == LOST == change.said.get("stage") else ""


def contradicts(engagement: Engagement, change: Change) -> bool:
    """Signed here, and the file has just changed its mind about that."""
    arrives = change.now.get("stage")
    return engagement.is_project and arrives not in (None, SIGNED) and arrives != change.said.get("stage")

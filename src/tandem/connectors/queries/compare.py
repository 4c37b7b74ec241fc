"""A file's deals beside what is here: which are new, which changed in the file, which say what they said before.

Whose word counts, field by field: the file's, as long as nobody changed the field here. What the file said last is kept
with the deal's reference; a field that no longer holds it was changed here, and then it stays as it is here, for good.
"""

from collections.abc import Iterable, Sequence
from collections.abc import Mapping as Lookup
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any

from tandem.connectors.files.deal import Deal
from tandem.connectors.files.stages import LOST, SIGNED
from tandem.connectors.models import ExternalRef
from tandem.connectors.queries.known import Known
from tandem.connectors.queries.sight import Eyes
from tandem.engagements.models import Engagement

NO_TWINS: Lookup[str, Any] = {}
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
    "seller_email": "seller", "status": "stage", "is_won": "stage", "is_closed": "stage", "is_active": "stage",
    "won_date": "close_date", "lost_date": "close_date", "closed_date": "close_date", "won_amount": "amount", "tier": "product",
}  # fmt: skip
READ_BY_STAGE = "probability"
# Kept with what was said, and no column of the engagement.
CREATED = "created"


@dataclass(slots=True)
class Change:
    """A deal of which the file says something else than last time. `now` is what it says now, by column."""

    deal: Deal
    ref: int
    engagement: int
    said: dict[str, Any]
    now: dict[str, Any]


@dataclass(slots=True)
class Aside:
    """A row of a deal that its importer can't see. `engagement` is that deal, if it is here; `asks` says whether the row
    says something that isn't known of it already."""

    deal: Deal
    now: dict[str, Any]
    engagement: int | None
    asks: bool


@dataclass(slots=True)
class Compared:
    """One chunk of a file beside the database. `made` pairs each new deal with its columns.

    `made_count` and `unchanged` are what the importer is told: they count what is set aside as if it weren't. `beside`
    are the keys of `made` that an unseen deal has already, with that deal.
    """

    made: list[tuple[Deal, dict[str, Any]]] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    aside: list[Aside] = field(default_factory=list)
    beside: dict[str, int] = field(default_factory=dict)
    made_count: int = 0
    unchanged: int = 0


@dataclass(frozen=True, slots=True)
class Ref:
    """What is kept of a key: the deal that has it, and what was said of it last."""

    pk: int
    engagement: int
    said: dict[str, Any]


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


def said_of(now: dict[str, Any], deal: Deal | None = None) -> dict[str, Any]:
    created = {CREATED: str(deal.created_on)} if deal and deal.created_on else {}
    return {column: plain(value) for column, value in now.items()} | created


def told(deal: Deal, now: dict[str, Any]) -> dict[str, Any]:
    """What the row says: a cell that a later export leaves blank says nothing, so it wipes nothing."""
    silent = {column for name in deal.blank for column in COLUMNS.get(name, ())}
    if "stage" in deal.blank:
        silent |= {"stage"} | (
            set() if deal.probability is not None and "probability" not in deal.blank else {READ_BY_STAGE}
        )
    if deal.stage in (SIGNED, LOST):
        silent -= {READ_BY_STAGE}
    if not deal.lost_reason:
        silent |= {"lost_reason"}
    return {column: value for column, value in now.items() if column not in silent}


def compare(
    system: str,
    deals: Sequence[Deal],
    known: Known,
    columns: Sequence[str],
    eyes: Eyes,
    twins: Lookup[str, Any] = NO_TWINS,
) -> Compared:
    """A chunk of a file, matched only with deals that these eyes see; `twins` are those that a person said are the same, by
    key, before they have this key. Four queries, whatever they find."""
    keys = [deal.key for deal in deals]
    seen, hidden = _refs(system, keys, eyes)
    earlier = eyes.earlier(system, keys, {ref.engagement: key for key, ref in hidden.items()})
    found = Compared()
    for key, deal in zip(keys, deals, strict=True):
        now = values(deal, known, columns)
        if key in seen:
            _beside_ours(found, deal, told(deal, now), seen[key])
        elif key in twins:
            same = twins[key]
            _beside_ours(found, deal, told(deal, now), Ref(0, same.engagement, same.said))
        elif key in earlier:
            found.unchanged += 1
            _put_aside(found, deal, told(deal, now), hidden.get(key), earlier[key].said)
        else:
            _as_new(found, deal, now, hidden.get(key), eyes)
    return found


def _refs(system: str, keys: Sequence[str], eyes: Eyes) -> tuple[dict[str, Ref], dict[str, Ref]]:
    """By key: deals that are seen, and where there is none, those that aren't."""
    held = ExternalRef.objects.filter(system=system, key__in=keys).order_by("-beside")
    rows = list(held.values_list("key", "pk", "engagement", "said"))
    visible = eyes.visible([engagement for _key, _pk, engagement, _said in rows])
    seen = {key: Ref(pk, engagement, said) for key, pk, engagement, said in rows if engagement in visible}
    return seen, {key: Ref(pk, engagement, said) for key, pk, engagement, said in rows if key not in seen}


def _beside_ours(found: Compared, deal: Deal, now: dict[str, Any], ref: Ref) -> None:
    if says_the_same(ref.said, now):
        found.unchanged += 1
    else:
        found.changed.append(Change(deal, ref.pk, ref.engagement, ref.said, now))


def _as_new(found: Compared, deal: Deal, now: dict[str, Any], hidden: Ref | None, eyes: Eyes) -> None:
    """Whether or not somebody else has a deal of this key, the importer meets the same: a new deal where they'd see a
    new one, and none where they wouldn't."""
    found.made_count += 1
    seller = now.get("seller_id")
    if eyes.would_learn(seller, deal.stage) or (hidden and not eyes.would_see(seller)):
        _put_aside(found, deal, now, hidden, None)
        return
    found.made.append((deal, now))
    if hidden:
        found.beside[deal.key] = hidden.engagement


def _put_aside(found: Compared, deal: Deal, now: dict[str, Any], hidden: Ref | None, before: dict | None) -> None:
    """What this importer's last file said, word for word, was put aside then."""
    if before is not None and says_the_same(before, now):
        return
    asks = hidden is None or not says_the_same(hidden.said, now)
    found.aside.append(Aside(deal, now, hidden.engagement if hidden else None, asks))


def says_the_same(said: dict[str, Any], now: dict[str, Any]) -> bool:
    return all(said.get(column) == plain(value) for column, value in now.items())


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

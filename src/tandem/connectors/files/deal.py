"""A row that can be taken, one that can't, and the terms by which they're read."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, tzinfo
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Terms:
    """What of the firm a file is read by: its currency and its time zone."""

    currency: str = "GBP"
    zone: tzinfo = UTC


@dataclass(slots=True)
class Deal:
    """A row that can be taken. Money in the firm's currency; `stage` is ours, `crm_stage` theirs.

    `key` tells it from all others of its source: its id there, else name, client and first day. `blank` are the fields
    that the file has and this row leaves empty: they say nothing of the deal.
    """

    row: int
    external_id: str
    name: str
    client: str
    seller: str
    seller_email: str
    stage: str
    crm_stage: str
    amount: Decimal | None
    probability: Decimal | None
    close_on: date | None
    created_on: date | None
    starts_on: date | None
    product: str
    lost_reason: str
    paragraph: str
    remarks: tuple[str, ...] = ()
    blank: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        if self.external_id:
            return self.external_id
        parts = f"{self.name.casefold()}\n{self.client.casefold()}\n{self.created_on or ''}"
        return f"~{hashlib.sha256(parts.encode()).hexdigest()[:40]}"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that isn't taken, or one reason of several. `deleted` and `repeated` rows aren't mistakes of anybody."""

    row: int
    words: str
    column: str = ""
    value: str = ""
    kind: str = "mistake"

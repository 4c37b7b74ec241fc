"""What would change of deals that are here: old and new, side by side."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from tandem.connectors.queries.compare import Change, differences, step
from tandem.connectors.queries.known import Known
from tandem.connectors.queries.sight import NONE
from tandem.connectors.queries.signed import limits
from tandem.engagements.models import Engagement

SHOWN = 300
# The engagement's columns as a page names them; the others follow from one of these.
SHOWN_AS = {
    "name": "name", "account_id": "client", "seller_id": "seller", "seller_words": "seller", "crm_stage": "stage",
    "amount": "amount", "probability": "probability", "close_on": "close_date", "starts_on": "start_date", "tier_id": "product",
    "product_words": "product", "lost_reason": "lost_reason", "paragraph": "description", "stage": "arrives",
}  # fmt: skip
CUT = 120


class Preview:
    """Collects the first SHOWN changes as {"row", "name", "what", "old", "new"}, all of them text."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self.rows: list[dict[str, Any]] = []

    def add(self, changes: Sequence[Change]) -> int:
        """How many of them would change a deal. One query."""
        found = Engagement.objects.select_related("account", "seller", "tier__offering")
        held = {each.pk: each for each in found.filter(pk__in=[each.engagement for each in changes] or NONE)}
        return sum(self._add(held[change.engagement], change) for change in changes if change.engagement in held)

    def _add(self, engagement: Engagement, change: Change) -> bool:
        fields = differences(engagement, change)
        if change.deal.client and change.now.get("account_id", 0) is None and not engagement.account_id:
            fields["account_id"] = None  # a client that this import would add
        limits(engagement, change, fields)
        moved = step(engagement, change)
        shown: dict[str, tuple[str, str]] = {}
        for column in fields:
            old, new = self._both(engagement, change, column)
            if old != new:
                shown.setdefault(SHOWN_AS[column], (old, new))
        if moved:
            shown["arrives"] = engagement.stage, moved
        for what, (old, new) in shown.items():
            if len(self.rows) < SHOWN:
                self.rows.append(
                    {"row": change.deal.row, "name": engagement.name, "what": what, "old": old, "new": new}
                )
        return bool(fields or moved)

    def _both(self, engagement: Engagement, change: Change, column: str) -> tuple[str, str]:
        deal = change.deal
        if column == "account_id":
            return str(engagement.account or ""), deal.client
        if column in ("seller_id", "seller_words"):
            new = self.known.names.get(change.now.get("seller_id") or 0) or deal.seller or deal.seller_email
            return str(engagement.seller or engagement.seller_words), new
        if column in ("tier_id", "product_words"):
            return str(engagement.tier or engagement.product_words), deal.product
        return _text(getattr(engagement, column)), _text(change.now.get(column))


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else " ".join(str(value).split())[:CUT]

"""What an import would do to what is here, before it does it."""

from collections import Counter
from typing import Any

from tandem.connectors.files.match import Mapping
from tandem.connectors.files.rows import Deal
from tandem.connectors.queries.compare import columns_of, compare
from tandem.connectors.queries.known import everything

CHUNK = 1000
NAMED = 200


class Outlook:
    """Fed with the deals of a file one by one; one query for each thousand."""

    def __init__(self, mapping: Mapping) -> None:
        self.source, self.columns = mapping.source, columns_of(mapping.columns)
        self.known = everything()
        self.made = self.changed = self.unchanged = 0
        self.new_accounts: dict[str, str] = {}
        self.unmapped: Counter[str] = Counter()
        self._waiting: list[Deal] = []

    def add(self, deal: Deal) -> None:
        if deal.client and (key := self.known.account_key(deal.client)) not in self.known.accounts:
            self.new_accounts.setdefault(key, deal.client)
        if deal.seller and self.known.seller(deal.seller, deal.seller_email) is None:
            self.unmapped[deal.seller] += 1
        self._waiting.append(deal)
        if len(self._waiting) == CHUNK:
            self._compare()

    def told(self) -> dict[str, Any]:
        """For a page: counts, and names as far as a person reads them."""
        self._compare()
        return {
            "would_make": self.made,
            "would_change": self.changed,
            "unchanged": self.unchanged,
            "new_clients": len(self.new_accounts),
            "new_client_names": sorted(self.new_accounts.values())[:NAMED],
            "unmapped": dict(self.unmapped.most_common(NAMED)),
        }

    def _compare(self) -> None:
        found = compare(self.source, self._waiting, self.known, self.columns)
        self.made += len(found.made)
        self.changed += len(found.changed)
        self.unchanged += found.unchanged
        self._waiting = []

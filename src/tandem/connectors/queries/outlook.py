"""What an import would do to what is here, before it does it."""

from collections import Counter
from typing import Any

from tandem.connectors.files.match import Mapping
from tandem.connectors.files.rows import Deal
from tandem.connectors.queries.compare import columns_of, compare
from tandem.connectors.queries.known import everything
from tandem.connectors.queries.sight import eyes_of
from tandem.people.models import Person

CHUNK = 1000
NAMED = 200


class Outlook:
    """Fed with the deals of a file one by one; a few queries for each thousand. It sees what its importer sees."""

    def __init__(self, mapping: Mapping, person: Person | None) -> None:
        self.source, self.columns, self.eyes = mapping.source, columns_of(mapping.columns), eyes_of(person)
        self.known = everything()
        self.made = self.changed = self.unchanged = self.without_fit = 0
        self.new_accounts: dict[str, str] = {}
        self.unmapped: Counter[str] = Counter()
        self._waiting: list[Deal] = []

    def add(self, deal: Deal) -> str:
        """Takes one more into account; the stage in which it arrives, if it's new."""
        if deal.client and (key := self.known.account_key(deal.client)) not in self.known.accounts:
            self.new_accounts.setdefault(key, deal.client)
        if deal.seller and self.known.seller(deal.seller, deal.seller_email) is None:
            self.unmapped[deal.seller] += 1
        self._waiting.append(deal)
        if len(self._waiting) == CHUNK:
            self._compare()
        stage, _fit = self.known.stage(deal.stage, self.known.account(deal.client))
        self.without_fit += stage != deal.stage
        return stage

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
        found = compare(self.source, self._waiting, self.known, self.columns, self.eyes)
        self.made += found.made_count
        self.changed += len(found.changed)
        self.unchanged += found.unchanged
        self._waiting = []

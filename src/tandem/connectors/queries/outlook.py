"""What an import would do to what is here, before it does it."""

from collections import Counter
from typing import Any

from tandem.connectors.files.deal import Deal
from tandem.connectors.files.match import Mapping
from tandem.connectors.queries.compare import columns_of, compare
from tandem.connectors.queries.known import everything
from tandem.connectors.queries.preview import Preview
from tandem.connectors.queries.sight import eyes_of
from tandem.connectors.queries.twins import twins
from tandem.people.models import Person

CHUNK = 1000
NAMED = 200
TWINS_NAMED = 5
FORMS_NAMED = 12


class Outlook:
    """Fed with the deals of a file one by one; a few queries for each thousand. It sees what its importer sees."""

    def __init__(self, mapping: Mapping, person: Person | None) -> None:
        self.source, self.columns, self.eyes = mapping.source, columns_of(mapping.columns), eyes_of(person)
        self.same = mapping.decisions.get("twins") == "same"
        self.known = everything(mapping.decisions)
        self.preview = Preview(self.known)
        self.made = self.changed = self.unchanged = self.without_fit = self.twins = 0
        self.twin_names: list[str] = []
        self.names: dict[str, dict[str, str]] = {}
        self.new_accounts: dict[str, dict[str, str]] = {}
        self.unmapped: Counter[str] = Counter()
        self.gone: Counter[str] = Counter()
        self._waiting: list[Deal] = []

    def add(self, deal: Deal) -> str:
        """Takes one more into account; the stage in which it arrives, if it's new."""
        if deal.client:
            base, form = self.known.firm(deal.client)
            spelt = self.names.setdefault(base, {})
            spelt.setdefault(form, deal.client)
            if self.known.account(deal.client) is None:
                self.new_accounts.setdefault(base, {}).setdefault(form, deal.client)
        if deal.seller or deal.seller_email:
            seller = self.known.seller(deal.seller, deal.seller_email)
            if seller is None:
                self.unmapped[deal.seller or deal.seller_email] += 1
            elif seller in self.known.left:
                self.gone[self.known.left[seller]] += 1
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
            "changes": self.preview.rows,
            "twins": self.twins,
            "twin_names": self.twin_names,
            "new_clients": len(new := self._new_clients()),
            "new_client_names": sorted(new)[:NAMED],
            "forms": self._forms(),
            "unmapped": dict(self.unmapped.most_common(NAMED)),
            "left_sellers": dict(self.gone.most_common(NAMED)),
        }

    def _new_clients(self) -> list[str]:
        """One for each firm; with several legal forms one for each, unless a person said that they are one. A name without
        a form goes with the only one that there is."""
        found = []
        for base, spelt in self.new_accounts.items():
            several = len(set(spelt) - {""}) > 1 and base not in self.known.one
            found += list(spelt.values()) if several else list(spelt.values())[:1]
        return found

    def _forms(self) -> dict[str, list[str]]:
        """Firms whose names come with several legal forms, and how they're written, here and in the file."""
        doubted = {base: spelt for base, spelt in self.names.items() if self.known.doubtful(base, spelt)}
        return {base: list(spelt.values())[:FORMS_NAMED] for base, spelt in list(doubted.items())[:NAMED]}

    def _compare(self) -> None:
        alike = twins(self.source, self._waiting, self.known, self.eyes)
        self.twins += len(alike)
        room = TWINS_NAMED - len(self.twin_names)
        self.twin_names += [f"{each.deal.name} · {each.deal.client}".rstrip(" ·") for each in alike[:room]]
        same = {each.deal.key: each for each in alike} if self.same else {}
        found = compare(self.source, self._waiting, self.known, self.columns, self.eyes, same)
        self.made += found.made_count
        changed = self.preview.add(found.changed)
        self.changed += changed
        self.unchanged += found.unchanged + len(found.changed) - changed
        self._waiting = []

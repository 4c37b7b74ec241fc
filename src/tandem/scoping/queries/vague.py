"""Vague words in clauses: where they stand, and what to write instead. The firm's own list, from the catalogue."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tandem.calc.phrases import Hit, find
from tandem.catalogue.queries.phrases import hints
from tandem.engagements.models import Engagement
from tandem.scoping.models import ScopeItem

Hints = Mapping[str, str]


@dataclass(frozen=True)
class Vague:
    """A clause with the vague words found in it. Kept means that somebody gave the reason why it stays so."""

    item: ScopeItem
    hits: list[Hit]
    hints: Hints

    @property
    def kept(self) -> bool:
        return bool(self.item.because)

    @property
    def words(self) -> list[tuple[str, str]]:
        """(as it stands in the clause, what to write instead), each once."""
        found = {self.item.words[hit.start : hit.end].lower(): self.hints.get(hit.phrase, "") for hit in self.hits}
        return list(found.items())

    @property
    def runs(self) -> list[tuple[str, str | None]]:
        """The clause in pieces: (text, the hint if it's vague, else None)."""
        text, pieces, place = self.item.words, [], 0
        for hit in self.hits:
            pieces += [(text[place : hit.start], None), (text[hit.start : hit.end], self.hints.get(hit.phrase, ""))]
            place = hit.end
        return [(words, hint) for words, hint in [*pieces, (text[place:], None)] if words]


def vague(items: Iterable[ScopeItem], hinted: Hints) -> list[Vague]:
    """Those of the clauses that have vague words. No query."""
    found = [Vague(item, find(item.words, hinted), hinted) for item in items]
    return [each for each in found if each.hits]


def in_draft(deal: Engagement) -> tuple[int, list[Vague]]:
    """(how many clauses the draft has, the vague ones); frozen words can't be changed any more. Two queries."""
    rows = ScopeItem.objects.filter(scope__engagement=deal, scope__frozen_at__isnull=True)
    items = list(rows.order_by("kind", "position", "pk"))
    return len(items), vague(items, hints())

"""Where each clause comes from, and what was promised that none of them says."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from tandem.catalogue.queries.phrases import hints
from tandem.engagements.models import Engagement, Promise
from tandem.scoping.models import ScopeItem
from tandem.scoping.queries.papered import Said, said
from tandem.scoping.queries.scope import Content
from tandem.scoping.queries.vague import Vague, vague

Links = dict[int, list[Promise]]


@dataclass(frozen=True)
class Trail:
    """`links` are the promises that a clause puts on paper, by the clause's id; `vague` those to read once more."""

    said: Said
    links: Links = field(default_factory=dict)
    unexplained: list[ScopeItem] = field(default_factory=list)
    vague: dict[int, Vague] = field(default_factory=dict)

    @property
    def unpapered(self) -> list[Promise]:
        return self.said.unpapered

    @property
    def open_vague(self) -> list[Vague]:
        return [each for each in self.vague.values() if not each.kept]

    @property
    def left(self) -> int:
        """How many things somebody still has to look at."""
        return len(self.unpapered) + len(self.unexplained) + len(self.open_vague)


def trail(deal: Engagement, found: Content) -> Trail:
    """Three queries, whatever the rows."""
    links = links_of(found.items)
    return Trail(
        said(deal), links, [item for item in found.inside if not _explained(item, links)],
        {each.item.pk: each for each in vague(found.items, hints())},
    )  # fmt: skip


def links_of(items: Iterable[ScopeItem]) -> Links:
    """The promises that each clause puts on paper, in the words in which it does. One query."""
    through = ScopeItem.promises.through.objects.exclude(promise__paper="", promise__revision__gt=1)
    rows = through.filter(scopeitem__in=[item.pk for item in items]).select_related("promise").order_by("pk")
    found: Links = {}
    for row in rows:
        found.setdefault(row.scopeitem_id, []).append(row.promise)
    return found


def _explained(item: ScopeItem, links: Links) -> bool:
    """The tier has it, a promise asked for it, or somebody said why. What isn't sold twice costs nobody anything, so
    exclusions and the ways of accepting and changing need no reason."""
    return item.from_tier or bool(item.because) or item.pk in links

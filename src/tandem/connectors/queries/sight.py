"""Whose eyes an import matches with: what its importer may see, and what they'd see of a deal that it makes."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from tandem.connectors.files.stages import SIGNED
from tandem.connectors.models import RowChange, SetAside
from tandem.engagements.models import Engagement
from tandem.engagements.models.engagement import SEES_EVERY_DEAL
from tandem.people.models import Access, Person

# Django asks nothing at all about an empty list; then how long it takes would tell that there was nothing to ask about.
NONE = [0]


@dataclass(frozen=True, slots=True)
class Earlier:
    """What this importer's files said of a key before. `said` is None where only a deal is left to tell of it."""

    said: dict | None = None


@dataclass(frozen=True, slots=True)
class Eyes:
    """`person` None is the command without a name: it sees every deal. `sellers` are those whose open deals they see."""

    person: Person | None = None
    sellers: frozenset[int] = frozenset()
    any_seller: bool = True
    unassigned: bool = True
    signed: bool = True

    def visible(self, engagements: Collection[int]) -> set[int]:
        """Those of them that may be seen now. One query, whatever it finds."""
        if self.person is None:
            return set(engagements)
        return set(
            Engagement.objects.visible_to(self.person)
            .filter(pk__in=list(engagements) or NONE)
            .values_list("pk", flat=True)
        )

    def would_see(self, seller: int | None) -> bool:
        """Would an open deal of this seller be among theirs, if it were new?"""
        return self.any_seller or (self.unassigned if seller is None else seller in self.sellers)

    def would_learn(self, seller: int | None, stage: str) -> bool:
        """A win of a seller whose open deals they don't see: once signed it would be seen, so its absence would tell."""
        return stage == SIGNED and self.signed and not self.would_see(seller)

    def earlier(self, system: str, keys: Iterable[str], hidden: dict[int, str]) -> dict[str, Earlier]:
        """By key, what they brought before: set aside, or made and no longer seen. `hidden` are engagements with their
        keys. Two queries, whatever they find."""
        if self.person is None or self.person.access in SEES_EVERY_DEAL:
            return {}
        touched = RowChange.objects.filter(batch__by=self.person, engagement__in=list(hidden) or NONE)
        found = {hidden[pk]: Earlier() for pk in touched.values_list("engagement", flat=True) if pk is not None}
        aside = SetAside.objects.filter(by=self.person, system=system, key__in=list(keys))
        return found | {key: Earlier(said) for key, said in aside.values_list("key", "said")}


def eyes_of(person: Person | None) -> Eyes:
    """As `Engagement.objects.visible_to` has it, for deals that aren't there yet. One query."""
    if person is None:
        return Eyes()
    if not person.is_active:
        return Eyes(person, any_seller=False, unassigned=False, signed=False)
    if person.access == Access.SALES:
        team = Person.objects.filter(team=person.team_id).values_list("pk", flat=True) if person.team_id else []
        return Eyes(person, frozenset({person.pk, *team}), any_seller=False)
    if person.access == Access.CONSULTANT:
        return Eyes(person, frozenset({person.pk}), any_seller=False, unassigned=False, signed=False)
    return Eyes(person)

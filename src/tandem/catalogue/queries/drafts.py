"""Drafts: what is open, whether what is sold has moved on, and what somebody reads before they say yes."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from tandem.catalogue.content import Content
from tandem.catalogue.gate import AskFacts
from tandem.catalogue.models import Tier, TierKey
from tandem.catalogue.queries.compare import Comparison, compare
from tandem.catalogue.queries.content import content_of, with_parts
from tandem.people.models import Person

OPEN = (Tier.State.DRAFT, Tier.State.ASKED)


@dataclass(frozen=True)
class Standing:
    """A draft beside what is sold: `base` is the version that it was drafted on, `sold` the one that it would replace.
    They differ where another version came first."""

    tier: Tier
    content: Content
    sold: Tier | None
    sold_content: Content | None
    base: Tier | None
    base_content: Content | None

    @property
    def is_behind(self) -> bool:
        return bool(self.sold and self.sold.number > self.tier.number)

    @property
    def changes(self) -> Comparison:
        """Against what is sold; against nothing where nothing is."""
        return compare(self.sold_content or Content(self.content.fee, self.content.weeks), self.content)

    @property
    def missed(self) -> Comparison:
        """What the version that came first changed."""
        if not (self.is_behind and self.sold_content):
            return Comparison()
        return compare(self.base_content or self.sold_content, self.sold_content)


def with_people(tiers: QuerySet[Tier]) -> QuerySet[Tier]:
    """With whoever drafted, asked and declined."""
    return tiers.select_related("offering", "made_by", "asked_by", "declined_by")


def standing(draft: Tier) -> Standing:
    """Twelve queries, whatever is in it."""
    approved = Tier.objects.filter(offering=draft.offering_id, grade=draft.grade, state=Tier.State.APPROVED)
    sold = with_parts(approved.filter(current=True)).first()
    base = sold
    if sold and sold.number > draft.number:
        base = with_parts(approved.filter(number__lt=draft.number)).order_by("-number").first()
    own = with_parts(Tier.objects.filter(pk=draft.pk)).get()
    return Standing(
        tier=draft, content=content_of(own), sold=sold, sold_content=content_of(sold) if sold else None,
        base=base, base_content=content_of(base) if base else None,
    )  # fmt: skip


def ask_facts(found: Standing) -> AskFacts:
    """What the gate judges before both sides are asked. Asks nothing."""
    risks = found.content.of("risk")
    return AskFacts(
        deliverables=len(found.content.of("deliverable")),
        minutes=found.content.minutes,
        fee=found.content.fee,
        weeks=found.content.weeks,
        unweighed_risks=sum(1 for risk in risks if risk.share is None),
        differs=found.sold_content is None or found.content != found.sold_content,
        behind=found.sold.number if found.is_behind and found.sold else None,
    )


def keys_of(draft: Tier) -> dict[str, TierKey]:
    """Who has said yes, by side. One query."""
    return {key.side: key for key in draft.keys.select_related("person")}


def open_drafts(person: Person) -> QuerySet[Tier]:
    """What is being drafted or waits for its keys, newest first."""
    found = with_people(Tier.objects.visible_to(person).filter(state__in=OPEN))
    return found.prefetch_related("keys").order_by("-made_at", "-pk")


def by_grade(tiers: Iterable[Tier]) -> dict[str, Tier]:
    return {tier.grade: tier for tier in tiers}

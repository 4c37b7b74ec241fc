"""The catalogue beside the builder: Bronze, Silver and Gold of one offering, as this person may see them."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Prefetch

from tandem.catalogue.models import Deliverable, Grade, Offering, Tier, TierClause, TierEstimate
from tandem.people.models import Person
from tandem.people.rights import Sight, shown

ORDER = list(Grade.values)


@dataclass(frozen=True)
class TierCard:
    """`fee` is None to whoever may not see prices."""

    tier: Tier
    fee: Decimal | None
    minutes: int
    deliverables: list[str]
    exclusions: list[str]


def offerings() -> list[Offering]:
    """What can be chosen. One query."""
    return list(Offering.objects.filter(retired=False, tiers__current=True).distinct().order_by("line", "name"))


def side_by_side(offering: Offering, person: Person) -> list[TierCard]:
    """The current tiers, Bronze first. Four queries."""
    tiers = offering.tiers.filter(current=True).prefetch_related(
        Prefetch("deliverables", Deliverable.objects.order_by("position", "pk")),
        Prefetch("estimate", TierEstimate.objects.order_by("pk")),
        Prefetch("clauses", TierClause.objects.filter(kind=TierClause.Kind.EXCLUSION).order_by("position", "pk")),
    )
    return [_card(tier, person) for tier in sorted(tiers, key=lambda tier: ORDER.index(tier.grade))]


def _card(tier: Tier, person: Person) -> TierCard:
    minutes = sum(row.minutes for row in tier.estimate.all())
    fee = shown(person, Sight.PRICE, tier.fee)
    said = [row.words for row in tier.clauses.all()]
    return TierCard(tier, fee, minutes, [row.words for row in tier.deliverables.all()], said)

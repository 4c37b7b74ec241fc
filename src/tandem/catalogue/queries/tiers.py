"""What the firm sells: offerings with their current tiers, side by side."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Prefetch, QuerySet

from tandem.catalogue.models import Grade, Offering, Tier, TierClause
from tandem.people.models import Person
from tandem.people.rights import Sight, shown

GRADES = (Grade.BRONZE, Grade.SILVER, Grade.GOLD)
PARTS = ("deliverables", "estimate__role", "clauses", "milestones")


@dataclass(frozen=True)
class TierColumn:
    """One tier as its column shows it. `fee` is None to whoever may not see prices."""

    tier: Tier
    fee: Decimal | None

    @property
    def deliverables(self) -> list[str]:
        return [row.words for row in _in_order(self.tier.deliverables.all())]

    @property
    def estimate(self) -> list[tuple[str, int]]:
        rows = sorted(self.tier.estimate.all(), key=lambda row: (row.role.position, row.role.name))
        return [(row.role.name, row.minutes) for row in rows]

    @property
    def minutes(self) -> int:
        return sum(row.minutes for row in self.tier.estimate.all())

    @property
    def milestones(self) -> list[tuple[str, int]]:
        """(name, week in which it's due)."""
        rows = sorted(self.tier.milestones.all(), key=lambda row: (row.at_share, row.pk))
        return [(row.name, max(1, round(row.at_share * self.tier.weeks))) for row in rows]

    def clauses(self, kind: str) -> list[str]:
        return [row.words for row in _in_order(self.tier.clauses.all()) if row.kind == kind]


def offerings(person: Person) -> list[tuple[Offering, list[TierColumn]]]:
    """What is sold now, with each offering's tiers. Two queries."""
    tiers = Prefetch("tiers", Tier.objects.filter(current=True), to_attr="sold_now")
    found = Offering.objects.visible_to(person).filter(retired=False).prefetch_related(tiers).order_by("line", "name")
    return [(row, _columns(row.sold_now, person)) for row in found]


def columns(offering: Offering, person: Person) -> list[TierColumn]:
    """The current tiers with all that's in them, Bronze first. Six queries."""
    return _columns(offering.tiers.filter(current=True).prefetch_related(*PARTS), person)


def current_tiers(person: Person) -> QuerySet[Tier]:
    found = Tier.objects.visible_to(person).filter(current=True, offering__retired=False)
    return found.select_related("offering").order_by("offering__name", "fee", "pk")


def clause_kinds() -> list[tuple[str, str]]:
    return list(TierClause.Kind.choices)


def _columns(tiers: list[Tier] | QuerySet[Tier], person: Person) -> list[TierColumn]:
    ordered = sorted(tiers, key=lambda tier: GRADES.index(Grade(tier.grade)))
    return [TierColumn(tier, shown(person, Sight.PRICE, tier.fee)) for tier in ordered]


def _in_order(rows):
    return sorted(rows, key=lambda row: (row.position, row.pk))

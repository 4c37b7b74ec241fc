"""What the firm sells: offerings with their current tiers, side by side. Drafts are never among them."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.db.models import Prefetch, QuerySet

from tandem.catalogue.content import Content
from tandem.catalogue.models import Grade, Offering, Tier
from tandem.catalogue.queries.content import content_of, with_parts
from tandem.people.models import Person
from tandem.people.rights import Sight, shown

GRADES = (Grade.BRONZE, Grade.SILVER, Grade.GOLD)


@dataclass(frozen=True)
class TierColumn:
    """One tier as its column shows it. `fee` is None to whoever may not see prices."""

    tier: Tier
    fee: Decimal | None

    @cached_property
    def content(self) -> Content:
        return content_of(self.tier)

    def week_of(self, share: Decimal) -> int:
        """The week in which a milestone is due."""
        return max(1, round(share * self.tier.weeks))


def offerings(person: Person) -> list[tuple[Offering, list[TierColumn]]]:
    """What is sold now, with each offering's tiers, by line of business. Two queries."""
    tiers = Prefetch("tiers", Tier.objects.filter(current=True), to_attr="sold_now")
    found = Offering.objects.visible_to(person).filter(retired=False).prefetch_related(tiers).order_by("line", "name")
    return [(row, _columns(row.sold_now, person)) for row in found]


def retired(person: Person) -> list[Offering]:
    """What isn't sold any more. One query."""
    return list(Offering.objects.visible_to(person).filter(retired=True).order_by("line", "name"))


def columns(offering: Offering, person: Person) -> list[TierColumn]:
    """The current tiers with all that's in them, Bronze first. Six queries."""
    return _columns(with_parts(offering.tiers.filter(current=True)), person)


def first_with(columns: list[TierColumn]) -> dict[tuple[str, str], str]:
    """(part, words) -> the smallest grade that has it: what Silver has that Bronze hasn't. Only where there's a smaller
    one to compare with."""
    found: dict[tuple[str, str], str] = {}
    for column in reversed(columns):
        for part, lines in column.content.lines.items():
            found.update({(part, line.words): column.tier.grade for line in lines})
    return found


def current_tiers(person: Person) -> QuerySet[Tier]:
    found = Tier.objects.visible_to(person).filter(current=True, offering__retired=False)
    return found.select_related("offering").order_by("offering__name", "fee", "pk")


def _columns(tiers: Iterable[Tier], person: Person) -> list[TierColumn]:
    ordered = sorted(tiers, key=lambda tier: GRADES.index(Grade(tier.grade)))
    return [TierColumn(tier, shown(person, Sight.PRICE, tier.fee)) for tier in ordered]

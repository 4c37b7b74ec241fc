"""Questions about assumptions: what each is worth, and whom it waits on."""

from dataclasses import dataclass
from decimal import Decimal

from tandem.engagements.models import Assumption, Engagement
from tandem.people.models import Person
from tandem.people.rights import Sight, shown


@dataclass(frozen=True)
class AssumptionRow:
    """An assumption as a page shows it; `price_if_false` is None to whoever may not see prices."""

    assumption: Assumption
    price_if_false: Decimal | None
    is_risk: bool

    @property
    def state(self) -> str:
        """Exactly one: flagged, verified, priced, open_if, agreed, asked or raised."""
        return state(self.assumption)

    @property
    def settled(self) -> bool:
        return self.state in ("verified", "priced")


def state(assumption: Assumption) -> str:
    """What an assumption is, in one word. A red flag outweighs all; being verified or priced outweighs being agreed."""
    if assumption.answer == Assumption.Answer.RED:
        return "flagged"
    if assumption.verified_at:
        return "verified"
    if assumption.priced:
        return "priced"
    if assumption.answer == Assumption.Answer.IF and not assumption.condition_met_at:
        return "open_if"
    if assumption.answer:
        return "agreed"
    return "asked" if assumption.asked_id else "raised"


def rows(engagement: Engagement, person: Person) -> list[AssumptionRow]:
    """Every assumption, the unsettled first. Two queries."""
    people = ("raised_by", "verifier", "asked", "answered_by", "condition_owner")
    hardened = set(engagement.risks.filter(from_assumption__isnull=False).values_list("from_assumption_id", flat=True))
    found = [
        AssumptionRow(row, shown(person, Sight.PRICE, row.price_if_false), row.pk in hardened)
        for row in engagement.assumptions.select_related(*people).order_by("pk")
    ]
    return sorted(found, key=lambda row: row.settled)


def contingency_of(engagement: Engagement) -> list[tuple[str, int]]:
    """The hours in the price: of assumptions that are priced and not verified. One query."""
    standing = engagement.assumptions.filter(priced=True, verified_at__isnull=True)
    return list(standing.order_by("pk").values_list("words", "minutes_if_false"))

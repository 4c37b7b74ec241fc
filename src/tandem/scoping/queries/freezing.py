"""What the freeze will do to the assumptions and to the price: shown before anybody presses."""

from dataclasses import dataclass
from decimal import Decimal

from tandem.engagements.models import Assumption, Engagement, Stage
from tandem.engagements.queries import assumption
from tandem.people.models import Person
from tandem.people.rights import Sight, shown
from tandem.scoping.queries.scope import Content, Contingency, priced


@dataclass(frozen=True)
class Freezing:
    """`risks` become risks of their verifiers; `minutes` come on top of today's contingency, `money` on top of the fee
    (None to whoever may not see prices)."""

    risks: list[Assumption]
    minutes: int
    money: Decimal | None

    def __bool__(self) -> bool:
        return bool(self.risks or self.minutes)


def freezing(deal: Engagement, found: Content, now: Contingency, person: Person) -> Freezing | None:
    """None for a version that is frozen. Two queries."""
    if found.scope.frozen_at:
        return None
    risks = assumption.to_harden(deal, assumption.later(Stage.SCOPED, deal.stage))
    minutes = sum(row.minutes_if_false for row in assumption.to_price(deal))
    more = priced(found, now.minutes + minutes).fee - priced(found, now.minutes).fee
    return Freezing(risks, minutes, shown(person, Sight.PRICE, more))

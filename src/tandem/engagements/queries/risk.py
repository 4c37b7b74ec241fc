"""Questions about risks: their exposure, and whether somebody really owns them."""

from dataclasses import dataclass
from decimal import Decimal
from math import ceil

from django.db.models import Q

from tandem.clients.models import Contact
from tandem.engagements.models import Engagement, Risk
from tandem.people.models import Person
from tandem.people.rights import Sight, shown

ORDER: dict[str, int] = {Risk.Size.MAJOR: 0, Risk.Size.MEDIUM: 1, Risk.Size.MINOR: 2}


@dataclass(frozen=True)
class RiskRow:
    """A risk as a page shows it; money is None to whoever may not see prices."""

    risk: Risk
    impact_money: Decimal | None
    exposure_money: Decimal | None

    @property
    def owner(self) -> Person | Contact | None:
        return self.risk.owner or self.risk.owner_contact

    @property
    def exposure_minutes(self) -> int:
        return exposure(self.risk)

    @property
    def state(self) -> str:
        return state(self.risk)


def exposure(risk: Risk) -> int:
    """Expected minutes: probability x impact, rounded up; a risk without a probability is counted in full."""
    share = risk.probability if risk.probability is not None else Decimal(1)
    return ceil(share * risk.impact_minutes)


def state(risk: Risk) -> str:
    """Exactly one: closed, accepted, declined, named or unowned."""
    if risk.fate != Risk.Fate.OPEN:
        return "closed"
    if risk.accepted_at and (risk.owner_id or risk.owner_contact_id):
        return "accepted"
    if risk.declined_why:
        return "declined"
    return "named" if risk.owner_id or risk.owner_contact_id else "unowned"


def rows(engagement: Engagement, person: Person) -> list[RiskRow]:
    """Every risk, open and largest first. One query."""
    found = engagement.risks.select_related("owner", "owner_contact", "named_by").order_by("pk")
    return sorted((_row(risk, person) for risk in found), key=lambda row: (row.state == "closed", ORDER[row.risk.size]))


def _row(risk: Risk, person: Person) -> RiskRow:
    money = shown(person, Sight.PRICE, risk.impact_money)
    share = risk.probability if risk.probability is not None else Decimal(1)
    return RiskRow(risk, money, None if money is None else (money * share).quantize(Decimal(1)))


def priced_of(engagement: Engagement) -> list[Risk]:
    """Open risks whose exposure is in the price; not those whose assumption is in it already. One query."""
    counted = Q(from_assumption__priced=True, from_assumption__verified_at__isnull=True)
    return list(engagement.risks.filter(priced=True, fate=Risk.Fate.OPEN).exclude(counted).order_by("pk"))

"""Questions about risks: their exposure, and whether somebody really owns them."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q

from tandem.calc import exposure as sums
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

    @property
    def is_open(self) -> bool:
        return self.risk.fate == Risk.Fate.OPEN


@dataclass(frozen=True)
class Total:
    """Of all open risks: expected minutes and money, and how many of the minutes are in the price."""

    minutes: int
    priced_minutes: int
    money: Decimal | None


def exposure(risk: Risk) -> int:
    """Expected minutes: probability x impact, rounded up; a risk without a probability is counted in full."""
    return sums.minutes(risk.probability, risk.impact_minutes)


def state(risk: Risk) -> str:
    """Exactly one: closed, accepted, declined, named or unowned."""
    if risk.fate != Risk.Fate.OPEN:
        return "closed"
    if risk.accepted_at and (risk.owner_id or risk.owner_contact_id):
        return "accepted"
    if risk.declined_why:
        return "declined"
    return "named" if risk.owner_id or risk.owner_contact_id else "unowned"


def rows(engagement: Engagement, person: Person, by: str = "size") -> list[RiskRow]:
    """Every risk, open and largest first: by its size, or by "exposure". One query."""
    people = ("owner", "owner_contact", "named_by", "handing_to", "from_assumption")
    found = [_row(risk, person) for risk in engagement.risks.select_related(*people).order_by("pk")]
    return sorted(found, key=lambda row: (not row.is_open, *_largest(row, by)))


def _largest(row: RiskRow, by: str) -> tuple[Decimal, ...]:
    size, minutes = Decimal(ORDER[row.risk.size]), Decimal(-row.exposure_minutes)
    return (minutes, -(row.exposure_money or Decimal(0)), size) if by == "exposure" else (size, minutes)


def total(found: Iterable[RiskRow]) -> Total:
    """No query. Money is None to whoever may not see prices, and where no risk says any."""
    open_ones = [row for row in found if row.is_open]
    money = [row.exposure_money for row in open_ones if row.exposure_money is not None]
    expected = sums.total((row.exposure_minutes, priced_minutes(row.risk)) for row in open_ones)
    return Total(expected.minutes, expected.priced_minutes, sum(money, Decimal(0)) if money else None)


def priced_minutes(risk: Risk) -> int:
    """Minutes of the price's contingency that are there for this risk: its exposure, or all that its assumption put
    in. `from_assumption` comes with it."""
    assumption = risk.from_assumption
    if assumption and assumption.priced and not assumption.verified_at:
        return assumption.minutes_if_false
    return exposure(risk) if risk.priced else 0


def _row(risk: Risk, person: Person) -> RiskRow:
    money = shown(person, Sight.PRICE, risk.impact_money)
    return RiskRow(risk, money, None if money is None else sums.money(risk.probability, money))


def priced_of(engagement: Engagement) -> list[Risk]:
    """Open risks whose exposure is in the price; not those whose assumption is in it already. One query."""
    counted = Q(from_assumption__priced=True, from_assumption__verified_at__isnull=True)
    return list(engagement.risks.filter(priced=True, fate=Risk.Fate.OPEN).exclude(counted).order_by("pk"))

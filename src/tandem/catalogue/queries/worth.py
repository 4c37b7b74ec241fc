"""What a tier's estimate is worth at today's rates, beside its fixed fee."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tandem.calc.price import Line, price
from tandem.catalogue.content import Content
from tandem.people.models import Person, RoleRate
from tandem.people.rights import Sight, shown


@dataclass(frozen=True)
class Worth:
    """Figures are None to whoever may not see their class. `above` is the fee less the list price; `unrated` are roles
    without a rate today, whose hours aren't in the list price."""

    minutes: int
    fee: Decimal | None
    list_price: Decimal | None
    above: Decimal | None
    margin: Decimal | None
    unrated: list[str]


def worth(content: Content, person: Person, today: date) -> Worth:
    """One query."""
    rates = _rates(list(content.hours), today)
    lines = [Line(minutes, *rates[role]) for role, minutes in content.hours.items() if role in rates]
    listed = price(lines)
    margin = price(lines, discount=listed.list_price - content.fee).margin
    unrated = [role for role in content.hours if role not in rates]
    return Worth(
        minutes=content.minutes,
        fee=shown(person, Sight.PRICE, content.fee),
        list_price=shown(person, Sight.PRICE, listed.list_price),
        above=shown(person, Sight.PRICE, content.fee - listed.list_price),
        margin=shown(person, Sight.MARGIN, margin) if lines and not unrated else None,
        unrated=unrated,
    )


def _rates(roles: list[str], today: date) -> dict[str, tuple[Decimal, Decimal]]:
    """(bill, cost) an hour by the newest rate that has started."""
    started = RoleRate.objects.filter(role__name__in=roles, starts_on__lte=today).order_by("starts_on")
    return {name: (bill, cost) for name, bill, cost in started.values_list("role__name", "bill_hourly", "cost_hourly")}

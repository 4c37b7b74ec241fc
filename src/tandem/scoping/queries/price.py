"""A price as a person may see it: what isn't theirs is None before it reaches a template."""

from dataclasses import dataclass
from decimal import Decimal

from tandem.calc.price import Price
from tandem.people.models import Person
from tandem.people.rights import Sight, sees, shown
from tandem.scoping.models import EstimateLine
from tandem.scoping.queries.scope import Content


@dataclass(frozen=True)
class PriceLine:
    role: str
    role_id: int
    minutes: int
    bill_hourly: Decimal | None
    price: Decimal | None
    cost_hourly: Decimal | None
    cost: Decimal | None


@dataclass(frozen=True)
class PriceView:
    """`sees_*` say which columns exist at all; hours are everybody's."""

    sees_price: bool
    sees_cost: bool
    sees_margin: bool
    lines: list[PriceLine]
    minutes: int
    contingency_minutes: int
    work: Decimal | None
    contingency: Decimal | None
    list_price: Decimal | None
    discount: Decimal | None
    fee: Decimal | None
    cost: Decimal | None
    margin: Decimal | None

    @property
    def discount_share(self) -> Decimal | None:
        """Of the list price, 0..1; None without one."""
        return self.discount / self.list_price if self.discount is not None and self.list_price else None


def as_seen(found: Content, figures: Price, person: Person) -> PriceView:
    """No query."""

    def price(value: Decimal) -> Decimal | None:
        return shown(person, Sight.PRICE, value)

    def cost(value: Decimal) -> Decimal | None:
        return shown(person, Sight.COST, value)

    def line(row: EstimateLine) -> PriceLine:
        return PriceLine(
            row.role.name, row.role_id, row.minutes, price(row.bill_hourly), price(row.minutes * row.bill_hourly / 60),
            cost(row.cost_hourly), cost(row.minutes * row.cost_hourly / 60),
        )  # fmt: skip

    return PriceView(
        sees_price=sees(person, Sight.PRICE), sees_cost=sees(person, Sight.COST),
        sees_margin=sees(person, Sight.MARGIN), lines=[line(row) for row in found.lines], minutes=figures.minutes,
        contingency_minutes=figures.contingency_minutes, work=price(figures.work),
        contingency=price(figures.contingency), list_price=price(figures.list_price),
        discount=price(figures.discount), fee=price(figures.fee), cost=cost(figures.cost),
        margin=shown(person, Sight.MARGIN, figures.margin),
    )  # fmt: skip

"""Project margin, sold and now: which projects, what each sold and makes, what they make together."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils import timezone

from tandem.calc.margin import erosion, group_margin
from tandem.delivery.models import Project
from tandem.delivery.queries.margin import FIELDS as MONEY
from tandem.delivery.queries.margin import Money, money_of
from tandem.people.models import Person
from tandem.people.queries.faces import Face, face_or_none
from tandem.scorecard.periods import Period

FIELDS = (
    *MONEY, "opened_at", "engagement__name", "engagement__account__name", "engagement__tier__grade",
    "engagement__seller__name", "engagement__seller__access", "engagement__lead__name", "engagement__lead__access",
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One project of the period."""

    engagement_id: int
    name: str
    client: str
    grade: str
    seller: Face | None
    lead: Face | None
    money: Money

    @property
    def counts(self) -> bool:
        """Only a project whose price and cost are known can have a margin."""
        return self.money.sold_margin is not None and self.money.margin is not None

    @property
    def gap(self) -> Decimal:
        """Now less sold, as a share: negative is lost."""
        return -(self.money.lost or Decimal(0))

    @property
    def amount_lost(self) -> Decimal:
        """What the gap is in money: what it was to leave less what it leaves."""
        money = self.money
        return (money.sold or Decimal(0)) - (money.sold_cost or Decimal(0)) - money.revenue + (money.cost or Decimal(0))


@dataclass(frozen=True)
class Margin:
    """All projects of the period together: ratio of sums."""

    lines: tuple[Line, ...]
    sold: Decimal | None
    now: Decimal | None
    unknown: int

    @property
    def lost(self) -> Decimal | None:
        return erosion(self.sold, self.now)

    @property
    def explain(self) -> list[Line]:
        """The fewest projects that explain most of what was lost, at most two."""
        losing = sorted((line for line in self.lines if line.amount_lost > 0), key=lambda line: -line.amount_lost)
        return losing[:2]


def margin(person: Person, period: Period, today: date) -> Margin:
    """Projects that ran at any time of the period, widest loss first. Three queries."""
    last = min(period.last, today)
    ran = Q(opened_at__lt=_day_after(last)) & (Q(closed_at=None) | Q(closed_at__gte=period.moments[0]))
    rows = list(Project.objects.visible_to(person).filter(ran).values_list(*FIELDS, named=True))
    money = money_of(rows)
    every = [_line(row, money[row.pk]) for row in rows]
    lines = sorted((line for line in every if line.counts), key=lambda line: (line.gap, line.engagement_id))
    return Margin(
        lines=tuple(lines),
        sold=group_margin((line.money.sold, line.money.sold_cost) for line in lines),  # type: ignore[misc]
        now=group_margin((line.money.revenue, line.money.cost) for line in lines),  # type: ignore[misc]
        unknown=len(every) - len(lines),
    )


def _day_after(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time.min, timezone.get_default_timezone())


def _line(row: Any, money: Money) -> Line:
    return Line(
        engagement_id=row.engagement_id,
        name=row.engagement__name,
        client=row.engagement__account__name or "",
        grade=row.engagement__tier__grade or "",
        seller=face_or_none(row.engagement__seller__name, row.engagement__seller__access),
        lead=face_or_none(row.engagement__lead__name, row.engagement__lead__access),
        money=money,
    )

"""The pipeline as a list: plain columns instead of rows of the ORM, a page at a time, and totals in one query."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Count, DecimalField, F, Q, Sum

from tandem.calc.forecast import weighted_pipeline
from tandem.engagements.models import OPEN, Engagement, Stage
from tandem.engagements.queries.odds import Odds, aged_before, odds
from tandem.engagements.queries.pipeline.filters import STAGE_RANK, Filters
from tandem.people.models import Person
from tandem.people.queries.faces import Face, face_or_none
from tandem.people.rights import Sight, sees
from tandem.web import keyset, paging

MONEY = DecimalField(max_digits=20, decimal_places=2)
COLUMNS = (
    "pk", "version", "name", "account__name", "stage", "close_on", "starts_on", "seller__name", "seller__access",
    "seller_words", "lead__name", "lead__access", "tier__grade", "tier__offering__name", "product_words", "fit__score",
    "fit__disqualified", "fit__profile__floor", "ungated", "confidential",
)  # fmt: skip


class Row(NamedTuple):
    """One deal as a list or a card shows it. `amount` is None for whoever may not see prices."""

    pk: int
    version: int
    name: str
    client: str | None
    stage: str
    close_on: date | None
    starts_on: date | None
    seller_name: str | None
    seller_access: str | None
    seller_words: str
    lead_name: str | None
    lead_access: str | None
    grade: str | None
    offering: str | None
    product_words: str
    score: int | None
    disqualified: bool | None
    floor: int | None
    ungated: bool
    confidential: bool
    amount: Decimal | None = None

    @property
    def seller(self) -> Face | None:
        return face_or_none(self.seller_name, self.seller_access)

    @property
    def lead(self) -> Face | None:
        return face_or_none(self.lead_name, self.lead_access)

    @property
    def next_stage(self) -> str | None:
        """The stage that a move leads to; None once it's signed or lost."""
        return FOLLOWS.get(self.stage)

    @property
    def next_label(self) -> str:
        return LABELS[FOLLOWS[self.stage]]

    @property
    def is_off_profile(self) -> bool:
        return self.score is not None and (bool(self.disqualified) or self.score < (self.floor or 0))


LABELS = {stage.value: stage.label for stage in Stage}
FOLLOWS: dict[str, str] = dict(zip(OPEN, (*OPEN[1:], Stage.SIGNED), strict=True))


class Page(NamedTuple):
    rows: list[Row]
    next: str | None
    previous: str | None


@dataclass(frozen=True)
class Totals:
    """`count` says no more than the cap. Sums are None for whoever may not see prices."""

    count: paging.Count
    worth: Decimal | None
    weighted: Decimal | None


def columns(person: Person) -> tuple[str, ...]:
    """A price that may not be seen isn't even read."""
    return (*COLUMNS, "amount") if sees(person, Sight.PRICE) else COLUMNS


def page(filters: Filters, person: Person, *, after: str = "", before: str = "", size: int = paging.ROWS) -> Page:
    """Two queries."""
    field, descending = filters.order(person)
    rows = filters.rows(person)
    if field == "stage_rank":
        rows = rows.annotate(stage_rank=STAGE_RANK)
    cut = keyset.cut(rows, columns(person), by=field, descending=descending, after=after, before=before, size=size)
    return Page([Row(*row) for row in cut.rows], cut.next, cut.previous)


def row_of(deal: int, person: Person) -> Row:
    """One deal as a card shows it. Raises Engagement.DoesNotExist where `person` may not see it."""
    return Row(*Engagement.objects.visible_to(person).values_list(*columns(person)).get(pk=deal))


def totals(filters: Filters, person: Person, today: date) -> Totals:
    """Count, sum and the sum weighted by probability, in two queries: the odds, and a row for each stage. What has aged
    out weighs nothing, unless somebody said how likely it is."""
    prices = sees(person, Sight.PRICE)
    sums: dict[str, Sum] = {}
    if prices:
        sums = {
            "worth": Sum("amount"),
            "own": Sum(F("amount") * F("probability"), output_field=MONEY),
            "by_stage": Sum("amount", filter=Q(probability__isnull=True) & ~aged_before(today)),
        }
    by_stage = filters.rows(person).order_by().values("stage").annotate(count=Count("pk"), **sums)
    stages: list[dict[str, Any]] = [dict(each) for each in by_stage]
    count = sum(each["count"] for each in stages)
    chances = odds(today)
    return Totals(
        count=paging.Count(min(count, paging.COUNT_CAP), count > paging.COUNT_CAP),
        worth=_sum(each["worth"] for each in stages) if prices else None,
        weighted=weighted_pipeline(part for each in stages for part in _weights(each, chances)) if prices else None,
    )


def _weights(stage: dict[str, Any], chances: Odds) -> list[tuple[Decimal, Decimal]]:
    """(amount, share): what the deals' own probabilities make of it, and the stage's where they have none."""
    none = Decimal(0)
    return [(stage["own"] or none, Decimal(1)), (stage["by_stage"] or none, chances.share(stage["stage"]))]


def _sum(parts: Iterable[Decimal | None]) -> Decimal:
    return sum((part or Decimal(0) for part in parts), Decimal(0))

"""The pipeline as a board: a column for each open stage and one for what was signed lately."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from tandem.engagements.models import OPEN, SIGNED, Engagement, Stage
from tandem.engagements.queries import standing_in_the_way
from tandem.engagements.queries.pipeline.filters import Filters
from tandem.engagements.queries.pipeline.rows import Row, columns
from tandem.people.models import Access, Person
from tandem.people.rights import Sight, sees

Head = tuple[int, Decimal | None]

CARDS = 12
MOVERS = (Access.SALES, Access.DELIVERY, Access.LEADERSHIP)
RECENT_DAYS = 30


@dataclass(frozen=True)
class Card:
    """`in_the_way` are short words for what is still open: "2 risks"."""

    row: Row
    in_the_way: list[str]
    may_move: bool


@dataclass(frozen=True)
class Column:
    """`worth` is None for whoever may not see prices. `more` is how many cards aren't shown."""

    stage: str
    label: str
    count: int
    worth: Decimal | None
    cards: list[Card]

    @property
    def more(self) -> int:
        return max(self.count - len(self.cards), 0)


def board(filters: Filters, person: Person, today: date) -> list[Column]:
    """Cards of each column by their close date. A fixed number of queries, however many deals there are."""
    rows = filters.rows(person, staged=False)
    recent = Q(stage__in=SIGNED, closed_at__date__gt=today - timedelta(days=RECENT_DAYS))
    heads = _heads(rows, recent, person)
    found = {stage: _cards(rows.filter(stage=stage).order_by("close_on", "pk"), person) for stage in OPEN}
    found[Stage.SIGNED] = _cards(rows.filter(recent).order_by("-closed_at", "-pk"), person)
    ways = standing_in_the_way.of(_keys(found[stage] for stage in OPEN))
    return [
        Column(stage, stage.label, *heads[stage], [card_of(row, ways, person) for row in found[stage]])
        for stage in (*OPEN, Stage.SIGNED)
    ]


def card_of(row: Row, ways: Mapping[int, list[str]], person: Person) -> Card:
    """A lead whose client nobody has judged owes that first."""
    unjudged = [_("the client's fit")] if row.stage == Stage.LEAD and row.score is None else []
    return Card(row, unjudged + ways.get(row.pk, []), person.access in MOVERS)


def _heads(rows: QuerySet[Engagement], recent: Q, person: Person) -> dict[str, Head]:
    """(count, worth) of every column: one grouped query and one for what was signed lately."""
    worth: dict[str, Any] = {"worth": Sum("amount")} if sees(person, Sight.PRICE) else {}
    by_stage: Iterable[Any] = rows.filter(stage__in=OPEN).order_by().values("stage").annotate(n=Count("pk"), **worth)
    heads: dict[str, Head] = {stage: (0, Decimal(0) if worth else None) for stage in (*OPEN, Stage.SIGNED)}
    heads.update({row["stage"]: (row["n"], row.get("worth")) for row in by_stage})
    signed = rows.filter(recent).aggregate(n=Count("pk"), **worth)
    return {**heads, Stage.SIGNED: (signed["n"], signed.get("worth"))}


def _cards(rows: QuerySet[Engagement], person: Person) -> list[Row]:
    return [Row(*row) for row in rows.values_list(*columns(person))[:CARDS]]


def _keys(columns_of_rows: Iterable[list[Row]]) -> list[int]:
    return [row.pk for rows in columns_of_rows for row in rows]

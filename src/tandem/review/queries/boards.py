"""Everything that is up for review or a vote."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import DateField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from tandem.engagements.models import Engagement, Stage
from tandem.people.models import Person
from tandem.people.rights import Sight, shown
from tandem.review.queries.board import Seat, seats
from tandem.review.queries.judged import Judged, judged_all
from tandem.scoping.models import RedFlag, ScopingSession
from tandem.web.paging import ROWS

FAR = date(9999, 12, 31)
ALWAYS = ("sales", "delivery")


@dataclass(frozen=True)
class BoardRow:
    """`fee` is None for whoever may not see prices; `due` is the last day to answer in time, while a seat is silent."""

    deal: Engagement
    scope: int | None
    draft: bool
    fee: Decimal | None
    seats: list[Seat]
    due: date | None
    is_overdue: bool

    @property
    def by_key(self) -> dict[str, Seat]:
        return {seat.key: seat for seat in self.seats}

    @property
    def others(self) -> list[Seat]:
        """Who was called beside the two sides."""
        return [seat for seat in self.seats if seat.key not in ALWAYS]

    @property
    def mine(self) -> list[str]:
        return [seat.key for seat in self.seats if seat.mine]

    @property
    def silent(self) -> list[str]:
        return [seat.label for seat in self.seats if seat.state in ("late", "absent", "lapsed")]


def boards(person: Person, today: date, currency: str, after: str = "") -> tuple[list[BoardRow], str | None]:
    """Fifty rows by the day on which the client decides, and the cursor of the next fifty. As many queries for one."""
    found = up_for_review(person).select_related("account", "seller", "lead", "tier")
    rows = list(_after(found, after).order_by("closes", "pk")[: ROWS + 1])
    more = f"{rows[ROWS - 1].closes.isoformat()}_{rows[ROWS - 1].pk}" if len(rows) > ROWS else None
    return [_row(each, person, currency) for each in judged_all(rows[:ROWS], today)], more


def up_for_review(person: Person) -> QuerySet[Engagement]:
    """Before the board; or qualified, with a session planned or a red flag standing."""
    sessions = ScopingSession.objects.filter(engagement=OuterRef("pk"))
    flags = RedFlag.objects.filter(engagement=OuterRef("pk"), cleared_at__isnull=True)
    reviewed = Q(stage=Stage.QUALIFIED) & (Q(Exists(sessions)) | Q(Exists(flags)))
    return (
        Engagement.objects.visible_to(person)
        .filter(reviewed | Q(stage__in=(Stage.SCOPED, Stage.AGREED)))
        .annotate(closes=Coalesce("close_on", Value(FAR), output_field=DateField()))
    )


def _after(rows: QuerySet[Any], cursor: str) -> QuerySet[Any]:
    day, _bar, pk = cursor.partition("_")
    try:
        since, last = date.fromisoformat(day), int(pk)
    except ValueError:
        return rows
    return rows.filter(Q(closes__gt=since) | Q(closes=since, pk__gt=last))


def _row(found: Judged, person: Person, currency: str) -> BoardRow:
    owing = [seat for seat in found.needed if found.owes(seat)]
    return BoardRow(
        deal=found.deal,
        scope=found.scope.number if found.scope else None,
        draft=found.draft is not None,
        fee=shown(person, Sight.PRICE, found.scope.fee if found.scope else found.deal.amount),
        seats=seats(found, person, currency),
        due=found.due if owing else None,
        is_overdue=bool(owing) and found.is_overdue,
    )

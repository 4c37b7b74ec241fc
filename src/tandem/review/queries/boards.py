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
from tandem.review.gate import needed_seats
from tandem.review.models import Verdict
from tandem.review.queries import policy
from tandem.review.queries.judged import JUDGED_IN, seats_of
from tandem.review.queries.many import Standing, standing
from tandem.scoping.models import RedFlag, ScopingSession
from tandem.web.paging import ROWS

FAR = date(9999, 12, 31)


@dataclass(frozen=True)
class SeatRow:
    key: str
    label: str
    verdict: Verdict | None


@dataclass(frozen=True)
class BoardRow:
    """`fee` is None for whoever may not see prices; `mine` are the seats that wait for the person who looks."""

    deal: Engagement
    scope: int | None
    draft: bool
    fee: Decimal | None
    seats: list[SeatRow]
    mine: list[str]

    @property
    def by_key(self) -> dict[str, SeatRow]:
        return {seat.key: seat for seat in self.seats}


def boards(person: Person, after: str = "") -> tuple[list[BoardRow], str | None]:
    """Fifty rows by the day on which the client decides, and the cursor of the next fifty. Four queries."""
    found = up_for_review(person).select_related("account", "seller", "lead", "tier")
    rows = list(_after(found, after).order_by("closes", "pk")[: ROWS + 1])
    more = f"{rows[ROWS - 1].closes.isoformat()}_{rows[ROWS - 1].pk}" if len(rows) > ROWS else None
    finance_from = policy.current().finance_from
    return [_row(each, person, finance_from) for each in standing(rows[:ROWS])], more


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


def _row(found: Standing, person: Person, finance_from: Decimal) -> BoardRow:
    fee = found.scope.fee if found.scope else found.deal.amount
    needed = needed_seats(fee or Decimal(0), finance_from)
    open_now = found.scope is not None and not found.draft and found.deal.stage in JUDGED_IN
    theirs = [seat for seat in seats_of(person, found.deal) if seat in needed and seat not in found.verdicts]
    return BoardRow(
        deal=found.deal,
        scope=found.scope.number if found.scope else None,
        draft=found.draft,
        fee=shown(person, Sight.PRICE, fee),
        seats=[SeatRow(seat, Verdict.Seat(seat).label, found.verdicts.get(seat)) for seat in needed],
        mine=theirs if open_now else [],
    )

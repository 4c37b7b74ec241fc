"""Who speaks for whom, as the page of delegations lists it."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from tandem.engagements.models import Engagement
from tandem.people.models import Access, Person
from tandem.review.models import Delegation
from tandem.review.queries.judged import JUDGED_IN
from tandem.review.queries.seats import SEAT_OF

SHOWN = 50


@dataclass(frozen=True)
class DelegationRow:
    """`state` is now, coming or over. `unseen`: deals before a board that wait on the one who is away and that their
    delegate may not open: they keep waiting on them."""

    row: Delegation
    state: str
    may_end: bool
    unseen: int = 0


def delegations(person: Person, today: date) -> list[DelegationRow]:
    """Everybody's that run or come, the newest first, and the viewer's own that are over. A fixed number of queries,
    and two for each of the viewer's own that run."""
    theirs = Q(person=person) | Q(to=person)
    running = Q(ended_at__isnull=True, until_on__gte=today)
    found = Delegation.objects.visible_to(person).filter(running | theirs).select_related("person", "to")
    rows = found.order_by("-from_on", "-pk")[:SHOWN]
    return sorted((_row(each, person, today) for each in rows), key=lambda each: ORDER.index(each.state))


ORDER = ("now", "coming", "over")


def may_delegate(person: Person) -> bool:
    return person.access in SEAT_OF


def _row(row: Delegation, person: Person, today: date) -> DelegationRow:
    state = "over" if row.ended_at or row.until_on < today else "coming" if row.from_on > today else "now"
    may_end = state != "over" and (person.pk in (row.person_id, row.to_id) or person.access == Access.LEADERSHIP)
    unseen = _unseen(row) if state != "over" and row.person_id == person.pk else 0
    return DelegationRow(row, state, may_end, unseen)


def _unseen(row: Delegation) -> int:
    """One query, and asked only by the person who is away."""
    mine = Engagement.objects.filter(Q(seller=row.person) | Q(lead=row.person), stage__in=JUDGED_IN)
    return mine.exclude(pk__in=Engagement.objects.visible_to(row.to).values("pk")).count()

"""Verbs on scoping sessions: plan one, begin it, hold it."""

from collections.abc import Iterable
from datetime import datetime

from tandem.engagements.actions.sides import must_edit
from tandem.engagements.models import Engagement
from tandem.ledger import actions as ledger
from tandem.ledger.deeds import deed, locks_deal
from tandem.people.models import Person
from tandem.scoping.models import ScopingSession, SessionSeat
from tandem.scoping.queries.agenda import points


@locks_deal
def plan(
    engagement: Engagement, *, by: Person, at: datetime, planned_at: datetime, people: Iterable[Person],
    seen: None = None,
) -> ScopingSession:  # fmt: skip
    """Thirty minutes at a time, with these people; whoever doesn't see the deal is asked in."""
    must_edit(by)
    guests = list(people)
    with deed():
        session = ScopingSession(engagement=engagement, planned_at=planned_at)
        names = {"people": [person.name for person in guests], "planned_at": str(planned_at)}
        session.save(force_insert=True)
        SessionSeat.objects.bulk_create(SessionSeat(session=session, person=person) for person in guests)
        ledger.record("planned scoping session", session, by=by, at=at, after=names)
    return session


@locks_deal
def start(session: ScopingSession, *, by: Person, at: datetime) -> ScopingSession:
    """The half hour begins now, by the server's clock, and what is open now becomes its agenda. A second start
    changes nothing."""
    must_edit(by)
    with deed():
        held = ScopingSession.objects.select_related("engagement").get(pk=session.pk)
        if held.started_at is None and held.held_at is None:
            ledger.revise(held, "began scoping session", seen=None, by=by, at=at, started_at=at)
            held.agenda = [point.kept for point in points(held.engagement)]
            held.save(update_fields=["agenda"])
    return held


@locks_deal
def hold(
    session: ScopingSession, *, by: Person, at: datetime, seen: int | None, came: Iterable[Person], notes: str = ""
) -> ScopingSession:
    """It took place: who came, and what was said. Said again, it's corrected.

    Raises:
        Stale: somebody else wrote it down first.
    """
    must_edit(by)
    there = {person.pk: person for person in came}
    with deed():
        held_at = session.held_at or at
        ledger.revise(session, "held scoping session", seen=seen, by=by, at=at, held_at=held_at, notes=notes)
        session.seats.filter(came=True).exclude(person__in=there).update(came=False)
        session.seats.filter(person__in=there).update(came=True)
        seated = set(session.seats.values_list("person_id", flat=True))
        SessionSeat.objects.bulk_create(
            SessionSeat(session=session, person=person, came=True) for pk, person in there.items() if pk not in seated
        )
        names = {"came": [person.name for person in there.values()]}
        ledger.record("came to scoping session", session, by=by, at=at, after=names)
    return session

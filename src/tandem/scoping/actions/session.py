"""Verbs on scoping sessions: plan one, begin it, hold it."""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.engagements.actions.sides import must_edit
from tandem.engagements.models import Engagement
from tandem.gates import Finding, Refused
from tandem.ledger import actions as ledger
from tandem.ledger.deeds import deed, locks_deal
from tandem.people.models import Person
from tandem.scoping.models import ScopingSession, SessionSeat
from tandem.scoping.queries.agenda import points
from tandem.web.words import day as long_day


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
    changes nothing.

    Raises:
        Refused: it's planned for a day to come.
    """
    must_edit(by)
    _must_have_come(session, at)
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
    """It took place: who came, and what was said. Said again, it's corrected. Who writes it down says for themself that
    they were there; everybody else does with `was_there`.

    Raises:
        Refused: its day is still to come; or it takes away somebody who said that they were there.
        Stale: somebody else wrote it down first.
    """
    must_edit(by)
    _must_have_come(session, at)
    there = {person.pk: person for person in came}
    with deed():
        held_at = session.held_at or at
        ledger.revise(session, "held scoping session", seen=seen, by=by, at=at, held_at=held_at, notes=notes)
        _keep_words(session, there, by)
        _seat(session, there, by, at)
        names = {"came": [person.name for person in there.values()]}
        ledger.record("came to scoping session", session, by=by, at=at, after=names)
    return session


@locks_deal
def was_there(session: ScopingSession, *, by: Person, at: datetime) -> SessionSeat:
    """One's own word that one was there; nobody says it for another. Said twice, it's said once.

    Raises:
        PermissionDenied: nobody wrote down that `by` came.
        Refused: it wasn't held yet.
    """
    with deed():
        found = SessionSeat.objects.select_for_update(of=("self",)).filter(session=session, person=by, came=True)
        seat = found.select_related("session").first()
        if session.held_at is None:
            raise _refused(_("It wasn’t held yet."))
        if seat is None:
            raise PermissionDenied(_("Only whoever was written down as present confirms it, each for themself."))
        if seat.confirmed_at is None:
            seat.confirmed_at = at
            seat.save(update_fields=["confirmed_at"])
            ledger.record("was at scoping session", session, by=by, at=at)
    return seat


def _keep_words(session: ScopingSession, there: dict[int, Person], by: Person) -> None:
    said = session.seats.filter(confirmed_at__isnull=False).exclude(person__in=there).exclude(person=by)
    names = list(said.order_by("person__name").values_list("person__name", flat=True))
    if names:
        raise _refused(
            _("%(names)s said that they were there; only they themselves take that back.") % {"names": ", ".join(names)}
        )


def _seat(session: ScopingSession, there: dict[int, Person], by: Person, at: datetime) -> None:
    session.seats.filter(came=True).exclude(person__in=there).update(came=False, confirmed_at=None)
    session.seats.filter(person__in=there).update(came=True)
    seated = set(session.seats.values_list("person_id", flat=True))
    new = [person for pk, person in there.items() if pk not in seated]
    SessionSeat.objects.bulk_create(SessionSeat(session=session, person=person, came=True) for person in new)
    session.seats.filter(person=by, came=True, confirmed_at__isnull=True).update(confirmed_at=at)


def _must_have_come(session: ScopingSession, at: datetime) -> None:
    """By the day: people begin early, or move it by an hour."""
    planned = timezone.localdate(session.planned_at)
    if timezone.localdate(at) < planned:
        words = _("It is planned for %(day)s. If it took place earlier, plan it for that day.")
        raise _refused(words % {"day": long_day(planned)})


def _refused(words: str) -> Refused:
    return Refused([Finding("session", _("Session"), words, waivable=False)])

"""Questions about scoping sessions and red flags."""

from dataclasses import dataclass

from tandem.engagements.models import Engagement
from tandem.people.models import Person
from tandem.scoping.gate.facts import SectionFact
from tandem.scoping.models import RedFlag, ScopingSession, SessionSeat
from tandem.scoping.queries.agenda import Point, point_of, points
from tandem.scoping.queries.vets import SectionRow


@dataclass(frozen=True)
class SessionRow:
    session: ScopingSession
    seats: list[SessionSeat]

    def owes(self, person: Person) -> bool:
        """Was this person written down as present, and hasn't said so?"""
        return any(seat.came and seat.person_id == person.pk and seat.confirmed_at is None for seat in self.seats)

    @property
    def came(self) -> list[SessionSeat]:
        return [seat for seat in self.seats if seat.came]


def sessions(engagement: Engagement) -> list[SessionRow]:
    """Newest first. Two queries."""
    seats: dict[int, list[SessionSeat]] = {}
    for seat in SessionSeat.objects.filter(session__engagement=engagement).select_related("person").order_by("pk"):
        seats.setdefault(seat.session_id, []).append(seat)
    rows = ScopingSession.objects.filter(engagement=engagement).order_by("-planned_at", "-pk")
    return [SessionRow(row, seats.get(row.pk, [])) for row in rows]


@dataclass(frozen=True)
class Agenda:
    """What a session goes through. Frozen when it began: `left` of its points are still open, `settled` aren't any
    more, and `since` came up meanwhile. Before that everything that is open is left."""

    left: list[Point]
    settled: list[Point]
    since: list[Point]

    @property
    def count(self) -> int:
        return len(self.left) + len(self.settled)


def agenda_of(engagement: Engagement, sections: list[SectionRow], session: ScopingSession | None) -> Agenda:
    """Eleven queries."""
    facts = [SectionFact(row.section.label, row.state, row.vet and row.vet.person) for row in sections]
    open_now = points(engagement, facts)
    if session is None or session.started_at is None:
        return Agenda(open_now, [], [])
    kept = [point_of(each) for each in session.agenda]
    known, still = {point.key for point in kept}, {point.key: point for point in open_now}
    return Agenda(
        left=[still[point.key] for point in kept if point.key in still],
        settled=[point for point in kept if point.key not in still],
        since=[point for point in open_now if point.key not in known],
    )


def flags(engagement: Engagement) -> list[RedFlag]:
    """Standing ones first. One query."""
    rows = RedFlag.objects.filter(engagement=engagement).select_related("raised_by", "replied_by", "cleared_by")
    return sorted(rows.order_by("pk"), key=lambda row: row.cleared_at is not None)

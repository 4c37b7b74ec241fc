"""Questions about scoping sessions and red flags."""

from dataclasses import dataclass

from tandem.engagements.models import Engagement
from tandem.scoping.models import RedFlag, ScopingSession, SessionSeat


@dataclass(frozen=True)
class SessionRow:
    session: ScopingSession
    seats: list[SessionSeat]

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


def flags(engagement: Engagement) -> list[RedFlag]:
    """Standing ones first. One query."""
    rows = RedFlag.objects.filter(engagement=engagement).select_related("raised_by", "replied_by", "cleared_by")
    return sorted(rows.order_by("pk"), key=lambda row: row.cleared_at is not None)

"""Hold somebody for an open role of a deal."""

from datetime import date, datetime

from tandem.engagements.models import Engagement
from tandem.ledger.deeds import locks_deal
from tandem.people.models import Person
from tandem.planning.actions.bookings import book
from tandem.planning.models import Booking
from tandem.planning.queries.firm import settings
from tandem.planning.queries.staffing import open_roles


class NotOpen(Exception):
    """Somebody else has held or booked people for this role meanwhile, or the deal needs it no more."""


@locks_deal
def fill(deal: Engagement, role: int, person: Person, *, until: date, by: Person, at: datetime, today: date) -> Booking:
    """Hold `person` for the role (its id), over its weeks, for as much of it as a day of theirs takes.

    Raises:
        NotOpen: the role isn't open: of two presses at once the second finds it taken.
        PermissionDenied: `by` may not hold anybody for this deal.
    """
    found = [row for row in open_roles(by, today, deal=deal.pk) if row.role.pk == role]
    if not found:
        raise NotOpen
    wanted = found[0]
    minutes = min(wanted.minutes_per_day, settings().day_minutes)
    return book(
        person, deal, starts_on=wanted.starts_on, ends_on=wanted.ends_on, minutes_per_day=minutes, hard=False,
        hold_until=until, by=by, at=at,
    )  # fmt: skip

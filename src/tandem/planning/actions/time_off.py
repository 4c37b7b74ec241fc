"""Days away. The reason stays with the person: neither history nor any list carries it."""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied

from tandem.ledger.actions import Stale, add, record, revise
from tandem.ledger.deeds import deed
from tandem.people.models import Person, TimeOff
from tandem.people.permissions import PLANNERS
from tandem.planning.actions.rollup import touch

SHOWN = ("starts_on", "ends_on", "approved")


def take(
    person: Person,
    *,
    starts_on: date,
    ends_on: date,
    by: Person,
    at: datetime,
    kind: str = TimeOff.Kind.LEAVE,
    note: str = "",
) -> TimeOff:
    """Days away, both included. A planner's entry counts at once; one's own waits for a planner to approve it.

    Raises:
        PermissionDenied: `by` is neither the person nor a planner.
    """
    _own_or_planner(person, by)
    off = TimeOff(
        person=person, starts_on=starts_on, ends_on=ends_on, kind=kind, note=note,
        approved=by.access in PLANNERS,
    )  # fmt: skip
    with deed():
        add(off, "entered time off" if off.approved else "asked for time off", by=by, at=at, show=SHOWN)
        touch({person.pk: [(starts_on, ends_on)]})
    return off


def approve(off: TimeOff, *, seen: int | None, by: Person, at: datetime) -> TimeOff:
    """From now on it counts.

    Raises:
        PermissionDenied: `by` isn't a planner.
        Stale: it has changed since version `seen`.
    """
    if by.access not in PLANNERS:
        raise PermissionDenied("Planners approve time off.")
    with deed():
        revise(off, "approved time off", seen=seen, by=by, at=at, approved=True)
        touch({off.person_id: [(off.starts_on, off.ends_on)]})
    return off


def change_days(off: TimeOff, starts_on: date, ends_on: date, *, seen: int | None, by: Person, at: datetime) -> TimeOff:
    """Other days. Changed by the person alone, they wait to be approved again. Raises as `take`, and Stale."""
    _own_or_planner(off.person, by)
    was = (off.starts_on, off.ends_on)
    approved = off.approved and by.access in PLANNERS
    with deed():
        revise(off, "moved time off", seen=seen, by=by, at=at, approved=approved, starts_on=starts_on, ends_on=ends_on)
        touch({off.person_id: [was, (starts_on, ends_on)]})
    return off


def cancel(off: TimeOff, *, seen: int | None, by: Person, at: datetime) -> None:
    """They work after all. Raises as `take`, and Stale."""
    _own_or_planner(off.person, by)
    pk, version = off.pk, off.version if seen is None else seen
    with deed():
        if not TimeOff.objects.filter(pk=pk, version=version).delete()[0]:
            raise Stale(TimeOff.objects.filter(pk=pk).first() or off)
        record("cancelled time off", off, by=by, at=at, before={name: getattr(off, name) for name in SHOWN})
        touch({off.person_id: [(off.starts_on, off.ends_on)]})


def _own_or_planner(person: Person, by: Person) -> None:
    if by.pk != person.pk and by.access not in PLANNERS:
        raise PermissionDenied("Only they themselves and planners enter somebody's time off.")

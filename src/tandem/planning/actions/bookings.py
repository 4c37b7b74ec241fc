"""Book people: hard, or a hold with a clock. Every verb keeps the roll-up of the touched weeks and the ledger true.

Planners (resource manager, delivery leads, leadership) book anybody for what they see. Sellers may hold people for
their own deals: a hold never blocks and ends by itself.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.db.models import Q, QuerySet
from django.utils import timezone

from tandem.engagements.models import Engagement, Member, Part
from tandem.ledger.actions import Actor, Program, Stale, add, draft, record, record_all, revise
from tandem.ledger.deeds import deed, locks_deal
from tandem.ledger.deeds import hold as hold_deals
from tandem.people.models import Access, Person
from tandem.people.permissions import PLANNERS
from tandem.planning.actions.rollup import hold_people, touch
from tandem.planning.models import Booking
from tandem.planning.queries.meaning import meaning

SHOWN = ("person", "starts_on", "ends_on", "minutes_per_day", "hard", "hold_until")
DAYS = ("starts_on", "ends_on", "minutes_per_day")
FIELDS = ("person_id", "engagement_id", *DAYS, "hard", "hold_until", "billable", "note")


class Overfull(Exception):
    """They would have more than they work in some week, and whoever books asked to be told first."""


def book(
    person: Person,
    engagement: Engagement | None,
    *,
    starts_on: date,
    ends_on: date,
    minutes_per_day: int,
    by: Person,
    at: datetime,
    hard: bool = True,
    hold_until: date | None = None,
    billable: bool = True,
    note: str = "",
    verb: str = "booked",
    pk: int | None = None,
    if_it_fits: bool = False,
) -> Booking:
    """Book `person` for `minutes_per_day` on every day they work, both days included. No engagement: work inside
    the firm, never billable.

    Writes the booking, their name on the engagement, the roll-up and the ledger.

    Raises:
        PermissionDenied: `by` may not book this.
        Overfull: `if_it_fits` was asked for, and it doesn't; of two bookings at once the second counts the first.
    """
    _may(by, engagement, hard)
    booking = Booking(
        pk=pk, person=person, engagement=engagement, starts_on=starts_on, ends_on=ends_on, minutes_per_day=minutes_per_day,
        hard=hard, hold_until=None if hard else hold_until, billable=billable and engagement is not None, note=note,
        made_by=by, made_at=at,
    )  # fmt: skip
    with deed(engagement):
        _must_fit(booking, if_it_fits)
        add(booking, verb if hard or verb != "booked" else "held", by=by, at=at, show=SHOWN)
        _name_on(booking)
        touch({person.pk: [(starts_on, ends_on)]})
    return booking


def change(
    booking: Booking, *, seen: int | None, by: Person, at: datetime, verb: str = "", if_it_fits: bool = False,
    **changes: Any,
) -> Booking:  # fmt: skip
    """Change dates, minutes, engagement, person, hardness, its end as a hold, billable or note of a booking.

    Another person or engagement gets the name on it, and the old one loses it if nothing there had begun.

    Raises:
        PermissionDenied: `by` may not book the old or the new engagement.
        Stale: it has changed since version `seen`.
        Overfull: as `book`.
    """
    with _held(booking, changes.get("engagement")):
        _may(by, booking.engagement, booking.hard)
        _may(by, changes.get("engagement", booking.engagement), changes.get("hard", booking.hard))
        if changes.get("hard", booking.hard):
            changes["hold_until"] = None
        was = _place(booking)
        _must_fit(_as_it_would_be(booking, changes), if_it_fits)
        revise(booking, verb or _told(booking, changes), seen=seen, by=by, at=at, **changes)
        _name_on(booking)
        if was[:2] != _place(booking)[:2]:
            _unname(*was, timezone.localdate(at))
        touch(_by_person([was, _place(booking)]))
    return booking


def move(booking: Booking, to: Person, *, seen: int | None, by: Person, at: datetime, **changes: Any) -> Booking:
    """Give the work to somebody else, on the same days unless `changes` says otherwise. Raises as `change`."""
    return change(booking, seen=seen, by=by, at=at, verb="moved booking", person=to, **changes)


def split(booking: Booking, on: date, *, seen: int | None, by: Person, at: datetime) -> Booking:
    """Cut a booking in two: the second begins on the day `on`, and is answered.

    Raises:
        PermissionDenied: `by` may not book this.
        Stale: it has changed since version `seen`.
        ValueError: `on` isn't inside it.
    """
    with _held(booking):
        if not booking.starts_on < on <= booking.ends_on:
            raise ValueError(f"{on} isn't inside {booking.starts_on} to {booking.ends_on}")
        _may(by, booking.engagement, booking.hard)
        values = {name: getattr(booking, name) for name in FIELDS}
        revise(booking, "split booking", seen=seen, by=by, at=at, ends_on=on - timedelta(days=1))
        rest = Booking(**{**values, "starts_on": on}, made_by=by, made_at=at)
        return add(rest, "split booking", by=by, at=at, show=SHOWN)


def remove(booking: Booking, *, seen: int | None, by: Person, at: datetime) -> None:
    """Delete a booking; whoever was only named for it and hadn't begun loses sight of the engagement.

    Raises:
        PermissionDenied: `by` may not book this.
        Stale: it has changed since version `seen`.
    """
    with _held(booking):
        _may(by, booking.engagement, booking.hard)
        _delete(booking, seen, "deleted booking" if booking.hard else "released hold", by, at)


def restore(values: dict[str, Any], *, pk: int | None = None, by: Person, at: datetime) -> Booking:
    """Bring back a deleted booking from its `FIELDS`, under its own number, so that it can't come back twice.

    Raises:
        PermissionDenied: as `book`.
        DoesNotExist: its person or engagement is gone.
        Stale: it's back already.
    """
    fields = dict(values)
    person = Person.objects.get(pk=fields.pop("person_id"))
    number = fields.pop("engagement_id")
    engagement = Engagement.objects.visible_to(by).get(pk=number) if number else None
    try:
        with deed():
            return book(person, engagement, verb="restored booking", pk=pk, by=by, at=at, **fields)
    except IntegrityError:
        there = Booking.objects.filter(pk=pk or 0).first()
        if there is None:
            raise
        raise Stale(there) from None


def hold(booking: Booking, until: date, *, seen: int | None, by: Person, at: datetime) -> Booking:
    """Turn a promise into a hold that ends by itself after the day `until`. Raises as `change`."""
    return change(booking, seen=seen, by=by, at=at, verb="turned into a hold", hard=False, hold_until=until)


def unhold(booking: Booking, *, seen: int | None, by: Person, at: datetime) -> Booking:
    """Promise the person: the hold becomes a booking. Raises as `change`."""
    return change(booking, seen=seen, by=by, at=at, verb="confirmed hold", hard=True)


@locks_deal
def harden(engagement: Engagement, *, by: Actor, at: datetime) -> int:
    """All holds of an engagement become bookings: it's signed and handed over. Answers how many. The verb that
    calls has asked who may."""
    return _together(Booking.objects.filter(engagement=engagement, hard=False), "confirmed hold", by, at)


def expired(today: date) -> QuerySet[Booking]:
    """The holds whose last day is past."""
    return Booking.objects.filter(hard=False, hold_until__lt=today)


def release_expired(today: date, *, by: Actor | Program, at: datetime) -> int:
    """Delete the holds whose last day is past; answers how many. Safe to repeat."""
    with deed():
        gone = expired(today).select_related("person", "engagement")
        deals = hold_deals(Engagement, set(gone.exclude(engagement=None).values_list("engagement_id", flat=True)))
        held = list(gone.filter(_on(deals)).select_for_update(of=("self",)).order_by("pk"))
        for booking in held:
            _delete(booking, booking.version, "hold ended", by, at)
    return len(held)


def _together(bookings, verb: str, by: Actor, at: datetime) -> int:
    with deed():
        held = list(bookings.select_related("person", "engagement").select_for_update(of=("self",)).order_by("pk"))
        entries = []
        for booking in held:
            before = {"hard": booking.hard, "hold_until": booking.hold_until}
            booking.hard, booking.hold_until, booking.version = True, None, booking.version + 1
            entries.append(draft(verb, booking, by=by, at=at, before=before, after={"hard": True}))
        Booking.objects.bulk_update(held, ["hard", "hold_until", "version"], batch_size=500)
        record_all(entries)
        touch(_by_person(_place(booking) for booking in held))
    return len(held)


def _on(deals: Iterable[int]) -> Q:
    """On one of the deals that are held, or on none: what came to another meanwhile is for the next time."""
    return Q(engagement__in=list(deals)) | Q(engagement=None)


@contextmanager
def _held(booking: Booking, to: Engagement | None = None) -> Iterator[None]:
    """A deed that holds the booking's deal, the one that it goes to, and the booking itself, as it is now."""
    was = booking.engagement_id
    with deed(booking.engagement, to, booking):
        if booking.engagement_id != was:
            raise Stale(booking)
        yield


def _as_it_would_be(booking: Booking, changes: dict[str, Any]) -> Booking:
    kept = {name: changes.get(name, getattr(booking, name)) for name in ("person", *DAYS)}
    return Booking(pk=booking.pk, **kept)


def _must_fit(booking: Booking, asked: bool) -> None:
    if asked:
        hold_people([booking.person_id])
        told = meaning(booking.person, booking.starts_on, booking.ends_on, booking.minutes_per_day, without=booking.pk)
        if told.over:
            raise Overfull


def _delete(booking: Booking, seen: int | None, verb: str, by: Actor | Program, at: datetime) -> None:
    version = booking.version if seen is None else seen
    place, pk = _place(booking), booking.pk
    if not Booking.objects.filter(pk=pk, version=version).delete()[0]:
        raise Stale(Booking.objects.filter(pk=pk).first() or booking)
    before = {name: getattr(booking, name) for name in SHOWN}
    record(verb, booking, by=by, at=at, before=before)
    _unname(*place, timezone.localdate(at))
    touch({booking.person_id: [(booking.starts_on, booking.ends_on)]})


def _may(by: Person, engagement: Engagement | None, hard: bool) -> None:
    holds = by.access == Access.SALES and not hard and engagement is not None
    if by.access not in PLANNERS and not holds:
        raise PermissionDenied("Resource managers and delivery leads book people; sellers may hold them.")
    if engagement and not Engagement.objects.visible_to(by).filter(pk=engagement.pk).exists():
        raise PermissionDenied("That deal isn't theirs to see.")


Place = tuple[int, int | None, date, date]


def _place(booking: Booking) -> Place:
    return booking.person_id, booking.engagement_id, booking.starts_on, booking.ends_on


def _told(booking: Booking, changes: dict[str, Any]) -> str:
    person = changes.get("person")
    return "moved booking" if person and person.pk != booking.person_id else "changed booking"


def _by_person(places: Iterable[Place]) -> dict[int, list[tuple[date, date]]]:
    found: dict[int, list[tuple[date, date]]] = {}
    for person_id, _engagement, start, end in places:
        found.setdefault(person_id, []).append((start, end))
    return found


def _name_on(booking: Booking) -> None:
    if booking.engagement_id:
        Member.objects.get_or_create(engagement_id=booking.engagement_id, person_id=booking.person_id, part=Part.TEAM)


def _unname(person_id: int, engagement_id: int | None, starts_on: date, _ends_on: date, today: date) -> None:
    """Only who never began: whoever worked there keeps sight of it."""
    if engagement_id is None or starts_on <= today:
        return
    if not Booking.objects.filter(person_id=person_id, engagement_id=engagement_id).exists():
        Member.objects.filter(person_id=person_id, engagement_id=engagement_id, part=Part.TEAM).delete()

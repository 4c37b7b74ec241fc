"""Who may book what, what a verb leaves behind, and who was first."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from tandem.engagements.models import Engagement, Member, Part
from tandem.front.expiry import WORKER
from tandem.ledger.actions import Stale
from tandem.ledger.models import Entry
from tandem.planning.actions import bookings as verbs
from tandem.planning.actions import time_off
from tandem.planning.models import Booking
from tests.planning import firm

WEEK = {"starts_on": date(2026, 12, 7), "ends_on": date(2026, 12, 11), "minutes_per_day": 450}
HOLD = {**WEEK, "hard": False, "hold_until": date(2026, 12, 1)}


def verb_names() -> list[str]:
    return list(Entry.objects.order_by("pk").values_list("verb", flat=True))


@pytest.mark.parametrize(
    ("who", "what", "may"),
    [
        ("rex", WEEK, True), ("dee", WEEK, True), ("lea", WEEK, True), ("sol", WEEK, False), ("con", WEEK, False),
        ("fay", WEEK, False), ("rex", HOLD, True), ("sol", HOLD, True), ("sue", HOLD, False), ("con", HOLD, False),
    ],
)  # fmt: skip
def test_planners_book_and_sellers_hold_for_their_own_deals(world, who, what, may):
    by, person = getattr(world, who), firm.engineers(world, 1)[0]
    if may:
        assert verbs.book(person, world.deal, **what, by=by, at=world.at).pk
    else:
        with pytest.raises(PermissionDenied):
            verbs.book(person, world.deal, **what, by=by, at=world.at)
        assert not Booking.objects.exists()


def test_sellers_hold_nobody_for_work_inside_the_firm(world):
    with pytest.raises(PermissionDenied):
        verbs.book(world.con, None, **HOLD, by=world.sol, at=world.at)


def test_booked_people_see_what_they_are_booked_on(world):
    assert not Engagement.objects.visible_to(world.con).exists()
    booking = verbs.book(world.con, world.deal, **WEEK, by=world.rex, at=world.at)
    assert list(Engagement.objects.visible_to(world.con)) == [world.deal]
    verbs.remove(booking, seen=booking.version, by=world.rex, at=world.at)
    assert not Engagement.objects.visible_to(world.con).exists()


def test_whoever_has_begun_keeps_sight_of_the_work(world):
    begun = {**WEEK, "starts_on": world.today - timedelta(days=5)}
    booking = verbs.book(world.con, world.deal, **begun, by=world.rex, at=world.at)
    verbs.remove(booking, seen=booking.version, by=world.rex, at=world.at)
    assert Member.objects.filter(person=world.con, part=Part.TEAM).exists()


def test_another_booking_keeps_sight_too(world):
    first = verbs.book(world.con, world.deal, **WEEK, by=world.rex, at=world.at)
    verbs.book(world.con, world.deal, **WEEK, by=world.rex, at=world.at)
    verbs.remove(first, seen=first.version, by=world.rex, at=world.at)
    assert Member.objects.filter(person=world.con, part=Part.TEAM).count() == 1


def test_moving_gives_sight_and_load_to_the_other(world):
    con, other = firm.engineers(world, 2)
    booking = verbs.book(con, world.deal, **WEEK, by=world.rex, at=world.at)
    verbs.move(booking, other, seen=booking.version, by=world.rex, at=world.at)
    assert [m.person for m in Member.objects.filter(part=Part.TEAM)] == [other]
    assert firm.rolled_up(con, WEEK["starts_on"])[1] == 0
    assert firm.rolled_up(other, WEEK["starts_on"])[1] == 2250
    assert verb_names() == ["booked", "moved booking"]
    entry = Entry.objects.latest("pk")
    assert (entry.before["person"], entry.after["person"]) == (con.name, other.name)


def test_whoever_comes_second_changes_nothing(world):
    booking = verbs.book(world.con, world.deal, **WEEK, by=world.rex, at=world.at)
    mine, theirs = Booking.objects.get(pk=booking.pk), Booking.objects.get(pk=booking.pk)
    verbs.change(theirs, seen=theirs.version, minutes_per_day=225, by=world.dee, at=world.at)
    for late in (
        lambda: verbs.change(mine, seen=1, minutes_per_day=60, by=world.rex, at=world.at),
        lambda: verbs.split(mine, date(2026, 12, 9), seen=1, by=world.rex, at=world.at),
        lambda: verbs.remove(mine, seen=1, by=world.rex, at=world.at),
    ):
        with pytest.raises(Stale):
            late()
    assert Booking.objects.get().minutes_per_day == 225
    assert firm.rolled_up(world.con, WEEK["starts_on"])[1] == 5 * 225
    assert verb_names() == ["booked", "changed booking"]


def test_split_keeps_the_sum(world):
    booking = verbs.book(world.con, world.deal, **WEEK, note="Ingest", by=world.rex, at=world.at)
    rest = verbs.split(booking, date(2026, 12, 9), seen=1, by=world.rex, at=world.at)
    assert (booking.ends_on, rest.starts_on, rest.ends_on) == (date(2026, 12, 8), date(2026, 12, 9), date(2026, 12, 11))
    assert (rest.note, rest.engagement) == ("Ingest", world.deal)
    assert firm.rolled_up(world.con, WEEK["starts_on"])[1] == 2250
    with pytest.raises(ValueError):
        verbs.split(rest, rest.starts_on, seen=1, by=world.rex, at=world.at)


def test_holds_become_bookings_at_the_handoff(world):
    for person in firm.engineers(world, 2):
        verbs.book(person, world.deal, **HOLD, by=world.rex, at=world.at)
    other = verbs.book(world.con, world.engagement("Other"), **HOLD, by=world.rex, at=world.at)
    assert verbs.harden(world.deal, by=world.dee, at=world.at) == 2
    assert [row.pk for row in Booking.objects.filter(hard=False)] == [other.pk]
    assert firm.rolled_up(Booking.objects.first().person, WEEK["starts_on"])[1:3] == (2250, 0)
    assert verb_names().count("confirmed hold") == 2
    assert verbs.harden(world.deal, by=world.dee, at=world.at) == 0


def test_holds_end_by_themselves_after_their_day(world):
    verbs.book(world.con, world.deal, **HOLD, by=world.sol, at=world.at)
    assert verbs.release_expired(HOLD["hold_until"], by=WORKER, at=world.at) == 0
    assert verbs.release_expired(HOLD["hold_until"] + timedelta(days=1), by=WORKER, at=world.at) == 1
    assert firm.rolled_up(world.con, WEEK["starts_on"])[2] == 0
    last = Entry.objects.latest("pk")
    assert (last.verb, last.actor_name, last.actor_id) == ("hold ended", "Tandem", None)


def test_deleted_bookings_come_back_as_they_were(world):
    booking = verbs.book(world.con, world.deal, **HOLD, note="If won", by=world.rex, at=world.at)
    kept = {name: getattr(booking, name) for name in verbs.FIELDS}
    verbs.remove(booking, seen=None, by=world.rex, at=world.at)
    back = verbs.restore(kept, by=world.rex, at=world.at)
    assert {name: getattr(back, name) for name in verbs.FIELDS} == kept


def test_a_deleted_booking_comes_back_once(world):
    booking = verbs.book(world.con, world.deal, **HOLD, by=world.rex, at=world.at)
    kept, number = {name: getattr(booking, name) for name in verbs.FIELDS}, booking.pk
    verbs.remove(booking, seen=None, by=world.rex, at=world.at)
    assert verbs.restore(kept, pk=number, by=world.rex, at=world.at).pk == number
    with pytest.raises(Stale):
        verbs.restore(kept, pk=number, by=world.rex, at=world.at)
    assert Booking.objects.count() == 1


def test_work_inside_the_firm_is_every_colleagues_to_see(world):
    inside = verbs.book(world.con, None, **WEEK, note="Hiring", by=world.rex, at=world.at)
    assert not inside.billable
    for who in (world.sol, world.con, world.rex, world.fay):
        assert inside in Booking.objects.visible_to(who)


def test_nobody_enters_a_colleagues_time_off(world):
    with pytest.raises(PermissionDenied):
        time_off.take(world.con, starts_on=world.today, ends_on=world.today, by=world.sol, at=world.at)


def test_history_never_has_the_reason_for_time_off(world):
    days = {"starts_on": world.today, "ends_on": world.today}
    off = time_off.take(world.con, **days, kind="sick", note="Back operation", by=world.con, at=world.at)
    time_off.approve(off, seen=1, by=world.rex, at=world.at)
    time_off.cancel(off, seen=2, by=world.con, at=world.at)
    for entry in Entry.objects.all():
        told = f"{entry.subject_name} {entry.before} {entry.after} {entry.reason} {entry.verb}"
        assert "sick" not in told
        assert "operation" not in told

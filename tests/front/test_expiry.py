"""The schedule never empties a table because a clock is wrong: it asks, whoever may decides, and it says so."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string

from tandem.connectors.models import ImportBatch
from tandem.front import expiry
from tandem.front.models import HeldBack, Sent
from tandem.front.schedule import JOBS, Schedule
from tandem.jobs.models import Job
from tandem.ledger.actions import Stale
from tandem.ledger.models import Entry
from tandem.people.models import Access
from tandem.planning.models import Booking

MANY, FEW = 26, 10
LATER = timedelta(days=40)


def holds(world, number: int, until: datetime) -> None:
    for _n in range(number):
        Booking.objects.create(
            person=world.dee, engagement=world.deal, starts_on=world.at.date(), ends_on=world.at.date(),
            minutes_per_day=60, hard=False, hold_until=until.date(), made_by=world.sol, made_at=world.at,
        )  # fmt: skip


def sessions(world, number: int, until: datetime) -> None:
    start = Session.objects.count()
    for n in range(start, start + number):
        Session.objects.create(session_key=f"s{n}", expire_date=until)


def forms(world, number: int, until: datetime) -> None:
    start = Sent.objects.count()
    for n in range(start, start + number):
        Sent.objects.create(key=f"k{n}", at=until - timedelta(days=7))


def files(world, number: int, until: datetime) -> None:
    for n in range(number):
        ImportBatch.objects.create(
            file_name="deals.csv", stored_as=f"{n}.import", digest="x", made_at=until - timedelta(days=90)
        )


def jobs(world, number: int, until: datetime) -> None:
    for _n in range(number):
        ended = until - timedelta(days=30)
        Job.objects.create(
            kind="x", key=get_random_string(20), title="x", state=Job.State.DONE, asked_at=ended, next_at=ended, until=ended,
            ended_at=ended,
        )  # fmt: skip


KINDS = {"holds": holds, "sessions": sessions, "forms": forms, "files": files, "jobs": jobs}


@pytest.fixture(params=KINDS)
def kind(request) -> str:
    return request.param


@pytest.fixture
def at(world, settings, monkeypatch) -> datetime:
    """The real moment, since what comes with Django asks the real clock; 40 days on by a clock that is wrong."""
    settings.TANDEM_TODAY = None
    return timezone.now()


@pytest.fixture
def jump(monkeypatch):
    """Set the whole machine's clock, as far as Python tells it."""

    def to(moment: datetime) -> None:
        monkeypatch.setattr(timezone, "now", lambda: moment)

    return to


def left(kind: str) -> int:
    return expiry.EXPIRIES[kind].of()


def test_every_kind_of_the_schedule_is_tried():
    assert set(KINDS) == set(expiry.EXPIRIES)


def test_a_clock_ahead_ends_nothing_and_asks(world, kind, at, jump, caplog):
    KINDS[kind](world, MANY, at + timedelta(days=20))
    jump(at + LATER)
    for _turn in range(3):
        assert expiry.carry_out(kind, at + LATER) is False
    assert left(kind) == MANY
    held = HeldBack.objects.get()
    assert (held.name, held.due, held.of, held.allowed) == (kind, MANY, MANY, None)
    assert f"would end {MANY} of {MANY} {kind} at once" in caplog.text
    jump(at)
    assert expiry.carry_out(kind, at) is True
    assert not HeldBack.objects.exists(), "the clock is right again: nothing to ask"
    assert left(kind) == MANY


def test_what_is_usual_ends_by_itself(world, kind, at):
    KINDS[kind](world, FEW, at - timedelta(days=3))
    assert expiry.carry_out(kind, at) is True
    assert left(kind) == 0
    KINDS[kind](world, MANY, at - timedelta(days=3))
    KINDS[kind](world, 3 * MANY, at + timedelta(days=20))
    assert expiry.carry_out(kind, at) is True
    assert left(kind) == 3 * MANY


def test_what_is_allowed_ends_once(world, kind, at):
    KINDS[kind](world, MANY, at - timedelta(days=3))
    expiry.carry_out(kind, at)
    expiry.allow(HeldBack.objects.get(), seen=MANY, by=world.lea, at=at)
    assert expiry.carry_out(kind, at + timedelta(minutes=1)) is True
    assert left(kind) == 0
    KINDS[kind](world, MANY, at - timedelta(days=3))
    assert expiry.carry_out(kind, at + timedelta(minutes=2)) is False
    assert Entry.objects.filter(verb="allowed the schedule to end", actor_id=world.lea.pk).count() == 1


def test_more_than_was_allowed_is_asked_anew(world, at):
    sessions(world, MANY, at - timedelta(days=3))
    expiry.carry_out("sessions", at)
    expiry.allow(HeldBack.objects.get(), seen=MANY, by=world.lea, at=at)
    sessions(world, 1, at - timedelta(days=3))
    assert expiry.carry_out("sessions", at) is False
    assert HeldBack.objects.get().allowed is None
    with pytest.raises(Stale):
        expiry.allow(HeldBack.objects.get(), seen=MANY, by=world.lea, at=at)


def test_a_permission_ends_after_a_day(world, at):
    sessions(world, MANY, at - timedelta(days=3))
    expiry.carry_out("sessions", at)
    expiry.allow(HeldBack.objects.get(), seen=MANY, by=world.lea, at=at)
    assert expiry.carry_out("sessions", at + timedelta(days=2)) is False
    assert left("sessions") == MANY


def test_the_whole_schedule_asks_and_the_rest_goes_on(world, at, jump):
    for make in KINDS.values():
        make(world, MANY, at + timedelta(days=20))
    jump(at + LATER)
    assert Schedule().run_due(at + LATER) == [job.name for job in JOBS]
    assert {kind: left(kind) for kind in KINDS} == dict.fromkeys(KINDS, MANY)
    assert set(HeldBack.objects.values_list("name", flat=True)) == set(KINDS)


@pytest.fixture
def asked(world) -> HeldBack:
    return HeldBack.objects.create(name="holds", due=26, of=26, asked_at=datetime(2027, 1, 3, 9, tzinfo=UTC))


def test_leadership_finds_it_reads_it_and_allows_it(world, asked):
    browser = world.browser(world.lea)
    assert "The schedule would end much at once" in browser.get(reverse("inbox")).content.decode()
    page = browser.get(reverse("settings_schedule")).content.decode()
    assert "26 of 26 would have ended at once" in page
    assert "The clock said 3 Jan 2027, 09:00 then" in page
    answer = browser.post(reverse("settings_schedule_allow", args=[asked.pk]), {"seen": "26"}, follow=True)
    assert "they go at the schedule" in answer.content.decode()
    asked.refresh_from_db()
    assert asked.allowed == 26
    assert "The schedule would end" not in browser.get(reverse("inbox")).content.decode()


def test_so_does_whoever_runs_the_software(world, asked):
    admin = world.person("Ada Min", Access.FINANCE)
    admin.is_admin = True
    admin.save()
    browser = world.browser(admin)
    assert reverse("settings_schedule") in browser.get(reverse("settings")).content.decode()
    assert browser.post(reverse("settings_schedule_allow", args=[asked.pk]), {"seen": "26"}).status_code == 302


@pytest.mark.parametrize("who", ["sol", "dee"])
def test_nobody_else(world, asked, who):
    person = getattr(world, who)
    browser = world.browser(person)
    assert "The schedule would end" not in browser.get(reverse("inbox")).content.decode()
    assert browser.get(reverse("settings_schedule")).status_code == 403
    assert browser.post(reverse("settings_schedule_allow", args=[asked.pk]), {"seen": "26"}).status_code == 403
    with pytest.raises(PermissionDenied):
        expiry.allow(asked, seen=26, by=person, at=world.at)
    asked.refresh_from_db()
    assert asked.allowed is None


@pytest.mark.parametrize("seen", ["", "25", "abc", "9" * 30, "-1"])
def test_another_number_than_the_page_told_allows_nothing(world, asked, seen):
    answer = world.browser(world.lea).post(reverse("settings_schedule_allow", args=[asked.pk]), {"seen": seen})
    assert answer.status_code == 409
    asked.refresh_from_db()
    assert asked.allowed is None


def test_one_that_is_gone_is_not_found(world):
    assert (
        world.browser(world.lea).post(reverse("settings_schedule_allow", args=[99]), {"seen": "1"}).status_code == 404
    )

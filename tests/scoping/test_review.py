"""Delivery's review: sessions, red flags, and what of them waits on whom."""

from datetime import timedelta
from html import unescape

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from tandem.scoping.actions import flag as flags
from tandem.scoping.actions import session as sessions
from tandem.scoping.models import RedFlag, ScopingSession
from tandem.scoping.queries.gate import freeze_facts
from tandem.scoping.queries.waits import waits

HOSTILE = "<b>No</b>"


def page(world, person, name, *args, data=None):
    browser, address = world.browser(person), reverse(name, args=[world.deal.pk, *args])
    return browser.get(address) if data is None else browser.post(address, data)


def planned(world, *people, at=None) -> ScopingSession:
    return sessions.plan(world.deal, by=world.sol, at=world.at, planned_at=at or world.at, people=people)


def raised(world, **fields) -> RedFlag:
    return flags.raise_flag(world.deal, by=world.dee, at=world.at, section="scope", words="No test data", **fields)


def test_a_session_is_planned_and_held(world):
    data = {"planned_at": "2026-11-23T14:00", "people": [world.sol.pk, world.dee.pk], "also": world.dov.pk}
    assert page(world, world.sol, "deal_session_new", data=data).status_code == 303
    row = ScopingSession.objects.get()
    assert {seat.person.name for seat in row.seats.all()} == {"Sol Hart", "Dee Lund", "Dov Reis"}
    assert "14:00" in page(world, world.dee, "deal_review").content.decode()
    held = {"came": [world.sol.pk, world.dee.pk], "notes": "Vans are out.", "seen": 1}
    assert page(world, world.sol, "deal_session_hold", row.pk, data=held).status_code == 303
    html = page(world, world.sol, "deal_review").content.decode()
    assert "Vans are out." in html
    assert "didn’t come" in html
    assert "(not confirmed yet)" in html
    assert freeze_facts(world.deal).delivery_came == ()
    assert page(world, world.dee, "deal_session_there", row.pk, data={}).status_code == 303
    assert freeze_facts(world.deal).delivery_came == ("Dee Lund",)


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        ({"planned_at": "tomorrow"}, "Give a day and a time."),
        ({"planned_at": "2026-11-25T14:00", "people": "sol"}, "Ask at least one person of delivery."),
        ({"planned_at": "2026-11-25T14:00"}, "Ask at least one person of delivery."),
    ],
)
def test_a_session_without_delivery_or_time_is_told(world, data, problem):
    if "people" in data:
        data = {**data, "people": [world.sol.pk]}
    answer = page(world, world.sol, "deal_session_new", data=data)
    assert answer.status_code == 422
    assert problem in answer.content.decode()
    assert data["planned_at"] in answer.content.decode()


def test_nobody_came_is_not_held(world):
    row = planned(world, world.dee)
    answer = page(world, world.sol, "deal_session_hold", row.pk, data={"notes": "Long notes", "seen": 1})
    assert answer.status_code == 422
    assert "Say who came." in answer.content.decode()
    assert "Long notes" in answer.content.decode()


def test_a_session_that_only_sales_came_to_is_not_delivery_in_the_room(world):
    row = planned(world, world.sol, world.dee)
    sessions.hold(row, by=world.sol, at=world.at, seen=1, came=[world.sol])
    assert freeze_facts(world.deal).delivery_came == ()


def test_notes_written_by_two_are_both_kept(world):
    row = planned(world, world.sol, world.dee)
    sessions.hold(
        ScopingSession.objects.get(), by=world.dee, at=world.at, seen=1, came=[world.dee], notes="Dee's notes"
    )
    data = {"came": [world.sol.pk], "notes": "Sol's notes", "seen": 1}
    answer = page(world, world.sol, "deal_session_hold", row.pk, data=data)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Dee&#39;s notes" in html
    assert unescape(html).count("Sol's notes") == 2  # in the conflict, and still in its field


def test_a_flag_is_raised_answered_and_cleared(world):
    data = {"section": "scope", "words": "No test data"}
    assert page(world, world.dee, "deal_flag_new", data=data).status_code == 303
    row = RedFlag.objects.get()
    assert row.raised_in == "lead"
    assert (
        page(world, world.sol, "deal_flag_reply", row.pk, data={"reply": "Ruth sends it", "seen": 1}).status_code == 303
    )
    assert freeze_facts(world.deal).flags[0].replied
    cleared = {"cleared_why": "It came", "seen": 2}
    assert page(world, world.dee, "deal_flag_clear", row.pk, data=cleared).status_code == 303
    html = page(world, world.sol, "deal_review").content.decode()
    assert "Dee Lund cleared it: It came" in html
    assert freeze_facts(world.deal).flags == ()


@pytest.mark.parametrize(
    ("name", "who", "data"),
    [
        ("deal_flag_new", "sol", {"section": "scope", "words": "W"}),
        ("deal_flag_new", "lea", {"section": "scope", "words": "W"}),
        ("deal_flag_clear", "sol", {"cleared_why": "W", "seen": 1}),
        ("deal_flag_clear", "lea", {"cleared_why": "W", "seen": 1}),
        ("deal_flag_reply", "dee", {"reply": "W", "seen": 1}),
        ("deal_flag_reply", "rex", {"reply": "W", "seen": 1}),
    ],
)
def test_nobody_speaks_for_the_other_side(world, name, who, data):
    row = raised(world)
    args = [] if name.endswith("new") else [row.pk]
    assert page(world, getattr(world, who), name, *args, data=data).status_code == 403
    row.refresh_from_db()
    assert (row.reply, row.cleared_at, RedFlag.objects.count()) == ("", None, 1)


@pytest.mark.parametrize("name", ["deal_flag_new", "deal_flag_reply", "deal_flag_clear"])
def test_empty_words_are_422(world, name):
    row = raised(world)
    person = world.sol if name.endswith("reply") else world.dee
    args = [] if name.endswith("new") else [row.pk]
    assert page(world, person, name, *args, data={"seen": 1}).status_code == 422


def test_a_stale_reply_shows_both(world):
    row = raised(world)
    flags.reply(RedFlag.objects.get(), by=world.lea, at=world.at, seen=1, reply="Lea's answer")
    answer = page(world, world.sol, "deal_flag_reply", row.pk, data={"reply": "Sol's answer", "seen": 1})
    assert answer.status_code == 409
    assert "Lea&#39;s answer" in answer.content.decode()
    assert "Sol&#39;s answer" in answer.content.decode()


def test_hostile_flags_are_shown_as_words(world):
    flags.raise_flag(world.deal, by=world.dee, at=world.at, section="scope", words=HOSTILE)
    assert HOSTILE not in page(world, world.sol, "deal_review").content.decode()


def test_what_waits_on_whom(world):
    row = raised(world)
    planned(world, world.sol, world.dee)
    planned(world, world.sol, world.dee, at=world.at + timedelta(days=1))
    held = planned(world, world.dov)
    sessions.hold(held, by=world.sol, at=world.at, seen=1, came=[world.dov])
    told = [(item.kind, item.on.name, item.title) for item in waits(world.at)]
    assert told == [
        ("answer", "Sol Hart", "Answer a red flag"),
        ("do", "Sol Hart", "Scoping session, 09:00"),
        ("do", "Dee Lund", "Scoping session, 09:00"),
        ("answer", "Dov Reis", "Were you in the scoping session?"),
    ]
    flags.reply(row, by=world.sol, at=world.at, seen=1, reply="Ruth sends it")
    asked = next(item for item in waits(world.at, on=world.dee))
    assert asked.title == "Does this clear your red flag?"
    assert RedFlag.objects.get().reply in asked.context
    for person in (world.sol, world.dee):
        for item in waits(world.at, on=person):
            assert world.browser(person).get(item.url).status_code == 200


@pytest.mark.parametrize("n", [1, 50])
def test_waits_cost_the_same_for_1_and_50(world, n, django_assert_num_queries):
    for _ in range(n):
        raised(world)
        planned(world, world.sol)
    with django_assert_num_queries(7):
        assert len(waits(world.at, on=world.sol)) == 2 * n


def test_readers_plan_nothing(world):
    with pytest.raises(PermissionDenied):
        sessions.plan(world.deal, by=world.rex, at=world.at, planned_at=world.at, people=[world.dee])

"""The reverse pitch: its invitation, what is probed on it, and what becomes of what the client said."""

from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar

from tandem.engagements.models import Assumption, Engagement
from tandem.gates import check
from tandem.ledger.actions import Stale
from tandem.ledger.models import Entry
from tandem.review.actions import pitch as actions
from tandem.review.gate import SIGN
from tandem.review.models import Probe, ReversePitch
from tandem.review.queries import invitation
from tandem.review.queries.gate import sign_facts
from tandem.review.queries.probes import proposed
from tandem.scoping.actions import flag as flags
from tandem.scoping.models import RedFlag
from tests import dealing

WHEN = datetime(2026, 11, 26, 14, 0, tzinfo=UTC)
HOSTILE = 'Ruth "R"; CN=x\r\nATTENDEE:mailto:evil@x.example, <b>\\n'


@pytest.fixture(autouse=True)
def _at_once(worker_behind):
    """The worker's tasks are done when the page has answered."""


def text(answer) -> str:
    return unescape(" ".join(answer.content.decode().split()))


def page(world, person, name, *args, data=None):
    browser, address = world.browser(person), reverse(name, args=[world.deal.pk, *args])
    return browser.get(address) if data is None else browser.post(address, data)


def plan(world, **fields) -> ReversePitch:
    values = {
        "planned_at": WHEN,
        "delivery_person": world.dee,
        "sales_person": world.sol,
        "contact": world.ruth,
        **fields,
    }
    return actions.plan_pitch(world.deal, **values, by=world.sol, at=world.at)


def typed(world, **fields) -> dict:
    return {
        "delivery_person": world.dee.pk, "sales_person": world.sol.pk, "contact": world.ruth.pk,
        "planned_at": "2026-11-26T14:00", "minutes": 45, "place": "Room 2", "probes": "", **fields,
    }  # fmt: skip


def write_to_ruth(world, **fields):
    for name, value in {"email": "ruth@halden.example", **fields}.items():
        setattr(world.ruth, name, value)
    world.ruth.save()


def event_of(content: bytes):
    found = Calendar.from_ical(content)
    assert (found["METHOD"], found["VERSION"]) == ("REQUEST", "2.0")
    (event,) = found.walk("VEVENT")
    return event


def people_of(event) -> list[tuple[str, str]]:
    each = event["ATTENDEE"]
    return [(str(one), one.params["CN"]) for one in (each if isinstance(each, list) else [each])]


def test_planning_mails_an_invitation_that_a_calendar_reads(world):
    write_to_ruth(world)
    assert page(world, world.sol, "deal_calls", data=typed(world)).status_code == 303
    (letter,) = mail.outbox
    assert letter.to == ["sol@brook.example", "dee@brook.example", "ruth@halden.example"]
    assert letter.reply_to == ["sol@brook.example"]
    assert letter.subject == "What we heard from each other: Halden Water, Asset data platform"
    (part,) = letter.attachments
    assert part.get_content_type() == "text/calendar"
    assert part.get_param("method") == "REQUEST"
    event = event_of(part.get_payload(decode=True))
    assert event.decoded("DTSTART") == WHEN
    assert event.decoded("DTEND") - event.decoded("DTSTART") == timedelta(minutes=45)
    assert b"DTSTART:20261126T140000Z" in part.get_payload(decode=True)
    assert (event["LOCATION"], int(event["SEQUENCE"])) == ("Room 2", 1)
    assert str(event["ORGANIZER"]) == "mailto:sol@brook.example"
    assert people_of(event) == [
        ("mailto:sol@brook.example", "Sol Hart"), ("mailto:dee@brook.example", "Dee Lund"),
        ("mailto:ruth@halden.example", "Ruth Castellan"),
    ]  # fmt: skip


def test_a_change_of_plan_replaces_it_in_the_calendar(world):
    page(world, world.sol, "deal_calls", data=typed(world))
    page(world, world.sol, "deal_calls", data=typed(world, planned_at="2026-11-27T09:30", seen=1))
    page(world, world.sol, "deal_calls", data=typed(world, planned_at="2026-11-27T09:30", seen=2))
    first, second = (event_of(letter.attachments[0].get_payload(decode=True)) for letter in mail.outbox)
    assert first["UID"] == second["UID"]
    assert (int(first["SEQUENCE"]), int(second["SEQUENCE"])) == (1, 2)
    assert second.decoded("DTSTART") == datetime(2026, 11, 27, 9, 30, tzinfo=UTC)
    other = world.engagement("Another")
    assert invitation.uid(other) != first["UID"] == invitation.uid(Engagement.objects.get(pk=world.deal.pk))


def test_whoever_has_no_address_or_left_is_not_written_to(world):
    pitch = plan(world, sales_person=None)
    assert [guest.email for guest in invitation.guests(pitch)] == ["dee@brook.example"]
    world.dee.is_active = False
    assert invitation.guests(pitch) == []


def test_words_of_people_stay_words_in_the_calendar(world):
    write_to_ruth(world, name=HOSTILE)
    world.deal.name = HOSTILE
    world.deal.save()
    answer = page(world, world.sol, "deal_calls", data=typed(world, place=f"Room; 2, {HOSTILE}"))
    assert answer.status_code == 303
    event = event_of(mail.outbox[0].attachments[0].get_payload(decode=True))
    assert [email for email, _name in people_of(event)] == [
        "mailto:sol@brook.example", "mailto:dee@brook.example", "mailto:ruth@halden.example",
    ]  # fmt: skip
    assert "\n" not in mail.outbox[0].subject
    assert "Room; 2, Ruth" in event["LOCATION"]


def test_the_file_is_for_whoever_sees_the_deal_and_tells_no_probe(world):
    assert page(world, world.sol, "deal_invitation").status_code == 404
    plan(world, probes="What would make you stop us?")
    answer = page(world, world.dee, "deal_invitation")
    assert answer["Content-Type"].startswith("text/calendar")
    assert b"stop us" not in answer.content
    assert event_of(answer.content)["UID"] == invitation.uid(world.deal)
    assert page(world, world.sue, "deal_invitation").status_code == 404
    assert "For your calendar" in text(page(world, world.sol, "deal_calls"))
    ReversePitch.objects.update(planned_at=None)
    assert page(world, world.sol, "deal_invitation").status_code == 404


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"delivery_person": ""}, "Name who from delivery joins the call."),
        ({"planned_at": "soon"}, "Give a day and a time."),
        ({"minutes": "3"}, "greater than or equal to 5"),
        ({"contact": "0"}, "Select a valid choice."),
        ({"place": "x" * 201}, "at most 200 characters"),
    ],
)
def test_a_plan_that_will_not_do_is_told_and_kept(world, fields, problem):
    answer = page(world, world.sol, "deal_calls", data=typed(world, probes="Vans?", **fields))
    assert answer.status_code == 422
    assert problem in text(answer)
    assert "Vans?" in text(answer)
    assert not ReversePitch.objects.exists()
    assert not mail.outbox


def test_two_who_plan_at_once_see_both_plans(world):
    plan(world, place="Their office")
    for seen in ("", "9"):
        answer = page(world, world.sol, "deal_calls", data=typed(world, seen=seen))
        assert answer.status_code == 409
        assert "Their office" in text(answer)
        assert "Room 2" in text(answer)
    assert ReversePitch.objects.get().place == "Their office"


def test_a_call_that_was_held_is_not_planned_again(world):
    pitch = plan(world)
    actions.hold_pitch(pitch, heard="One register.", by=world.dee, at=world.at)
    answer = page(world, world.sol, "deal_calls", data=typed(world, seen=2))
    assert answer.status_code == 422
    assert "The reverse pitch was held already." in text(answer)


# What is probed


def doubts(world) -> dict[str, int]:
    """One of each that asks to be probed, beside one of each that doesn't."""
    flag = flags.raise_flag(world.deal, by=world.dee, at=world.at, section="scope", words="No test data")
    flags.clear(flag, by=world.dee, at=world.at, seen=1, cleared_why="It came")
    by = {"raised_by": world.sol, "raised_at": world.at, "engagement": world.deal}
    answered = {"answered_by": world.dee, "verified_at": world.at}
    made = {
        "open": Assumption.objects.create(words="The extract is clean", **by),
        "if": Assumption.objects.create(words="Keys come", answer="if", condition="By May", **answered, **by),
        "unwritten": dealing.promise(world, world.deal, quote="We could look at it", paper="unwritten"),
        "feasible if": dealing.promise(world, world.deal, quote="In the van", verdict="if", judged_by=world.dee),
    }
    Assumption.objects.create(words="Verified", answer="agree", **answered, **by)
    dealing.promise(world, world.deal, quote="On paper", verdict="feasible", judged_by=world.dee)
    return {"flag": flag.pk, **{name: row.pk for name, row in made.items()}}


def test_blind_spots_are_proposed_from_the_deals_own_history(world):
    found = doubts(world)
    told = [(each.source, each.pk, each.why) for each in proposed(world.deal, [])]
    assert told == [
        ("flag", found["flag"], "cleared"), ("assumption", found["open"], "unverified"),
        ("assumption", found["if"], "if"), ("promise", found["unwritten"], "unwritten"),
        ("promise", found["feasible if"], "if"),
    ]  # fmt: skip
    taken = [Probe(source="flag", source_id=found["flag"]), Probe(source="own")]
    assert [each.source for each in proposed(world.deal, taken)] == ["assumption", "assumption", "promise", "promise"]


def test_nothing_is_probed_twice(world):
    pitch = plan(world, probes="Vans?\n\n Vans? \nDepots?")
    actions.ask(
        pitch, [("flag", 7, "No test data"), ("flag", 7, "Again"), ("own", None, "Vans?")], by=world.sol, at=world.at
    )
    assert list(pitch.blind_spots.order_by("position").values_list("words", "source", "source_id")) == [
        ("Vans?", "own", None), ("Depots?", "own", None), ("No test data", "flag", 7),
    ]  # fmt: skip
    assert Entry.objects.filter(verb="chose what to probe", engagement_id=world.deal.pk).count() == 3


def test_what_the_client_said_is_kept_to_each(world):
    pitch = plan(world, probes="Vans?")
    row = pitch.blind_spots.get()
    assert "0 of 1 answered" in text(page(world, world.sol, "deal_calls"))
    bad = page(world, world.dee, "deal_probe", row.pk, data={"heard": "", "agrees": "", "seen": 1})
    assert bad.status_code == 422
    assert "Write down what the client said to it." in text(bad)
    assert "Say whether they see it as we do." in text(bad)
    good = {"heard": "All 74 of them", "agrees": "no", "seen": 1}
    assert page(world, world.dee, "deal_probe", row.pk, data=good).status_code == 303
    html = text(page(world, world.sol, "deal_calls"))
    assert "“All 74 of them”" in html
    assert "sees it otherwise" in html
    late = page(world, world.sol, "deal_probe", row.pk, data={"heard": "Six, I think", "agrees": "yes", "seen": 1})
    assert late.status_code == 409
    assert "All 74 of them" in text(late)
    assert text(late).count("Six, I think") == 2
    assert Entry.objects.filter(verb="heard the client on it").count() == 1


def test_where_the_client_sees_it_otherwise_one_click_opens_the_fix(world):
    pitch = plan(world, probes="Vans?")
    row = pitch.blind_spots.get()
    actions.hear(row, heard="All 74 & more", agrees=False, by=world.dee, at=world.at, seen=None)
    html = page(world, world.sol, "deal_calls").content.decode()
    for name, at in (("deal_risk_new", "words="), ("deal_assumption_new", "words="), ("deal_promise_new", "quote=")):
        start = html.index(f'href="{reverse(name, args=[world.deal.pk])}?{at}') + len('href="')
        opened = world.browser(world.sol).get(unescape(html[start : html.index('"', start)]))
        assert opened.status_code == 200
        assert "All 74 & more" in text(opened)
    actions.hear(row, heard="As you say", agrees=True, by=world.dee, at=world.at, seen=None)
    assert "Turn it into" not in text(page(world, world.sol, "deal_calls"))


def test_a_promise_that_was_probed_is_put_right_itself(world):
    row = dealing.promise(world, world.deal, paper="unwritten")
    pitch = plan(world)
    (probe,) = actions.ask(pitch, [("promise", row.pk, row.quote)], by=world.sol, at=world.at)
    actions.hear(probe, heard="That was a promise", agrees=False, by=world.dee, at=world.at, seen=None)
    assert (
        reverse("deal_promise_paper", args=[world.deal.pk, row.pk])
        in page(world, world.sol, "deal_calls").content.decode()
    )


def test_what_is_not_asked_after_all_goes_unless_it_was_answered(world):
    pitch = plan(world, probes="Vans?\nDepots?")
    vans, depots = pitch.blind_spots.order_by("position")
    assert page(world, world.sol, "deal_probe_drop", vans.pk, data={"seen": 1}).status_code == 303
    actions.hear(Probe.objects.get(), heard="Two", agrees=True, by=world.dee, at=world.at, seen=1)
    answer = page(world, world.sol, "deal_probe_drop", depots.pk, data={"seen": 1})
    assert answer.status_code == 409
    assert "Two" in text(answer)
    with pytest.raises(Stale):
        actions.drop(vans, by=world.sol, at=world.at, seen=1)
    assert [row.words for row in pitch.blind_spots.all()] == ["Depots?"]


@pytest.mark.parametrize(("who", "status"), [("dee", 303), ("con", 403), ("rex", 403), ("fay", 403), ("sue", 404)])
def test_who_writes_down_what_was_said(world, who, status):
    pitch = plan(world, probes="Vans?")
    data = {"heard": "Six", "agrees": "yes", "seen": 1}
    answer = page(world, getattr(world, who), "deal_probe", pitch.blind_spots.get().pk, data=data)
    assert answer.status_code == (404 if who == "con" else status)


def test_a_consultant_who_was_named_to_join_writes_it_down_but_chooses_nothing(world):
    world.join(world.con, world.deal)
    pitch = plan(world, delivery_person=world.con, probes="Vans?")
    row = pitch.blind_spots.get()
    assert page(world, world.con, "deal_probe_drop", row.pk, data={"seen": 1}).status_code == 403
    data = {"heard": "Six", "agrees": "yes", "seen": 1}
    assert page(world, world.con, "deal_probe", row.pk, data=data).status_code == 303
    with pytest.raises(PermissionDenied):
        actions.ask(pitch, [("own", None, "More?")], by=world.con, at=world.at)


def test_the_signature_waits_until_each_was_answered(world):
    pitch = plan(world, probes="Vans?\nDepots?\nNights?")
    actions.hold_pitch(pitch, heard="One register.", by=world.dee, at=world.at)

    def words() -> str | None:
        found = check(SIGN, sign_facts(world.deal, world.today))
        return next(each.words for each in found if each.rule == "the_client_said_it_back")

    assert words() == "Write down what the client said to “Vans?” and “Depots?” and 1 more."
    for row in pitch.blind_spots.all()[:2]:
        actions.hear(row, heard="H", agrees=False, by=world.dee, at=world.at, seen=None)
    assert words() == "Write down what the client said to “Nights?”."
    actions.hear(pitch.blind_spots.get(heard=""), heard="H", agrees=True, by=world.dee, at=world.at, seen=None)
    assert words() is None


def test_the_calls_cost_the_same_for_3_and_300(world):
    pitch = plan(world, probes="1?\n2?\n3?")
    address = reverse("deal_calls", args=[world.deal.pk])
    browser = world.browser(world.dee)

    def cost() -> int:
        browser.get(address)
        with CaptureQueriesContext(connection) as found:
            assert browser.get(address).status_code == 200
        return len(found)

    few = cost()
    Probe.objects.bulk_create(Probe(pitch=pitch, words=f"P{n}", position=n) for n in range(300))
    assert cost() == few


def test_hostile_words_are_shown_as_words(world):
    pitch = plan(world, probes="<b>Vans</b> {{ 7 * 7 }}")
    actions.hear(pitch.blind_spots.get(), heard="<i>No</i>", agrees=False, by=world.dee, at=world.at, seen=None)
    raw = page(world, world.sol, "deal_calls").content.decode()
    assert "<b>Vans" not in raw
    assert "<i>No" not in raw
    assert RedFlag.objects.count() == 0

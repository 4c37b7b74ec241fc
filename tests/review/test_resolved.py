"""What the client saw otherwise, once it's resolved, is shown as that everywhere; while it isn't, whose turn it is."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tandem.review.actions import pitch as verbs
from tandem.review.models import Probe, ReversePitch
from tests import dealing
from tests.review.otherwise import HOW, calls, gate_of, otherwise, post, settle, text


@pytest.fixture
def finding(world) -> Probe:
    return otherwise(world, dealing.proposed(world))


# Shown as resolved


def test_the_call_says_what_was_seen_otherwise_and_who_resolved_it_how_and_when(world, finding):
    assert "sees it otherwise" in calls(world, world.sol, finding)
    settle(world, finding)
    for person in (world.sol, world.dee, world.lea):
        shown = calls(world, person, finding)
        for words in ("I thought phase 1", *HOW.values(), "saw it otherwise, resolved", "Sol Hart, Tue 24 Nov"):
            assert words in shown
        assert "Dee Lund confirmed it, Tue 24 Nov" in shown
        for words in ("sees it otherwise", "Turn it into", "Your turn", "Waits on", "Say it otherwise", "tag stop"):
            assert words not in shown
    assert "not resolved yet" not in text(world.browser(world.sol).get(f"/deals/{finding.pitch.engagement_id}/calls/"))


def test_the_gate_tells_it_too(world, finding):
    second = otherwise(world, finding.pitch.engagement, "Who owns the vans?")
    shut = gate_of(world, finding)
    assert (shut.state, shut.note, shut.waits_on) == ("block", "0 of 2 resolved", (world.sol,))
    settle(world, finding)
    assert gate_of(world, finding).note == "1 of 2 resolved"
    verbs.resolve(second, **HOW, by=world.sol, at=world.at, seen=None)
    assert gate_of(world, finding).waits_on == (world.dee,)
    verbs.confirm(second, by=world.dee, at=world.at, seen=None)
    open_gate = gate_of(world, finding)
    assert (open_gate.state, open_gate.waits_on) == ("done", ())
    page = text(world.browser(world.dee).get(f"/deals/{finding.pitch.engagement_id}/calls/"))
    for words in ("“I thought phase 1” Resolved by Sol Hart, 24 Nov 2026: Sol told Ruth", "(Dee Lund confirmed it.)"):
        assert words in open_gate.note
        assert words in page.split('id="rail"')[1]


def test_nothing_seen_otherwise_says_nothing(world):
    dealing.proposed(world)
    pitch = ReversePitch.objects.get()
    row = Probe.objects.create(pitch=pitch, words="Vans?")
    verbs.hear(row, heard="Six", agrees=True, by=world.dee, at=world.at, seen=None)
    assert (gate_of(world, row).state, gate_of(world, row).note) == ("todo", "")


# Whose turn it is


def test_each_page_says_what_its_reader_does_next(world, finding):
    todo = "resolve it with the client, and write down who told whom, when, and with which change."
    assert f"Your turn:</b> {todo} Dee Lund confirms it then." in calls(world, world.sol, finding)
    lead = calls(world, world.dee, finding)
    assert "Waits on Sol Hart:" in lead
    assert "After that, you confirm it." in lead
    assert "Waits on Sol Hart:" in calls(world, world.lea, finding)
    verbs.resolve(finding, **HOW, by=world.sol, at=world.at, seen=None)
    assert "Waits on Dee Lund:</b> to confirm that it’s resolved." in calls(world, world.sol, finding)
    lead = calls(world, world.dee, finding)
    assert "Your turn:</b> read how it was resolved, then confirm it." in lead
    assert "Confirm that it’s resolved</button>" in lead
    assert "Confirm that it’s resolved</button>" not in calls(world, world.sol, finding)


def test_it_is_done_in_needs_me(world, finding):
    key = f"review-probe-{finding.pk}"
    pane = text(world.browser(world.sol).get(reverse("inbox_item", args=[key])))
    for words in ("The client sees this otherwise: how was it resolved?", "I thought phase 1", "who told whom, when"):
        assert words in pane
    address = reverse("deal_probe_resolve", args=[finding.pitch.engagement_id, finding.pk]) + "?next=/needs-me/"
    assert reverse("deal_probe_resolve", args=[finding.pitch.engagement_id, finding.pk]) in pane
    done = world.browser(world.sol).post(address, {"seen": finding.version, **HOW})
    assert done["Location"] == "/needs-me/"
    pane = text(world.browser(world.dee).get(reverse("inbox_item", args=[key])))
    for words in ("Is this resolved with the client?", "I thought phase 1", *HOW.values(), "Sol Hart says how it was"):
        assert words in pane
    finding.refresh_from_db()
    assert post(world, world.dee, "deal_probe_confirm", finding).status_code == 303
    assert "I thought phase 1" not in text(world.browser(world.dee).get("/needs-me/"))
    assert "I thought phase 1" not in text(world.browser(world.sol).get("/needs-me/"))


# The same number of queries


def cost(browser, address: str) -> int:
    browser.get(address)
    with CaptureQueriesContext(connection) as seen:
        assert browser.get(address).status_code == 200
    return len(seen)


def test_pages_cost_the_same_for_one_finding_and_for_fifty(world, finding):
    deal = finding.pitch.engagement_id
    settle(world, finding)
    rows = [{"agrees": False, "heard": "H"} for _n in range(3)]
    rows[1] |= {"resolved_how": "H", "resolved_change": "C", "resolved_by": world.sol, "resolved_at": world.at}
    rows[2] |= {**rows[1], "confirmed_by": world.dee, "confirmed_at": world.at}

    def add(n: int) -> None:
        Probe.objects.bulk_create(Probe(pitch=finding.pitch, words=f"P{n}-{i}", **row) for i, row in enumerate(rows))

    add(0)
    pages = [
        (world.browser(world.sol), reverse("deal_calls", args=[deal])), (world.browser(world.dee), reverse("deal_calls", args=[deal])),
        (world.browser(world.dee), reverse("deal", args=[deal])), (world.browser(world.sol), f"/deals/{deal}/sign/"),
        (world.browser(world.sol), "/needs-me/"), (world.browser(world.dee), "/needs-me/"),
    ]  # fmt: skip
    few = [cost(*each) for each in pages]
    for n in range(1, 17):
        add(n)
    assert [cost(*each) for each in pages] == few

"""What the client sees otherwise on the last call: resolved by one side, confirmed by the other, told in the handoff."""

from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse

from tandem.engagements.models import Waiver
from tandem.gates import Refused
from tandem.handoff.actions.sign import sign
from tandem.handoff.models import Handoff
from tandem.review.actions import pitch as verbs
from tandem.review.models import Probe, ReversePitch
from tandem.review.queries.waits import waits
from tests import dealing

HOW = {"how": "We went through the exclusions", "change": "Exclusion 4: SAP comes in phase 2"}


def text(answer) -> str:
    return unescape(" ".join(answer.content.decode().split()))


def post(world, person, name, row, **data):
    address = reverse(name, args=[row.pitch.engagement_id, row.pk])
    return world.browser(person).post(address, {"seen": row.version, **data})


@pytest.fixture
def finding(world) -> Probe:
    deal = dealing.proposed(world, filled=True)
    row = Probe.objects.create(pitch=ReversePitch.objects.get(engagement=deal), words="Does Karin know SAP is out?")
    return verbs.hear(row, heard="I thought phase 1", agrees=False, by=world.dee, at=world.at, seen=None)


def signs(world, row: Probe) -> Handoff:
    said = {"client_name": "Ruth Castellan", "signed_on": world.today}
    return sign(row.pitch.engagement, **said, by=world.sol, at=world.at, today=world.today)


def test_it_blocks_the_signature_until_both_sides_are_through(world, finding):
    with pytest.raises(
        Refused, match="Say how it was resolved, and with which change: “Does Karin know SAP is out\\?”"
    ):
        signs(world, finding)
    assert post(world, world.sol, "deal_probe_resolve", finding, **HOW).status_code == 303
    finding.refresh_from_db()
    with pytest.raises(Refused, match="The other side confirms that it's resolved"):
        signs(world, finding)
    assert post(world, world.sol, "deal_probe_confirm", finding).status_code == 403
    assert post(world, world.lea, "deal_probe_confirm", finding).status_code == 403
    assert post(world, world.dee, "deal_probe_confirm", finding).status_code == 303
    page = text(world.browser(world.sol).get(reverse("deal_calls", args=[finding.pitch.engagement_id])))
    for words in (*HOW.values(), "Dee Lund confirmed it"):
        assert words in page
    assert signs(world, finding)


def test_the_handoff_tells_it_with_its_resolution(world, finding):
    verbs.resolve(finding, **HOW, by=world.dee, at=world.at, seen=None)
    verbs.confirm(finding, by=world.sol, at=world.at, seen=None)
    handoff = signs(world, finding)
    page = text(world.browser(world.dee).get(reverse("handoff", args=[handoff.pk])))
    for words in ("I thought phase 1", *HOW.values(), "Sol Hart confirmed it"):
        assert words in page


def test_leave_to_sign_without_the_call_leaves_the_finding(world, finding):
    Waiver.objects.create(
        engagement=finding.pitch.engagement, rule="the_client_said_it_back", asked_by=world.sol, asked_at=world.at,
        asked_why="No time", granted=True, decided_by=world.lea, decided_at=world.at, reason="Once",
    )  # fmt: skip
    with pytest.raises(Refused, match="Say how it was resolved"):
        signs(world, finding)


@pytest.mark.parametrize(
    ("name", "data", "problem"),
    [
        ("deal_probe", {"heard": "Fine now", "agrees": "yes"}, "Say how that was resolved instead."),
        ("deal_probe_drop", {}, "The client has answered this; what they said stays."),
        ("deal_probe_resolve", {"how": "", "change": "None"}, "Say how it was resolved."),
        ("deal_probe_resolve", {"how": "Told them", "change": ""}, "Name the change, or say that nothing had to change."),
        ("deal_probe_confirm", {}, "Nobody has said yet how it was resolved."),
    ],
)  # fmt: skip
@pytest.mark.parametrize("who", ["sol", "dee"])
def test_nobody_alone_makes_it_go_away(world, finding, who, name, data, problem):
    answer = post(world, getattr(world, who), name, finding, **data)
    assert answer.status_code == 422
    assert problem in text(answer)
    assert Probe.objects.get(pk=finding.pk).state == "otherwise"


def test_other_words_of_the_client_ask_anew(world, finding):
    verbs.resolve(finding, **HOW, by=world.sol, at=world.at, seen=None)
    verbs.confirm(finding, by=world.dee, at=world.at, seen=None)
    verbs.hear(finding, heard="And the depots", agrees=False, by=world.sol, at=world.at, seen=None)
    assert Probe.objects.get(pk=finding.pk).state == "otherwise"


def test_two_who_resolve_it_at_once_see_both_texts(world, finding):
    stale = finding.version
    verbs.resolve(finding, **HOW, by=world.dee, at=world.at, seen=None)
    answer = post(world, world.sol, "deal_probe_resolve", finding, seen=stale, how="Mine", change="None")
    assert answer.status_code == 409
    assert HOW["how"] in text(answer)
    assert "Mine" in text(answer)


@pytest.mark.parametrize("days", [-1, 0])
def test_a_call_is_held_from_its_day_on(world, days):
    deal = dealing.agreed(world)
    pitch = verbs.plan_pitch(
        deal, planned_at=world.at + timedelta(days=-days), delivery_person=world.dee, sales_person=None, by=world.sol, at=world.at
    )  # fmt: skip
    answer = world.browser(world.sol).post(
        reverse("deal_pitch_held", args=[deal.pk]), {"heard": "One register", "seen": 1}
    )
    pitch.refresh_from_db()
    assert (answer.status_code, pitch.held_at is not None) == ((303, True) if days == 0 else (422, False))


def test_who_is_asked_next(world, finding):
    def asked() -> list[tuple[str, str]]:
        found = [wait for wait in waits(world.at) if "probe" in wait.key]
        return [(wait.title, wait.on.name) for wait in found]

    assert asked() == [("Say how it was resolved with the client", "Sol Hart")]
    verbs.resolve(finding, **HOW, by=world.sol, at=world.at, seen=None)
    assert asked() == [("Is this resolved with the client?", "Dee Lund")]
    verbs.confirm(finding, by=world.dee, at=world.at, seen=None)
    assert asked() == []

"""What the client saw otherwise is settled for both sides, opened again by the client alone, and stands once they sign."""

import pytest
from django.urls import reverse

from tandem.engagements.models import Stage, Waiver
from tandem.gates import Refused
from tandem.handoff.actions.outside import win_outside
from tandem.ledger.models import Entry
from tandem.review.actions import pitch as verbs
from tandem.review.models import Probe
from tests import dealing
from tests.review.otherwise import HOW, RULE, calls, gate_of, otherwise, post, settle, text


@pytest.fixture
def finding(world) -> Probe:
    return otherwise(world, dealing.proposed(world))


# Settled, and opened again


@pytest.mark.parametrize("who", ["sol", "dee", "dov"])
def test_what_both_sides_are_through_with_neither_resolves_or_confirms_again(world, finding, who):
    settle(world, finding)
    words = "Sol Hart said how it was resolved, and Dee Lund confirmed it."
    again = post(world, getattr(world, who), "deal_probe_resolve", finding, how="Otherwise", change="None")
    assert again.status_code == 422
    assert words in text(again)
    twice = post(world, getattr(world, who), "deal_probe_confirm", finding)
    assert twice.status_code == 422
    assert words in text(twice)
    finding.refresh_from_db()
    assert (finding.state, finding.resolved_how, finding.confirmed_by) == ("settled", HOW["how"], world.dee)
    form = text(
        world.browser(world.sol).get(reverse("deal_probe_resolve", args=[finding.pitch.engagement_id, finding.pk]))
    )
    assert 'name="change"' not in form


def test_whoever_wrote_it_down_may_resolve_it_but_not_alone(world, finding):
    assert post(world, world.dee, "deal_probe_resolve", finding, **HOW).status_code == 303  # Dee wrote it down
    finding.refresh_from_db()
    for person in (world.dee, world.dov):
        assert post(world, person, "deal_probe_confirm", finding).status_code == 403
    assert post(world, world.sol, "deal_probe_confirm", finding).status_code == 303
    finding.refresh_from_db()
    assert (finding.state, finding.resolved_by, finding.confirmed_by) == ("settled", world.dee, world.sol)


def test_said_otherwise_by_the_other_side_it_asks_the_first(world, finding):
    verbs.resolve(finding, **HOW, by=world.sol, at=world.at, seen=None)
    assert (
        post(world, world.dee, "deal_probe_resolve", finding, how="Nobody told her", change="None").status_code == 303
    )
    finding.refresh_from_db()
    assert (finding.state, finding.resolved_by) == ("resolved", world.dee)
    assert post(world, world.dee, "deal_probe_confirm", finding).status_code == 403
    assert post(world, world.sol, "deal_probe_confirm", finding).status_code == 303
    said = Entry.objects.filter(verb="resolved what the client sees otherwise").order_by("pk")
    assert [entry.reason for entry in said] == [HOW["how"], "Nobody told her"]


def test_the_client_opens_it_again_and_history_keeps_how_it_had_been_resolved(world, finding):
    settle(world, finding)
    assert "Other words open this again" in text(
        world.browser(world.sol).get(reverse("deal_probe", args=[finding.pitch.engagement_id, finding.pk]))
    )
    assert post(world, world.sol, "deal_probe", finding, heard="And the depots", agrees="no").status_code == 303
    finding.refresh_from_db()
    assert (finding.state, finding.resolved_how, finding.confirmed_by) == ("otherwise", "", None)
    assert gate_of(world, finding).state == "block"
    assert HOW["how"] not in calls(world, world.sol, finding)
    last = Entry.objects.filter(verb="heard the client on it").latest("pk")
    assert (last.before["heard"], last.before["resolved_how"]) == ("I thought phase 1", HOW["how"])


def test_the_same_words_again_open_nothing(world, finding):
    settle(world, finding)
    verbs.hear(finding, heard="I thought phase 1", agrees=False, by=world.sol, at=world.at, seen=None)
    assert Probe.objects.get().state == "settled"
    assert Entry.objects.filter(verb="heard the client on it").count() == 1


@pytest.mark.parametrize(("who", "status"), [("lea", 403), ("fay", 403), ("rex", 403), ("con", 404), ("sue", 404)])
def test_whoever_is_of_neither_side_or_elsewhere_says_nothing(world, finding, who, status):
    for name, data in (
        ("deal_probe", {"heard": "Fine", "agrees": "no"}), ("deal_probe_resolve", {"how": "H", "change": "C"}),
        ("deal_probe_confirm", {}),
    ):  # fmt: skip
        verbs.resolve(finding, **HOW, by=world.sol, at=world.at, seen=None)
        assert post(world, getattr(world, who), name, finding, **data).status_code == status
    finding.refresh_from_db()
    assert (finding.state, finding.heard, finding.resolved_by) == ("resolved", "I thought phase 1", world.sol)


def test_who_joined_for_delivery_stays_of_delivery_when_somebody_else_is_named(world):
    deal = dealing.agreed(world)
    world.join(world.con, deal)
    plan = {"planned_at": world.at, "sales_person": world.sol, "by": world.sol, "at": world.at}
    pitch = verbs.plan_pitch(deal, delivery_person=world.con, probes="Vans?", **plan)
    row = verbs.hear(pitch.blind_spots.get(), heard="All", agrees=False, by=world.con, at=world.at, seen=None)
    verbs.resolve(row, **HOW, by=world.con, at=world.at, seen=None)
    verbs.plan_pitch(deal, delivery_person=world.dee, seen=1, **plan)
    row = Probe.objects.get()
    assert post(world, world.dee, "deal_probe_confirm", row).status_code == 403
    assert post(world, world.sol, "deal_probe_confirm", row).status_code == 303


# Before the signature, and after it


def test_what_comes_up_after_the_proposal_is_written_down_and_blocks(world):
    deal = dealing.proposed(world)
    address = reverse("deal_probes", args=[deal.pk])
    assert "Something else came up" in text(world.browser(world.sol).get(reverse("deal_calls", args=[deal.pk])))
    assert world.browser(world.sol).post(address, {"own": "Ghent too?"}).status_code == 302
    row = Probe.objects.get(words="Ghent too?")
    assert post(world, world.sol, "deal_probe", row, heard="Of course", agrees="no").status_code == 303
    assert gate_of(world, row).state == "block"


def signed(world, row: Probe) -> Probe:
    deal = row.pitch.engagement
    type(deal).objects.filter(pk=deal.pk).update(stage=Stage.SIGNED, closed_at=world.at)
    row.refresh_from_db()
    return row


STANDS = "The client has signed: what was said on the call stands."


@pytest.mark.parametrize("who", ["sol", "dee"])
def test_after_the_signature_what_the_client_said_stands(world, finding, who):
    settle(world, finding)
    other = Probe.objects.create(pitch=finding.pitch, words="Unasked")
    row, person = signed(world, finding), getattr(world, who)
    for name, probe, data in (
        ("deal_probe", row, {"heard": "Never mind", "agrees": "no"}),
        ("deal_probe", other, {"heard": "I see it otherwise", "agrees": "no"}),
        ("deal_probe_drop", other, {}),
    ):
        answer = post(world, person, name, probe, **data)
        assert answer.status_code == 422, name
        assert STANDS in text(answer), name
    deal = row.pitch.engagement_id
    held = world.browser(person).post(
        reverse("deal_pitch_held", args=[deal]), {"heard": "All is well", "seen": row.pitch.version}
    )
    assert held.status_code == 422
    assert STANDS in text(held)
    assert "All is well" in text(held)
    plan = {"delivery_person": world.dee.pk, "planned_at": "2026-11-26T14:00", "minutes": 30, "seen": row.pitch.version}
    planned = world.browser(person).post(reverse("deal_calls", args=[deal]), plan)
    assert planned.status_code == 422
    assert STANDS in text(planned)
    assert world.browser(person).post(reverse("deal_probes", args=[deal]), {"own": "More?"}).status_code == 404
    with pytest.raises(Refused, match="The client has signed"):
        verbs.ask(row.pitch, [("own", None, "More?")], by=person, at=world.at)
    page = text(world.browser(person).get(reverse("deal_calls", args=[deal])))
    for words in (
        "Something else came up",
        "What they said</a>",
        "Correct</a>",
        "Add to what was heard",
        "Change the plan",
    ):
        assert words not in page
    row.refresh_from_db()
    assert (row.state, row.heard, Probe.objects.count()) == ("settled", "I thought phase 1", 2)


def test_what_was_let_past_the_gate_open_is_asked_and_resolved_later(world, finding):
    row = signed(world, finding)
    assert "Your turn" in calls(world, world.sol, row)
    assert post(world, world.sol, "deal_probe_resolve", row, **HOW).status_code == 303
    row.refresh_from_db()
    assert post(world, world.dee, "deal_probe_confirm", row).status_code == 303


@pytest.mark.parametrize("stage", [Stage.DELIVERED, Stage.LOST])
def test_once_closed_everything_stands(world, finding, stage):
    deal = finding.pitch.engagement
    type(deal).objects.filter(pk=deal.pk).update(stage=stage, closed_at=world.at, lost_reason="Price")
    for name, data in (
        ("deal_probe", {"heard": "H", "agrees": "no"}),
        ("deal_probe_resolve", HOW),
        ("deal_probe_confirm", {}),
    ):
        answer = post(world, world.sol, name, finding, **data)
        assert answer.status_code == 422
        assert "This is closed" in text(answer)
    assert "Waits on" not in calls(world, world.dee, finding)


def test_a_win_past_open_gates_makes_up_for_it(world, finding):
    deal = type(finding.pitch.engagement).objects.get()
    handoff = win_outside(deal, by=None, at=world.at, client_name="Ruth", signed_on=world.today, why="In the CRM")
    finding.refresh_from_db()
    shown = text(world.browser(world.dee).get(reverse("handoff", args=[handoff.pk])))
    assert "Not resolved with the client: “Does Karin know SAP is out?”" in shown
    late = Probe.objects.create(pitch=finding.pitch, words="Depots?")
    assert post(world, world.sol, "deal_probe", late, heard="Two", agrees="yes").status_code == 303
    assert post(world, world.sol, "deal_probe_resolve", finding, **HOW).status_code == 303


def test_leave_to_sign_lets_it_pass_but_not_go_away(world, finding):
    deal = finding.pitch.engagement
    Waiver.objects.create(
        engagement=deal, rule=RULE, asked_by=world.sol, asked_at=world.at, asked_why="Friday", granted=True,
        decided_by=world.lea, decided_at=world.at, reason="Once",
    )  # fmt: skip
    row = gate_of(world, finding)
    assert row.words
    assert "sees it otherwise" in calls(world, world.sol, finding)

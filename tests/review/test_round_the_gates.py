"""Ways that led round a gate: a condition whose day passed, a signature from before the proposal, a reason that says
nothing, a call rewritten after the signature."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from tandem.engagements.actions import waiver
from tandem.engagements.actions.deal import lose
from tandem.engagements.models import Stage, Waiver
from tandem.gates import Refused
from tandem.handoff.actions.outside import win_outside
from tandem.handoff.actions.sign import sign
from tandem.review.actions import pitch, votes
from tandem.review.actions.propose import decide, propose
from tandem.review.models import Proposal, ReversePitch, Signature
from tandem.review.queries.gate import sign_checklist
from tests import dealing

DAY = timedelta(days=1)
UNSEEN = "\u200b \u00ad"


def with_a_condition(world, due):
    deal = dealing.scoped(world)
    votes.vote(deal, "sales", "approve", by=world.sol, at=world.at, reason="Yes.")
    votes.vote(
        deal, "delivery", "if", by=world.dee, at=world.at, reason="Con is held", owner=world.sol, due=due,
    )  # fmt: skip
    decide(deal, by=world.sol, at=world.at, today=world.today)
    return deal


def send(world, deal, today):
    return propose(deal, sent_to="Ruth", valid_until=None, by=world.sol, at=world.at, today=today)


def shut(findings) -> list[str]:
    return [each.rule for each in findings if not each.passes]


def test_a_condition_whose_day_passed_unmet_stops_the_proposal(world):
    deal = with_a_condition(world, world.today)
    with pytest.raises(Refused, match="Con is held"):
        send(world, deal, world.today + DAY)


def test_and_the_signature(world):
    deal = with_a_condition(world, world.today)
    send(world, deal, world.today)
    assert "conditions_are_met_or_owned" not in shut(sign_checklist(deal, world.today))
    assert "conditions_are_met_or_owned" in shut(sign_checklist(deal, world.today + DAY))


def test_a_condition_that_is_met_stops_neither(world):
    deal = with_a_condition(world, world.today)
    row = votes.Verdict.objects.get(seat="delivery")
    votes.meet_condition(row, by=world.dee, at=world.at, seen=row.version)
    send(world, deal, world.today + DAY)
    assert "conditions_are_met_or_owned" not in shut(sign_checklist(deal, world.today + DAY))


def test_nobody_signed_what_they_didnt_have_yet(world):
    deal = dealing.proposed(world, filled=True)
    with pytest.raises(ValidationError, match="have this proposal yet"):
        sign(
            deal, client_name="Ruth", signed_on=world.today - DAY, by=world.sol, at=world.at, today=world.today,
        )  # fmt: skip


def test_a_file_that_says_so_makes_it_a_win_past_the_gates(world):
    deal = dealing.proposed(world, filled=True)
    win_outside(deal, by=world.sol, at=world.at, client_name="Ruth", signed_on=world.today - DAY)
    deal.refresh_from_db()
    assert (deal.stage, deal.ungated) == ("signed", True)


def test_one_of_the_day_of_the_proposal_is_signed_like_any_other(world):
    deal = dealing.proposed(world, filled=True)
    win_outside(deal, by=world.sol, at=world.at, client_name="Ruth", signed_on=world.today)
    deal.refresh_from_db()
    assert (deal.stage, deal.ungated) == ("signed", False)
    assert Proposal.objects.count() == 1


@pytest.mark.parametrize("reason", ["", " ", UNSEEN])
def test_a_reason_says_something(world, reason):
    deal = dealing.scoped(world)
    row = Waiver.objects.create(
        engagement=deal, rule="people_are_free", asked_by=world.sol, asked_at=world.at, asked_why="Once"
    )
    with pytest.raises(ValidationError):
        votes.vote(deal, "sales", "object", by=world.sol, at=world.at, reason=reason)
    with pytest.raises(ValueError, match="reason"):
        waiver.grant(row, reason=reason, until=world.today, seen=1, by=world.lea, at=world.at)
    with pytest.raises(Refused):
        lose(deal, reason=reason, by=world.sol, at=world.at)


def test_a_reason_of_unseen_signs_comes_back_to_whoever_typed_it(world):
    deal = dealing.scoped(world)
    row = Waiver.objects.create(
        engagement=deal, rule="people_are_free", asked_by=world.sol, asked_at=world.at, asked_why="Once"
    )
    typed = {"version": "1", "answer": "grant", "reason": UNSEEN, "until": ""}
    answer = world.browser(world.lea).post(f"/deals/{deal.pk}/waivers/{row.pk}/", typed)
    assert answer.status_code == 422
    assert "Give the reason" in answer.content.decode()


def asked(world, deal, by):
    row = pitch.plan_pitch(
        deal, planned_at=world.at, delivery_person=world.dee, sales_person=world.sol, probes="Vans?", by=by, at=world.at
    )
    return row.blind_spots.get()


def test_what_one_side_wants_asked_the_other_doesnt_drop(world):
    probe = asked(world, dealing.agreed(world), world.dee)
    with pytest.raises(PermissionDenied, match="Dee Lund wants this asked"):
        pitch.drop(probe, by=world.sol, at=world.at, seen=None)
    pitch.drop(probe, by=world.dov, at=world.at, seen=None)


def test_leadership_may(world):
    pitch.drop(asked(world, dealing.agreed(world), world.dee), by=world.lea, at=world.at, seen=None)


@pytest.mark.parametrize("who", ["sol", "dee"])
def test_once_signed_the_call_stays_as_it_was_written_down(world, who):
    deal = dealing.agreed(world, filled=True)
    send(world, deal, world.today)
    probe = asked(world, deal, world.dee)
    probe = pitch.hear(probe, heard="Six of them", agrees=False, by=world.dee, at=world.at, seen=None)
    probe = pitch.resolve(probe, how="Told them", change="None", by=world.sol, at=world.at, seen=None)
    probe = pitch.confirm(probe, by=world.dee, at=world.at, seen=None)
    pitch.hold_pitch(ReversePitch.objects.get(), heard="One register", by=world.dee, at=world.at)
    sign(deal, client_name="Ruth", signed_on=world.today, by=world.sol, at=world.at, today=world.today)
    act = {"by": getattr(world, who), "at": world.at}
    with pytest.raises(Refused, match="what was said on the call stands"):
        pitch.hold_pitch(ReversePitch.objects.get(), heard="Everything", **act)
    with pytest.raises(Refused, match="what was said on the call stands"):
        pitch.hear(probe, heard="They love it", agrees=False, seen=None, **act)
    with pytest.raises(Refused, match="confirmed it"):
        pitch.resolve(probe, how="Nothing to do", change="None", seen=None, **act)


@pytest.fixture
def lapsing(world):
    """Proposed, the last call held; the proposal holds to the end of this day."""
    deal = dealing.proposed(world, filled=True)
    Proposal.objects.update(valid_until=world.today)
    return deal


def of_the_next_day(world) -> dict[str, Any]:
    return {"client_name": "Ruth", "by": world.sol, "at": world.at + DAY}


def test_a_proposal_that_has_lapsed_is_sent_again_before_it_is_signed(world, lapsing):
    with pytest.raises(ValidationError, match="This proposal held until"):
        sign(lapsing, signed_on=world.today + DAY, today=world.today + DAY, **of_the_next_day(world))
    assert not Signature.objects.exists()


def test_elsewhere_it_is_a_win_past_the_gates(world, lapsing):
    win_outside(lapsing, signed_on=world.today + DAY, **of_the_next_day(world))
    lapsing.refresh_from_db()
    assert (lapsing.stage, lapsing.ungated) == (Stage.SIGNED, True)


def test_what_was_signed_on_its_last_day_may_be_written_down_later(world, lapsing):
    sign(lapsing, signed_on=world.today, today=world.today + DAY, **of_the_next_day(world))
    assert Signature.objects.get().signed_on == world.today


def test_the_form_says_until_when_it_held(world, lapsing, settings):
    settings.TANDEM_TODAY = world.today + DAY
    typed = {"client_name": "Ruth", "signed_on": (world.today + DAY).isoformat(), "seen": lapsing.version}
    answer = world.browser(world.sol).post(f"/deals/{lapsing.pk}/sign/", typed)
    assert answer.status_code == 422
    assert "This proposal held until" in answer.content.decode()
    assert 'value="Ruth"' in answer.content.decode()

"""The last call, the signature, and what the CRM says was won."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from tandem.engagements.actions.stage import WrongStage
from tandem.engagements.models import Promise, Stage, StageChange
from tandem.gates import Refused
from tandem.handoff.actions.outside import win_all_outside, win_outside
from tandem.handoff.models import Handoff
from tandem.ledger.actions import Stale
from tandem.ledger.models import Entry
from tandem.ledger.queries import history
from tandem.review.actions.outside import Win
from tandem.review.actions.pitch import hold_pitch, plan_pitch, was_there
from tandem.review.actions.sign import sign
from tandem.review.models import Proposal, ReversePitch, Signature
from tests import dealing


def put(world, deal, **changes):
    values = {"client_name": "Ruth Castellan", "signed_on": world.today, "by": world.sol, "today": world.today}
    return sign(deal, at=world.at, **{**values, **changes})


def test_the_signature_is_of_the_judged_scope(world):
    deal = dealing.proposed(world, amount=1)
    signature = put(world, deal)
    deal.refresh_from_db()
    assert (signature.scope.number, signature.digest) == (1, Proposal.objects.get().digest)
    assert (deal.stage, deal.amount, deal.closed_at) == (Stage.SIGNED, 100000, world.at)


@pytest.mark.parametrize(
    ("paper", "may"),
    [("", False), ("unwritten", False), ("clause", True), ("excluded", True), ("withdrawn", True)],
)
def test_what_was_said_aloud_is_on_paper(world, paper, may):
    told = {"told_on": world.today, "told_how": "By phone"} if paper == "withdrawn" else {}
    deal = dealing.proposed(world, promises=({"paper": paper, **told},))
    if may:
        assert put(world, deal)
    else:
        with pytest.raises(Refused, match="vans on the map"):
            put(world, deal)
        deal.refresh_from_db()
        assert deal.stage == Stage.PROPOSED
        assert not Signature.objects.exists()


def test_a_scope_changed_after_the_proposal_cannot_be_signed(world):
    deal = dealing.proposed(world)
    dealing.scope(world, deal, frozen=False)
    with pytest.raises(Refused, match="The client has scope 1; it was changed since"):
        put(world, deal)


def test_the_reverse_pitch_needs_delivery_in_the_room(world):
    deal = dealing.agreed(world)
    from tandem.review.actions.propose import propose

    propose(deal, sent_to="Ruth", valid_until=None, by=world.sol, at=world.at, today=world.today)
    with pytest.raises(Refused, match="Who from delivery joins the final call"):
        put(world, deal)
    pitch = plan_pitch(
        deal, planned_at=world.at, delivery_person=world.con, sales_person=world.sol, by=world.sol, at=world.at
    )
    with pytest.raises(Refused, match="not held yet"):
        put(world, deal)
    hold_pitch(pitch, heard="One register.", by=world.sol, at=world.at)
    with pytest.raises(Refused, match="hasn't said so yet"):
        put(world, deal)
    with pytest.raises(PermissionDenied):
        was_there(pitch, by=world.sol, at=world.at)
    was_there(pitch, by=world.con, at=world.at)
    assert put(world, deal)


def test_sales_cannot_be_delivery_in_the_room(world):
    with pytest.raises(ValidationError, match="from delivery"):
        plan_pitch(
            world.deal, planned_at=world.at, delivery_person=world.sue, sales_person=None, by=world.sol, at=world.at
        )


def test_a_planned_call_keeps_its_row_and_its_version(world):
    values = {
        "planned_at": world.at,
        "delivery_person": world.dee,
        "sales_person": None,
        "by": world.sol,
        "at": world.at,
    }
    plan_pitch(world.deal, **values)
    plan_pitch(world.deal, **{**values, "planned_at": world.at + timedelta(days=1)}, seen=1)
    with pytest.raises(Stale):
        plan_pitch(world.deal, **{**values, "delivery_person": world.con}, seen=1)
    assert ReversePitch.objects.get().version == 2


@pytest.mark.parametrize("who", ["dee", "lea", "fay", "rex"])
def test_sales_records_the_signature(world, who):
    deal = dealing.proposed(world)
    with pytest.raises(PermissionDenied):
        put(world, deal, by=getattr(world, who))


def test_nobody_signs_tomorrow(world):
    with pytest.raises(ValidationError, match="still to come"):
        put(world, dealing.proposed(world), signed_on=world.today + timedelta(days=1))


def test_won_in_the_crm_past_open_gates(world):
    assert world.lea
    deal = world.engagement(stage=Stage.QUALIFIED, seller=None)
    dealing.promise(world, deal)
    handoff = win_outside(
        deal, by=None, at=world.at, client_name="Ruth Castellan", signed_on=date(2026, 11, 20), why="Closed in the CRM"
    )
    deal.refresh_from_db()
    assert (deal.stage, deal.ungated, deal.ungated_why, deal.answerable) == (
        Stage.SIGNED, True, "Closed in the CRM", world.lea,
    )  # fmt: skip
    arrows = StageChange.objects.filter(engagement=deal).order_by("pk").values_list("was", "now")
    assert list(arrows) == [("qualified", "signed")]
    assert Signature.objects.get().scope is None
    assert handoff.remedial
    assert handoff.brief["promises"][0]["words"] == Promise.objects.get().quote
    assert [entry.verb for entry in history(deal.pk)] == ["composed the handoff", "won past open gates"]
    assert history(deal.pk)[0].actor_name == "CRM"


def test_the_seller_answers_for_an_ungated_win(world):
    deal = world.engagement(stage=Stage.LEAD)
    win_outside(deal, by=world.sue, at=world.at, client_name="Ruth", signed_on=world.today)
    deal.refresh_from_db()
    assert deal.answerable == world.sol
    assert deal.ungated_why


def test_a_lost_deal_that_was_won_after_all(world):
    deal = world.engagement(stage=Stage.LOST, lost_reason="Price")
    win_outside(deal, by=None, at=world.at, client_name="Ruth", signed_on=world.today)
    deal.refresh_from_db()
    assert (deal.stage, deal.lost_reason) == (Stage.SIGNED, "")


def test_a_win_whose_gate_is_open_is_signed_like_any_other(world):
    deal = dealing.proposed(world)
    handoff = win_outside(deal, by=world.sol, at=world.at, client_name="Ruth", signed_on=world.today)
    deal.refresh_from_db()
    assert (deal.stage, deal.ungated, handoff.remedial) == (Stage.SIGNED, False, False)
    assert Signature.objects.get().scope.number == 1


def test_nothing_is_won_twice(world):
    deal = world.engagement(stage=Stage.LEAD)
    win_outside(deal, by=None, at=world.at, client_name="Ruth", signed_on=world.today)
    with pytest.raises(WrongStage):
        win_outside(deal, by=None, at=world.at, client_name="Ruth", signed_on=world.today)


def test_a_win_of_a_deal_that_moved_meanwhile_is_stale(world):
    deal = world.engagement(stage=Stage.LEAD)
    type(deal).objects.update(version=2)
    with pytest.raises(Stale):
        win_outside(deal, by=None, at=world.at, client_name="Ruth", signed_on=world.today)
    assert not Handoff.objects.exists()


def test_many_wins_cost_as_many_queries_as_one(world, django_assert_num_queries):
    """Up to a batch: beyond it the database is written to in batches."""

    def wins(count):
        return [
            Win(world.engagement(f"Won {count}-{number}", stage=Stage.SCOPED), "Ruth", world.today)
            for number in range(count)
        ]

    one, many = wins(1), wins(20)
    win_outside(world.engagement(), by=None, at=world.at, client_name="Ruth", signed_on=world.today)
    with django_assert_num_queries(30):
        win_all_outside(one, by=None, at=world.at)
    with django_assert_num_queries(30):
        win_all_outside(many, by=None, at=world.at)
    assert Handoff.objects.filter(remedial=True).count() == 22
    assert Entry.objects.filter(verb="won past open gates").count() == 22

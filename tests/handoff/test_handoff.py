"""Ask, answer, accept, send back."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from tandem.delivery.actions.start import accept_and_start
from tandem.engagements.actions.stage import WrongStage
from tandem.engagements.models import Risk, Stage
from tandem.gates import Refused
from tandem.handoff.actions.accept import accept, bounce
from tandem.handoff.actions.compose import compose_again
from tandem.handoff.actions.document import attest, plan_call, read_to_end, write_paragraph
from tandem.handoff.actions.outside import win_outside
from tandem.handoff.actions.questions import answer, ask, close
from tandem.handoff.models import Decision, Handoff
from tandem.handoff.queries.brief import digest_of
from tandem.handoff.queries.gate import accept_checklist
from tandem.handoff.queries.waits import waits
from tandem.ledger.actions import Stale
from tandem.ledger.queries import history
from tandem.planning.actions.bookings import book
from tandem.planning.models import Booking
from tests import dealing


def take(world, handoff, by=None, **extras):
    return accept(handoff, by=by or world.dee, at=world.at, today=world.today, **extras)


def test_the_lead_accepts(world):
    handoff = dealing.signed(world)
    decision = take(world, handoff)
    handoff.refresh_from_db()
    assert (handoff.engagement.stage, decision.digest) == (Stage.ACCEPTED, handoff.digest)
    assert handoff.read_at == world.at


def test_whoever_was_held_is_booked_once_delivery_accepts(world):
    handoff = dealing.signed(world)
    week = {"starts_on": date(2027, 1, 11), "ends_on": date(2027, 1, 15), "minutes_per_day": 450}
    book(world.con, handoff.engagement, **week, hard=False, hold_until=world.today, by=world.dee, at=world.at)
    take(world, handoff)
    booking = Booking.objects.get(person=world.con)
    assert (booking.hard, booking.hold_until) == (True, None)


@pytest.mark.parametrize("who", ["sol", "lea", "fay", "rex", "con"])
def test_nobody_accepts_for_delivery(world, who):
    handoff = dealing.signed(world)
    with pytest.raises(PermissionDenied):
        take(world, handoff, by=getattr(world, who))


def test_another_lead_is_refused_by_name(world):
    handoff = dealing.signed(world)
    with pytest.raises(Refused, match="Dee Lund leads the delivery, so only Dee Lund can accept"):
        take(world, handoff, by=world.dov)


def test_without_a_lead_nobody_can(world):
    handoff = dealing.signed(world)
    handoff.engagement.lead = None
    handoff.engagement.save()
    assert accept_checklist(handoff.engagement, world.today)[3].words == "Nobody leads the delivery yet: name who does."


def test_nothing_is_signed_while_a_question_is_open(world):
    handoff = dealing.signed(world)
    question = ask(handoff, "Until when does the rate hold?", by=world.dee, at=world.at, section="promises")
    with pytest.raises(Refused, match="1 question is open: “Until when does the rate hold\\?”"):
        take(world, handoff)
    answer(question, "Until June.", by=world.sol, at=world.at, seen=1)
    with pytest.raises(Refused, match="1 question is open"):
        take(world, handoff)
    with pytest.raises(PermissionDenied):
        close(question, by=world.sol, at=world.at, seen=2)
    with pytest.raises(Stale):
        close(question, by=world.dee, at=world.at, seen=1)
    close(question, by=world.dee, at=world.at, seen=2)
    assert take(world, handoff).accepted
    assert [entry.verb for entry in history(handoff.engagement_id) if entry.subject_type == "handoff.question"] == [
        "closed the question", "answered", "asked",
    ]  # fmt: skip


def test_delivery_asks_and_sales_answers(world):
    handoff = dealing.signed(world)
    with pytest.raises(PermissionDenied):
        ask(handoff, "Why?", by=world.sol, at=world.at)
    question = ask(handoff, "Why?", by=world.dov, at=world.at)
    with pytest.raises(PermissionDenied):
        answer(question, "Because.", by=world.dee, at=world.at, seen=1)


def test_a_closed_question_takes_no_answer(world):
    question = ask(dealing.signed(world), "Why?", by=world.dee, at=world.at)
    close(question, by=world.dee, at=world.at, seen=1)
    with pytest.raises(ValidationError, match="Dee Lund has closed"):
        answer(question, "Because.", by=world.sol, at=world.at, seen=2)


def test_the_small_risks_of_sales_become_the_leads_unless_sales_keeps_them(world):
    handoff = dealing.signed(world)
    Risk.objects.create(engagement=handoff.engagement, words="Small", owner=world.sol)
    Risk.objects.create(engagement=handoff.engagement, words="Kept", owner=world.sol, handed_at=world.at)
    Risk.objects.create(engagement=handoff.engagement, words="Theirs", owner_contact=world.ruth)
    Risk.objects.create(engagement=handoff.engagement, words="Over", owner=world.sol, fate="passed")
    take(world, handoff)
    owners = dict(Risk.objects.values_list("words", "owner__name"))
    assert owners == {
        "SAP access arrives late": "Dee Lund", "Small": "Dee Lund", "Kept": "Sol Hart", "Theirs": None,
        "Over": "Sol Hart",
    }  # fmt: skip


def test_what_was_read_is_what_is_signed(world):
    handoff = dealing.signed(world)
    write_paragraph(Handoff.objects.get(), "Something else.", by=world.sol, at=world.at, seen=1)
    with pytest.raises(Stale):
        take(world, handoff, seen=1)


def test_the_digest_follows_the_paragraph(world):
    handoff = dealing.signed(world)
    write_paragraph(handoff, "Something else.", by=world.sol, at=world.at, seen=1)
    assert handoff.digest == digest_of(handoff.brief, "Something else.")
    with pytest.raises(PermissionDenied):
        write_paragraph(handoff, "Mine.", by=world.dee, at=world.at, seen=2)
    with pytest.raises(Stale):
        write_paragraph(handoff, "Late.", by=world.sol, at=world.at, seen=1)


def test_sent_back_put_right_and_sent_again(world):
    handoff = dealing.signed(world)
    with pytest.raises(ValidationError):
        bounce(handoff, " ", by=world.dee, at=world.at)
    with pytest.raises(PermissionDenied):
        bounce(handoff, "No", by=world.dov, at=world.at)
    bounce(handoff, "The vans are missing.", by=world.dee, at=world.at)
    with pytest.raises(WrongStage):
        take(world, handoff)
    with pytest.raises(WrongStage):
        write_paragraph(handoff, "x", by=world.sol, at=world.at, seen=1)
    dealing.promise(world, handoff.engagement, quote="Six vans")
    with pytest.raises(PermissionDenied):
        compose_again(handoff, by=world.dee, at=world.at)
    second = compose_again(handoff, by=world.sol, at=world.at)
    assert (second.number, second.paragraph) == (2, handoff.paragraph)
    assert "Six vans" in [row["words"] for row in second.brief["promises"]]
    assert "Six vans" not in [row["words"] for row in handoff.brief["promises"]]
    with pytest.raises(Stale):
        take(world, handoff)
    attest(second, by=world.sol, at=world.at, seen=None)
    assert take(world, second).accepted


def test_sending_again_forgets_no_question(world):
    handoff = dealing.signed(world)
    ask(handoff, "Why?", by=world.dee, at=world.at)
    second = compose_again(handoff, by=world.sol, at=world.at)
    with pytest.raises(Refused, match="“Why\\?”"):
        take(world, second)


def test_an_accepted_handoff_is_not_sent_again(world):
    handoff = dealing.signed(world)
    take(world, handoff)
    with pytest.raises(WrongStage):
        compose_again(handoff, by=world.sol, at=world.at)
    assert Decision.objects.count() == 1


def test_the_call_and_the_reading(world):
    handoff = dealing.signed(world)
    plan_call(handoff, world.at, by=world.dee, at=world.at, seen=1)
    with pytest.raises(PermissionDenied):
        plan_call(handoff, world.at, by=world.rex, at=world.at, seen=2)
    with pytest.raises(PermissionDenied):
        read_to_end(handoff, by=world.dov, at=world.at)
    read_to_end(handoff, by=world.dee, at=world.at)
    assert (handoff.call_at, handoff.read_at, handoff.version) == (world.at, world.at, 3)


def test_a_remedial_handoff_says_what_the_gates_would_have_asked(world):
    deal = world.engagement(stage=Stage.LEAD)
    handoff = win_outside(deal, by=None, at=world.at, client_name="Ruth", signed_on=world.today)
    with pytest.raises(Refused) as refused:
        accept_and_start(handoff, by=world.dee, at=world.at, today=world.today)
    assert "No outcome says what done means." in str(refused.value)
    dealing.fill(world, deal)
    second = compose_again(handoff, by=world.sol, at=world.at)
    assert next(part for part in accept_checklist(deal, world.today) if not part.passes).words == (
        "In one paragraph: Say in one paragraph what this is about. Scope: Nothing says what is in the scope."
    )
    assert second.remedial


def test_who_waits_on_whom(world):
    handoff = dealing.signed(world, attested=False)
    told = {(wait.kind, wait.title, wait.on, wait.asker) for wait in waits(world.at)}
    said = "Have you written down everything you promised?"
    assert told == {("sign", "Accept the handoff", world.dee, world.sol), ("sign", said, world.sol, world.dee)}
    attest(handoff, by=world.sol, at=world.at, seen=None)
    question = ask(handoff, "Why?", by=world.dov, at=world.at)
    assert [wait.title for wait in waits(world.at, on=world.sol)] == ["Why?"]
    answer(question, "So.", by=world.sol, at=world.at, seen=1)
    assert [(wait.on, wait.asker) for wait in waits(world.at, asker=world.sol)] == [
        (world.dee, world.sol), (world.dov, world.sol),
    ]  # fmt: skip
    bounce(handoff, "No vans.", by=world.dee, at=world.at)
    assert [wait.title for wait in waits(world.at, on=world.sol)] == ["Put the handoff right: No vans."]


def test_waits_cost_the_same_for_one_and_many(world, django_assert_num_queries):
    first = dealing.signed(world, attested=False)
    ask(first, "Why?", by=world.dee, at=world.at)
    with django_assert_num_queries(3):
        waits(world.at)
    deals = [world.engagement(f"Deal {number}", stage=Stage.LEAD) for number in range(20)]
    for deal in deals:
        handoff = win_outside(deal, by=None, at=world.at, client_name="Ruth", signed_on=world.today)
        ask(handoff, "Why?", by=world.dee, at=world.at)
    with django_assert_num_queries(3):
        assert len(waits(world.at)) == 63

"""One promise from the first talk to the open project, by its verbs alone: each gate refuses first."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from tandem.clients.models import Criterion, Level, Profile
from tandem.delivery.actions.start import accept_and_start
from tandem.delivery.models import Project
from tandem.engagements.actions import assumption, deal, duty, handover, outcome, promise, risk
from tandem.engagements.models import Engagement, Stage, StageChange
from tandem.gates import Refused
from tandem.handoff.actions import accept, compose, document, questions
from tandem.handoff.actions.sign import sign
from tandem.ledger.queries import breaks, history
from tandem.review.actions import pitch, votes
from tandem.review.actions.propose import decide, propose
from tandem.scoping.actions import draft, items, lines, session, vet
from tandem.scoping.actions.freeze import freeze
from tandem.scoping.models import Section
from tests import dealing


@pytest.fixture
def now(world):
    """Every verb's `at` and `today`."""
    dealing.policy(world)
    return {"at": world.at, "today": world.today}


def refused(verb, *words) -> None:
    """The gate is shut, and says all of `words`."""
    with pytest.raises(Refused) as shut:
        verb()
    for each in words:
        assert each in str(shut.value)


def test_from_lead_to_project(world, now):
    engagement = qualified(world, now)
    scoped(world, now, engagement)
    agreed(world, now, engagement)
    proposed(world, now, engagement)
    handoff = signed(world, now, engagement)
    delivering(world, now, handoff)
    walked = StageChange.objects.filter(engagement=engagement).order_by("pk").values_list("now", flat=True)
    assert list(walked) == [
        "qualified", "scoped", "agreed", "proposed", "signed", "accepted", "delivering",
    ]  # fmt: skip
    assert not list(breaks())
    told = [entry.verb for entry in history(engagement.pk, rows=200)]
    for verb in ("qualified", "froze scope", "agreed: ready to propose", "sent the proposal", "opened the project"):
        assert verb in told
    assert not Engagement.objects.get(pk=engagement.pk).ungated


def qualified(world, now) -> Engagement:
    """The client's fit is asked for first."""
    engagement = deal.create(
        "Asset data platform", world.client, by=world.sol, at=world.at, seller=world.sol, lead=world.dee,
        close_on=date(2026, 12, 11), starts_on=dealing.START, ends_on=dealing.END, tier=dealing.tier(world),
        paragraph="They run 41,000 assets from three spreadsheets.",
    )  # fmt: skip
    refused(lambda: deal.qualify(engagement, by=world.sol, **now), "Answer the ideal client questions")
    profile = Profile.objects.create(number=1, current=True, floor=65, published_at=world.at)
    question = Criterion.objects.create(profile=profile, question="Do they own their data?", weight=100)
    yes = Level.objects.create(criterion=question, words="Yes", share=Decimal(1))
    deal.judge_fit(engagement, profile, {question.pk: yes.pk}, seen=engagement.version, by=world.sol, at=world.at)
    deal.qualify(engagement, by=world.sol, **now)
    assert engagement.stage == Stage.QUALIFIED
    return engagement


def scoped(world, now, engagement) -> None:
    """Nothing is frozen before both sides have agreed on success, risks, assumptions and duties, delivery there."""
    by_sol, by_dee = {"by": world.sol, "at": world.at}, {"by": world.dee, "at": world.at}
    scope = draft.start(engagement, **by_sol)
    items.add(scope, kind="in", words="One asset register", **by_sol)
    items.add(scope, kind="out", words="The vans' devices", **by_sol)
    lines.add(scope, role=world.engineer, minutes=1000 * 60, today=world.today, **by_sol)
    refused(
        lambda: freeze(engagement, by=world.sol, **now),
        "Write at least one outcome", "Hold a scoping session with somebody of delivery.", "Name at least one duty",
    )  # fmt: skip
    done = outcome.add(
        engagement, title="Planners trust one register", expects="One list.", proves="98% matched to the map",
        measured_on=date(2027, 4, 30), **by_sol,
    )  # fmt: skip
    outcome.sign(done, seen=None, **by_sol)
    outcome.sign(done, seen=None, **by_dee)
    late = risk.add(engagement, words="SAP access arrives late", size="major", **by_sol)
    refused(lambda: freeze(engagement, by=world.sol, **now), "SAP access arrives late")
    risk.name_owner(late, owner=world.sol, owner_contact=None, seen=None, **by_dee)
    risk.accept(late, seen=None, **by_sol)
    keys = assumption.add(engagement, words="Keys reach us by 8 January", verifier=world.dee, **by_sol)
    refused(lambda: freeze(engagement, by=world.sol, **now), "Keys reach us by 8 January")
    assumption.verify(keys, verified_how="asked their vendor", seen=None, **by_dee)
    duty.add(engagement, letters={world.ruth: "A", world.dee: "R"}, words="Give us access", for_client=True, **by_sol)
    talk = session.plan(engagement, planned_at=world.at, people=[world.dee], **by_sol)
    session.hold(talk, seen=None, came=[world.dee], **by_sol)
    refused(lambda: freeze(engagement, by=world.sol, **now), "Dee Lund of delivery: say that you were there.")
    session.was_there(talk, **by_dee)
    refused(lambda: freeze(engagement, by=world.sol, **now), "Not vetted yet: success, scope, assumptions")
    asked = vet.vet(engagement, section="price", word="question", words="Is travel in the fee?", **by_dee)
    dealing.vet_all(world, engagement, sections=[each for each in Section if each != "price"])
    refused(lambda: freeze(engagement, by=world.sol, **now), "Delivery asks about: price.")
    vet.reply(asked, reply="No, it's billed at cost.", seen=None, **by_sol)
    refused(lambda: freeze(engagement, by=world.sol, **now), "Answered, to be vetted: price.")
    vet.vet(engagement, section="price", word="fine", **by_dee)
    freeze(engagement, by=world.sol, **now)
    assert engagement.stage == Stage.SCOPED


def agreed(world, now, engagement) -> None:
    """Seats are silent, people booked, an objection stands: only a new scope answers it."""
    by_sol, by_dee = {"by": world.sol, "at": world.at}, {"by": world.dee, "at": world.at}
    dealing.free_weeks(world, world.con, minutes=0)
    refused(
        lambda: decide(engagement, by=world.sol, **now),
        "Sales and Delivery: no word yet on scope 1.", "nobody is free for 1,000 h of Data engineer",
    )  # fmt: skip
    dealing.free_weeks(world, world.dee, world.dov)
    votes.vote(engagement, "sales", "approve", reason="It is what they asked for.", **by_sol)
    votes.vote(engagement, "delivery", "object", reason="Training is missing.", **by_dee)
    refused(lambda: decide(engagement, by=world.sol, **now), "Dee Lund: “Training is missing.”")
    first = dealing.scopes(engagement).get()
    second = draft.start_again(first, **by_sol)
    items.add(second, kind="in", words="Two training days", **by_sol)
    refused(lambda: decide(engagement, by=world.sol, **now), "Scope 2 is being changed")
    refused(lambda: freeze(engagement, by=world.sol, **now), "Changed since it was vetted: scope.")
    vet.vet(engagement, section="scope", word="fine", **by_dee)
    freeze(engagement, by=world.sol, **now)
    votes.vote(engagement, "sales", "approve", reason="Good.", **by_sol)
    verdict = votes.vote(engagement, "delivery", "if", reason="Con is held for it", **by_dee)
    refused(lambda: decide(engagement, by=world.sol, **now), "“Con is held for it”")
    votes.own_condition(verdict, owner=world.rex, due=world.today + timedelta(days=7), seen=1, **by_dee)
    votes.meet_condition(verdict, seen=2, by=world.rex, at=world.at)
    votes.meet_condition(verdict, seen=3, **by_dee)
    decide(engagement, by=world.sol, **now)
    assert engagement.stage == Stage.AGREED


def proposed(world, now, engagement) -> None:
    """Changed after the vote, it doesn't go out before it's judged again."""
    by_sol, by_dee = {"by": world.sol, "at": world.at}, {"by": world.dee, "at": world.at}
    third = draft.start_again(dealing.scopes(engagement).get(number=2), **by_sol)
    items.add(third, kind="out", words="Out-of-hours support", **by_sol)

    def send():
        return propose(engagement, sent_to="Ruth Castellan", valid_until=None, by=world.sol, **now)

    refused(send, "Scope 3 is being changed")
    dealing.vet_all(world, engagement)
    freeze(engagement, by=world.sol, **now)
    refused(send, "Sales and Delivery: no word yet on scope 3.")
    votes.vote(engagement, "sales", "approve", reason="Good.", **by_sol)
    votes.vote(engagement, "delivery", "approve", reason="Good.", **by_dee)
    assert send().scope.number == 3
    assert engagement.stage == Stage.PROPOSED


def signed(world, now, engagement):
    """What was said at lunch is put on paper, and delivery is in the room when the client says it back."""
    by_sol, by_dee = {"by": world.sol, "at": world.at}, {"by": world.dee, "at": world.at}
    said = promise.add(engagement, quote="Ghent at the same rate.", said_by=world.sol, said_on=world.today, **by_sol)

    def put():
        return sign(engagement, client_name="Ruth Castellan", signed_on=world.today, by=world.sol, **now)

    refused(put, "“Ghent at the same rate.”", "Who from delivery joins the final call?")
    promise.judge(said, verdict="no", condition="Not before 2028", seen=None, **by_dee)
    no = "Delivery says no. Withdraw it or change it, and tell the client: “Ghent at the same rate.”"
    refused(put, no)
    refused(
        lambda: promise.paper(said, paper="excluded", paper_words="Not Ghent", seen=None, **by_sol),
        "an exclusion alone tells nobody",
    )
    refused(put, no)
    told = {"told_by": world.sol, "told_to": "Ruth Castellan", "told_on": world.today, "told_how": "By phone"}
    promise.paper(said, paper="withdrawn", paper_words="Sol told Ruth on the phone", seen=None, **told, **by_sol)
    call = pitch.plan_pitch(
        engagement, planned_at=world.at, delivery_person=world.dee, sales_person=world.sol, **by_sol
    )
    pitch.hold_pitch(call, heard="One register, no Ghent.", **by_sol)
    refused(put, "Delivery wasn't in the room, or hasn't said so yet.")
    pitch.was_there(call, **by_dee)
    handoff = put()
    assert engagement.stage == Stage.SIGNED
    assert [each["words"] for each in handoff.brief["promises"]] == ["Ghent at the same rate."]
    return handoff


def delivering(world, now, handoff) -> None:
    """A question stops it, a bounce sends it back; the second number is accepted and the project opens."""
    by_sol, by_dee = {"by": world.sol, "at": world.at}, {"by": world.dee, "at": world.at}
    question = questions.ask(handoff, "Does Ruth know about Ghent?", section="promises", **by_dee)
    refused(lambda: accept_and_start(handoff, by=world.dee, **now), "Does Ruth know about Ghent?")
    questions.answer(question, "Yes, since Tuesday.", seen=1, **by_sol)
    questions.close(question, seen=2, **by_dee)
    accept.bounce(handoff, "The training days have no date.", **by_dee)
    second = compose.compose_again(handoff, **by_sol)
    document.attest(second, seen=None, **by_sol)
    late = second.engagement.risks.get(size="major")
    refused(
        lambda: accept_and_start(second, by=world.dee, **now), "Sol Hart hands over or keeps “SAP access arrives late”."
    )
    handover.offer(late, to=world.dee, seen=None, **by_sol)
    refused(lambda: accept_and_start(second, by=world.dee, **now), "Dee Lund takes “SAP access arrives late” over")
    handover.take(late, seen=None, **by_dee)
    refused(lambda: accept_and_start(second, by=world.dov, **now), "Dee Lund leads the delivery")
    project = accept_and_start(second, by=world.dee, **now)
    assert project.engagement.stage == Stage.DELIVERING
    assert Project.objects.get().sold_minutes == 60000
    assert [each.name for each in project.milestones.order_by("due_on")][-1] == "Handed over"

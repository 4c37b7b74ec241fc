"""From the vote to the handoff: verdicts, reverse pitch, proposal, signature, handoff with its questions."""

from datetime import timedelta

from tandem.engagements.models import Stage
from tandem.front.sample.boards import add_words
from tandem.front.sample.case import Case
from tandem.front.sample.probes import add_probes
from tandem.handoff.models import Decision, Handoff, Question
from tandem.review.models import Proposal, ReversePitch, Signature

QUESTIONS = (
    ("Who signs milestones when {who} is away?", "The deputy, named on page two."),
    ("Is the start date a wish or a promise?", "A promise; it's in the contract."),
    ("Which of the three sources comes first if we must choose?", "The order book. They said so on the last call."),
    ("Has anybody told them that paper stays paper?", "Yes, on the reverse pitch. It's in the notes."),
)  # fmt: skip


def add_sale(case: Case) -> None:
    if not case.reached(Stage.AGREED) or not case.scope:
        return
    if not case.plan.ungated_why:
        add_words(case)
        if case.reached(Stage.PROPOSED):
            _proposal(case)
            add_pitch(case)
    if case.reached(Stage.SIGNED):
        _signature(case)
        if not case.by_hand("handoff"):
            add_handoff(case)


def add_pitch(case: Case) -> None:
    """The client tells us what they heard: between proposal and signature, with delivery in the room."""
    sent = case.at[Stage.PROPOSED]
    held = sent + (case.at[Stage.SIGNED] - sent) / 2 if case.reached(Stage.SIGNED) else None
    pitch = case.rows.add(
        ReversePitch(
            engagement=case.engagement, planned_at=held or sent + timedelta(days=6), delivery_person=case.lead,
            sales_person=case.seller, contact=case.contact, place="Their office", held_at=held, delivery_came=bool(held),
            heard=f"{case.contact.name}: {case.plan.words.outcomes[0].expects}" if held else "",
        )
    )  # fmt: skip
    add_probes(case, pitch)
    if held:
        case.tell(held, "held reverse pitch", case.engagement, case.lead)


def _proposal(case: Case) -> None:
    row = Proposal(
        engagement=case.engagement, scope=case.scope, sent_at=case.at[Stage.PROPOSED],
        sent_by=case.seller, sent_to=case.contact.name, valid_until=case.at[Stage.PROPOSED].date() + timedelta(days=30),
    )  # fmt: skip
    case.rows.add(row)


def _signature(case: Case) -> None:
    at = case.at[Stage.SIGNED]
    papers = {} if case.plan.ungated_why else {"scope": case.scope}
    case.rows.add(
        Signature(
            engagement=case.engagement, client_name=case.contact.name, signed_on=at.date(), recorded_by=case.seller,
            recorded_at=at, **papers,
        )
    )  # fmt: skip


def add_handoff(case: Case) -> Handoff:
    """A question or two in the margin with their answers, and the decision; the brief is composed in papers.py."""
    at = case.at[Stage.SIGNED] + timedelta(hours=18)
    accepted = case.at.get(Stage.ACCEPTED)
    if accepted:
        at = min(at, accepted - timedelta(hours=6))
    handoff = Handoff(
        engagement=case.engagement, paragraph=case.engagement.paragraph,
        from_person=case.seller, to_person=case.lead, composed_at=at, remedial=bool(case.plan.ungated_why),
        call_at=at + timedelta(days=2), read_at=accepted and accepted - timedelta(hours=2),
    )  # fmt: skip
    case.tell(at, "sent handoff", case.rows.add(handoff), case.seller)
    if accepted:
        _questions(case, handoff, accepted)
        _decision(case, handoff, accepted)
    return handoff


def _questions(case: Case, handoff: Handoff, until) -> None:
    for words, answer in case.rng.sample(QUESTIONS, k=case.rng.choice((0, 1, 1, 2))):
        asked = handoff.composed_at + (until - handoff.composed_at) / 3
        row = Question(
            handoff=handoff, words=case.fill(words), asked_by=case.lead, asked_at=asked, answer=answer,
            answered_by=case.seller, answered_at=asked + (until - asked) / 3, closed_at=asked + (until - asked) / 2,
        )  # fmt: skip
        case.rows.add(row)


def _decision(case: Case, handoff: Handoff, at) -> None:
    row = Decision(handoff=handoff, accepted=True, person=case.lead, at=at)
    case.rows.add(row)

"""Rows of a deal's sections, with words of their own."""

from tandem.engagements.models import Assumption, Duty, DutyPart, Outcome, OutcomeSignature, Promise, Risk

HOSTILE = "<script>alert('x')</script>"
HTMX = {"HX-Request": "true"}


def risk(world, **fields) -> Risk:
    return Risk.objects.create(engagement=world.deal, **{"words": "SAP access arrives late", **fields})


def outcome(world, **fields) -> Outcome:
    words = {"title": "One register", "expects": "One list of our assets.", "proves": "98% matched."}
    return Outcome.objects.create(engagement=world.deal, **{**words, **fields})


def sign(outcome: Outcome, side: str, person, at) -> OutcomeSignature:
    return OutcomeSignature.objects.create(outcome=outcome, revision=outcome.revision, side=side, person=person, at=at)


def assumption(world, **fields) -> Assumption:
    words = {"words": "The extract is clean.", "raised_by": world.sol, "raised_at": world.at}
    return Assumption.objects.create(engagement=world.deal, **{**words, **fields})


def promise(world, **fields) -> Promise:
    words = {"quote": "Works in the van.", "said_by": world.sol, "said_on": world.today}
    return Promise.objects.create(engagement=world.deal, **{**words, **fields})


def duty(world, letters=(), **fields) -> Duty:
    row = Duty.objects.create(engagement=world.deal, **{"words": "Give SAP access", **fields})
    DutyPart.objects.bulk_create(DutyPart(duty=row, person=who, letter=letter) for who, letter in letters)
    return row


def fill(world, n: int) -> None:
    """`n` rows in each section, in the middle of being worked on."""
    answered = {"answer": "agree", "answered_by": world.dee, "answered_at": world.at}
    for i in range(n):
        sign(outcome(world, title=f"Outcome {i}", position=i), "sales", world.sol, world.at)
        risk(world, words=f"Risk {i}", owner=world.dee, size="major", impact_money=500, impact_minutes=600)
        assumption(world, words=f"Assumption {i}", asked=world.dee, price_if_false=700, **answered)
        promise(world, quote=f"Promise {i}", verdict="feasible", judged_by=world.dee, judged_at=world.at)
        duty(world, [(world.sol, "A"), (world.dee, "R")], words=f"Duty {i}", position=i)

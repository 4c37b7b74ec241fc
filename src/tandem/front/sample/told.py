"""Whose word it was: who told the client what can't be done, how a finding of the last call was resolved, and what the
seller attested."""

from collections.abc import Iterable
from datetime import timedelta

from tandem.engagements.models import Promise, Stage
from tandem.front.sample.case import Case
from tandem.handoff.models import Handoff
from tandem.review.models import Probe

BY_PHONE = "By phone, in the words in which it stands among the exclusions now."
# It waits for one answer, and for the seller's own word.
UNSAID = "Route analytics"


def tell_clients(cases: Iterable[Case]) -> None:
    """What delivery called not feasible was withdrawn, and the client told within a day."""
    for case in cases:
        for promise in case.promises:
            if promise.verdict == Promise.Verdict.NO:
                promise.paper, promise.owes_word = Promise.Paper.WITHDRAWN, True
            if promise.paper == Promise.Paper.WITHDRAWN:
                _tell(case, promise)


def _tell(case: Case, promise: Promise) -> None:
    at = promise.judged_at or case.vetting
    promise.told_by, promise.told_to, promise.told_how = case.seller, promise.said_to or case.contact.name, BY_PHONE
    promise.told_on = max(at.date(), promise.said_on)
    case.tell(at + timedelta(minutes=30), "told the client", promise, case.seller, reason=BY_PHONE)


def resolve(case: Case, probe: Probe) -> None:
    """What the client saw otherwise: sales put it right, delivery confirmed it before the signature."""
    held, signed = probe.pitch.held_at, case.at.get(Stage.SIGNED)
    if probe.agrees is not False or held is None or signed is None:
        return
    step = (signed - held) / 4
    probe.resolved_how = f"{case.seller.first_name} went through the list of what isn’t in it with {case.contact.name}."
    probe.resolved_change = "Nothing had to change: it stands among the exclusions, and they have initialled it."
    probe.resolved_by, probe.resolved_at = case.seller, held + step
    probe.confirmed_by, probe.confirmed_at = case.lead, held + 2 * step
    probe.version = 4


def attest(handoff: Handoff) -> None:
    """Each seller says for themself that everything is written down; Marlowe's hasn't yet."""
    if handoff.from_person is None or handoff.engagement.name == UNSAID:
        return
    handoff.attested_by, handoff.attested_at = handoff.from_person, handoff.composed_at + timedelta(minutes=20)
    handoff.attested_digest = handoff.digest

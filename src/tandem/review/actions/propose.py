"""Ready to propose, and proposed."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from tandem.engagements.actions import waiver
from tandem.engagements.actions.assumption import harden_due
from tandem.engagements.actions.stage import WrongStage, move
from tandem.engagements.models import Engagement, Stage
from tandem.engagements.queries import waivers
from tandem.gates import Finding, Refused, check, insist
from tandem.ledger.actions import Stale, add, record
from tandem.ledger.deeds import deed, locks_deal
from tandem.people.models import Access, Person
from tandem.people.rights import key_of
from tandem.review.actions.calling import write_down
from tandem.review.gate import DECIDE, PROPOSE
from tandem.review.models import Proposal
from tandem.review.queries.gate import board_facts, proposal_facts
from tandem.review.queries.judged import Judged, judged
from tandem.review.queries.papers import data_to_send
from tandem.scoping.actions.document import Drawn, draw_to_send, keep
from tandem.scoping.queries.document import content_of, fit_findings


@locks_deal
def decide(deal: Engagement, *, by: Person, at: datetime, today: date) -> None:
    """scoped -> agreed: ready to propose. Either side or leadership may say that the board is through.

    Raises:
        Refused: a seat is silent, objects or has to speak again, a condition hangs loose, people aren't free, the margin
            is too low, or what both sides had signed and vetted reads otherwise now.
        WrongStage, Stale: the deal isn't scoped, or moved meanwhile.
    """
    if not key_of(by) and by.access != Access.LEADERSHIP:
        raise PermissionDenied(_("Sales, delivery or leadership says when the board is through."))
    if deal.stage != Stage.SCOPED:
        raise WrongStage(_("%(deal)s isn't before the board.") % {"deal": deal})
    found = judged(deal, today)
    findings = insist(DECIDE, board_facts(found), waivers.standing(deal, today))
    waiver.use(deal, findings, at=at)
    write_down(found, at=at)
    for seat in found.absent:
        record(
            "went on without a seat",
            deal,
            by=by,
            at=at,
            after={"seat": seat, "scope": found.scope.number if found.scope else None},
        )
    harden_due(deal, Stage.AGREED, by=by, at=at)
    move(deal, Stage.AGREED, "agreed: ready to propose", by=by, at=at)


def propose(
    deal: Engagement, *, sent_to: str, valid_until: date | None, by: Person, at: datetime, today: date
) -> Proposal:
    """agreed -> proposed: the judged scope goes to the client. Sales sends it; what is sent is drawn and kept.

    A deal that is proposed already takes a further proposal, of a newer scope that was judged again. The papers are
    drawn before the deal is held, since that takes a moment; what they say is compared once it is.

    Raises:
        PermissionDenied: only sales sends proposals.
        Refused: the newest scope isn't the one that was judged, or anything around it reads otherwise than it was
            judged, signed and vetted; the client is below the floor, or a paper can't be drawn.
        WrongStage, Stale: the deal isn't agreed, or moved meanwhile.
    """
    if key_of(by) != "sales":
        raise PermissionDenied(_("Sales sends the proposal."))
    _must_be_agreed(deal)
    found, _findings = _judged(deal, today)
    said = data_to_send(deal, found, sent_to=sent_to, valid_until=valid_until, at=at)
    drawn = [each for data in said for each in draw_to_send(data, at=at)]
    proposal = Proposal(engagement=deal, sent_at=at, sent_by=by, sent_to=sent_to, valid_until=valid_until)
    with deed(deal):
        return _send(proposal, said, drawn, today)


def _send(proposal: Proposal, said: list[dict[str, Any]], drawn: list[Drawn], today: date) -> Proposal:
    deal, by, at = proposal.engagement, proposal.sent_by, proposal.sent_at
    _must_be_agreed(deal)
    found, findings = _judged(deal, today)
    now = data_to_send(deal, found, sent_to=proposal.sent_to, valid_until=proposal.valid_until, at=at)
    if now != said or found.scope is None:
        raise Stale(deal)
    waiver.use(deal, findings, at=at)
    write_down(found, at=at)
    harden_due(deal, Stage.PROPOSED, by=by, at=at)
    proposal.scope, proposal.digest, proposal.said = found.scope, found.scope.digest, content_of(said[0])
    add(proposal, "sent the proposal", by=by, at=at, show=("sent_to", "valid_until", "digest"))
    for each in drawn:
        keep(deal, found.scope, each, by=by, at=at)
    if deal.stage == Stage.AGREED:
        move(deal, Stage.PROPOSED, "proposed", by=by, at=at)
    return proposal


def _must_be_agreed(deal: Engagement) -> None:
    if deal.stage not in (Stage.AGREED, Stage.PROPOSED):
        raise WrongStage(_("%(deal)s isn't ready to propose.") % {"deal": deal})


def _judged(deal: Engagement, today: date) -> tuple[Judged, list[Finding]]:
    """
    Raises:
        Refused: the gate is shut.
    """
    found, standing = judged(deal, today), waivers.standing(deal, today)
    findings = [*fit_findings(deal, standing), *check(PROPOSE, proposal_facts(found), standing)]
    if shut := [finding for finding in findings if not finding.passes]:
        raise Refused(shut)
    return found, findings

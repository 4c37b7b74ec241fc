"""Ready to propose, and proposed."""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from tandem.engagements.actions import waiver
from tandem.engagements.actions.stage import WrongStage, move
from tandem.engagements.models import Engagement, Stage
from tandem.engagements.queries import waivers
from tandem.gates import insist
from tandem.ledger.actions import add, record
from tandem.people.models import Access, Person
from tandem.people.rights import key_of
from tandem.review.gate import DECIDE, PROPOSE
from tandem.review.models import Proposal
from tandem.review.queries.gate import board_facts, proposal_facts
from tandem.review.queries.judged import judged


@transaction.atomic
def decide(deal: Engagement, *, by: Person, at: datetime, today: date) -> None:
    """scoped -> agreed: ready to propose. Either side or leadership may say that the board is through.

    Raises:
        Refused: a seat is silent, objects or has to speak again, a condition hangs loose, people aren't free, or the margin is too low.
        WrongStage, Stale: the deal isn't scoped, or moved meanwhile.
    """
    if not key_of(by) and by.access != Access.LEADERSHIP:
        raise PermissionDenied(_("Sales, delivery or leadership says when the board is through."))
    if deal.stage != Stage.SCOPED:
        raise WrongStage(_("%(deal)s isn't before the board.") % {"deal": deal})
    found = judged(deal, today)
    findings = insist(DECIDE, board_facts(found), waivers.standing(deal, today))
    waiver.use(deal, findings, at=at)
    for seat in found.absent:
        record(
            "went on without a seat",
            deal,
            by=by,
            at=at,
            after={"seat": seat, "scope": found.scope.number if found.scope else None},
        )
    move(deal, Stage.AGREED, "agreed: ready to propose", by=by, at=at)


@transaction.atomic
def propose(
    deal: Engagement, *, sent_to: str, valid_until: date | None, by: Person, at: datetime, today: date
) -> Proposal:
    """agreed -> proposed: record that the judged scope went to the client. Sales sends it.

    A deal that is proposed already takes a further proposal, of a newer scope that was judged again.

    Raises:
        PermissionDenied: only sales sends proposals.
        Refused: the newest scope isn't the one that was judged.
        WrongStage, Stale: the deal isn't agreed, or moved meanwhile.
    """
    if key_of(by) != "sales":
        raise PermissionDenied(_("Sales sends the proposal."))
    if deal.stage not in (Stage.AGREED, Stage.PROPOSED):
        raise WrongStage(_("%(deal)s isn't ready to propose.") % {"deal": deal})
    found = judged(deal, today)
    waiver.use(deal, insist(PROPOSE, proposal_facts(found), waivers.standing(deal, today)), at=at)
    assert found.scope is not None
    proposal = Proposal(
        engagement=deal, scope=found.scope, digest=found.scope.digest,
        sent_at=at, sent_by=by, sent_to=sent_to, valid_until=valid_until,
    )  # fmt: skip
    add(proposal, "sent the proposal", by=by, at=at, show=("sent_to", "valid_until", "digest"))
    if deal.stage == Stage.AGREED:
        move(deal, Stage.PROPOSED, "proposed", by=by, at=at)
    return proposal

"""signed -> accepted; or back to sales, with a reason."""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.utils.translation import gettext as _

from tandem.calc.folding import is_said
from tandem.engagements.actions import waiver
from tandem.engagements.actions.stage import WrongStage, move
from tandem.engagements.models import Engagement, Stage
from tandem.engagements.queries import waivers
from tandem.gates import insist
from tandem.handoff.gate import ACCEPT
from tandem.handoff.models import Decision, Handoff
from tandem.handoff.queries.current import decision_of, newest
from tandem.handoff.queries.gate import accept_facts
from tandem.handoff.queries.risks import handovers, to_take_over
from tandem.ledger.actions import Stale, record, revise
from tandem.ledger.deeds import deed, locks_deal
from tandem.people.models import Person
from tandem.people.rights import key_of
from tandem.planning.actions.bookings import harden


@locks_deal
def accept(handoff: Handoff, *, by: Person, at: datetime, today: date, seen: int | None = None) -> Decision:
    """signed -> accepted. Signing, the lead takes over the open risks that sales owned, and whoever was held for the
    deal is booked. `delivery.actions.start` opens the project.

    Raises:
        PermissionDenied: by isn't of delivery.
        Refused: the brief has gaps, a question is open, or somebody else leads.
        WrongStage, Stale: it's decided, or there is a newer number or text than the one that was read.
    """
    deal = _to_decide(handoff, by, seen)
    findings = insist(ACCEPT, accept_facts(deal, handoff, by), waivers.standing(deal, today))
    waiver.use(deal, findings, at=at)
    if handoff.read_at is None:
        revise(handoff, "read the handoff to the end", seen=None, by=by, at=at, read_at=at)
    decision = _decided(Decision(handoff=handoff, accepted=True, person=by, at=at, digest=handoff.digest))
    after = {"digest": handoff.digest, "number": handoff.number}
    record("accepted the handoff", handoff, by=by, at=at, after=after, seals=[decision])
    for risk in to_take_over(handovers(deal)):
        revise(risk, "took over the risk", seen=None, by=by, at=at, owner=by, named_at=at, named_by=by, accepted_at=at)
    move(deal, Stage.ACCEPTED, "accepted the handoff", by=by, at=at)
    harden(deal, by=by, at=at)
    return decision


@locks_deal
def bounce(handoff: Handoff, reason: str, *, by: Person, at: datetime, seen: int | None = None) -> Decision:
    """Back to sales with a reason. The lead may; sales puts it right and sends the next number.

    Raises:
        PermissionDenied: by doesn't lead the delivery.
        ValidationError: no reason.
        WrongStage, Stale: as `accept`.
    """
    deal = _to_decide(handoff, by, seen)
    if by.pk != deal.lead_id:
        raise PermissionDenied(_("Whoever leads the delivery sends it back."))
    if not is_said(reason):
        raise ValidationError({"reason": _("Say what has to change.")})
    decision = _decided(Decision(handoff=handoff, accepted=False, reason=reason.strip(), person=by, at=at))
    after = {"number": handoff.number}
    record("sent the handoff back", handoff, by=by, at=at, reason=reason.strip(), after=after, seals=[decision])
    return decision


def _to_decide(handoff: Handoff, by: Person, seen: int | None) -> Engagement:
    if key_of(by) != "delivery":
        raise PermissionDenied(_("Delivery accepts what it will deliver; nobody signs for it."))
    deal = Engagement.objects.select_related("seller", "lead").get(pk=handoff.engagement_id)
    latest = newest(deal)
    if latest is None or latest.pk != handoff.pk or (seen is not None and seen != latest.version):
        raise Stale(latest or handoff)
    if deal.stage != Stage.SIGNED or decision_of(handoff):
        raise WrongStage(_("This handoff is decided already."))
    return deal


def _decided(decision: Decision) -> Decision:
    try:
        with deed():
            decision.save(force_insert=True)
    except IntegrityError as decided:
        raise WrongStage(_("This handoff is decided already.")) from decided
    return decision

"""proposed -> signed: the contract, and only the one that was judged."""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.engagements.actions import waiver
from tandem.engagements.actions.assumption import harden_due
from tandem.engagements.actions.stage import WrongStage, counts_at, move
from tandem.engagements.models import Engagement, Stage
from tandem.engagements.queries import waivers
from tandem.gates import insist
from tandem.ledger.actions import add
from tandem.ledger.deeds import locks_deal
from tandem.people.models import Person
from tandem.people.rights import key_of
from tandem.review.gate import SIGN
from tandem.review.models import Proposal, Signature
from tandem.review.queries.gate import sign_facts
from tandem.web.words import day


@locks_deal
def sign(deal: Engagement, *, client_name: str, signed_on: date, by: Person, at: datetime, today: date) -> Signature:
    """Record that the client signed the proposal. Sales does. The handoff is composed by `handoff.actions.sign`.

    Raises:
        PermissionDenied: only sales records the client's signature.
        Refused: the scope or anything around it changed since it was judged, signed, vetted or sent; a word has lapsed,
            a promise is on no paper, or the reverse pitch lacks.
        ValidationError: signed before it was proposed, after it lapsed, or in the future.
        WrongStage, Stale: the deal isn't proposed, or moved meanwhile.
    """
    if key_of(by) != "sales":
        raise PermissionDenied(_("Sales records the client's signature."))
    if deal.stage != Stage.PROPOSED:
        raise WrongStage(_("%(deal)s isn't proposed.") % {"deal": deal})
    if signed_on > today:
        raise ValidationError({"signed_on": _("This day is still to come.")})
    proposal = Proposal.objects.filter(engagement=deal).select_related("scope").order_by("-sent_at", "-pk").first()
    if proposal and signed_on < timezone.localdate(proposal.sent_at):
        raise ValidationError({"signed_on": _("On that day the client didn’t have this proposal yet.")})
    if proposal and proposal.has_lapsed(signed_on):
        words = _("This proposal held until %(day)s. Send it again; then it can be signed.")
        raise ValidationError({"signed_on": words % {"day": day(proposal.valid_until)}})
    waiver.use(deal, insist(SIGN, sign_facts(deal, today), waivers.standing(deal, today)), at=at)
    harden_due(deal, Stage.SIGNED, by=by, at=at)
    if proposal is None:  # the gate asks for one, and can't be waived in that
        raise WrongStage(_("%(deal)s isn't proposed.") % {"deal": deal})
    signature = Signature(
        engagement=deal, scope=proposal.scope, digest=proposal.digest,
        client_name=client_name, signed_on=signed_on, recorded_by=by, recorded_at=at,
    )  # fmt: skip
    add(signature, "recorded the signature", by=by, at=at, show=("client_name", "signed_on", "digest"))
    amount = proposal.scope.fee
    move(deal, Stage.SIGNED, "signed", by=by, at=at, closed_at=counts_at(signed_on, at), amount=amount)
    return signature

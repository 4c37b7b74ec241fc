"""Won in the CRM past open gates: recorded as ungated, with a remedial handoff."""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils import timezone

from tandem.engagements.models import Engagement, Stage
from tandem.handoff.actions.compose import compose_first
from tandem.handoff.actions.sign import sign
from tandem.handoff.models import Handoff
from tandem.ledger.actions import Actor, Program
from tandem.ledger.deeds import deed, locks_deal
from tandem.people.models import Person
from tandem.review.actions.outside import Win, record_wins
from tandem.review.models import Proposal
from tandem.review.queries.gate import sign_checklist


@locks_deal
def win_outside(
    deal: Engagement, *, by: Actor | None, at: datetime, client_name: str, signed_on: date, why: str = ""
) -> Handoff:
    """The CRM says won. A proposed deal whose gate is open is signed like any other; all else is ungated.

    Raises:
        WrongStage: it's signed already.
        Stale: somebody moved it since it was read.
    """
    today = timezone.localdate(at)
    if isinstance(by, Person) and by.pk == deal.seller_id and _gate_is_open(deal, signed_on, today):
        return sign(deal, client_name=client_name, signed_on=signed_on, by=by, at=at, today=today)
    return win_all_outside([Win(deal, client_name, signed_on)], by=by, at=at, why=why)[0]


@deed()
def win_all_outside(wins: Sequence[Win], *, by: Actor | None, at: datetime, why: str = "") -> list[Handoff]:
    """Many at once, in a fixed number of queries: for imports. Raises as `win_outside`."""
    if not wins:
        return []
    actor = by or Program("CRM")
    record_wins(wins, by=actor, at=at, why=why)
    return compose_first([win.deal for win in wins], by=actor, at=at, remedial=True)


def _gate_is_open(deal: Engagement, signed_on: date, today: date) -> bool:
    """Signed on a day on which the client had what was judged, and nothing stands in the way."""
    sent = Proposal.objects.filter(engagement=deal).order_by("-sent_at", "-pk").first()
    if sent is None or not timezone.localdate(sent.sent_at) <= signed_on <= today or sent.has_lapsed(signed_on):
        return False
    return deal.stage == Stage.PROPOSED and all(finding.passes for finding in sign_checklist(deal, today))

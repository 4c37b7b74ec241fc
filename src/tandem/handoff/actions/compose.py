"""Compose a handoff from the deal: when it's signed, and again as the next number."""

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from tandem.engagements.actions.stage import WrongStage
from tandem.engagements.models import Engagement, Stage
from tandem.handoff.models import Handoff
from tandem.handoff.queries.brief import compose, digest_of
from tandem.handoff.queries.current import newest
from tandem.ledger.actions import Actor, Stale, add, draft, record_all
from tandem.ledger.deeds import deed, locks_deal
from tandem.people.models import Person
from tandem.people.rights import key_of


@deed()
def compose_first(deals: Sequence[Engagement], *, by: Actor, at: datetime, remedial: bool = False) -> list[Handoff]:
    """Number 1 of each signed deal, in a fixed number of queries. `remedial` for wins past open gates."""
    briefs = compose(deals)
    made = Handoff.objects.bulk_create(
        [
            Handoff(
                engagement=deal, paragraph=deal.paragraph, brief=briefs[deal.pk],
                digest=digest_of(briefs[deal.pk], deal.paragraph),
                from_person_id=deal.seller_id, to_person_id=deal.lead_id, composed_at=at, remedial=remedial,
            )
            for deal in deals
        ],
        batch_size=500,
    )  # fmt: skip
    record_all([draft("composed the handoff", each, by=by, at=at, after={"digest": each.digest}) for each in made])
    return made


@locks_deal
def compose_again(handoff: Handoff, *, by: Person, at: datetime, seen: int | None = None) -> Handoff:
    """The next number, from the deal as it is now; its paragraph and the call's day go along. Sales sends it.

    Raises:
        PermissionDenied: by isn't of sales.
        WrongStage: the handoff is accepted already.
        Stale: there is a newer number, or this one was changed meanwhile.
    """
    if key_of(by) != "sales":
        raise PermissionDenied(_("Sales sends the handoff."))
    deal = Engagement.objects.select_related("account", "tier__offering").get(pk=handoff.engagement_id)
    latest = newest(deal)
    if latest is None or latest.pk != handoff.pk or (seen is not None and seen != latest.version):
        raise Stale(latest or handoff)
    if deal.stage != Stage.SIGNED:
        raise WrongStage(_("The handoff of %(deal)s is accepted.") % {"deal": deal})
    brief = compose([deal])[deal.pk]
    fresh = Handoff(
        engagement=deal, number=latest.number + 1, paragraph=latest.paragraph, brief=brief,
        digest=digest_of(brief, latest.paragraph), from_person_id=deal.seller_id, to_person_id=deal.lead_id,
        composed_at=at, remedial=latest.remedial, call_at=latest.call_at,
    )  # fmt: skip
    return add(fresh, "sent the handoff again", by=by, at=at, show=("number", "digest"))

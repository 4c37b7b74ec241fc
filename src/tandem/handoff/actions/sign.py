"""proposed -> signed with what follows from it: the handoff."""

from datetime import date, datetime

from tandem.engagements.models import Engagement
from tandem.handoff.actions.compose import compose_first
from tandem.handoff.models import Handoff
from tandem.ledger.deeds import locks_deal
from tandem.people.models import Person
from tandem.review.actions import sign as review


@locks_deal
def sign(deal: Engagement, *, client_name: str, signed_on: date, by: Person, at: datetime, today: date) -> Handoff:
    """Record the client's signature and compose the handoff from the deal. Raises what `review.actions.sign` does."""
    review.sign(deal, client_name=client_name, signed_on=signed_on, by=by, at=at, today=today)
    return compose_first([deal], by=by, at=at)[0]

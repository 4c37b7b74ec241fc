"""What the deal is worth follows the fee of its scope; scoping calls this, since only engagements writes its rows."""

from datetime import datetime
from decimal import Decimal

from tandem.catalogue.models import Tier
from tandem.engagements.models import Engagement
from tandem.ledger import actions as ledger
from tandem.people.models import Person


def follow(engagement: Engagement, fee: Decimal, *, by: Person, at: datetime) -> Engagement:
    """The deal's worth is its scope's fee."""
    return ledger.revise(engagement, "took the scope's fee", seen=None, by=by, at=at, amount=fee)


def choose_tier(engagement: Engagement, tier: Tier | None, *, by: Person, at: datetime) -> Engagement:
    """The deal is built on this tier from now on."""
    return ledger.revise(engagement, "chose tier", seen=None, by=by, at=at, tier=tier)

"""Say something on a deal, for colleagues."""

from datetime import datetime

from tandem.engagements.models import Engagement, Remark
from tandem.ledger.actions import add
from tandem.people.models import Person


def say(deal: Engagement, words: str, *, by: Person, at: datetime) -> Remark:
    """Whoever sees a deal may speak on it."""
    return add(Remark(engagement=deal, by=by, at=at, words=words), "said", by=by, at=at)

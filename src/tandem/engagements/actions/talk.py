"""Say something on a deal, for colleagues; what the client says through their link stands there too."""

from datetime import datetime

from tandem.clients.models import Contact
from tandem.engagements.actions.sides import must_edit
from tandem.engagements.models import Engagement, Outcome, Remark
from tandem.ledger.actions import Actor, add, revise
from tandem.ledger.deeds import locks_deal
from tandem.people.models import Person


@locks_deal
def say(deal: Engagement, words: str, *, by: Person, at: datetime) -> Remark:
    """Whoever sees a deal may speak on it."""
    return add(Remark(engagement=deal, by=by, at=at, words=words), "said", by=by, at=at)


@locks_deal
def say_for_client(
    deal: Engagement, words: str, *, contact: Contact, outcome: Outcome | None, by: Actor, at: datetime
) -> Remark:
    """Somebody at the client says that it isn't as they see it. It voids nothing, and waits for an answer."""
    remark = Remark(engagement=deal, contact=contact, outcome=outcome, words=words, at=at)
    return add(remark, "said that they see it differently", by=by, at=at, reason=words)


@locks_deal
def answer(remark: Remark, *, words: str, seen: int | None, by: Person, at: datetime) -> Remark:
    """What we say to it: the client reads it at their link. Raises Stale, PermissionDenied."""
    must_edit(by)
    return revise(
        remark, "answered the client", seen=seen, by=by, at=at, answer=words, answered_by=by,
        answered_at=remark.answered_at or at,
    )  # fmt: skip

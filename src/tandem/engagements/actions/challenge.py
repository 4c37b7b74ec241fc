"""Verbs on challenges: kept when delivery doubts something, answered by sales, judged with hindsight."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from tandem.engagements.models import Assumption, Challenge, Engagement, Promise
from tandem.ledger import actions as ledger
from tandem.people.models import Access, Person


def note(
    engagement: Engagement,
    *,
    about: str,
    words: str,
    by: Person,
    at: datetime,
    on_words: str = "",
    assumption: Assumption | None = None,
    promise: Promise | None = None,
) -> Challenge:
    """Keep what delivery doubted, as it was said: called by the verb in which it was said, in its transaction."""
    row = Challenge(
        engagement=engagement, about=about, words=words, on_words=on_words, raised_by=by, raised_at=at,
        raised_in=engagement.stage, assumption=assumption, promise=promise,
    )  # fmt: skip
    return ledger.add(row, "challenged", by=by, at=at, reason=words, show=("about", "raised_in"))


def reply(challenge: Challenge, *, by: Person, at: datetime, seen: int | None, reply: str) -> Challenge:
    """Sales' answer, or leadership's.

    Raises:
        PermissionDenied: delivery doesn't answer its own challenge.
        Stale: somebody else answered first.
    """
    if by.access not in (Access.SALES, Access.LEADERSHIP):
        raise PermissionDenied(_("Sales or leadership answers delivery’s challenge."))
    return ledger.revise(
        challenge, "answered challenge", seen=seen, by=by, at=at, reason=reply,
        reply=reply, replied_by=by, replied_at=at,
    )  # fmt: skip

"""Verbs on challenges: kept when delivery doubts something, answered by sales, judged with hindsight.

Hindsight needs more eyes than two. Whoever raised a challenge and whoever answered it say who was right only against
themselves: the one that sales was, the other that delivery was. Everybody else who is named on the deal, and
leadership, may say anything.
"""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from tandem.engagements.models import Assumption, Challenge, Engagement, Promise
from tandem.engagements.queries.challenge import JUDGED_IN, may_say, named_on
from tandem.gates import Finding, Refused
from tandem.ledger import actions as ledger
from tandem.ledger.deeds import locks_deal
from tandem.people.models import Access, Person

ANSWERERS = (Access.SALES, Access.LEADERSHIP)


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


@locks_deal
def reply(challenge: Challenge, *, by: Person, at: datetime, seen: int | None, reply: str) -> Challenge:
    """Sales' answer, or leadership's.

    Raises:
        PermissionDenied: delivery doesn't answer its own challenge.
        Refused: it's judged by now; the answer stands as it was.
        Stale: somebody else answered first.
    """
    if by.access not in ANSWERERS:
        raise PermissionDenied(_("Sales or leadership answers delivery’s challenge."))
    if challenge.right:
        raise Refused([_finding(_("Who was right has been said; the answer stands."))])
    return ledger.revise(
        challenge, "answered challenge", seen=seen, by=by, at=at, reason=reply,
        reply=reply, replied_by=by, replied_at=at,
    )  # fmt: skip


def settle(promise: Promise, words: str, *, by: Person, at: datetime) -> None:
    """What sales did about a promise answers what delivery doubted of it, if nobody has answered yet."""
    if by.access in ANSWERERS:
        for row in promise.challenges.filter(reply="", right="").order_by("pk"):
            reply(row, by=by, at=at, seen=None, reply=words)


@locks_deal
def judge(
    challenge: Challenge, *, by: Person, at: datetime, seen: int | None, right: str, judged_why: str
) -> Challenge:
    """Who was right, with why: from the close of the work on.

    Raises:
        PermissionDenied: `by` isn't named on the deal, or would judge in their own cause.
        Refused: the work isn't done yet.
        Stale: somebody else was first.
    """
    deal = challenge.engagement
    if deal.stage not in JUDGED_IN:
        raise Refused([_finding(_("Who was right shows when the work is done."))])
    if right not in may_say(challenge, by, named_on(deal, by)):
        raise PermissionDenied(_("Nobody judges their own challenge or their own answer, but against themselves."))
    return ledger.revise(
        challenge, "judged challenge", seen=seen, by=by, at=at, reason=judged_why,
        right=right, judged_by=by, judged_at=at, judged_why=judged_why,
    )  # fmt: skip


def _finding(words: str) -> Finding:
    return Finding(rule="hindsight", label=_("Hindsight"), words=words)

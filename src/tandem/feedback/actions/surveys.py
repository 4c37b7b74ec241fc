"""Ask a client, write down what they said, call them back; log a surprise."""

from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from tandem.engagements.models import Engagement
from tandem.feedback.models import Surprise, Survey
from tandem.ledger import actions as ledger
from tandem.ledger.deeds import deed, locks_deal
from tandem.people.models import Access, Person

ONE_PRESS = timedelta(minutes=2)
ASKERS = (Access.SALES, Access.DELIVERY, Access.LEADERSHIP)


@locks_deal
def ask(deal: Engagement, contact_name: str, *, by: Person, at: datetime) -> Survey:
    """Ask one contact how likely they are to recommend us. Whoever leads the delivery calls back a bad answer. Pressed
    twice it's asked once.

    Raises:
        PermissionDenied: neither of a side nor of leadership.
    """
    _must_ask(by)
    with deed(deal):
        asked = Survey.objects.filter(engagement=deal, contact_name=contact_name, answered_at=None)
        if found := asked.filter(asked_at__range=(at - ONE_PRESS, at + ONE_PRESS)).first():
            return found
        survey = Survey(
            engagement=deal,
            account=deal.account,
            contact_name=contact_name,
            asked_at=at,
            owner=deal.lead or deal.seller,
        )
        return ledger.add(survey, "asked the client", by=by, at=at)


@locks_deal
def record_answer(survey: Survey, *, score: int, words: str, seen: int | None, by: Person, at: datetime) -> Survey:
    """What they said, as it was said on the phone. Raises Stale, PermissionDenied."""
    _must_ask(by)
    return ledger.revise(
        survey, "wrote down the answer of", seen=seen, by=by, at=at, score=score, words=words, answered_at=at
    )


@locks_deal
def give(survey: Survey, *, owner: Person, why: str, seen: int | None, by: Person, at: datetime) -> Survey:
    """Somebody else calls back. Raises Stale."""
    return ledger.revise(survey, "gave the call back of", seen=seen, by=by, at=at, reason=why, owner=owner)


@locks_deal
def follow_up(survey: Survey, *, how: str, seen: int | None, by: Person, at: datetime) -> Survey:
    """The client was called back; `how` is what came of it. Raises Stale."""
    return ledger.revise(survey, "called back", seen=seen, by=by, at=at, reason=how, followed_up_at=at)


@locks_deal
def log_surprise(
    deal: Engagement, *, words: str, origin: str, minutes: int, by: Person, at: datetime, seen: None = None
) -> Surprise:
    """Something that the client didn't expect. Anybody who may see the project may say so."""
    row = Surprise(engagement=deal, words=words, origin=origin, minutes=minutes, logged_by=by, logged_at=at)
    return ledger.add(row, "logged surprise", by=by, at=at, show=("origin", "minutes"))


def _must_ask(by: Person) -> None:
    if by.access not in ASKERS:
        raise PermissionDenied(_("Only sales, delivery and leadership ask clients."))

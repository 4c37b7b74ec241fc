"""A seat speaks on the newest frozen scope, once; its condition is owned and met."""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tandem.engagements.actions.stage import WrongStage
from tandem.engagements.models import Engagement
from tandem.ledger.actions import Stale, add, revise
from tandem.people.models import Person
from tandem.review.models import Verdict
from tandem.review.queries import policy
from tandem.review.queries.judged import JUDGED_IN, newest, seats_of
from tandem.scoping.models import ScopeVersion


def vote(
    deal: Engagement,
    seat: str,
    word: str,
    *,
    by: Person,
    at: datetime,
    scope_seen: int | None = None,
    reason: str = "",
    owner: Person | None = None,
    due: date | None = None,
) -> Verdict:
    """Speak for `seat` on the newest frozen scope. A word stands: a new one takes a new scope.

    `scope_seen` is the pk of the scope that the person had read.

    Raises:
        PermissionDenied: the seat isn't theirs; nobody speaks for the other side or for two seats.
        WrongStage: nothing is up for judgement.
        Stale: a newer scope was frozen since, or the seat has spoken.
        ValidationError: a condition or objection, or any word on a deal of the board's size, needs its reason.
    """
    _may_sit(deal, seat, by)
    scope = _up_for_judgement(deal)
    if scope_seen is not None and scope_seen != scope.pk:
        raise Stale(scope)
    if not reason.strip() and (word != Verdict.Vote.APPROVE or scope.fee >= policy.current().board_from):
        raise ValidationError({"reason": _("Say why: the reason goes into the minutes.")})
    verdict = Verdict(
        engagement=deal, scope=scope, seat=seat, person=by, vote=word, reason=reason.strip(), at=at,
        condition_owner=owner if word == Verdict.Vote.IF else None,
        condition_by=due if word == Verdict.Vote.IF else None,
    )  # fmt: skip
    return _speak(verdict, by, at)


def own_condition(verdict: Verdict, *, owner: Person, due: date, by: Person, at: datetime, seen: int) -> Verdict:
    """Name who meets the condition, and by which day. Either side may.

    Raises:
        ValidationError: the seat made no condition.
        Stale: somebody else changed it.
    """
    _is_condition(verdict)
    return revise(
        verdict, "named an owner for the condition", seen=seen, by=by, at=at, condition_owner=owner, condition_by=due
    )


def meet_condition(verdict: Verdict, *, by: Person, at: datetime, seen: int) -> Verdict:
    """The condition is met. Whoever owns it or made it says so.

    Raises:
        PermissionDenied: it's neither theirs nor their seat's.
        ValidationError: the seat made no condition.
        Stale: somebody else changed it.
    """
    _is_condition(verdict)
    if by.pk not in (verdict.person_id, verdict.condition_owner_id):
        raise PermissionDenied(_("Only whoever owns the condition, or made it, can say that it's met."))
    return revise(verdict, "met the condition", seen=seen, by=by, at=at, condition_met_at=at)


def _may_sit(deal: Engagement, seat: str, by: Person) -> None:
    if seat not in seats_of(by, deal):
        raise PermissionDenied(_("This seat isn't yours: nobody speaks for the other side."))


def _up_for_judgement(deal: Engagement) -> ScopeVersion:
    scope, draft = newest(deal)
    if deal.stage not in JUDGED_IN or scope is None:
        raise WrongStage(_("%(deal)s isn't up for judgement.") % {"deal": deal})
    if draft is not None:
        raise Stale(draft)
    return scope


def _speak(verdict: Verdict, by: Person, at: datetime) -> Verdict:
    twice = Verdict.objects.filter(scope=verdict.scope, person=by).exclude(seat=verdict.seat)
    if twice.exists():
        raise PermissionDenied(_("You have spoken for another seat on this scope."))
    try:
        with transaction.atomic():
            return add(verdict, "judged the scope", by=by, at=at, reason=verdict.reason, show=("seat", "vote"))
    except IntegrityError as taken:
        spoken = Verdict.objects.filter(scope=verdict.scope, seat=verdict.seat).first()
        if spoken is None:
            raise
        raise Stale(spoken) from taken


def _is_condition(verdict: Verdict) -> None:
    if verdict.vote != Verdict.Vote.IF:
        raise ValidationError(_("This seat made no condition."))

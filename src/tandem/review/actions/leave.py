"""Leadership lets a rule pass, within the limit that the firm's policy sets."""

from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.engagements.actions import waiver as verbs
from tandem.engagements.models import Waiver
from tandem.ledger.deeds import locks_deal
from tandem.people.models import Person
from tandem.review.queries.policy import current
from tandem.web.words import day


@locks_deal
def grant(waiver: Waiver, *, reason: str, until: date | None, seen: int, by: Person, at: datetime) -> Waiver:
    """Let the rule pass until a day, this one included; None: for the policy's usual time. No waiver is for good.

    Raises:
        ValidationError: the day is over, or lies beyond the policy's limit.
        PermissionDenied, ValueError, Stale: as `engagements.actions.waiver.grant`.
    """
    today, policy = timezone.localdate(at), current()
    last = today + timedelta(days=policy.waiver_days_most)
    until = until or min(today + timedelta(days=policy.waiver_days), last)
    if until < today:
        raise ValidationError({"until": _("That day is over; give today or a later one.")})
    if until > last:
        words = _("A waiver holds for %(n)s days at most: until %(day)s.")
        raise ValidationError({"until": words % {"n": policy.waiver_days_most, "day": day(last)}})
    return verbs.grant(waiver, reason=reason, until=until, seen=seen, by=by, at=at)

"""Somebody speaks for a colleague of the same seat while they are away."""

from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.ledger.actions import add, revise
from tandem.ledger.deeds import deed
from tandem.people.models import Access, Person
from tandem.review.models import Delegation
from tandem.review.queries.policy import current
from tandem.review.queries.seats import SEAT_OF
from tandem.web.words import day


def delegate(
    person: Person, *, to: Person, from_on: date, until_on: date, why: str = "", by: Person, at: datetime
) -> Delegation:
    """`to` speaks for `person` from a day until a day, both included, at every board at which `person` is asked.

    Whoever is spoken for records it; leadership may for somebody who can't. Where the delegate may not take the seat
    (it's their own deal on the other side), the delegation counts for nothing.

    Raises:
        PermissionDenied: by is neither of the two who may; nobody takes a colleague's word for themselves.
        ValidationError: the two don't take the same seat, the days are over, turned round or beyond the policy's limit, or somebody speaks for
            this person in that time already.
    """
    if by.pk != person.pk and (by.access != Access.LEADERSHIP or by.pk == to.pk):
        raise PermissionDenied(_("Only they themselves, or leadership, can say who speaks for them."))
    if SEAT_OF.get(person.access) is None:
        raise PermissionDenied(_("Only people who take a seat at a board can be spoken for."))
    with deed(person):  # held, so that two at once don't both find that nobody speaks for them yet
        _fits(person, to, from_on, until_on, timezone.localdate(at))
        row = Delegation(person=person, to=to, from_on=from_on, until_on=until_on, why=why.strip(), made_at=at)
        return add(row, "let somebody speak for them", by=by, at=at, reason=row.why, show=("to", "from_on", "until_on"))


def end(row: Delegation, *, by: Person, at: datetime, seen: int) -> Delegation:
    """It's over, from now on. Words that were said stand.

    Raises:
        PermissionDenied: only the two, or leadership.
        ValidationError: it's over already.
        Stale: somebody else ended it.
    """
    if by.pk not in (row.person_id, row.to_id) and by.access != Access.LEADERSHIP:
        raise PermissionDenied(_("Only the two of them, or leadership, can end it."))
    revise(row, "read a delegation", seen=seen, by=by, at=at)
    if row.ended_at:
        raise ValidationError(_("It's over already."))
    return revise(row, "ended a delegation", seen=seen, by=by, at=at, ended_at=at)


def _fits(person: Person, to: Person, from_on: date, until_on: date, today: date) -> None:
    if to.pk == person.pk:
        raise ValidationError({"to": _("Nobody speaks for themselves.")})
    if SEAT_OF.get(to.access) != SEAT_OF[person.access] or not to.is_active:
        raise ValidationError({"to": _("Name somebody who takes the same seat: nobody speaks for the other side.")})
    if until_on < from_on:
        raise ValidationError({"until_on": _("The last day lies before the first.")})
    if until_on < today:
        raise ValidationError({"until_on": _("This day has passed: choose one to come.")})
    most = current().delegation_days_most
    if until_on > (last := today + timedelta(days=most)):
        words = _("Nobody is spoken for longer than %(n)s days from today: until %(day)s at most.")
        raise ValidationError({"until_on": words % {"n": most, "day": day(last)}})
    other = Delegation.objects.filter(
        person=person, ended_at__isnull=True, from_on__lte=until_on, until_on__gte=from_on
    )
    if other.exists():
        raise ValidationError(_("Somebody speaks for them in that time already. End that first."))

"""Ask leadership to let one rule pass for one deal; grant it or refuse it; note that a gate was passed with it."""

from collections.abc import Iterable
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.calc.folding import is_said
from tandem.engagements.actions.sides import must_edit
from tandem.engagements.models import Engagement, Waiver
from tandem.gates import Finding
from tandem.ledger.actions import Program, Stale, add, record, seal
from tandem.ledger.deeds import deed, locks_deal
from tandem.people.models import Access, Person


class NotForAsking(Exception):
    """This rule can't be waived, passes already, or is being asked about."""


@locks_deal
def ask(deal: Engagement, finding: Finding, *, why: str, by: Person, at: datetime) -> Waiver:
    """Ask leadership to waive the rule of `finding` for `deal`.

    Raises:
        NotForAsking: there is nothing to ask, or somebody asked already.
        PermissionDenied: neither side's, nor leadership's.
    """
    must_edit(by)
    if not finding.waivable or finding.passes:
        raise NotForAsking(_("“%(label)s” can't be waived.") % {"label": finding.label})
    row = Waiver(engagement=deal, rule=finding.rule, asked_by=by, asked_at=at, asked_why=why)
    try:
        return add(row, "asked to waive", by=by, at=at, reason=why, show=("rule",))
    except IntegrityError:
        raise NotForAsking(_("“%(label)s” has been asked for already.") % {"label": finding.label}) from None


@locks_deal
def grant(waiver: Waiver, *, reason: str, until: date, seen: int, by: Person, at: datetime) -> Waiver:
    """Let the rule pass for this deal until a day: no leave is for good. A leader may grant their own request; history
    says so.

    Raises:
        PermissionDenied: not of leadership.
        ValueError: no reason.
        Stale: somebody decided it first.
    """
    verb = "granted own request to waive" if waiver.asked_by_id == by.pk else "granted waiver"
    return _decide(waiver, verb, True, reason=reason, seen=seen, by=by, at=at, expires_on=until)


@locks_deal
def refuse(waiver: Waiver, *, reason: str, seen: int, by: Person, at: datetime) -> Waiver:
    """The rule stands. Raises as `grant`."""
    return _decide(waiver, "refused waiver", False, reason=reason, seen=seen, by=by, at=at, expires_on=None)


def use(deal: Engagement, findings: Iterable[Finding], *, at: datetime) -> None:
    """A gate was passed: note on the waivers that stood that they were needed. Nothing is asked without a waiver."""
    rules = [finding.rule for finding in findings if finding.state == "waived"]
    if rules:
        stands = Q(expires_on__isnull=True) | Q(expires_on__gte=timezone.localdate(at))
        needed = Waiver.objects.filter(stands, engagement=deal, rule__in=rules, granted=True, used_at__isnull=True)
        used = list(needed)
        needed.update(used_at=at)
        seal(used, by=Program("Tandem"), at=at)


def _decide(
    waiver: Waiver,
    verb: str,
    granted: bool,
    *,
    reason: str,
    seen: int,
    by: Person,
    at: datetime,
    expires_on: date | None,
) -> Waiver:
    if by.access != Access.LEADERSHIP:
        raise PermissionDenied(_("Only leadership can let a rule pass."))
    if not is_said(reason):
        raise ValueError("a decided waiver has a reason")
    changes = {"granted": granted, "decided_by": by, "decided_at": at, "reason": reason, "expires_on": expires_on}
    with deed():  # by hand: to `revise` the word "reason" is the entry's own
        if not Waiver.objects.filter(pk=waiver.pk, version=seen).update(**changes, version=seen + 1):
            raise Stale(Waiver.objects.get(pk=waiver.pk))
        for name, value in {**changes, "version": seen + 1}.items():
            setattr(waiver, name, value)
        after = {"rule": waiver.rule, "granted": granted, "expires_on": expires_on}
        record(verb, waiver, by=by, at=at, reason=reason, after=after)
    return waiver

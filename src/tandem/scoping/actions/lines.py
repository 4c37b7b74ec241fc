"""Verbs on the estimate: hours by role, at the rates that hold when the work starts."""

from collections.abc import Mapping
from datetime import date, datetime

from django.utils.translation import gettext as _

from tandem.engagements.actions.sides import must_edit
from tandem.gates import Finding, Refused
from tandem.ledger import actions as ledger
from tandem.ledger.deeds import deed, locks_deal
from tandem.people.models import Person, Role
from tandem.scoping.actions.draft import no_rate, reprice
from tandem.scoping.actions.held import hold
from tandem.scoping.models import EstimateLine, ScopeVersion
from tandem.scoping.queries.rates import rate_day, rates_on


@locks_deal
def add(
    scope: ScopeVersion, *, by: Person, at: datetime, today: date, role: Role, minutes: int, seen: str | None = None
) -> EstimateLine:
    """Hours of a role that isn't in the estimate yet.

    Raises:
        Refused: it is in the estimate already, or it has no rate on the day when the work starts.
    """
    must_edit(by)
    day = rate_day(scope, today)
    rates = rates_on(day, [role.pk]).get(role.pk)
    if rates is None:
        raise no_rate(role.name, day)
    with deed():
        hold(scope)
        if scope.lines.filter(role=role).exists():
            raise Refused(
                [Finding("lines", _("Estimate"), _("%(name)s is in the estimate already.") % {"name": role.name})]
            )
        line = EstimateLine.objects.create(
            scope=scope, role=role, minutes=minutes, bill_hourly=rates[0], cost_hourly=rates[1]
        )
        ledger.record("added hours", scope, by=by, at=at, after={role.name: minutes})
        reprice(scope, by=by, at=at)
    return line


@locks_deal
def set_hours(scope: ScopeVersion, *, by: Person, at: datetime, seen: str | None, minutes: Mapping[int, int]) -> None:
    """Set the minutes of lines (by their id). 0 takes a line out; a line of the tier stays, so that the change shows.

    Raises:
        Stale: hours were changed since they were read (see `as_read`), or the scope was frozen.
    """
    must_edit(by)
    with deed():
        hold(scope)
        lines = list(scope.lines.select_related("role"))
        if seen is not None and seen != as_read(lines):
            raise ledger.Stale(scope)
        changed = [line for line in lines if minutes.get(line.pk, line.minutes) != line.minutes]
        before = {line.role.name: line.minutes for line in changed}
        for line in changed:
            line.minutes = minutes[line.pk]
        EstimateLine.objects.bulk_update(changed, ["minutes"])
        scope.lines.filter(minutes=0, tier_minutes__isnull=True).delete()
        after = {line.role.name: line.minutes for line in changed}
        if changed:
            ledger.record("changed hours", scope, by=by, at=at, before=before, after=after)
        reprice(scope, by=by, at=at)


def as_read(lines: list[EstimateLine]) -> str:
    """The hours that somebody had before them, as a form carries them."""
    return ",".join(f"{line.pk}:{line.minutes}" for line in sorted(lines, key=lambda line: line.pk))


@locks_deal
def take_rates(scope: ScopeVersion, *, by: Person, at: datetime, today: date) -> ScopeVersion:
    """Resolve every line's rates anew, by the day when the work starts."""
    must_edit(by)
    with deed():
        hold(scope)
        lines = list(scope.lines.select_related("role"))
        day = rate_day(scope, today)
        rates = rates_on(day, [line.role_id for line in lines])
        for line in lines:
            line.bill_hourly, line.cost_hourly = rates.get(line.role_id, (line.bill_hourly, line.cost_hourly))
        EstimateLine.objects.bulk_update(lines, ["bill_hourly", "cost_hourly"])
        ledger.record("took rates", scope, by=by, at=at, after={"rates of": str(day)})
        return reprice(scope, by=by, at=at)

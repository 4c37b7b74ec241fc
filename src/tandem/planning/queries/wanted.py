"""What a deal would need: by its newest scope, else by the standard estimate of its tier."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from tandem.calc.weeks import week_of
from tandem.catalogue.models import TierEstimate
from tandem.engagements.models import Engagement
from tandem.scoping.models import EstimateLine, ScopeVersion


class Wanted(NamedTuple):
    """Minutes of a role over a period, both days included."""

    engagement_id: int
    role_id: int
    starts_on: date
    ends_on: date
    minutes: int


def wanted(deals: Iterable[Engagement]) -> list[Wanted]:
    """One row for each role of each deal that can be placed in time. Three queries (and tiers, where not loaded).

    A deal without a start begins on the Monday after it closes; one without an end runs as long as its tier does.
    Without either there is nothing to lay on a calendar.
    """
    found = list(deals)
    scopes = _newest_scopes(found)
    lines = _by_owner(EstimateLine, "scope_id", [scope.pk for scope in scopes.values()])
    standard = _by_owner(TierEstimate, "tier_id", [deal.tier_id for deal in found if deal.tier_id])
    rows = []
    for deal in found:
        scope = scopes.get(deal.pk)
        roles = (lines.get(scope.pk) if scope else None) or standard.get(deal.tier_id or 0, [])
        period = _period(deal, scope)
        if period and roles:
            rows += [Wanted(deal.pk, role, *period, minutes) for role, minutes in roles if minutes]
    return rows


def _newest_scopes(deals: list[Engagement]) -> dict[int, ScopeVersion]:
    found = ScopeVersion.objects.filter(engagement__in=[deal.pk for deal in deals]).order_by("number")
    return {scope.engagement_id: scope for scope in found.defer("digest")}


def _by_owner(model, owner: str, pks: list[int]) -> dict[int, list[tuple[int, int]]]:
    rows: dict[int, list[tuple[int, int]]] = {}
    for key, role, minutes in model.objects.filter(**{f"{owner}__in": pks}).values_list(owner, "role_id", "minutes"):
        rows.setdefault(key, []).append((role, minutes))
    return rows


def _period(deal: Engagement, scope: ScopeVersion | None) -> tuple[date, date] | None:
    start = (scope.starts_on if scope else None) or deal.starts_on or _monday_after(deal.close_on)
    if start is None:
        return None
    end = (scope.ends_on if scope else None) or deal.ends_on
    if end is None and deal.tier:
        end = start + timedelta(weeks=deal.tier.weeks, days=-1)
    return (start, end) if end and end >= start else None


def _monday_after(day: date | None) -> date | None:
    return week_of(day) + timedelta(weeks=1) if day else None

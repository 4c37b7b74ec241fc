"""The newest scope and its verdicts, of many deals at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from tandem.engagements.models import Engagement
from tandem.review.models import Verdict
from tandem.scoping.models import ScopeVersion


@dataclass(frozen=True)
class Standing:
    """`scope` is the newest frozen version, `draft` says that a newer one is being changed."""

    deal: Engagement
    scope: ScopeVersion | None = None
    draft: bool = False
    verdicts: dict[str, Verdict] = field(default_factory=dict)


def standing(deals: Sequence[Engagement]) -> list[Standing]:
    """Two queries for any number of deals."""
    newest: dict[int, ScopeVersion] = {}
    drafts: set[int] = set()
    scopes = ScopeVersion.objects.filter(engagement__in=deals).order_by("engagement_id", "-number")
    for scope in scopes:
        if not scope.frozen_at and scope.engagement_id not in newest:
            drafts.add(scope.engagement_id)
        elif scope.frozen_at:
            newest.setdefault(scope.engagement_id, scope)
    spoken = _verdicts(newest.values())
    return [
        Standing(
            deal,
            newest.get(deal.pk),
            deal.pk in drafts,
            spoken.get(newest[deal.pk].pk, {}) if deal.pk in newest else {},
        )
        for deal in deals
    ]


def _verdicts(scopes: Iterable[ScopeVersion]) -> dict[int, dict[str, Verdict]]:
    found: dict[int, dict[str, Verdict]] = {}
    rows = Verdict.objects.filter(scope__in=list(scopes)).select_related("person", "condition_owner")
    for verdict in rows:
        found.setdefault(verdict.scope_id, {})[verdict.seat] = verdict
    return found

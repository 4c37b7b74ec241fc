"""Keep what the open deals need in step with their scopes."""

from collections.abc import Iterable

from django.db import transaction

from tandem.engagements.models import Engagement
from tandem.planning.models import Need
from tandem.planning.queries.wanted import wanted

FIELDS = ["starts_on", "ends_on", "minutes"]


def refresh_needs(engagement: Engagement) -> int:
    """Rewrite an open deal's needs from its newest scope (a draft too), else from its tier's standard estimate.

    Called whenever a scope, the tier or the dates change. What is signed keeps the needs that it was sold with.
    Writes no history: the scope's own says what changed. Answers how many roles it needs.
    """
    return refresh_all([engagement])


def refresh_all(engagements: Iterable[Engagement]) -> int:
    """The same for many, in a fixed number of queries."""
    deals = [engagement for engagement in engagements if engagement.is_open]
    rows = [Need(**row._asdict()) for row in wanted(deals)]
    kept = {(row.engagement_id, row.role_id) for row in rows}
    with transaction.atomic():
        there = Need.objects.filter(engagement__in=[deal.pk for deal in deals])
        gone = [pk for pk, *key in there.values_list("pk", "engagement_id", "role_id") if tuple(key) not in kept]
        Need.objects.filter(pk__in=gone).delete()
        Need.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["engagement", "role"], update_fields=FIELDS, batch_size=1000
        )
    return len(rows)

"""Revise a tier: a new version takes its place; deals keep the version that they were built on."""

from datetime import datetime
from decimal import Decimal

from django.db import models

from tandem.catalogue.models import Tier, TierClause
from tandem.ledger.actions import Stale, record
from tandem.ledger.deeds import deed
from tandem.people.models import Person


def revise(
    tier: Tier,
    *,
    clauses: list[tuple[str, str]],
    reason: str,
    by: Person,
    at: datetime,
    engagement: models.Model | None = None,
    fee: Decimal | None = None,
) -> Tier:
    """The next version of `tier` with further clauses [(kind, words)]; all else is taken over. `reason` says why, and
    `engagement` which project taught it. An open draft stays as it is and is behind from now on: whoever drafts it takes
    the new clauses over before both sides can say yes (`draft.take_over`).

    Raises:
        Stale: `tier` isn't the current version any more.
    """
    with deed(engagement):
        if not Tier.objects.filter(pk=tier.pk, current=True).update(current=False):
            raise Stale(Tier.objects.get(offering=tier.offering_id, grade=tier.grade, current=True))
        fresh = Tier.objects.create(
            offering=tier.offering, grade=tier.grade, number=_next_number(tier), fee=tier.fee if fee is None else fee,
            weeks=tier.weeks, promise=tier.promise, made_at=at, made_by=by, why=reason,
        )  # fmt: skip
        for rows in (tier.deliverables, tier.estimate, tier.clauses, tier.milestones):
            _take_over(rows, fresh)
        _add_clauses(fresh, clauses)
        after = {"version": fresh.number, **{f"clause {n}": words for n, (_kind, words) in enumerate(clauses, 1)}}
        record("revised", fresh, by=by, at=at, reason=reason, engagement=engagement, after=after)
    return fresh


def _next_number(tier: Tier) -> int:
    """After the last one, drafts included: an open draft has a number already."""
    versions = Tier.objects.filter(offering=tier.offering_id, grade=tier.grade)
    return (versions.aggregate(last=models.Max("number"))["last"] or 0) + 1


def _take_over(rows: models.Manager, tier: Tier) -> None:
    copies = list(rows.order_by("pk"))
    for row in copies:
        row.pk, row.tier = None, tier
    rows.model.objects.bulk_create(copies)


def _add_clauses(tier: Tier, clauses: list[tuple[str, str]]) -> None:
    last = tier.clauses.aggregate(last=models.Max("position"))["last"] or 0
    TierClause.objects.bulk_create(
        TierClause(tier=tier, kind=kind, words=words, position=last + place)
        for place, (kind, words) in enumerate(clauses, 1)
    )

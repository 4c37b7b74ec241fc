"""What is in a tier, gathered from its rows."""

from collections.abc import Iterable
from decimal import Decimal

from django.db.models import QuerySet

from tandem.catalogue.content import CLAUSES, DELIVERABLE, MILESTONE, Content, Line
from tandem.catalogue.models import Deliverable, Tier, TierClause, TierMilestone

PARTS = ("deliverables", "estimate__role", "clauses", "milestones")
THOUSANDTH = Decimal("0.001")


def with_parts(tiers: QuerySet[Tier]) -> QuerySet[Tier]:
    """With all that's in them: five queries more, however many tiers."""
    return tiers.select_related("offering").prefetch_related(*PARTS)


def content_of(tier: Tier) -> Content:
    """No query where the tier came `with_parts`."""
    clauses = in_order(tier.clauses.all())
    lines = {kind: tuple(clause_line(row) for row in clauses if row.kind == kind) for kind in CLAUSES}
    lines[DELIVERABLE] = tuple(Line(row.words) for row in in_order(tier.deliverables.all()))
    lines[MILESTONE] = tuple(milestone_line(row) for row in by_time(tier.milestones.all()))
    estimate = sorted(tier.estimate.all(), key=lambda row: (row.role.position, row.role.name))
    return Content(
        fee=tier.fee, weeks=tier.weeks, promise=tier.promise, lines=lines,
        hours={row.role.name: row.minutes for row in estimate if row.minutes},
    )  # fmt: skip


def clause_line(row: TierClause) -> Line:
    return Line(row.words, row.minutes, thousandths(row.probability), row.mitigation)


def milestone_line(row: TierMilestone) -> Line:
    return Line(row.name, share=thousandths(row.at_share))


def thousandths(share: Decimal | None) -> Decimal | None:
    """As the database keeps it, whatever engine: 0.5 and 0.500 are one share."""
    return None if share is None else Decimal(share).quantize(THOUSANDTH)


def in_order(rows: Iterable) -> list:
    """Deliverables and clauses as they were put."""
    return sorted(rows, key=lambda row: (row.position, row.pk))


def by_time(rows: Iterable[TierMilestone]) -> list[TierMilestone]:
    return sorted(rows, key=lambda row: (row.at_share, row.pk))


def models_of(part: str) -> type[Deliverable] | type[TierClause] | type[TierMilestone]:
    """Whose rows a part's lines are."""
    return Deliverable if part == DELIVERABLE else TierMilestone if part == MILESTONE else TierClause

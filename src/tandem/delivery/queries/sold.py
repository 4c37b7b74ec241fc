"""What was sold, from the signed scope: the baseline that a project opens with."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from tandem.calc.margin import labour_cost
from tandem.delivery.gate.start import StartFacts
from tandem.engagements.models import Amendment, Engagement, Outcome, Promise
from tandem.review.models import Signature
from tandem.review.queries.gate import too_late
from tandem.review.queries.judged import cost_of
from tandem.scoping.models import EstimateLine, ScopeVersion
from tandem.scoping.queries.milestones import Dated, planned
from tandem.scoping.queries.papered import TAKEN_BACK


@dataclass(frozen=True)
class Sold:
    """Minutes and cost include the contingency; None is not known."""

    amount: Decimal | None
    starts_on: date | None
    ends_on: date | None
    cost: Decimal | None = None
    minutes: int | None = None
    by_role: list[tuple[str, int, str]] = field(default_factory=list)
    scope: ScopeVersion | None = None


def sold_of(deal: Engagement) -> Sold:
    """A win past open gates has no scope: its amount and days are all that is known. What was amended since the
    signature is what was sold. Three queries."""
    signature = Signature.objects.filter(engagement=deal).select_related("scope__tier").first()
    scope = signature.scope if signature else None
    if scope is None:
        return Sold(deal.amount, deal.starts_on, deal.ends_on)
    amended = _amended(deal)
    lines = list(scope.lines.select_related("role").order_by("role__position", "role__name"))
    return Sold(
        amount=deal.amount if "amount" in amended else scope.fee,
        starts_on=deal.starts_on if "starts_on" in amended else scope.starts_on or deal.starts_on,
        ends_on=deal.ends_on if "ends_on" in amended else scope.ends_on or deal.ends_on,
        cost=cost_of(scope, lines),
        minutes=sum(line.minutes for line in lines) + scope.contingency_minutes if lines else None,
        by_role=[_line(line) for line in lines],
        scope=scope,
    )


def _amended(deal: Engagement) -> set[str]:
    """Which of its figures and days everybody agreed to change."""
    written = Amendment.objects.filter(engagement=deal, noun=Amendment.Noun.DEAL, written_at__isnull=False)
    return {name for after in written.values_list("after", flat=True) for name in after}


def dates_of(deal: Engagement, sold: Sold) -> list[Dated]:
    """The milestones that the project opens with. Two queries."""
    tier = sold.scope.tier if sold.scope and sold.scope.tier_id else deal.tier
    standard = tier.milestones.order_by("at_share") if tier else []
    outcomes = Outcome.objects.filter(engagement=deal).order_by("position", "pk")
    return planned(standard, outcomes, sold.starts_on, sold.ends_on)


def promises_of(deal: Engagement) -> list[Promise]:
    """What was promised and not taken back."""
    return list(Promise.objects.filter(engagement=deal).exclude(paper__in=TAKEN_BACK).order_by("pk"))


def start_facts(dates: list[Dated], promises: list[Promise]) -> StartFacts:
    return StartFacts(milestones=len(dates), promises=len(promises), late=tuple(too_late(promises, dates)))


def _line(line: EstimateLine) -> tuple[str, int, str]:
    return (line.role.name, line.minutes, str(labour_cost([(line.minutes, line.cost_hourly)])))

"""The margin that a deal is priced at, for its head. Whoever calls asks `sees(person, MARGIN)` first."""

from decimal import Decimal

from tandem.calc.margin import gross_margin
from tandem.engagements.models import Engagement
from tandem.review.queries.judged import cost_of
from tandem.scoping.models import ScopeVersion


def margin_of(deal: Engagement) -> Decimal | None:
    """Share of the newest scope's fee that its estimated cost leaves; None while nothing is estimated. Two queries."""
    scope = ScopeVersion.objects.filter(engagement=deal).prefetch_related("lines").order_by("-number").first()
    cost = cost_of(scope, list(scope.lines.all())) if scope else None
    return gross_margin(scope.fee, cost) if scope and cost is not None else None

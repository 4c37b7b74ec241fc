"""The margin that a deal is priced at, for its head. Whoever calls asks `sees(person, MARGIN)` first."""

from decimal import Decimal

from tandem.calc.margin import sold_margin
from tandem.engagements.models import Engagement
from tandem.scoping.models import EstimateLine, ScopeVersion


def margin_of(deal: Engagement) -> Decimal | None:
    """Share of the newest scope's fee that its estimated cost leaves; None while nothing is estimated. Two queries.

    Contingency costs what the estimate's hours cost on average.
    """
    scope = ScopeVersion.objects.filter(engagement=deal).order_by("-number").first()
    if scope is None:
        return None
    lines = list(EstimateLine.objects.filter(scope=scope).values_list("minutes", "cost_hourly"))
    minutes = sum(line[0] for line in lines)
    if not minutes:
        return None
    mean = sum((time * cost for time, cost in lines), Decimal(0)) / minutes
    return sold_margin(scope.fee, [*lines, (scope.contingency_minutes, mean)])

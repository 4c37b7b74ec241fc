"""The margin that a deal is priced at, for its head. Whoever calls asks `sees(person, MARGIN)` first."""

from decimal import Decimal

from tandem.calc.margin import gross_margin
from tandem.engagements.models import Stage
from tandem.front.deal.gates import Look
from tandem.review.queries.judged import cost_of, newest

BEFORE_PROPOSAL = (Stage.LEAD, Stage.QUALIFIED, Stage.SCOPED, Stage.AGREED)


def margin_of(look: Look) -> Decimal | None:
    """Share of the newest scope's fee that its estimated cost leaves; None while nothing is estimated.

    No query where the board's gate was judged and no newer draft is being written; else two at most.
    """
    before_the_board = look.deal.stage in BEFORE_PROPOSAL
    if before_the_board and look.judged.draft is None:
        return look.judged.margin
    frozen, draft = newest(look.deal)
    scope = draft or frozen
    cost = cost_of(scope, list(scope.lines.all())) if scope else None
    return gross_margin(scope.fee, cost) if scope and cost is not None else None

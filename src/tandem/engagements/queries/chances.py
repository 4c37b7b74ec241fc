"""How likely a deal is to be signed: its own probability, else that of its stage."""

from decimal import Decimal

from django.db.models import Case, DecimalField, F, Value, When
from django.db.models.functions import Coalesce

from tandem.engagements.models import SIGNED, Engagement, Stage

SHARE = DecimalField(max_digits=4, decimal_places=3)

# Where a firm has closed too few deals to learn its own (calc.forecast.stage_probability says when it has).
STAGE_CHANCES: dict[str, Decimal] = {
    Stage.LEAD: Decimal("0.1"),
    Stage.QUALIFIED: Decimal("0.25"),
    Stage.SCOPED: Decimal("0.4"),
    Stage.AGREED: Decimal("0.6"),
    Stage.PROPOSED: Decimal("0.75"),
    Stage.LOST: Decimal(0),
    **dict.fromkeys(SIGNED, Decimal(1)),
}


def chance_of(deal: Engagement) -> Decimal:
    """0..1."""
    return STAGE_CHANCES[deal.stage] if deal.probability is None else deal.probability


def chance() -> Coalesce:
    """The same, for the database."""
    by_stage = [When(stage=stage, then=Value(share)) for stage, share in STAGE_CHANCES.items()]
    return Coalesce(F("probability"), Case(*by_stage, output_field=SHARE), output_field=SHARE)

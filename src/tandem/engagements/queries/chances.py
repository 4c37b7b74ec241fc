"""How likely a deal of each stage is to be signed, where it has no probability of its own."""

from decimal import Decimal

from tandem.engagements.models import SIGNED, Stage

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

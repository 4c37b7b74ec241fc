"""How likely a deal is to be signed, by its stage: believed, until 40 closed deals of the stage say otherwise."""

from dataclasses import dataclass
from decimal import Decimal

from tandem.calc.forecast import FEWEST_CLOSED, is_calibrated, stage_probability
from tandem.engagements.models import SIGNED, StageOdds


@dataclass(frozen=True)
class Odds:
    """`by_stage` is 0..1; `learnt` names the stages whose odds are the firm's own record."""

    by_stage: dict[str, float]
    learnt: tuple[str, ...]
    closed: int

    def of(self, stage: str, own: object) -> float:
        """The deal's own probability, else its stage's."""
        return float(own) if own is not None else self.by_stage.get(stage, 0.0)  # type: ignore[arg-type]

    def share(self, stage: str) -> Decimal:
        """For sums of money: to a thousandth; what is signed is certain, what is lost is nothing."""
        if stage in SIGNED:
            return Decimal(1)
        return Decimal(str(round(self.by_stage.get(stage, 0.0), 3)))

    @property
    def fewest(self) -> int:
        """How many closed deals of a stage it takes."""
        return FEWEST_CLOSED


def odds() -> Odds:
    """One query."""
    rows = list(StageOdds.objects.order_by("pk"))
    learnt = tuple(row.get_stage_display() for row in rows if is_calibrated(row.closed))
    return Odds({row.stage: _share(row) for row in rows}, learnt, max((row.closed for row in rows), default=0))


def _share(row: StageOdds) -> float:
    if not is_calibrated(row.closed):
        return float(row.default)
    return stage_probability(row.wins, row.closed, float(row.default))

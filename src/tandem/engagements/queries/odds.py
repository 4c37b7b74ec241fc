"""How likely a deal is to be signed, by its stage: believed, until 40 closed deals of the stage say otherwise."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db.models import Q
from django.utils import timezone

from tandem.calc.forecast import AGES_OUT, FEWEST_CLOSED, aged_out, is_calibrated, stage_probability
from tandem.engagements.models import OPEN, SIGNED, StageOdds


@dataclass(frozen=True)
class Odds:
    """`by_stage` is 0..1; `learnt` names the stages whose odds are the firm's own record."""

    by_stage: dict[str, float]
    learnt: tuple[str, ...]
    closed: int
    today: date

    def of(self, stage: str, own: object, moved_at: datetime | None = None, close_on: date | None = None) -> float:
        """The deal's own probability, else its stage's; nothing for one that has aged out."""
        if own is not None:
            return float(own)  # type: ignore[arg-type]
        if moved_at is not None and aged_out(timezone.localdate(moved_at), close_on, self.today):
            return 0.0
        return self.by_stage.get(stage, 0.0)

    def share(self, stage: str) -> Decimal:
        """For sums of money, not rounded; what is signed is certain, what is lost is nothing."""
        return Decimal(1) if stage in SIGNED else Decimal(repr(self.by_stage.get(stage, 0.0)))

    @property
    def fewest(self) -> int:
        """How many closed deals of a stage it takes."""
        return FEWEST_CLOSED


def aged_before(today: date) -> Q:
    """The open deals that have aged out by `today`: what `calc.forecast.aged_out` says of one, for a query."""
    since = today - timedelta(days=AGES_OUT)
    first = datetime.combine(since, time.min, timezone.get_default_timezone())
    quiet = Q(stage_since__lt=first) & (Q(close_on=None) | Q(close_on__lt=today))
    return Q(stage__in=OPEN) & (Q(close_on__lt=since) | quiet)


def odds(today: date) -> Odds:
    """One query."""
    rows = list(StageOdds.objects.order_by("pk"))
    learnt = tuple(row.get_stage_display() for row in rows if is_calibrated(row.closed))
    by_stage = {row.stage: _share(row) for row in rows}
    return Odds(by_stage, learnt, max((row.closed for row in rows), default=0), today)


def _share(row: StageOdds) -> float:
    if not is_calibrated(row.closed):
        return float(row.default)
    return stage_probability(row.wins, row.closed, float(row.default))

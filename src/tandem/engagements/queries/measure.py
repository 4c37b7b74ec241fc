"""What came of outcomes: how many are met, by each one's last measure."""

from collections.abc import Iterable
from dataclasses import dataclass

from tandem.calc.rates import Rate, rate
from tandem.engagements.models import OutcomeMeasure
from tandem.engagements.queries.outcome import OutcomeRow


@dataclass(frozen=True)
class Told:
    """How a deal's outcomes came out: `met` of those that were measured at all. `asked` is how many measures were
    asked for, `open` how many of them nobody has made."""

    met: Rate
    asked: int
    open: int


def told(rows: Iterable[OutcomeRow]) -> Told:
    every = [measure for row in rows for measure in row.measures]
    last = [found for row in rows if (found := last_of(row.measures))]
    open_ones = sum(measure.met is None for measure in every)
    return Told(rate(sum(bool(measure.met) for measure in last), len(last)), len(every), open_ones)


def last_of(measures: Iterable[OutcomeMeasure]) -> OutcomeMeasure | None:
    """The measure that counts: of those that were made, the one at the latest point. None: not measured yet."""
    points = list(OutcomeMeasure.Point.values)
    made = [measure for measure in measures if measure.met is not None]
    return max(made, key=lambda measure: points.index(measure.point), default=None)

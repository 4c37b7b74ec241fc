"""What came of the outcomes that were measured: how many are met, and the rows behind it."""

from dataclasses import dataclass

from tandem.calc.rates import Rate, rate
from tandem.engagements.models import Engagement, OutcomeMeasure
from tandem.people.models import Person
from tandem.scorecard.periods import Period


@dataclass(frozen=True)
class Outcomes:
    """`met` of the outcomes that were measured in the period, each by its last measure in it. `rows` are those
    measures, the newest first."""

    met: Rate
    rows: list[OutcomeMeasure]


def outcomes(person: Person, period: Period) -> Outcomes:
    """One query."""
    seen = Engagement.objects.visible_to(person)
    found = OutcomeMeasure.objects.filter(
        met__isnull=False, measured_at__range=period.moments, outcome__engagement__in=seen
    )
    last: dict[int, OutcomeMeasure] = {}
    for row in found.select_related("outcome__engagement__account", "measured_by").order_by("-measured_at", "-pk"):
        last.setdefault(row.outcome_id, row)
    rows = list(last.values())
    return Outcomes(rate(sum(bool(row.met) for row in rows), len(rows)), rows)

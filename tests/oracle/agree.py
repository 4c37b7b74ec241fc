"""Where the product and the oracle say different things of a firm: one line each, none when all is well."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from tandem.delivery.models import Project
from tandem.delivery.queries.margin import money_of
from tandem.engagements.models import StageOdds
from tandem.engagements.queries import pipeline
from tandem.engagements.queries.pipeline.filters import Filters
from tandem.front.counts import _count
from tandem.people.models import Person
from tandem.scorecard.periods import Period
from tandem.scorecard.queries import clients, gates
from tandem.scorecard.queries import margin as margins
from tandem.scorecard.queries import outcomes as measured
from tandem.scorecard.queries.promises import kept
from tests.oracle import figures
from tests.oracle.completion import endings

NEAR = 1e-9


def of_period(person: Person, period: Period, today: date, zone: str) -> Iterator[str]:
    """Every figure of the scorecard."""
    told = figures.told(period.first, period.last, today, zone)
    margin = margins.margin(person, period, today)
    score, handoffs = clients.scores(person, period)[0], gates.handoffs(person, period, today)
    repeat = clients.repeat(clients.starts(person), min(period.last, today))
    promises, outcomes = kept(person, period), measured.outcomes(person, period).met
    pairs: list[tuple[str, Any, Any]] = [
        ("margin sold", margin.sold, told.sold_margin), ("margin now", margin.now, told.margin),
        ("nps", score.score, told.nps), ("answers", score.answers.count, told.nps_answers),
        ("rows of nps", len(clients.answers(person, period)), told.nps_answers),
        ("repeat", (repeat.count, repeat.of), told.repeat),
        ("surprises", clients.surprise_counts(person, period)[0].count, told.surprises),
        ("rows of surprises", clients.surprises(person, period).count, told.surprises),
        ("handed off", (handoffs.accepted, handoffs.signed), told.handed),
        ("waived", len(gates.waivers(person, period)), told.waived),
        ("ungated", len(gates.ungated(person, period)), told.ungated),
        ("promises kept", (promises.count, promises.of), told.promises),
        ("outcomes met", (outcomes.count, outcomes.of), told.outcomes),
    ]  # fmt: skip
    for rate in (repeat, promises, outcomes):
        if rate.of:
            low, high = figures.wilson(rate.count, rate.of)
            pairs += [("interval", rate.low, max(low, 0.0)), ("interval", rate.high, min(high, 1.0))]
    yield from (f"{period.name} {name}: {ours} is {theirs}" for name, ours, theirs in pairs if not _same(ours, theirs))


def of_projects() -> Iterator[str]:
    """Price, hours, cost and both margins of every project."""
    ends = endings()
    found = money_of(Project.objects.all())
    for pk, money in found.items():
        end = ends[pk]
        ours = (money.revenue, money.minutes, money.cost, money.sold_margin, money.margin)
        theirs = (end.price, end.minutes, end.cost, end.sold_margin, end.margin)
        if not all(_same(one, other) for one, other in zip(ours, theirs, strict=True)):
            yield f"project {pk}: {ours} is {theirs}"


def of_now(person: Person, today: date, zone: str) -> Iterator[str]:
    """The pipeline's sums, the odds that they are weighed by, the numbers beside the places."""
    totals = pipeline.totals(Filters(), person, today)
    count, worth, weighted = figures.pipeline(today, zone)
    badges = _count(person)
    pairs: list[tuple[str, Any, Any]] = [("worth", totals.worth, worth), ("open deals", badges["pipeline"], count)]
    pairs += [(f"badge of {name}", badges[name], number) for name, number in figures.badges().items()]
    learnt = {row.stage: (row.wins, row.closed) for row in StageOdds.objects.all()}
    pairs += [(f"odds of {stage}", learnt[stage], counted) for stage, counted in figures.odds().items()]
    yield from (f"{name}: {ours} is {theirs}" for name, ours, theirs in pairs if not _same(ours, theirs))
    if abs(float(totals.weighted or 0) - weighted) > 0.01:
        yield f"weighted: {totals.weighted} is {weighted}"


def _same(ours: Any, theirs: Any) -> bool:
    if ours is None or theirs is None or isinstance(ours, tuple):
        return ours == theirs
    return abs(float(ours) - float(theirs)) <= NEAR

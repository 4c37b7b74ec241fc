"""The whole page, and the sentence that it opens with."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from tandem.calc.nps import Change, Nps, change
from tandem.calc.rates import Rate
from tandem.engagements.models import Engagement, Waiver
from tandem.feedback.models import Survey
from tandem.learning.models import Debrief
from tandem.people.models import Access, Person
from tandem.people.queries.firm import day_minutes
from tandem.people.rights import Sight, sees
from tandem.review.models import Policy
from tandem.scorecard.periods import Period
from tandem.scorecard.queries import clients, gates
from tandem.scorecard.queries import margin as margins
from tandem.scorecard.queries.habits import Habit, habits
from tandem.scorecard.queries.promises import kept

WIDEST = 5


@dataclass(frozen=True)
class Card:
    """Everything on the scorecard. `margin` is None for whoever may not see margins."""

    period: Period
    margin: margins.Margin | None
    floor: Any
    nps: Nps
    nps_before: Nps
    nps_change: Change
    unhappy: int
    repeat: Rate
    repeat_before: Rate
    surprises: clients.Surprises
    surprises_before: int
    handoffs: gates.Handoffs
    waivers: list[Waiver]
    ungated: list[Engagement]
    habits: list[Habit]
    promises: Rate
    widest: list[margins.Line]
    words: dict[int, Survey]
    voices: Debrief | None
    quotes: bool
    day_minutes: int


def card(person: Person, period: Period, today: date) -> Card:
    """The scorecard of a period as this person may see it; the same number of queries for any firm."""
    found = margins.margin(person, period, today) if sees(person, Sight.MARGIN) else None
    score, score_before = clients.scores(person, period)
    surprises, surprises_before = clients.surprise_counts(person, period)
    begun = clients.starts(person)
    widest = list(found.lines[:WIDEST]) if found else []
    ids = [line.engagement_id for line in widest]
    policy = Policy.objects.filter(current=True).first()
    return Card(
        period=period,
        margin=found,
        floor=policy.margin_floor if policy and found else None,
        nps=score,
        nps_before=score_before,
        nps_change=change(score, score_before),
        unhappy=score.answers.detractors,
        repeat=clients.repeat(begun, min(period.last, today)),
        repeat_before=clients.repeat(begun, period.previous.last),
        surprises=surprises,
        surprises_before=surprises_before,
        handoffs=gates.handoffs(person, period, today),
        waivers=gates.waivers(person, period),
        ungated=gates.ungated(person, period),
        habits=habits(person, period, policy),
        promises=kept(person, period),
        widest=widest,
        words=clients.latest_words(person, ids),
        voices=_voices(ids),
        quotes=person.access != Access.CONSULTANT,
        day_minutes=day_minutes(),
    )


def _voices(ids: list[int]) -> Debrief | None:
    """What both sides said about the widest gap that they have talked about."""
    said = Debrief.objects.filter(engagement__in=ids).exclude(sales_words="").exclude(delivery_words="")
    found = {row.engagement_id: row for row in said}
    return next((found[pk] for pk in ids if pk in found), None)

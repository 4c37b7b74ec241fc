"""Closed deals as evidence: what was answered before they were decided, whether they were won, what they left."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tandem.calc.intervals import FEWEST_TO_PREDICT, Estimate, jackknife, trust
from tandem.calc.rates import Rate, rate
from tandem.clients.models import FitAnswer
from tandem.clients.queries.profile import Card, Question, fold
from tandem.clients.queries.rescore import Figures, Marker
from tandem.delivery.models import Project
from tandem.delivery.queries.margin import FIELDS, money_of
from tandem.engagements.models import SIGNED, Engagement, Stage
from tandem.people.models import Person
from tandem.people.rights import Sight, sees

NEWEST = 5000


@dataclass(frozen=True)
class Closed:
    """One deal that was judged before it was won or lost. `left` is (revenue, cost) of its delivered project, or None
    where there's none or the reader may not see margins."""

    pk: int
    won: bool
    said: dict[str, str]
    figures: Figures
    left: tuple[float, float] | None


@dataclass(frozen=True)
class Worth:
    """What became of some of them: how many were won, and the margin that their projects left."""

    wins: Rate
    margin: Estimate

    @property
    def trust(self) -> str:
        return trust(self.wins.of)

    @property
    def margin_trust(self) -> str:
        return trust(self.margin.count)


@dataclass(frozen=True)
class Asked:
    """A question with what each of its answers was worth."""

    question: Question
    answers: list[tuple[str, Worth]]


@dataclass(frozen=True)
class BackTest:
    """Closed deals as a version would have called them. `unsaid` hang on questions that it asks anew."""

    fits: Worth
    below: Worth
    unsaid: int


def closed(person: Person) -> list[Closed]:
    """The newest few thousand that the reader may see; a judgement made after the decision is no evidence. Five
    queries at most."""
    rows = (
        Engagement.objects.visible_to(person)
        .filter(stage__in=(*SIGNED, Stage.LOST), closed_at__isnull=False, fit__isnull=False)
        .order_by("-closed_at", "-pk")
        .values_list(
            "pk", "stage", "fit_id", "fit__made_at", "closed_at", "account__employees", "account__revenue_millions"
        )[:NEWEST]
    )
    known = [row for row in rows if row[4] and row[3] <= row[4]]
    said, left = _said({row[2] for row in known}), _left(person)
    return [
        Closed(
            pk, stage != Stage.LOST, said.get(fit, {}), {"employees": people, "revenue_millions": revenue}, left.get(pk)
        )
        for pk, stage, fit, _made, _closed, people, revenue in known
    ]


def worth(deals: Sequence[Closed]) -> Worth:
    left = [deal.left for deal in deals if deal.left]
    return Worth(rate(sum(deal.won for deal in deals), len(deals)), jackknife(left, _share))


def relation(card: Card, deals: Sequence[Closed]) -> list[Asked]:
    """Each question of a version with what each answer was worth, as it was worded then."""
    return [
        Asked(question, [_answer(question, each.words, deals) for each in question.answers])
        for question in card.questions
    ]


def back_test(marker: Marker, deals: Iterable[Closed]) -> BackTest:
    """Each deal read by the version; what hangs on new questions is counted apart, not guessed."""
    sorted_by: dict[str, list[Closed]] = {}
    for deal in deals:
        sorted_by.setdefault(marker.read(deal.said, deal.figures).verdict, []).append(deal)
    below = [*sorted_by.get("below", []), *sorted_by.get("disqualified", [])]
    return BackTest(worth(sorted_by.get("fits", [])), worth(below), len(sorted_by.get("open", [])))


def predicts(deals: Sequence[Closed]) -> bool:
    return len(deals) >= FEWEST_TO_PREDICT


def _answer(question: Question, words: str, deals: Sequence[Closed]) -> tuple[str, Worth]:
    asked, answer = fold(question.words), fold(words)
    return words, worth([deal for deal in deals if deal.said.get(asked) == answer])


def _said(fits: set[int]) -> dict[int, dict[str, str]]:
    """Fit -> folded question -> folded answer."""
    judged = Engagement.objects.filter(stage__in=(*SIGNED, Stage.LOST), fit__isnull=False).values("fit_id")
    rows = FitAnswer.objects.filter(fit__in=judged)
    found: dict[int, dict[str, str]] = {}
    folded: dict[str, str] = {}
    for fit, question, words in rows.values_list("fit_id", "criterion__question", "level__words"):
        if fit in fits:
            one = folded.setdefault(question, fold(question))
            found.setdefault(fit, {})[one] = folded.setdefault(words, fold(words))
    return found


def _left(person: Person) -> dict[int, tuple[float, float]]:
    """Engagement -> (revenue, cost) of what was delivered."""
    if not sees(person, Sight.MARGIN):
        return {}
    rows: list[Any] = list(
        Project.objects.visible_to(person).filter(closed_at__isnull=False).values_list(*FIELDS, named=True)
    )
    money = money_of(rows)
    return {
        row.engagement_id: (float(money[row.pk].revenue), float(money[row.pk].cost or 0))
        for row in rows
        if money[row.pk].margin is not None
    }


def _share(sums: NDArray[np.float64]) -> float:
    return float((sums[0] - sums[1]) / sums[0])

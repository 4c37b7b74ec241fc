"""What one version of the profile changed of another, word by word."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tandem.calc.wording import pair_up, word_changes
from tandem.clients.queries.profile import Answer, Card, Question
from tandem.web.words import percent

Runs = list[tuple[str, str]]


@dataclass(frozen=True)
class AnswerChange:
    """`worth` is what it earns, then and now, in words; empty on the side where it isn't."""

    words: Runs
    was: str
    now: str
    kind: str


@dataclass(frozen=True)
class QuestionChange:
    """`kind` is kept, changed, added or dropped."""

    words: Runs
    was: str
    now: str
    kind: str
    answers: list[AnswerChange]


@dataclass(frozen=True)
class Changes:
    bands: list[tuple[str, int, int]]
    questions: list[QuestionChange]

    @property
    def count(self) -> int:
        return len(self.bands) + sum(each.kind != "kept" for each in self.questions)


def changes(old: Card, new: Card) -> Changes:
    """Questions and answers are paired by their words, the same ones first, then the most alike."""
    bands = [
        (_("Floor"), old.profile.floor, new.profile.floor),
        (_("Strong from"), old.profile.strong, new.profile.strong),
    ]
    return Changes(
        [(words, was, now) for words, was, now in bands if was != now],
        [_question(was, now) for was, now in _pairs(old.questions, new.questions)],
    )


def _pairs(old: Sequence, new: Sequence) -> list[tuple]:
    left, right = {each.words: each for each in old}, {each.words: each for each in new}
    pairs = pair_up([each.words for each in old], [each.words for each in new])
    return [(left.get(was) if was else None, right.get(now) if now else None) for was, now in pairs]


def _question(was: Question | None, now: Question | None) -> QuestionChange:
    answers = [_answer(one, other) for one, other in _pairs(was.answers if was else (), now.answers if now else ())]
    then, today = _weight(was), _weight(now)
    kind = _kind(was, now, then == today and all(each.kind == "kept" for each in answers))
    return QuestionChange(word_changes(_words(was), _words(now)), then, today, kind, answers)


def _answer(was: Answer | None, now: Answer | None) -> AnswerChange:
    then, today = _worth(was), _worth(now)
    return AnswerChange(word_changes(_words(was), _words(now)), then, today, _kind(was, now, then == today))


def _kind(was: Question | Answer | None, now: Question | Answer | None, alike: bool) -> str:
    if was is None or now is None:
        return "added" if was is None else "dropped"
    return "kept" if alike and was.words == now.words else "changed"


def _words(row: Question | Answer | None) -> str:
    return row.words if row else ""


def _weight(row: Question | None) -> str:
    if row is None:
        return ""
    words = _("weight %(n)s") % {"n": row.weight}
    return f"{words}, {_('by %(figure)s') % {'figure': row.unit}}" if row.measure else words


def _worth(row: Answer | None) -> str:
    if row is None:
        return ""
    worth = _("rules out") if row.stops else percent(row.share)
    return f"{worth}, {row.band}" if row.band else worth

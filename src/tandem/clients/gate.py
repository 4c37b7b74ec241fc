"""Rules of the arrow from a draft of the ideal client profile to the current version."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tandem.calc.bands import Band, Flaw, flaws
from tandem.gates import rule
from tandem.web.words import listed

FEWEST_ANSWERS = 2


@dataclass(frozen=True)
class AnswerFacts:
    """One answer; `share` of the question's weight, 0..1. As a band it holds for low <= figure < high."""

    words: str
    share: Decimal
    stops: bool = False
    low: Decimal | None = None
    high: Decimal | None = None


@dataclass(frozen=True)
class QuestionFacts:
    """One question; `measure` is the account's figure that proposes its answer, or empty."""

    words: str
    weight: int
    answers: tuple[AnswerFacts, ...] = ()
    measure: str = ""

    @property
    def earns(self) -> bool:
        return any(answer.share > 0 for answer in self.answers)

    @property
    def stops(self) -> bool:
        return any(answer.stops for answer in self.answers)

    @property
    def bands(self) -> list[Band]:
        """Only where a figure proposes the answer."""
        return [Band(each.words, each.low, each.high) for each in self.answers] if self.measure else []


@dataclass(frozen=True)
class PublishFacts:
    """A draft as a whole; `differs` from the version that counts now."""

    questions: tuple[QuestionFacts, ...]
    floor: int
    strong: int
    differs: bool = True
    why: str = ""


@rule(gettext_noop("It asks something"), waivable=False)
def it_asks_something(facts: PublishFacts) -> str | None:
    return None if facts.questions else _("Add the first question.")


@rule(gettext_noop("Every question has answers"), waivable=False)
def every_question_has_answers(facts: PublishFacts) -> str | None:
    few = [each.words for each in facts.questions if len(each.answers) < FEWEST_ANSWERS]
    return _("Give two answers or more to: %(questions)s.") % {"questions": _quoted(few)} if few else None


@rule(gettext_noop("Nothing is asked twice"), waivable=False)
def nothing_is_asked_twice(facts: PublishFacts) -> str | None:
    """Old judgements are read by these words, so each has to mean one thing."""
    twice = _twice(each.words for each in facts.questions)
    twice += [words for each in facts.questions for words in _twice(answer.words for answer in each.answers)]
    return _("The same words stand twice: %(words)s.") % {"words": _quoted(twice)} if twice else None


@rule(gettext_noop("Every question counts"), waivable=False)
def every_question_counts(facts: PublishFacts) -> str | None:
    """A question earns points or can rule a client out; an answer that rules out earns nothing."""
    idle = [each.words for each in facts.questions if each.answers and not _counts(each)]
    if idle:
        return _("Whatever is answered, nothing follows from: %(questions)s.") % {"questions": _quoted(idle)}
    answers = chain.from_iterable(each.answers for each in facts.questions)
    both = [each.words for each in answers if each.stops and each.share > 0]
    return _("These rule a client out and earn points: %(words)s.") % {"words": _quoted(both)} if both else None


@rule(gettext_noop("Every figure has one answer"), waivable=False)
def every_figure_has_one_answer(facts: PublishFacts) -> str | None:
    told = [f"{each.words} {flaw_words(flaw)}" for each in facts.questions for flaw in flaws(each.bands)]
    return " ".join(told) or None


@rule(gettext_noop("The floor lies below strong"), waivable=False)
def the_floor_lies_below_strong(facts: PublishFacts) -> str | None:
    if facts.floor <= facts.strong:
        return None
    return _("The floor of %(floor)s lies above strong, %(strong)s.") % {"floor": facts.floor, "strong": facts.strong}


@rule(gettext_noop("It changes something"), waivable=False)
def it_changes_something(facts: PublishFacts) -> str | None:
    return None if facts.differs else _("The draft reads like the version that counts now.")


@rule(gettext_noop("It says why"), waivable=False)
def it_says_why(facts: PublishFacts) -> str | None:
    return None if facts.why.strip() else _("Say why: whoever is judged by it will ask.")


DRAFT = (
    it_asks_something,
    every_question_has_answers,
    nothing_is_asked_twice,
    every_question_counts,
    every_figure_has_one_answer,
    the_floor_lies_below_strong,
    it_changes_something,
)
PUBLISH = (*DRAFT, it_says_why)


def flaw_words(flaw: Flaw) -> str:
    """Where the bands of one question don't hold each figure once."""
    said = {"low": figure(flaw.low), "high": figure(flaw.high), "words": _quoted(flaw.words)}
    if flaw.kind == "backwards":
        return _("%(words)s ends at %(high)s, before it begins at %(low)s.") % said
    if flaw.kind == "gap":
        words = (
            _("No answer holds from %(low)s up to %(high)s.") if flaw.high else _("No answer holds from %(low)s up.")
        )
        return words % said
    words = (
        _("%(words)s all hold from %(low)s up to %(high)s.") if flaw.high else _("%(words)s all hold from %(low)s up.")
    )
    return words % said


def answer_words(answer: AnswerFacts) -> str:
    """An answer in one line, as history and a conflict show it: "Two people (50 %, 10–20)"."""
    worth = _("rules out") if answer.stops else f"{round(answer.share * 100)} %"
    if answer.low is None and answer.high is None:
        return f"{answer.words} ({worth})"
    return f"{answer.words} ({worth}, {figure(answer.low)}–{figure(answer.high)})"


def figure(value: Decimal | None) -> str:
    """2500.00 -> 2,500; 2.50 -> 2.5."""
    if value is None:
        return ""
    return f"{value:,.2f}".rstrip("0").rstrip(".")


def _counts(question: QuestionFacts) -> bool:
    return question.stops or (question.weight > 0 and question.earns)


def _twice(words: Iterable[str]) -> list[str]:
    seen: set[str] = set()
    found = []
    for each in words:
        key = " ".join(each.casefold().split())
        if key in seen:
            found.append(each)
        seen.add(key)
    return found


def _quoted(words: Sequence[str]) -> str:
    return listed([f"“{each}”" for each in words])

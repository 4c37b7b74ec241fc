"""The ideal client profile, version by version: what it asks, whether a draft may be published, what changed."""

import hashlib
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import Count, Max, Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tandem.clients.gate import DRAFT, AnswerFacts, PublishFacts, QuestionFacts, figure
from tandem.clients.models import Criterion, Level, Profile
from tandem.gates import Finding, check
from tandem.ledger.models import Entry

UNITS = {"employees": gettext_lazy("employees"), "revenue_millions": gettext_lazy("million of revenue")}


@dataclass(frozen=True)
class Answer:
    """One answer of a version: `points` of 100 that it earns, and the figures for which it's proposed."""

    pk: int
    words: str
    share: Decimal
    points: Decimal
    stops: bool
    low: Decimal | None
    high: Decimal | None

    @property
    def band(self) -> str:
        """As people read it; nothing where it has neither end."""
        if self.low is None and self.high is None:
            return ""
        if self.high is None:
            return _("from %(low)s") % {"low": figure(self.low)}
        if not self.low:
            return _("under %(high)s") % {"high": figure(self.high)}
        return _("%(low)s to under %(high)s") % {"low": figure(self.low), "high": figure(self.high)}


@dataclass(frozen=True)
class Question:
    """One question of a version, and the points of 100 that its best answer earns."""

    pk: int
    words: str
    weight: int
    most: Decimal
    measure: str
    answers: tuple[Answer, ...]

    @property
    def unit(self) -> str:
        return str(UNITS.get(self.measure, ""))


@dataclass(frozen=True)
class Card:
    """A whole version as it reads. `weights` is their sum, by which each is divided."""

    profile: Profile
    questions: tuple[Question, ...]

    @property
    def weights(self) -> int:
        return sum(each.weight for each in self.questions)

    @property
    def weak(self) -> int:
        """Below this a client is as far under the floor as strong lies above it."""
        return max(0, 2 * self.profile.floor - self.profile.strong)


def current() -> Profile | None:
    return Profile.objects.filter(current=True).select_related("published_by").first()


def draft() -> Profile | None:
    return Profile.objects.filter(published_at__isnull=True).first()


def versions() -> list[Any]:
    """Published ones, the newest first, each with `n`, how many judgements were made by it. One query."""
    found = Profile.objects.filter(published_at__isnull=False).select_related("published_by")
    return list(found.annotate(n=Count("fits")).order_by("-number"))


def card(profile: Profile) -> Card:
    """Two queries."""
    rows = in_order(profile)
    whole = sum(row.weight for row in rows if _is_scored(row))
    return Card(profile, tuple(_question(row, whole) for row in rows))


def in_order(profile: Profile) -> list[Criterion]:
    """The questions with their answers, both in their order. Two queries."""
    levels = Prefetch("levels", Level.objects.order_by("position", "pk"), to_attr="in_order")
    return list(profile.criteria.prefetch_related(levels).order_by("position", "pk"))


def was_asked(pk: int) -> bool:
    """Was there ever a question of this number? One that was dropped, alone or with its draft, is in history."""
    newest = Criterion.objects.aggregate(last=Max("pk"))["last"] or 0
    told = Entry.objects.filter(subject_type="clients.criterion").aggregate(last=Max("subject_id"))["last"] or 0
    drafts = Entry.objects.filter(subject_type="clients.profile", verb="dropped the draft of").order_by("-pk")[:1]
    with_draft = [entry.after.get("last question") or 0 for entry in drafts]
    return 0 < pk <= max(newest, told, *(int(each) for each in with_draft), 0)


def facts(profile: Profile, why: str = "") -> PublishFacts:
    """Four queries."""
    now = current()
    questions = question_facts(profile)
    differs = now is None or (profile.floor, profile.strong, questions) != (now.floor, now.strong, question_facts(now))
    return PublishFacts(questions, profile.floor, profile.strong, differs, why)


def checklist(profile: Profile) -> list[Finding]:
    return check(DRAFT, facts(profile))


def question_facts(profile: Profile) -> tuple[QuestionFacts, ...]:
    return tuple(facts_of(row, row.in_order) for row in in_order(profile))  # type: ignore[attr-defined]


def facts_of(row: Criterion, levels: list[Level]) -> QuestionFacts:
    answers = (AnswerFacts(each.words, each.share, each.disqualifies, each.low, each.high) for each in levels)
    return QuestionFacts(row.question, row.weight, tuple(answers), row.measure)


def digest_of(profile: Profile) -> str:
    """Of everything that a draft says: whoever publishes has read just this. Two queries."""
    return _digest((profile.floor, profile.strong, *map(_plain, question_facts(profile))))


def digest_of_question(row: Criterion) -> str:
    """Of one question with its answers: two people may work at two questions at once. One query."""
    return _digest(_plain(facts_of(row, list(row.levels.order_by("position", "pk")))))


def _digest(values: Any) -> str:
    return hashlib.sha256(repr(values).encode()).hexdigest()[:32]


def _plain(question: QuestionFacts) -> tuple:
    """With figures as they are kept, however they were typed."""
    answers = tuple(
        (each.words, f"{each.share:.3f}", each.stops, figure(each.low), figure(each.high), each.low is None)
        for each in question.answers
    )
    return (question.words, question.weight, question.measure, answers)


def _is_scored(row: Criterion) -> bool:
    return row.weight > 0 and any(level.share > 0 for level in row.in_order)  # type: ignore[attr-defined]


def _question(row: Criterion, whole: int) -> Question:
    levels: list[Level] = row.in_order  # type: ignore[attr-defined]
    most = Fraction(100 * row.weight, whole) if _is_scored(row) else Fraction(0)
    highest = max((Fraction(level.share) for level in levels), default=Fraction(0)) or Fraction(1)
    answers = tuple(_answer(level, most * Fraction(level.share) / highest) for level in levels)
    return Question(row.pk, row.question, row.weight, _one_place(most), row.measure, answers)


def _answer(level: Level, points: Fraction) -> Answer:
    return Answer(
        level.pk, level.words, level.share, _one_place(points), level.disqualifies, level.low, level.high
    )  # fmt: skip


def _one_place(value: Fraction) -> Decimal:
    return round(Decimal(value.numerator) / Decimal(value.denominator), 1)


def fold(words: str) -> str:
    return " ".join(words.casefold().split())

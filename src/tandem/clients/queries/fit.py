"""How a client fits the ideal client profile: the questions, what was answered, and why the score is what it is."""

from collections.abc import Mapping
from dataclasses import dataclass

from tandem.calc import fit as calc
from tandem.clients.models import Criterion, Fit, Profile

THOUSAND = 1000  # levels hold shares in thousandths, which is what the column keeps


@dataclass(frozen=True)
class Answer:
    """One possible answer to a question."""

    pk: int
    words: str
    stops: bool
    chosen: bool


@dataclass(frozen=True)
class Question:
    """One criterion: its answers, and what the chosen one brought of what it could."""

    pk: int
    words: str
    answers: list[Answer]
    points: int
    most: int

    @property
    def answer(self) -> Answer | None:
        return next((each for each in self.answers if each.chosen), None)


@dataclass(frozen=True)
class Sheet:
    """A whole profile, answered as far as it is. `verdict` is fits, escalate or disqualified."""

    profile: Profile
    questions: list[Question]
    score: int
    verdict: str
    stops: list[str]

    @property
    def open(self) -> int:
        return sum(1 for question in self.questions if question.answer is None)

    @property
    def is_answered(self) -> bool:
        return not self.open


def current_profile() -> Profile | None:
    return Profile.objects.filter(current=True).first()


def sheet(profile: Profile, answers: Mapping[int, int]) -> Sheet:
    """`answers` maps a criterion's id to a level's; what isn't of this profile is left out. Two queries."""
    criteria = list(profile.criteria.prefetch_related("levels").order_by("position", "pk"))
    chosen = {each.pk: answers[each.pk] for each in criteria if answers.get(each.pk) in _levels(each)}
    stops = [
        level.words
        for each in criteria
        for level in each.levels.all()
        if level.disqualifies and chosen.get(each.pk) == level.pk
    ]
    fit = calc.fit(
        [_criterion(each) for each in criteria if _is_scored(each)],
        {str(key): str(level) for key, level in chosen.items() if key in {c.pk for c in criteria if _is_scored(c)}},
        floor=profile.floor,
        disqualifiers=stops,
    )
    rows = {int(row.key): row for row in fit.rows}
    questions = [_question(each, chosen.get(each.pk), rows.get(each.pk)) for each in criteria]
    return Sheet(profile, questions, fit.score, fit.verdict, stops)


def of_fit(fit: Fit) -> Sheet:
    """The sheet as it was answered, by the version of the profile it was judged by."""
    return sheet(fit.profile, dict(fit.answers.values_list("criterion_id", "level_id")))


def latest(account_id: int | None) -> Fit | None:
    """The newest judgement of a client, whatever deal it was made for."""
    if account_id is None:
        return None
    found = Fit.objects.filter(account_id=account_id).select_related("profile", "made_by")
    return found.order_by("-made_at", "-pk").first()


def verdict_of(fit: Fit) -> str:
    if fit.disqualified:
        return "disqualified"
    return "fits" if fit.score >= fit.profile.floor else "escalate"


def _levels(criterion: Criterion) -> set[int]:
    return {level.pk for level in criterion.levels.all()}


def _is_scored(criterion: Criterion) -> bool:
    """A question without weight, or whose every answer is worth nothing, can only disqualify."""
    return criterion.weight > 0 and any(level.share > 0 for level in criterion.levels.all())


def _criterion(criterion: Criterion) -> calc.Criterion:
    levels = {str(level.pk): int(level.share * THOUSAND) for level in criterion.levels.all()}
    return calc.Criterion(str(criterion.pk), criterion.weight, levels)


def _question(criterion: Criterion, chosen: int | None, row: calc.Row | None) -> Question:
    ordered = sorted(criterion.levels.all(), key=lambda level: (level.position, level.pk))
    answers = [Answer(level.pk, level.words, level.disqualifies, level.pk == chosen) for level in ordered]
    return Question(criterion.pk, criterion.question, answers, row.points if row else 0, row.most if row else 0)

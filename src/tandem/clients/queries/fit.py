"""How a client fits the ideal client profile: the questions, what was answered, and why the score is what it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from tandem.calc import fit as calc
from tandem.calc.bands import Band, band_of
from tandem.clients.models import Account, Criterion, Fit, FitAnswer, Level, Profile
from tandem.clients.queries.profile import UNITS, fold, in_order
from tandem.web.words import thousands

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
    """One criterion: its answers, and what the chosen one brought of what it could.

    `proposed` says where the answer comes from that nobody has given yet; empty when somebody chose it.
    """

    pk: int
    words: str
    answers: list[Answer]
    points: int
    most: int
    proposed: str = ""

    @property
    def answer(self) -> Answer | None:
        return next((each for each in self.answers if each.chosen), None)


@dataclass(frozen=True)
class Lift:
    """Another answer that alone would bring the score to the floor."""

    question: str
    answer: str
    score: int


@dataclass(frozen=True)
class Proposal:
    """An answer that nobody has given for this deal yet, and where it comes from: "record" or "before"."""

    level: int
    source: str
    figure: str = ""


@dataclass(frozen=True)
class Sheet:
    """A whole profile, answered as far as it is. `verdict` is fits, escalate or disqualified; `grade` its finer word.

    `lifts` are the single answers that would reach the floor; `changes` how many it takes at least (None: none can).
    """

    profile: Profile
    questions: list[Question]
    score: int
    verdict: str
    stops: list[str]
    grade: str = "escalate"
    lifts: list[Lift] = field(default_factory=list)
    changes: int | None = 0

    @property
    def open(self) -> int:
        return sum(1 for question in self.questions if question.answer is None)

    @property
    def is_answered(self) -> bool:
        return not self.open


def current_profile() -> Profile | None:
    return Profile.objects.filter(current=True).first()


def sheet(profile: Profile, answers: Mapping[int, int], proposals: Mapping[int, Proposal] | None = None) -> Sheet:
    """`answers` maps a criterion's id to a level's; what isn't of this profile is left out. `proposals` stand where
    nothing was answered. Two queries."""
    offered = proposals or {}
    criteria = in_order(profile)
    given = {each.pk: answers[each.pk] for each in criteria if answers.get(each.pk) in _levels(each)}
    chosen = {key: offer.level for key, offer in offered.items() if key not in answers} | given
    stops = [
        level.words
        for each in criteria
        for level in levels_of(each)
        if level.disqualifies and chosen.get(each.pk) == level.pk
    ]
    scored = [each for each in criteria if is_scored(each)]
    rows, answered = (
        [scored_criterion(each) for each in scored],
        {str(key): str(level) for key, level in chosen.items()},
    )
    fit = calc.fit(
        rows,
        {row.key: answered[row.key] for row in rows if row.key in answered},
        floor=profile.floor,
        disqualifiers=stops,
    )
    points = {int(row.key): row for row in fit.rows}
    questions = [
        _question(each, chosen.get(each.pk), points.get(each.pk), None if each.pk in given else offered.get(each.pk))
        for each in criteria
    ]
    lifts, changes = _lifts(criteria, rows, answered, profile.floor)
    grade = calc.grade(fit.score, profile.floor, profile.strong, bool(stops))
    return Sheet(profile, questions, fit.score, fit.verdict, stops, grade, lifts, changes)


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


def proposals(profile: Profile, account: Account | None, known: Fit | None) -> dict[int, Proposal]:
    """What the client's record answers, else what was answered before. Five queries at most."""
    return from_before(profile, known) | from_record(profile, account)


def from_record(profile: Profile, account: Account | None) -> dict[int, Proposal]:
    """What the client's own figures answer: criterion -> level, where one band holds the figure. Two queries."""
    if account is None:
        return {}
    found = {}
    for each in in_order(profile):
        figure = figure_of(account, each.measure)
        if (level := band_level(levels_of(each), figure)) is not None:
            words = f"{thousands(int(figure or 0))} {UNITS[each.measure]}"
            found[each.pk] = Proposal(level.pk, "record", words)
    return found


def from_before(profile: Profile, known: Fit | None) -> dict[int, Proposal]:
    """What an earlier judgement answers to the same questions, word by word. Three queries."""
    if known is None:
        return {}
    said = {fold(question): fold(level) for question, level in words_of(known)}
    found = {}
    for each in in_order(profile):
        wanted = said.get(fold(each.question))
        level = next((level for level in levels_of(each) if fold(level.words) == wanted), None)
        if level is not None:
            found[each.pk] = Proposal(level.pk, "before")
    return found


def words_of(fit: Fit) -> list[tuple[str, str]]:
    """(question, answer) as they were worded then. One query."""
    return list(FitAnswer.objects.filter(fit=fit).values_list("criterion__question", "level__words"))


def figure_of(account: Account, measure: str) -> Decimal | None:
    """The figure of the account that a question goes by; None when it goes by none, or it isn't known."""
    value = getattr(account, measure, None) if measure in UNITS else None
    return None if value is None else Decimal(value)


def band_level(levels: list[Level], figure: Decimal | None) -> Level | None:
    """The only level whose band holds the figure."""
    by_key = {str(level.pk): level for level in levels}
    found = band_of(figure, [Band(str(level.pk), level.low, level.high) for level in levels])
    return by_key[found.words] if found else None


def levels_of(criterion: Criterion) -> list[Level]:
    """As `in_order` read them."""
    return criterion.in_order  # type: ignore[attr-defined]


def is_scored(criterion: Criterion) -> bool:
    """A question without weight, or whose every answer is worth nothing, can only disqualify."""
    return criterion.weight > 0 and any(level.share > 0 for level in levels_of(criterion))


def scored_criterion(criterion: Criterion) -> calc.Criterion:
    levels = {str(level.pk): int(level.share * THOUSAND) for level in levels_of(criterion)}
    return calc.Criterion(str(criterion.pk), criterion.weight, levels)


def _levels(criterion: Criterion) -> set[int]:
    return {level.pk for level in levels_of(criterion)}


def _lifts(
    criteria: list[Criterion], rows: list[calc.Criterion], answered: Mapping[str, str], floor: int
) -> tuple[list[Lift], int | None]:
    """Answers that rule a client out are no way up."""
    given = {row.key: answered[row.key] for row in rows if row.key in answered}
    words = {str(each.pk): each.question for each in criteria}
    levels = {str(level.pk): level for each in criteria for level in levels_of(each)}
    found = [lift for lift in calc.lifts(rows, given, floor) if not levels[lift.level].disqualifies]
    told = [Lift(words[lift.key], levels[lift.level].words, lift.score) for lift in found]
    return told, calc.fewest_changes(rows, given, floor)


def _question(criterion: Criterion, chosen: int | None, row: calc.Row | None, offer: Proposal | None) -> Question:
    answers = [Answer(level.pk, level.words, level.disqualifies, level.pk == chosen) for level in levels_of(criterion)]
    said = "" if offer is None else offer.figure or offer.source
    return Question(criterion.pk, criterion.question, answers, row.points if row else 0, row.most if row else 0, said)

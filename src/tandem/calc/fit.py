"""How well a client fits the ideal client profile: a checklist in whole points that explains itself."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from tandem.calc.shares import allocate, half_up

Verdict = Literal["fits", "escalate", "disqualified"]
Grade = Literal["strong", "fits", "escalate", "weak", "disqualified"]

FULL_SCORE = 100


@dataclass(frozen=True, slots=True)
class Criterion:
    """One question of the profile.

    `levels` gives each possible answer its value; the highest earns the full weight.
    """

    key: str
    weight: int
    levels: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Row:
    """Why the score is what it is: this criterion's answer brought `points`, of up to `most`.

    No answer: level None, 0.
    """

    key: str
    level: str | None
    points: int
    most: int


@dataclass(frozen=True, slots=True)
class Fit:
    """`score` is 0..100 and the exact sum of the rows' points. `stops` are the disqualifiers that hold."""

    score: int
    rows: list[Row]
    unanswered: list[str]
    stops: list[str]
    verdict: Verdict


def fit(
    criteria: Sequence[Criterion],
    answers: Mapping[str, str],
    *,
    floor: int,
    disqualifiers: Collection[str] = (),
) -> Fit:
    """Score a client: sum of weight x value of the answer / highest value, over the sum of weights, out of
    100.

    `disqualifiers` are those that hold for this client: any of them decides, whatever the score, which is
    still shown. Otherwise a score from `floor` up fits, and one below goes to leadership. What isn't answered
    earns nothing. The score is rounded half up; its points are split by the largest remainder, so the rows
    add up to it. Source: docs/formulas.md, ideal client score. No criteria: 0. Raises
    ValueError on an answer that isn't a level, a weight below 1, or levels that are negative or all 0.
    """
    for criterion in criteria:
        _check(criterion, answers)
    earned = _earned(criteria, answers)
    score = half_up(sum(earned, Fraction(0)))
    rows = [
        Row(criterion.key, answers.get(criterion.key), points, most)
        for criterion, points, most in zip(criteria, allocate_points(score, earned), _most(criteria), strict=True)
    ]
    unanswered = [row.key for row in rows if row.level is None]
    return Fit(score, rows, unanswered, list(disqualifiers), _verdict(score, floor, disqualifiers))


@dataclass(frozen=True, slots=True)
class Lift:
    """Another answer to one question, and the score that it alone would bring."""

    key: str
    level: str
    score: int


def grade(score: int, floor: int, strong: int, stopped: bool = False) -> Grade:
    """The word for a score: strong from `strong` up, fits from `floor` up, escalate below, and weak as far below the
    floor as strong lies above it. A disqualifier that holds is a word of its own.

    Source: docs/formulas.md, ideal client bands.
    """
    if stopped:
        return "disqualified"
    if score >= strong:
        return "strong"
    if score >= floor:
        return "fits"
    return "weak" if score < 2 * floor - strong else "escalate"


def reach(criteria: Sequence[Criterion], answers: Mapping[str, str]) -> tuple[int, int]:
    """The lowest and the highest score that what isn't answered can still make. Raises as `fit`."""
    best = {criterion.key: _best(criterion) for criterion in criteria}
    low = fit(criteria, answers, floor=0).score
    return low, fit(criteria, {**best, **answers}, floor=0).score


def lifts(criteria: Sequence[Criterion], answers: Mapping[str, str], floor: int) -> list[Lift]:
    """For each question the smallest single change of its answer that would reach the floor, the smallest first.

    Empty when the score is there already, or when no single answer can. Source: docs/formulas.md, ideal client bands.
    """
    if fit(criteria, answers, floor=floor).score >= floor:
        return []
    found = (_lift(criteria, answers, criterion, floor) for criterion in criteria)
    return sorted((lift for lift in found if lift), key=lambda lift: lift.score)


def fewest_changes(criteria: Sequence[Criterion], answers: Mapping[str, str], floor: int) -> int | None:
    """How many answers at least would have to be the best ones to reach the floor: 0 when it is reached, None when
    nothing can."""
    earned, full = _earned(criteria, answers), _full(criteria)
    missing = sorted((most - got for most, got in zip(full, earned, strict=True)), reverse=True)
    total = sum(earned, Fraction(0))
    for count, gain in enumerate([Fraction(0), *missing]):
        total += gain
        if half_up(total) >= floor:
            return count
    return None


def allocate_points(score: int, earned: Sequence[Fraction]) -> list[int]:
    """`score` in whole points, in proportion to what each criterion earned exactly.

    Nothing earned is nothing given.
    """
    return allocate(score, earned) if score else [0] * len(earned)


def _best(criterion: Criterion) -> str:
    return max(criterion.levels, key=lambda level: criterion.levels[level])


def _lift(criteria: Sequence[Criterion], answers: Mapping[str, str], criterion: Criterion, floor: int) -> Lift | None:
    scores = (
        Lift(criterion.key, level, fit(criteria, {**answers, criterion.key: level}, floor=floor).score)
        for level in criterion.levels
        if level != answers.get(criterion.key)
    )
    return min((lift for lift in scores if lift.score >= floor), key=lambda lift: lift.score, default=None)


def _check(criterion: Criterion, answers: Mapping[str, str]) -> None:
    if criterion.weight < 1:
        raise ValueError(f"{criterion.key}: a weight is at least 1")
    if max(criterion.levels.values(), default=0) <= 0 or min(criterion.levels.values()) < 0:
        raise ValueError(f"{criterion.key}: levels are 0 or more, and one is above 0")
    if criterion.key in answers and answers[criterion.key] not in criterion.levels:
        raise ValueError(f"{criterion.key}: {answers[criterion.key]!r} isn't one of its levels")


def _earned(criteria: Sequence[Criterion], answers: Mapping[str, str]) -> list[Fraction]:
    full = _full(criteria)
    reached = (_reached(criterion, answers.get(criterion.key)) for criterion in criteria)
    return [most * part for most, part in zip(full, reached, strict=True)]


def _full(criteria: Sequence[Criterion]) -> list[Fraction]:
    whole = sum(criterion.weight for criterion in criteria)
    return [Fraction(FULL_SCORE * criterion.weight, whole) for criterion in criteria]


def _reached(criterion: Criterion, level: str | None) -> Fraction:
    if level is None:
        return Fraction(0)
    return Fraction(criterion.levels[level], max(criterion.levels.values()))


def _most(criteria: Sequence[Criterion]) -> list[int]:
    """Rounded up, so that no row can show more points than its most."""
    return [-(-most.numerator // most.denominator) for most in _full(criteria)]


def _verdict(score: int, floor: int, disqualifiers: Collection[str]) -> Verdict:
    if disqualifiers:
        return "disqualified"
    return "fits" if score >= floor else "escalate"

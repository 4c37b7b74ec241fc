"""Which version of the ideal client profile each deal was judged by, the draft of the next one, and exceptions that leadership
made: some paid, more of them didn't."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import product
from random import Random

from tandem.calc.shares import half_up
from tandem.clients.models import Criterion, Fit, FitAnswer, Level, Profile
from tandem.engagements.models import OPEN, Stage, Waiver
from tandem.front.sample.accounts import CRITERIA, TOLD
from tandem.front.sample.case import Case, Setting

FIT, PEOPLE = "the_fit_meets_the_profile", "people_are_free"
# Taken on below the floor: client, deal, score, what sales asked, what leadership answered.
OFF_PROFILE = (
    ("Corvid Insurance", "Policy data move", 51, "Nobody owns their policy data yet; they promise a name by the kickoff.", "A door to a large client. A name by the kickoff or we stop."),
    ("Merrow Council", "Single property view", 54, "No sponsor above the project office. It’s the largest public register in the county.", "Taken, to learn the public sector. Phase one alone."),
    ("Hartwell Rail", "Maintenance windows", 52, "The data is theirs to find. The planners want it badly.", "They want it badly; so do we. Weekly with their planner."),
    ("Penrose Pharma", "Product data clean-up", 50, "One person part of the time to take it over, and slow payers before.", "Half in advance, then yes."),
    ("Saltmarsh Ports", "Berth planning", 49, "Not from the catalogue, and no budget holder yet. The harbour master leads it himself.", "A sponsor like him beats the score."),
    ("Orrin Foods", "Supplier hub", 53, "Their suppliers’ data is nobody’s. The head of planning carries it.", "With a month of data work before the fixed price starts."),
)  # fmt: skip
# Proposed though the people weren't free: client, deal, what was asked, what was answered.
UNSTAFFED = (
    ("Yarrow Telecom", "Signal failures", "Two data engineers are missing for the first five weeks.", "Start with one; the second comes in week six."),
    ("Midhurst Mutual", "Lapse model", "The model lead is on another job until the middle of April.", "Helen bridges it."),
    ("Tidewater Credit", "Churn score", "We’re short of an engineer in July and August.", "They know, and agreed to the later milestone."),
    ("Jarrow Shipping", "Field data platform", "The architect is promised twice in November.", "Marlowe moves by two weeks; Jarrow keeps the architect."),
    ("Corvid Insurance", "Broker portal feeds", "Nobody for the feeds before the middle of June.", "A contractor, inside the price."),
)  # fmt: skip
# Below the floor too, with waivers that are told elsewhere (changes.py): client, deal -> score.
TOLD_ELSEWHERE = {("Kestrel Airports", "Turnaround times"): 61, ("Varley Motors", "Parts catalogue clean-up"): 64}
SIZE = "How many people work there?"
SIZES = (
    ("Over 1,000", "1.000", 1000, None), ("300 to 1,000", "0.800", 300, 1000), ("Under 300", "0.300", None, 300),
)  # fmt: skip
WEIGHTS = {"Who sponsors it?": 30, "Can they take it over afterwards?": 25}
LOST_BY_POINTS = 9
WITHDRAWN = (34, 58)


@dataclass
class Version:
    """One profile with the answers that a score can be made of."""

    profile: Profile
    questions: list[tuple[Criterion, list[Level]]]
    answers: dict[int, list[tuple[Level, ...]]]

    @property
    def floor(self) -> int:
        return self.profile.floor


def add_profiles(setting: Setting, cases: list[Case], rng: Random) -> None:
    """Pins the told deals to the versions of their day, tells the exceptions, and begins the next draft."""
    versions = _versions(setting)
    let = {row[:2]: row[2:] for row in OFF_PROFILE}
    for case in cases:
        key = (case.plan.client, case.plan.name)
        if key in let:
            _let_past(case, versions, rng, *let[key])
        elif key in TOLD_ELSEWHERE:
            _judged(case, versions, rng, TOLD_ELSEWHERE[key], below=True)
        elif case.plan.stage == Stage.LOST:
            _lost(case, versions, rng)
        elif case.reached(Stage.QUALIFIED):
            _judged(case, versions, rng, TOLD[case.plan.client][3])
    _newest(setting, versions[-1].profile, rng)
    by_name = {(case.plan.client, case.plan.name): case for case in cases}
    for client, name, why, reason in UNSTAFFED:
        _waive(by_name[client, name], PEOPLE, Stage.AGREED, why, reason)
    _draft(setting)


def _versions(setting: Setting) -> list[Version]:
    """The published ones, oldest first, as accounts.py made them."""
    waiting = setting.rows.waiting
    found = []
    for profile in sorted(waiting[Profile], key=lambda row: row.number):
        rows = [row for row in waiting[Criterion] if row.profile is profile]
        questions = [(row, [level for level in waiting[Level] if level.criterion is row]) for row in rows]
        found.append(Version(profile, questions, _combinations(questions)))
    return found


def _combinations(questions: list[tuple[Criterion, list[Level]]]) -> dict[int, list[tuple[Level, ...]]]:
    """Score -> the sets of answers that make it; no answer that rules out."""
    whole = sum(row.weight for row, _levels in questions)
    found: dict[int, list[tuple[Level, ...]]] = {}
    for levels in product(*([level for level in levels if not level.disqualifies] for _row, levels in questions)):
        earned = sum(
            (row.weight * level.share for (row, _all), level in zip(questions, levels, strict=True)), Decimal(0)
        )
        found.setdefault(half_up(100 * Fraction(earned) / whole), []).append(levels)
    return found


def _in_force(versions: list[Version], at: datetime) -> Version:
    return [each for each in versions if each.profile.published_at and each.profile.published_at <= at][-1]


def _judge(case: Case, version: Version, score: int, at: datetime, rng: Random, below: bool = False) -> Fit:
    """The deal's own judgement, of about `score`, on its side of the floor."""
    side = [points for points in version.answers if (points < version.floor) == below]
    points = min(side, key=lambda each: (abs(each - score), each))
    fit = case.rows.add(
        Fit(account=case.engagement.account, profile=version.profile, score=points, made_by=case.seller, made_at=at)
    )
    for (row, _levels), level in zip(version.questions, rng.choice(version.answers[points]), strict=True):
        case.rows.add(FitAnswer(fit=fit, criterion=row, level=level))
    case.engagement.fit = fit
    return fit


def _judged(case: Case, versions: list[Version], rng: Random, score: int, below: bool = False) -> None:
    """Open deals were judged as soon as they were there, the others just before they were qualified."""
    is_open = case.plan.stage in OPEN
    at = case.at[Stage.LEAD] + timedelta(hours=2) if is_open else case.at[Stage.QUALIFIED] - timedelta(hours=2)
    _judge(case, _in_force(versions, at), score, at, rng, below)


def _lost(case: Case, versions: list[Version], rng: Random) -> None:
    """What was lost fitted less, and what never was qualified mostly didn't fit."""
    at = case.at[Stage.LEAD] + timedelta(hours=2)
    version, usual = _in_force(versions, at), TOLD[case.plan.client][3]
    if case.reached(Stage.QUALIFIED):
        _judge(case, version, usual - rng.randrange(LOST_BY_POINTS), at, rng)
    else:
        _judge(case, version, rng.randrange(*WITHDRAWN), at, rng, below=True)


def _let_past(case: Case, versions: list[Version], rng: Random, score: int, why: str, reason: str) -> None:
    at = case.at[Stage.QUALIFIED] - timedelta(days=3)
    fit = _judge(case, _in_force(versions, at), score, at, rng, below=True)
    _waive(case, FIT, Stage.QUALIFIED, f"{fit.score} of 100. {why}", reason)


def _newest(setting: Setting, profile: Profile, rng: Random) -> None:
    """Each client was judged again, for nobody's deal, once the newest version was there."""
    published = profile.published_at
    assert published is not None
    for client in TOLD:
        fit = setting.book.fits[client]
        if fit.made_at < published:
            fit.made_at = published + timedelta(days=rng.randrange(3, 60))


def _waive(case: Case, rule: str, stage: Stage, why: str, reason: str) -> None:
    """Asked two days before the gate, granted the day after, and used."""
    maya, passed = case.setting.staff["Maya Okonkwo"], case.at[stage]
    row = case.rows.add(
        Waiver(
            engagement=case.engagement, rule=rule, asked_by=case.seller, asked_at=passed - timedelta(days=2), asked_why=why,
            decided_by=maya, decided_at=passed - timedelta(days=1), granted=True, used_at=passed, reason=reason,
            expires_on=passed.date() + timedelta(days=29), version=2,
        )
    )  # fmt: skip
    case.tell(row.asked_at, "asked to waive", row, case.seller, reason=why)
    case.tell(row.decided_at, "granted waiver", row, maya, reason=reason)


def _draft(setting: Setting) -> None:
    """Sponsor and take-over weigh more, and the client's size is asked: Tom and Priya are at it."""
    rows, at = setting.rows, setting.when.at(11, 19, "15:10")
    last = max(row.number for row in rows.waiting[Profile])
    draft = rows.add(Profile(number=last + 1, floor=66, strong=82))
    for place, (question, weight, answers) in enumerate(CRITERIA):
        row = rows.add(
            Criterion(profile=draft, question=question, weight=WEIGHTS.get(question, weight), position=place)
        )
        for position, (words, share, stops) in enumerate(answers):
            rows.add(
                Level(criterion=row, words=words, share=Decimal(share), disqualifies=stops, position=position)
            )  # fmt: skip
    size = rows.add(Criterion(profile=draft, question=SIZE, weight=10, measure="employees", position=len(CRITERIA)))
    for position, (words, share, low, high) in enumerate(SIZES):
        ends = {"low": Decimal(low) if low else None, "high": Decimal(high) if high else None}
        rows.add(Level(criterion=size, words=words, share=Decimal(share), position=position, **ends))
    rows.tell(at, "began a draft of", draft, setting.staff["Tom Bergqvist"], after={"from": last})
    rows.tell(
        at + timedelta(hours=2), "added a question to the profile", size, setting.staff["Priya Raman"],
        after={"question": SIZE, "weight": 10},
    )  # fmt: skip

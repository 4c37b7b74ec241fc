"""What came back: surveys, surprises, debriefs and lessons."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from random import Random

from tandem.engagements.models import Stage
from tandem.feedback.models import Surprise, Survey
from tandem.front.sample.case import Case, Setting
from tandem.front.sample.voices import (
    CASTELL,
    COMPLAINT,
    EARLIER,
    EARLIER_ORIGINS,
    LAST_QUARTER,
    LESSONS,
    LUKEWARM,
    NO_LESSON,
    PRAISE,
    SURPRISES,
    THIS_QUARTER,
)  # fmt: skip
from tandem.front.sample.when import moment
from tandem.learning.models import Debrief, Lesson

DETRACTORS = 6


def add_feedback(setting: Setting, cases: list[Case], rng: Random) -> None:
    """Over all told projects: answers of this quarter word for word, of the earlier ones by score."""
    running = [case for case in cases if case.reached(Stage.DELIVERING)]
    by_deal = {(case.plan.client, case.plan.name): case for case in running}
    when = setting.when
    for place, (client, name, score, words) in enumerate(THIS_QUARTER):
        _answer(by_deal[client, name], when.this_quarter((place + 0.5) / len(THIS_QUARTER)), score, words, rng)
    for place, score in enumerate(LAST_QUARTER):
        day = when.last_quarter((place + 0.5) / len(LAST_QUARTER))
        _answer(_at_work(running, day, rng), day, score, _words(score, rng), rng)
    for place, score in enumerate(EARLIER):
        day = when.today - timedelta(days=150 + place * 16)
        _answer(_at_work(running, day, rng), day, score, _words(score, rng), rng)
    for case in rng.sample(running, k=9):
        _ask(case, moment(when.this_quarter(0.55 + 0.4 * rng.random()), "09:00"))
    _ask_the_rest(running)
    _surprises(setting, running, by_deal, rng)
    _debriefs(setting, running, rng)


def _ask_the_rest(running: list[Case]) -> None:
    """Nobody closes a project without having asked; some never answer."""
    asked = {id(row.engagement) for row in running[0].rows.waiting[Survey]}
    for case in running:
        if case.reached(Stage.LEARNT) and id(case.engagement) not in asked:
            _ask(case, case.at[Stage.DELIVERED] + timedelta(hours=2))


def add_ending(case: Case) -> None:
    """For a grown project that is learnt: the client's answer and a debrief, in few words."""
    if case.reached(Stage.LEARNT):
        at = case.at[Stage.DELIVERED] + timedelta(hours=2)
        score = case.rng.choice((10, 9, 9, 8, 7, 9, 5, 10, 8, 3))
        row = _ask(case, at)
        row.answered_at, row.score, row.words = at + timedelta(hours=20), score, _words(score, case.rng)
        _debrief(case.setting, case, LESSONS[case.rng.randrange(len(LESSONS))] if case.rng.random() < 0.5 else None)


def _ask(case: Case, at: datetime, contact: str = "") -> Survey:
    row = Survey(
        engagement=case.engagement, account=case.engagement.account, contact_name=contact or case.contact.name, asked_at=at,
        owner=case.lead,
    )  # fmt: skip
    case.tell(at, "asked the client", case.rows.add(row), case.lead)
    return row


def _answer(case: Case, day: date, score: int, words: str, rng: Random) -> None:
    """Nadia's five came yesterday and is Priya's to call back; every other low score was followed up within two days."""
    newest = (case.plan.client, case.plan.name, score) == ("Corvid Insurance", "Claims lakehouse", 5)
    at = (
        case.setting.when.at(11, 23, "11:40")
        if newest
        else moment(day, f"{rng.randrange(9, 17):02}:{rng.randrange(60):02}")
    )
    row = _ask(case, at - timedelta(days=rng.randrange(1, 6)))
    row.answered_at, row.score, row.words = at, score, words
    if score <= DETRACTORS and not newest:
        row.followed_up_at = at + timedelta(hours=rng.randrange(4, 40))
    case.tell(at, "heard from the client", row, case.lead, after={"score": score})


def _words(score: int, rng: Random) -> str:
    return rng.choice(PRAISE if score > 8 else LUKEWARM if score > DETRACTORS else COMPLAINT)


def _at_work(running: Iterable[Case], day: date, rng: Random) -> Case:
    """A project that was running on the day or had ended within six weeks; else the first of all."""
    near = [
        case for case in running
        if case.at[Stage.DELIVERING].date() <= day
        and case.at.get(Stage.DELIVERED, moment(case.today, "09:00")).date() + timedelta(weeks=6) >= day
    ]  # fmt: skip
    return rng.choice(near) if near else min(running, key=lambda case: case.at[Stage.DELIVERING])


def _surprises(setting: Setting, running: list[Case], by_deal: dict, rng: Random) -> None:
    when = setting.when
    for place, (client, name, origin, days, words) in enumerate(SURPRISES):
        _surprise(by_deal[client, name], when.this_quarter((place + 0.7) / len(SURPRISES)), origin, days, words, rng)
    for place, (origin, days, words) in enumerate(EARLIER_ORIGINS):
        day = when.last_quarter((place + 0.5) / len(EARLIER_ORIGINS))
        _surprise(_at_work(running, day, rng), day, origin, days, words, rng)


def _surprise(case: Case, day: date, origin: str, days: int, words: str, rng: Random) -> None:
    at = moment(day, f"{rng.randrange(9, 17):02}:15")
    row = case.rows.add(
        Surprise(
            engagement=case.engagement,
            words=words,
            origin=origin,
            minutes=days * 450,
            logged_by=case.lead,
            logged_at=at,
        )
    )
    case.tell(at, "logged surprise", row, case.lead, after={"origin": origin})


def _debriefs(setting: Setting, running: list[Case], rng: Random) -> None:
    """Of whatever is learnt; a delivered one without is planned and late."""
    learnt = sorted((case for case in running if case.reached(Stage.LEARNT)), key=lambda case: case.at[Stage.LEARNT])
    for place, case in enumerate(learnt):
        told = CASTELL if case.plan.name == "Repairs dashboard" else LESSONS[place % len(LESSONS)]
        _debrief(setting, case, told if place % 5 != 4 or told is CASTELL else None)
    for case in running:
        if case.plan.stage == Stage.DELIVERED:
            due = case.at[Stage.DELIVERED].date() + timedelta(days=14)
            case.rows.add(Debrief(engagement=case.engagement, planned_on=due))


def _debrief(setting: Setting, case: Case, told: tuple | None) -> None:
    at = case.at[Stage.LEARNT] - timedelta(minutes=30)
    lucia = setting.staff["Lucía Ferrer"]
    by = lucia if told is CASTELL else case.lead
    sales, delivery, lesson, target, taken = told or ("Nothing I would do otherwise.", "Nor we.", "", "", None)
    row = case.rows.add(
        Debrief(
            engagement=case.engagement, planned_on=at.date(), held_at=at, sales_words=sales, delivery_words=delivery, by=by,
            no_lesson_why="" if told else NO_LESSON,
        )
    )  # fmt: skip
    case.tell(at, "held debrief", row, by)
    if told:
        _lesson(setting, case, row, lesson, target, taken, at)


def _lesson(
    setting: Setting, case: Case, debrief: Debrief, words: str, target: str, taken: bool | None, at: datetime
) -> None:
    """Decided within a week or so; lessons of the last month on which nobody has decided wait."""
    priya = setting.staff["Priya Raman"]
    waiting = taken is None and (case.today - at.date()).days < 240
    taken = taken if taken is not None else (None if waiting else True)
    row = case.rows.add(
        Lesson(
            debrief=debrief, words=words, target=target, taken=taken,
            decided_at=at + timedelta(hours=4 if case.plan.name == "Repairs dashboard" else 70) if taken is not None else None,
            decided_by=priya if taken is not None else None,
            decided_why={True: "Written into the catalogue.", False: "Priced case by case; it's three in ten."}.get(bool(taken), "") if taken is not None else "",
        )
    )  # fmt: skip
    case.tell(at, "wrote down lesson", row, case.lead)
    if row.decided_at:
        case.tell(
            min(row.decided_at, moment(case.today, "08:30")), "decided on lesson", row, priya, reason=row.decided_why
        )

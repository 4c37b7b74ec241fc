"""Projects: the frozen baseline, milestones, the crew with its bookings and hours, what is left, statuses."""

from datetime import datetime, timedelta
from decimal import Decimal

import numpy as np

from tandem.delivery.models import Milestone, Project, Status
from tandem.engagements.models import Part, Promise, Stage
from tandem.front.sample.case import Case
from tandem.front.sample.changes import add_changes
from tandem.front.sample.hours import Crew, Sheet, book, pick, scatter, work
from tandem.front.sample.plans import Plan, Run
from tandem.front.sample.roster import RATES
from tandem.front.sample.shelf import DAY
from tandem.front.sample.staff import pounds
from tandem.front.sample.when import back_to_work, moment

GOOD: tuple[str, ...] = (
    "On plan. The demonstration on Friday went well; {who} brought two colleagues.",
    "Ahead by a day. The next milestone is ready for the client's own test.",
    "On plan; one duty of theirs is due next week and they know it.",
)
MIXED = (
    "A week behind on the second source. Told {who} the day we knew; the date of the milestone stands.",
    "Days are going faster than planned. What is left has been estimated again, line by line.",
)
BAD = ("We need more days than were sold. {who} knows; a change order is on its way.",)


def add_project(
    case: Case, crew: Crew, sheet: Sheet, rng: np.random.Generator, entries: int | None = None
) -> Project | None:
    """Opened by the accepted handoff. With `entries` its hours are that many entries, drawn, not planned."""
    if not case.reached(Stage.ACCEPTED):
        return None
    project = case.rows.add(_baseline(case))
    case.tell(project.opened_at, "opened the project", project, case.lead)
    _milestones(case, project)
    case.approved = add_changes(case, project)
    if case.reached(Stage.DELIVERING):
        _staff(case, project, crew, sheet, rng, entries)
        _statuses(case, project)
    return project


def _baseline(case: Case) -> Project:
    closed = case.at.get(Stage.DELIVERED)
    minutes = sum(case.plan.minutes.values())
    by_role = [
        [role, count, str((count * pounds(RATES[role][1] * case.plan.level) / 60).quantize(Decimal("0.01")))]
        for role, count in case.plan.minutes.items()
    ]
    return Project(
        engagement=case.engagement, opened_at=case.at[Stage.ACCEPTED], sold_amount=case.plan.amount,
        sold_cost=case.plan.cost.quantize(Decimal("0.01")), sold_minutes=minutes, sold_by_role=by_role,
        sold_starts_on=case.plan.starts, sold_ends_on=case.plan.ends, closed_at=closed,
        left_minutes=0 if closed else None, left_cost=Decimal(0) if closed else None,
        left_by=case.lead if closed else None, left_at=closed,
    )  # fmt: skip


def _milestones(case: Case, project: Project) -> None:
    """The catalogue's milestones on this project's dates; the promises hang on them in turn."""
    plan, run = case.plan, case.plan.run or Run(case.plan.margin, case.plan.days)
    span = plan.ends - plan.starts
    last = case.at.get(Stage.DELIVERED)
    rows = []
    for place, (name, share) in enumerate(plan.words.milestones):
        sold = back_to_work(plan.starts + span * float(share))
        slip = timedelta(weeks=1) if run.margin < plan.margin and place % 2 else timedelta(0)
        due = sold + slip
        done = due + timedelta(days=case.rng.choice((-3, -1, 0, 0, 1, 4)))
        happened = done < case.today and (last is not None or place / len(plan.words.milestones) < run.done)
        rows.append(
            case.rows.add(
                Milestone(
                    project=project,
                    name=name,
                    sold_on=sold,
                    due_on=due,
                    done_on=back_to_work(done) if happened else None,
                )
            )
        )
    if last:
        for row in rows:
            row.done_on = min(row.done_on or last.date(), last.date())
    elif run.margin < plan.margin - 0.005:
        _leave_late(rows)
    papered = [promise for promise in case.promises if promise.paper == Promise.Paper.CLAUSE]
    for place, promise in enumerate(papered):
        keeper = rows[min(place + 1, len(rows) - 1)]
        case.rows.add(Milestone.promises.through(milestone=_in_time(promise, keeper, rows), promise=promise))


def _in_time(promise: Promise, keeper: Milestone, rows: list[Milestone]) -> Milestone:
    """What was promised for a day is kept by the last milestone before it."""
    early = [row for row in rows if promise.due_on and row.due_on <= promise.due_on]
    return early[-1] if early and keeper not in early else keeper


def _leave_late(rows: list[Milestone]) -> None:
    """The newest that seemed done isn't: it's overdue."""
    done = [row for row in rows if row.done_on]
    if done:
        done[-1].done_on = None


def _staff(
    case: Case, project: Project, crew: Crew, sheet: Sheet, rng: np.random.Generator, entries: int | None
) -> None:
    plan, run = case.plan, case.plan.run or Run(case.plan.margin, case.plan.days)
    ended = run.ended or plan.ends
    until = min(ended, case.today - timedelta(days=1))
    team: list[int] = []
    for role, minutes in at_completion(plan, run).items():
        chosen = pick(crew, case.setting.staff, role, minutes, plan.starts, ended, plan.team)
        team += chosen
        for person in chosen:
            share = int(minutes * run.done / len(chosen))
            if entries is None:
                work(crew, sheet, project, person, plan.starts, until, share, rng)
            _book(case, crew, person, share, until)
    if entries is not None:
        scatter(crew, sheet, project, team, plan.starts, until, entries, rng)
    for person in dict.fromkeys(team):
        case.join(crew.people[person], Part.TEAM)


def at_completion(plan: Plan, run: Run) -> dict[str, int]:
    """Minutes of each role when it will be done."""
    if not run.extra:
        growth = run.days * DAY / sum(plan.minutes.values())
        return {role: int(minutes * growth) for role, minutes in plan.minutes.items()}
    beyond = max(0, int(run.days * DAY) - sum(plan.minutes.values()))
    return {**plan.minutes, run.extra: plan.minutes.get(run.extra, 0) + beyond}


def _book(case: Case, crew: Crew, person: int, minutes: int, until) -> None:
    """What was booked so far; from this week on the capacity map tells it (capacity.py)."""
    days = len(crew.days_of(person, case.plan.starts, until)) or 1
    per_day = int(minutes / days / 15 + 0.5) * 15
    end = min(until, case.today - timedelta(days=case.today.weekday() + 3))
    if end >= case.plan.starts and per_day:
        made = case.at[Stage.ACCEPTED]
        book(
            case.rows, crew, case.engagement, person, case.plan.starts, end, min(per_day, 450), made_at=made,
            made_by=case.setting.staff["Daniel Kerr"],
        )  # fmt: skip


def _statuses(case: Case, project: Project) -> None:
    """A word every few weeks, worse where the margin is going."""
    run = case.plan.run or Run(case.plan.margin, case.plan.days)
    lost = case.plan.margin - run.margin
    last = run.ended or case.today
    weeks = max(1, (last - case.plan.starts).days // 7)
    count = min(3 if case.plan.depth > 2 else 1, weeks)
    for place in range(count):
        words: tuple[str, ...] = GOOD
        health = Status.Health.ON_TRACK
        if lost > 0.05 and place == count - 1:
            words, health = BAD, Status.Health.OFF_TRACK
        elif lost > 0.015 and place >= count // 2:
            words, health = MIXED, Status.Health.AT_RISK
        day = case.plan.starts + (last - case.plan.starts) * (place + 1) / (count + 0.2)
        at = _friday(moment(day, "15:40"))
        said = case.fill(case.rng.choice(words))
        row = case.rows.add(Status(project=project, health=health, words=said, by=case.lead, at=at))
        case.tell(at, "told status", row, case.lead, after={"health": str(health)})


def _friday(at: datetime) -> datetime:
    """The Friday before."""
    return at - timedelta(days=(at.weekday() - 4) % 7)

"""A plan: all that has to be known of one deal before its rows can be written."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from tandem.engagements.models import Stage
from tandem.front.sample.offerings import OFFERINGS, Words
from tandem.front.sample.roster import RATES
from tandem.front.sample.shelf import minutes_by_role
from tandem.front.sample.when import back_to_work, moment

LADDER = (
    Stage.LEAD, Stage.QUALIFIED, Stage.SCOPED, Stage.AGREED, Stage.PROPOSED, Stage.SIGNED, Stage.ACCEPTED,
    Stage.DELIVERING, Stage.DELIVERED, Stage.LEARNT,
)  # fmt: skip
# Where between the first talk and the signature each step of the sale lies.
PACE = {Stage.QUALIFIED: 0.18, Stage.SCOPED: 0.55, Stage.AGREED: 0.72, Stage.PROPOSED: 0.80, Stage.SIGNED: 1.0}
# An ungated win was scoped, and walked past these when the client had signed.
PASSED_BY = (Stage.AGREED, Stage.PROPOSED)


@dataclass
class Run:
    """How a project goes: margin and days at completion, and how much of its days is behind it (0..1). `extra` is
    the role that does the days beyond what was sold; without one they're spread as the rest."""

    margin: float
    days: float
    done: float = 1.0
    ended: date | None = None
    debriefed: date | None = None
    extra: str = ""


@dataclass
class Plan:
    client: str
    name: str
    seller: str
    lead: str
    slug: str | None
    grade: str | None
    stage: Stage
    created: date
    close: date
    starts: date
    ends: date
    days: float
    margin: float
    amount: Decimal | None = None
    probability: str | None = None
    since: date | None = None
    run: Run | None = None
    lost_from: Stage | None = None
    lost_reason: str = ""
    ungated_why: str = ""
    confidential: bool = False
    bespoke: str = ""
    depth: int = 3
    by_hand: frozenset[str] = frozenset()
    team: tuple[str, ...] = ()
    minutes: dict[str, int] = field(default_factory=dict)
    level: Decimal = Decimal(1)
    quiet: bool = False  # its history tells the stages alone

    @property
    def words(self) -> Words:
        """What deals of this kind are told in; a deal outside the catalogue borrows from the nearest offering."""
        return OFFERINGS[self.slug or self.bespoke]

    @property
    def cost(self) -> Decimal:
        return cost_of(self.minutes, self.level)

    @property
    def top(self) -> Stage:
        """The furthest stage that it ever reached."""
        return self.lost_from or Stage.LEAD if self.stage == Stage.LOST else self.stage

    def reached(self, stage: Stage) -> bool:
        return LADDER.index(self.top) >= LADDER.index(stage)


def cost_of(minutes: dict[str, int], level: Decimal = Decimal(1)) -> Decimal:
    """At this year's standard cost; `level` is what an earlier year's was of it."""
    return sum((Decimal(count * RATES[role][1]) for role, count in minutes.items()), Decimal(0)) * level / 60


def days_for(plan: Plan, amount: Decimal) -> float:
    """About the days that this amount buys at this margin with the offering's mix."""
    of_a_hundred = cost_of(minutes_by_role(plan.words.mix, 100))
    return float(amount * (1 - Decimal(str(plan.margin))) / of_a_hundred * 100)


def price(plan: Plan) -> None:
    """Give the plan an estimate and an amount that agree with its days and its margin, unless it has both."""
    if plan.minutes:
        return
    plan.minutes = minutes_by_role(plan.words.mix, plan.days)
    kept = Decimal(1) - Decimal(str(plan.margin))
    if plan.amount is None:
        step = 500 if plan.days < 100 else 1000
        plan.amount = (plan.cost / kept / step).to_integral_value() * step
    _shift(plan.minutes, plan.amount * kept / plan.level)


def _shift(minutes: dict[str, int], wanted: Decimal) -> None:
    """Move quarter hours between dear and cheap people until the cost is just not above `wanted`."""
    dear, cheap = ("Architect", "Delivery lead"), ("Analyst", "Data engineer")
    for up, down in ((a, b) for a in dear for b in cheap):
        gap = wanted - cost_of(minutes)
        step = Decimal(RATES[up][1] - RATES[down][1]) / 4
        steps = int(gap // step)
        steps = max(min(steps, (minutes[down] - 60) // 15), -((minutes[up] - 60) // 15))
        minutes[up] += 15 * steps
        minutes[down] -= 15 * steps
    while cost_of(minutes) > wanted and minutes["Data engineer"] > 75:
        minutes["Data engineer"] -= 15


def steps_of(plan: Plan, rng: Random) -> list[tuple[Stage, datetime]]:
    """(stage, moment) of every stage reached, first to last, the loss included."""
    days = [(Stage.LEAD, plan.created)]
    last = plan.since or plan.close
    rungs = [rung for rung in LADDER[1:] if plan.reached(rung)]
    sale = [rung for rung in rungs if rung in PACE]
    span = (last - plan.created).days
    stretch = PACE[sale[-1]] * (1.12 if plan.stage == Stage.LOST else 1.0) if sale else 1.0
    days += [(rung, plan.created + timedelta(days=span * PACE[rung] / stretch)) for rung in sale]
    days += _project_days(plan, [rung for rung in rungs if rung not in PACE], rng)
    if plan.stage == Stage.LOST:
        days.append((Stage.LOST, plan.close))
    told = _in_order([(rung, back_to_work(day)) for rung, day in days], rng)
    return _at_once(told) if plan.ungated_why else told


def _at_once(told: list[tuple[Stage, datetime]]) -> list[tuple[Stage, datetime]]:
    """Past the gates in the moment of the signature, as the verb writes it."""
    signed = dict(told)[Stage.SIGNED]
    return [(rung, signed if rung in PASSED_BY else at) for rung, at in told]


def _project_days(plan: Plan, rungs: list[Stage], rng: Random) -> list[tuple[Stage, date]]:
    run = plan.run or Run(plan.margin, plan.days)
    ended = run.ended or plan.ends
    accepted = min(plan.close + timedelta(days=rng.randrange(3, 9)), plan.starts - timedelta(days=1))
    days = {
        Stage.ACCEPTED: max(accepted, plan.close + timedelta(days=1)),
        Stage.DELIVERING: plan.starts,
        Stage.DELIVERED: ended,
        Stage.LEARNT: run.debriefed or ended + timedelta(days=rng.randrange(4, 13)),
    }
    return [(rung, days[rung]) for rung in rungs]


def _in_order(days: list[tuple[Stage, date]], rng: Random) -> list[tuple[Stage, datetime]]:
    """Office hours for each day, later steps of one day later in it."""
    told: list[tuple[Stage, datetime]] = []
    for rung, day in days:
        at = moment(day, f"{rng.randrange(9, 17):02}:{rng.randrange(60):02}")
        if told and at <= told[-1][1]:
            at = told[-1][1] + timedelta(minutes=20)
        told.append((rung, at))
    return told

"""What delivery doubted, drawn from what it answered, judged and flagged; and promises in every state."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from tandem.calc.days import days_in
from tandem.engagements.models import OPEN, Assumption, Challenge, Engagement, Promise, Stage
from tandem.front.sample.case import Case
from tandem.front.sample.plans import LADDER
from tandem.front.sample.rows import Rows
from tandem.front.sample.when import moment
from tandem.people.models import Person
from tandem.scoping.models import RedFlag

LEADER = "Maya Okonkwo"
FRESH = timedelta(days=7)
UNJUDGED = timedelta(days=12)  # whoever closes a project sits down for it a little later
RIGHT = Challenge.Right
PAPER = Promise.Paper

# By what became of the promise: who was right, and what showed it.
OF_PROMISE: dict[str, tuple[str, str]] = {
    Promise.Result.KEPT: (RIGHT.SALES, "It was kept as it was said, and it cost no hour more than planned."),
    Promise.Result.LATE: (RIGHT.DELIVERY, "It came a week later than it was said, for the reason that was given."),
    Promise.Result.RENEGOTIATED: (RIGHT.BOTH, "The client took less of it, later, and was glad to be asked."),
    Promise.Result.BROKEN: (RIGHT.DELIVERY, "We couldn’t do it, and we had been told before we signed."),
    Promise.Result.WITHDRAWN: (RIGHT.DELIVERY, "It was taken back before the signature; nobody missed it."),
}
OF_ASSUMPTION = (
    (RIGHT.DELIVERY, "It was false. The hours set aside for it were used to the last."),
    (RIGHT.DELIVERY, "Half of it was true; the other half was found in week two."),
    (RIGHT.SALES, "It held. What was set aside for it went back into the margin."),
    (RIGHT.BOTH, "It held for one source and not for the other."),
    (RIGHT.UNKNOWN, "The client changed the scope before it could show."),
)
OF_FLAG = (
    (RIGHT.DELIVERY, "Because it was raised the plan was changed in time."),
    (RIGHT.SALES, "The answer that was given held to the end."),
    (RIGHT.BOTH, "The start moved as delivery wanted, and the client stayed as sales had said."),
)
LATE = (
    (
        "capacity",
        "I read in the proposal that we start with three people. Two of them are booked until the end of that month.",
    ),
    (
        "scope",
        "The proposal names an interface that nobody of us has seen. I would have asked for a day with it first.",
    ),
    ("price", "The test days of the last phase aren’t in the estimate that went out."),
)
ANSWERS = (
    "It’s in the price now, and {who} knows that it is.",
    "I asked {who} the same day: in writing by Friday.",
    "Understood. I take it out of what I say until we know.",
)


def vary_promises(cases: Iterable[Case], seed: int) -> None:
    """Before the clauses say which of them they put on paper."""
    for case in cases:
        for promise in case.promises:
            _trail(case, promise)
        if case.promises and not case.by_hand("promises"):
            _vary(case, _chance("promises", case, seed))


def add_challenges(rows: Rows, cases: Iterable[Case], seed: int) -> None:
    """From the rows that wait to be written: nothing here says anything that they don't."""
    answered, flagged = _by_deal(rows.waiting[Assumption]), _by_deal(rows.waiting[RedFlag])
    for case in cases:
        if case.named_lead is None:
            continue
        rng = _chance("challenges", case, seed)
        doubts = list(_doubts(case, answered[id(case.engagement)], flagged[id(case.engagement)]))
        for doubt in doubts or _late(case, rng):
            _add(case, doubt, rng)


def _chance(what: str, case: Case, seed: int) -> Random:
    return Random(f"{what}:{seed}:{case.plan.client}:{case.plan.name}:{case.plan.created}")


def _by_deal(found: Iterable) -> dict[int, list]:
    """By the engagement itself: it has no number yet."""
    of: dict[int, list] = defaultdict(list)
    for row in found:
        of[id(row.engagement)].append(row)
    return of


def _trail(case: Case, row: Promise) -> None:
    """By when, if its words name a day that lies in the work (signed, that a milestone keeps), and who put it on paper."""
    earliest = case.plan.ends if case.reached(Stage.SIGNED) else case.plan.starts
    days = [day for day in days_in(row.quote, row.said_on) if day.on >= earliest]
    row.due_on = days[0].on if days else None
    if row.paper:
        row.paper_by, row.paper_at = case.seller, row.judged_at


def _vary(case: Case, rng: Random) -> None:
    """Deals that aren't signed have promises on no paper yet; of finished projects one in twelve broke one."""
    row = case.promises[-1]
    stage = case.plan.stage
    if stage in (Stage.SCOPED, Stage.AGREED) and rng.random() < 0.5:
        row.paper, row.paper_words, row.paper_by, row.paper_at = "", "", None, None
        row.verdict, row.condition = (
            Promise.Verdict.IF,
            f"Only with somebody of {case.plan.client} beside us in the first week.",
        )
        _retell(case.rows, row, "judged promise: feasible", "judged promise: feasible if", {"verdict": "if"})
    elif stage == Stage.AGREED:
        row.paper, row.paper_words = (
            PAPER.WITHDRAWN,
            f"{case.seller.first_name} told {case.contact.name} by phone, the same day.",
        )
    elif stage == Stage.PROPOSED and row.verdict == Promise.Verdict.FEASIBLE:
        row.paper, row.paper_words = (
            PAPER.UNWRITTEN,
            "A favour of the first week. In the contract it would need a change of their standard terms.",
        )
        row.paper_knows = f"{case.contact.name}, {case.seller.name} and {case.lead.name}"
    elif row.result == Promise.Result.LATE and rng.random() < 0.4:
        row.result, row.result_words = (
            Promise.Result.BROKEN,
            "It never came. We said so too late, and they had told their board.",
        )
        _retell(case.rows, row, "settled promise", "settled promise", {"result": str(row.result)})


def _retell(rows: Rows, row: Promise, was: str, verb: str, after: dict[str, str]) -> None:
    """History says the same as the row."""
    for place, (at, told, subject, by, extras) in enumerate(rows.happened):
        if subject is row and told == was:
            rows.happened[place] = (at, verb, subject, by, {**extras, "after": after})


@dataclass(frozen=True)
class Doubt:
    about: str
    words: str
    on_words: str
    by: Person
    at: datetime
    row: Assumption | Promise | RedFlag | None


def _late(case: Case, rng: Random) -> list[Doubt]:
    """Nobody asked delivery before the proposal; it said so when the client had it already."""
    if not (case.reached(Stage.SIGNED) and Stage.PROPOSED in case.at) or case.plan.ungated_why or rng.random() < 0.5:
        return []
    about, words = rng.choice(LATE)
    sent = case.at[Stage.PROPOSED]
    return [Doubt(about, words, "", case.lead, sent + (case.at[Stage.SIGNED] - sent) * 0.6, None)]


def _doubts(case: Case, assumptions: Iterable[Assumption], flags: Iterable[RedFlag]) -> Iterator[Doubt]:
    for row in assumptions:
        if row.answer in (Assumption.Answer.IF, Assumption.Answer.RED) and row.answered_by and row.answered_at:
            yield Doubt("assumptions", row.condition, row.words, row.answered_by, row.answered_at, row)
    for promise in case.promises:
        if promise.verdict in (Promise.Verdict.IF, Promise.Verdict.NO) and promise.judged_by and promise.judged_at:
            promise.condition = promise.condition or "We can’t keep that. Say so, or put it among the exclusions."
            yield Doubt("promises", promise.condition, promise.quote, promise.judged_by, promise.judged_at, promise)
    for flag in flags:
        if flag.challenge is None:
            yield Doubt(flag.section, flag.words, "", flag.raised_by, flag.raised_at, flag)


def _add(case: Case, doubt: Doubt, rng: Random) -> None:
    row = case.rows.add(
        Challenge(
            engagement=case.engagement, about=doubt.about, words=doubt.words, on_words=doubt.on_words, raised_by=doubt.by,
            raised_at=doubt.at, raised_in=_stage_at(case, doubt.at),
            assumption=doubt.row if isinstance(doubt.row, Assumption) else None,
            promise=doubt.row if isinstance(doubt.row, Promise) else None,
        )
    )  # fmt: skip
    if isinstance(doubt.row, RedFlag):
        doubt.row.challenge = row
    case.tell(doubt.at, "challenged", row, doubt.by, reason=doubt.words, after={"about": doubt.about})
    _reply(case, row, doubt, rng)
    if row.reply and case.plan.stage in (Stage.DELIVERED, Stage.LEARNT):
        _judge(case, row, doubt, rng)


def _stage_at(case: Case, at: datetime) -> Stage:
    return max(
        (stage for stage, since in case.at.items() if since <= at and stage in LADDER),
        key=LADDER.index,
        default=Stage.LEAD,
    )


def _now(case: Case) -> datetime:
    """The morning of the sample's day: nothing has happened after it."""
    return moment(case.today, "08:00")


def _reply(case: Case, row: Challenge, doubt: Doubt, rng: Random) -> None:
    """The latest of an open deal may still wait; a flag's answer is the flag's own."""
    words = _answer(case, doubt, rng)
    fresh = case.engagement.stage in OPEN and _now(case) - doubt.at < FRESH
    if not words or (fresh and not case.plan.by_hand and rng.random() < 0.5):
        return
    row.reply, row.replied_by = words, case.seller
    row.replied_at = min(doubt.at + timedelta(hours=rng.randrange(2, 26)), _now(case) - timedelta(hours=1))
    case.tell(row.replied_at, "answered challenge", row, case.seller, reason=words)


def _answer(case: Case, doubt: Doubt, rng: Random) -> str:
    source = doubt.row
    if isinstance(source, RedFlag):
        return source.reply
    if isinstance(source, Promise):
        return source.paper_words or source.get_paper_display() if source.paper else ""
    if source is None:
        return "You’re right, and it’s with the client. We tell them before they sign."
    return rng.choice(ANSWERS).format(who=case.contact.name) if case.reached(Stage.SCOPED) else ""


def _judge(case: Case, row: Challenge, doubt: Doubt, rng: Random) -> None:
    """By leadership, who had no part in it, at the debrief or soon after the close."""
    closed: Engagement = case.engagement
    judge, since = case.setting.staff[LEADER], closed.stage_since
    if _now(case) - since < UNJUDGED or judge in (row.raised_by, row.replied_by):
        return
    row.right, row.judged_why = _hindsight(doubt, rng)
    row.judged_by, row.judged_at = judge, since + timedelta(days=2, hours=rng.randrange(1, 6))
    case.tell(row.judged_at, "judged challenge", row, judge, reason=row.judged_why, after={"right": str(row.right)})


def _hindsight(doubt: Doubt, rng: Random) -> tuple[str, str]:
    if isinstance(doubt.row, Promise):
        return OF_PROMISE.get(doubt.row.result, (RIGHT.UNKNOWN, "It was never asked for again."))
    return rng.choice(OF_ASSUMPTION if isinstance(doubt.row, Assumption) else OF_FLAG)

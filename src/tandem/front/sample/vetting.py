"""What both sides settle before a scope is frozen: outcomes, assumptions, risks, duties, and what was said aloud."""

from datetime import timedelta
from decimal import Decimal

from tandem.engagements.models import (
    Assumption,
    Duty,
    DutyPart,
    Outcome,
    OutcomeSignature,
    Promise,
    Risk,
    Side,
    Stage,
)  # fmt: skip
from tandem.engagements.queries.outcome import signed_words
from tandem.front.sample.case import Case

ANSWERED = (Assumption.Answer.AGREE, Assumption.Answer.AGREE, Assumption.Answer.IF)
WHERE = ("First call", "Scoping call", "Workshop at their office", "Lunch", "Call with their finance team")
STRENGTHS = (
    Promise.Strength.COMMITTED,
    Promise.Strength.COMMITTED,
    Promise.Strength.IMPLIED,
    Promise.Strength.MENTIONED,
)


def add_vetting(case: Case) -> None:
    """Everything told by hand is left to the story."""
    if not case.reached(Stage.QUALIFIED) or not case.named_lead:
        return
    for part, add in (
        ("outcomes", add_outcomes), ("assumptions", add_assumptions), ("risks", add_risks), ("duties", add_duties),
        ("promises", add_promises),
    ):  # fmt: skip
        if not case.by_hand(part):
            add(case)


def sign_outcome(case: Case, outcome: Outcome, side: Side, at) -> None:
    person = {Side.SALES: case.seller, Side.DELIVERY: case.lead}[side]
    case.rows.add(
        OutcomeSignature(
            outcome=outcome, revision=outcome.revision, side=side, person=person, at=at, **signed_words(outcome)
        )
    )
    case.tell(at, "signed outcome", outcome, person, after={"side": str(side), "revision": outcome.revision})


def add_outcomes(case: Case) -> None:
    agreed = case.reached(Stage.SCOPED)
    finished = case.reached(Stage.DELIVERED)
    for position, words in enumerate(case.plan.words.outcomes[: case.plan.depth]):
        outcome = case.rows.add(
            Outcome(
                engagement=case.engagement, position=position, title=case.fill(words.title), expects=words.expects,
                proves=words.proves if agreed or position == 0 else "", baseline=words.baseline, target=words.target,
                measured_how=words.how, measured_by=case.contact.name, measured_on=case.plan.ends,
            )
        )  # fmt: skip
        case.outcomes.append(outcome)
        if finished and position:
            case.rng.random()  # what came of it is told in outcomes.py; the other draws stay as they were
        case.tell(case.vetting - timedelta(days=1), "added outcome", outcome, case.seller)
        if agreed:
            sign_outcome(case, outcome, Side.SALES, case.vetting)
            sign_outcome(case, outcome, Side.DELIVERY, case.vetting + timedelta(hours=2))


def add_assumptions(case: Case) -> None:
    agreed = case.reached(Stage.SCOPED)
    for place, (words, because) in enumerate(case.plan.words.assumptions[: case.plan.depth]):
        row = Assumption(
            engagement=case.engagement, words=case.fill(words), because=case.fill(because), raised_by=case.seller,
            raised_at=case.vetting - timedelta(days=2), verifier=case.lead, asked=case.lead,
            asked_at=case.vetting - timedelta(days=2),
        )  # fmt: skip
        case.tell(row.raised_at, "assumed", case.rows.add(row), case.seller)
        if agreed or place == 0:
            _answer(case, row, place)


def _answer(case: Case, row: Assumption, place: int) -> None:
    """Delivery's answer, and the check or the price that goes with it."""
    row.answer, row.answered_by = ANSWERED[place % len(ANSWERED)], case.lead
    row.answered_at = row.raised_at + timedelta(hours=case.rng.randrange(2, 30))
    if row.answer == Assumption.Answer.IF:
        row.condition = f"{case.contact.name} confirms it in writing before we start."
        row.condition_owner, row.condition_by = case.seller, case.plan.starts
        row.condition_met_at = case.at.get(Stage.SCOPED)
        row.condition_said_at = row.condition_met_at and row.condition_met_at - timedelta(hours=3)
        row.minutes_if_false, row.priced = 2 * 450, True
        row.price_if_false = Decimal(2400)
    elif case.reached(Stage.SCOPED):
        row.verified_at = row.answered_at + timedelta(hours=1)
        row.verified_how = f"{case.lead.first_name} looked at it with {case.contact.name}."
    case.tell(
        row.answered_at,
        f"answered assumption: {row.get_answer_display().lower()}",
        row,
        case.lead,
        after={"answer": str(row.answer)},
    )


def add_risks(case: Case) -> None:
    sizes = (Risk.Size.MAJOR, Risk.Size.MEDIUM, Risk.Size.MEDIUM, Risk.Size.MINOR)
    owners = (case.lead, case.seller, case.lead, case.lead)
    finished = case.reached(Stage.DELIVERED)
    for place, (words, plan, trigger) in enumerate(case.plan.words.risks[: case.plan.depth]):
        owned = case.reached(Stage.SCOPED) or place != 1
        named = case.vetting - timedelta(days=1)
        row = Risk(
            engagement=case.engagement, words=case.fill(words), size=sizes[place], mitigation=plan, trigger=trigger,
            probability=Decimal(case.rng.choice(("0.100", "0.200", "0.300"))), priced=place == 0,
            impact_minutes=450 * case.rng.randrange(2, 9), review_on=case.plan.starts,
            owner=owners[place] if owned else None, named_at=named if owned else None,
            named_by=case.seller if owned else None,
            accepted_at=named + timedelta(hours=4) if owned and (place == 0 or case.reached(Stage.SCOPED)) else None,
        )  # fmt: skip
        if finished:
            row.fate = Risk.Fate.HAPPENED if case.rng.random() < 0.25 else Risk.Fate.PASSED
        case.tell(named - timedelta(hours=1), "named risk", case.rows.add(row), case.lead)
        if row.accepted_at:
            case.tell(row.accepted_at, "accepted risk", row, owners[place])


def add_duties(case: Case) -> None:
    """The client's duties and ours; each has exactly one who is accountable."""
    count = case.plan.depth + 1
    lines = [(words, True) for words in case.plan.words.duties[:count]]
    lines += [(words, False) for words in case.plan.words.ours[:count]]
    named = case.reached(Stage.SCOPED)
    for position, (words, for_client) in enumerate(lines):
        duty = case.rows.add(
            Duty(
                engagement=case.engagement, words=words, for_client=for_client, position=position,
                due_on=case.plan.starts + timedelta(weeks=position // 2) if for_client else None,
                done_at=case.at.get(Stage.DELIVERED),
            )
        )  # fmt: skip
        if named or position % 3:
            answer = {"contact": case.contact} if for_client else {"person": case.lead}
            case.rows.add(DutyPart(duty=duty, letter=DutyPart.Letter.ACCOUNTABLE, **answer))
            case.rows.add(DutyPart(duty=duty, letter=DutyPart.Letter.INFORMED, person=case.seller))


def add_promises(case: Case) -> None:
    """What was said aloud. Signed deals have each on paper; finished ones have what became of it."""
    lines = case.plan.words.promises[: max(1, case.plan.depth - 1)]
    for place, (quote, paper) in enumerate(lines):
        said = (case.at[Stage.LEAD] + (case.vetting - case.at[Stage.LEAD]) * (0.3 + 0.2 * place)).date()
        row = case.rows.add(
            Promise(
                engagement=case.engagement, quote=quote, said_by=case.seller, said_to=case.contact.name, said_on=said,
                said_where=WHERE[(place + case.rng.randrange(5)) % 5], strength=STRENGTHS[place],
            )
        )  # fmt: skip
        case.promises.append(row)
        case.tell(case.vetting - timedelta(days=1), "wrote down promise", row, case.seller)
        if case.reached(Stage.SCOPED):
            _judge(case, row, paper)
        if case.reached(Stage.DELIVERED):
            _settle(case, row)


def _judge(case: Case, row: Promise, paper: str) -> None:
    row.judged_by, row.judged_at, row.verdict = case.lead, case.vetting, Promise.Verdict.FEASIBLE
    if paper.startswith("Excluded"):
        row.paper, row.verdict = Promise.Paper.EXCLUDED, Promise.Verdict.NO
    elif paper.startswith("Option"):
        row.paper, row.verdict, row.condition = Promise.Paper.CLAUSE, Promise.Verdict.IF, paper
    else:
        row.paper = Promise.Paper.CLAUSE
    row.paper_words = paper
    case.tell(
        case.vetting,
        f"judged promise: {row.get_verdict_display().lower()}",
        row,
        case.lead,
        after={"verdict": str(row.verdict)},
    )


def _settle(case: Case, row: Promise) -> None:
    results = Promise.Result
    row.result = case.rng.choice((results.KEPT, results.KEPT, results.KEPT, results.LATE, results.RENEGOTIATED))
    if row.paper == Promise.Paper.EXCLUDED:
        row.result = results.WITHDRAWN
    row.result_words = {
        results.KEPT: f"{case.contact.name} confirmed it.", results.LATE: "A week later than said; told the day we knew.",
        results.RENEGOTIATED: "Moved to the next phase, agreed in writing.",
        results.WITHDRAWN: "Excluded in the scope, and said so on the reverse pitch.",
    }[row.result]  # fmt: skip
    row.settled_at = case.at[Stage.DELIVERED] - timedelta(hours=5)
    case.tell(row.settled_at, "settled promise", row, case.lead, after={"result": str(row.result)})

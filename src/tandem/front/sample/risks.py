"""What became of what wasn't certain: assumptions that hardened, risks handed over, and the library that grew of them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from tandem.catalogue.models import LibraryRisk, TierClause
from tandem.engagements.models import Assumption, Risk, Stage
from tandem.front.sample.case import Case
from tandem.front.sample.offerings import OFFERINGS
from tandem.front.sample.rows import Rows
from tandem.front.sample.shelf import DAY
from tandem.people.models import Access

# Words, how likely, days, what then, how we notice; the first ones were learnt from projects, the others written down.
LIBRARY: tuple[tuple[str, str, int, str, str], ...] = (
    ("Access to their systems comes late", "0.350", 5, "Start from extracts", "No account by the first Friday"),
    ("The sample is cleaner than the whole", "0.400", 8, "Draw a second sample with them", "More than 8% of rows need a person"),
    ("The sponsor changes while we work", "0.200", 6, "A deputy by name in the contract", "A new face in the steering group"),
    ("Only one of ours knows the matching", "0.250", 8, "A second pairs from week 1", "Two questions that only one can answer"),
    ("Their people aren’t freed for training", "0.300", 3, "Record it, train the trainer", "Two sessions moved"),
    ("Two sources say different things of the same record", "0.300", 4, "Their data owner decides, by name", "Counts differ by more than 1%"),
    ("A vendor’s interface changes under way", "0.150", 6, "Pin the version, say it in the scope", "Release notes"),
    ("Sign-off takes longer than a week", "0.350", 3, "Silence for ten days is acceptance", "One milestone unsigned after five days"),
    ("Their security review comes after the start", "0.250", 5, "Send our papers before the signature", "No date for the review"),
    ("Test data may not leave their house", "0.300", 4, "Work on their machines", "Their data protection officer asks"),
    ("A holiday season lies across a milestone", "0.200", 2, "Move the milestone now", "The plan beside the calendar"),
    ("The first users come from one site alone", "0.250", 3, "A second site in the pilot", "The list of testers"),
)  # fmt: skip
WRITTEN_DOWN = 4


def price_clauses(rows: Rows) -> None:
    """What standard risks and assumptions usually cost, in every package."""
    rng = Random("standard risks")
    plans = {line: plan for words in OFFERINGS.values() for line, plan, _trigger in words.risks}
    for clause in rows.waiting[TierClause]:
        if clause.kind == TierClause.Kind.RISK:
            clause.probability = Decimal(rng.choice(("0.150", "0.200", "0.250", "0.300")))
            clause.minutes, clause.mitigation = DAY * rng.randrange(2, 9), plans.get(clause.words, "")
        elif clause.kind == TierClause.Kind.ASSUMPTION:
            clause.minutes = DAY * rng.randrange(1, 6)


def tell_risks(rows: Rows, cases: Sequence[Case], seed: int) -> None:
    """In each case: what hardened at the freeze, who took what over at the handoff, what it cost when it happened."""
    assumptions, risks = _by_case(rows.waiting[Assumption]), _by_case(rows.waiting[Risk])
    for place, case in enumerate(cases):
        rng = Random(f"{seed}:{place}:{case.plan.client}:risks")
        found = risks[id(case.engagement)]
        for risk in found:
            _came_from(case, risk)
        for row in assumptions[id(case.engagement)]:
            if case.reached(Stage.SCOPED) and row.priced and not row.verified_at:
                found.append(_harden(case, row, rng))
        for risk in found:
            if risk.fate == Risk.Fate.HAPPENED:
                risk.actual_minutes = int(risk.impact_minutes * rng.choice((0.6, 0.9, 1.2, 1.6)) / 30) * 30
            if case.reached(Stage.ACCEPTED):
                _hand_over(case, risk)
            if risk.fate == Risk.Fate.OPEN and risk.review_on and risk.review_on <= case.today:
                _reviewed(case, risk, rng)


def add_library(rows: Rows, cases: Sequence[Case]) -> None:
    """Most were learnt from projects; the others stood in the firm's drawer when the library began."""
    learnt = [case for case in cases if case.reached(Stage.LEARNT) and not case.engagement.confidential]
    for place, (words, chance, days, plan, trigger) in enumerate(LIBRARY):
        case = learnt[place % len(learnt)]
        at, source = case.at[Stage.LEARNT], f"Lesson of {case.plan.name}, {case.plan.client}"
        if place >= len(LIBRARY) - WRITTEN_DOWN:
            at, source = case.setting.when.at(1, 12), "Written down when the library began"
        maya = case.setting.staff["Maya Okonkwo"]
        row = LibraryRisk(
            words=words, probability=Decimal(chance), minutes=days * DAY, mitigation=plan, trigger=trigger,
            source=source, made_at=at, made_by=maya,
        )  # fmt: skip
        rows.tell(at, "put into the risk library", rows.add(row), maya, reason=source)


def give_over(case: Case, words: str, at: datetime) -> None:
    """The seller has clicked; the delivery lead hasn't yet."""
    risk = next(row for row in case.rows.waiting[Risk] if row.engagement is case.engagement and row.words == words)
    risk.handing_to, risk.handing_by, risk.handing_at = case.lead, case.seller, at
    case.tell(at, "gave risk over", risk, case.seller, after={"handing_to": case.lead.name})


def _by_case(rows: Iterable[Assumption | Risk]) -> dict[int, list]:
    found: dict[int, list] = defaultdict(list)
    for row in rows:
        found[id(row.engagement)].append(row)
    return found


def _came_from(case: Case, risk: Risk) -> None:
    if case.engagement.tier and not case.by_hand("risks"):
        risk.source = f"Standard of {case.engagement.tier}, version {case.engagement.tier.number}"


def _harden(case: Case, row: Assumption, rng: Random) -> Risk:
    """Nobody had verified it when the scope was frozen: its hours are in the price, and its verifier owns it."""
    frozen = case.at[Stage.SCOPED]
    row.hardened_at = frozen
    risk = case.rows.add(
        Risk(
            engagement=case.engagement, words=row.words[:200], from_assumption=row, impact_minutes=row.minutes_if_false,
            impact_money=row.price_if_false, priced=True, source="Assumption that wasn’t verified", owner=row.verifier,
            named_at=frozen, named_by=case.seller, accepted_at=frozen + timedelta(hours=3),
        )
    )  # fmt: skip
    case.tell(frozen, "hardened", row, case.seller, reason="Not verified before the deal was scoped.")
    case.tell(risk.accepted_at, "accepted risk", risk, case.lead)
    if delivered := case.at.get(Stage.DELIVERED):
        _came_out(case, row, risk, delivered - timedelta(days=20), rng.random() < 0.75)
    return risk


def _came_out(case: Case, row: Assumption, risk: Risk, at: datetime, held: bool) -> None:
    if held:
        row.verified_at, row.verified_how, risk.fate = at, f"{case.contact.name} confirmed it.", Risk.Fate.PASSED
    else:
        row.disproved_at, row.verified_how, risk.fate = at, "It showed in the first month.", Risk.Fate.HAPPENED
    case.tell(at, "verified assumption" if held else "disproved assumption", row, case.lead, reason=row.verified_how)


def _reviewed(case: Case, risk: Risk, rng: Random) -> None:
    """Looked at on its day, and put off; a few are overdue."""
    days = rng.choice((-2, 6, 9, 13, 16, 20, 27, 34, 41))
    if risk.review_on and case.today + timedelta(days=days) > risk.review_on:
        risk.review_on = case.today + timedelta(days=days)


def _hand_over(case: Case, risk: Risk) -> None:
    """Both clicked before delivery accepted: what sales owned was given and taken, what delivery owned it kept."""
    accepted = case.at[Stage.ACCEPTED]
    if risk.owner is None:
        return
    risk.handed_at = accepted - timedelta(hours=3)
    if risk.owner.access == Access.SALES:
        risk.handing_by, risk.handing_at = risk.owner, accepted - timedelta(hours=20)
        case.tell(risk.handing_at, "gave risk over", risk, risk.owner, after={"handing_to": case.lead.name})
        risk.owner, risk.accepted_at = case.lead, risk.handed_at
        case.tell(risk.handed_at, "took risk over", risk, case.lead)
    else:
        case.tell(risk.handed_at, "keeps risk", risk, risk.owner)

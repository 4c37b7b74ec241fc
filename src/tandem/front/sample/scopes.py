"""The scope: its items and estimate, the session that vetted it, red flags, and the work that a deal would bring."""

from datetime import datetime, timedelta
from decimal import Decimal

from tandem.engagements.models import OPEN, Stage
from tandem.front.sample.case import Case
from tandem.front.sample.roster import RATES
from tandem.front.sample.shelf import list_price
from tandem.front.sample.staff import pounds
from tandem.planning.models import Need
from tandem.scoping.models import (
    DiscountWord,
    EstimateLine,
    RedFlag,
    ScopeItem,
    ScopeVersion,
    ScopingSession,
    SessionSeat,
)  # fmt: skip

FLAGS = (
    ("scope", "Two of the deliverables need the same week of the same person.", "Second one moved by a fortnight."),
    ("capacity", "Nobody with that skill is free before the start date.", "Start moved; a second engineer pairs from week one."),
    ("success", "The second outcome can't be measured with what they log today.", "Measured on a sample that they draw."),
    ("assumptions", "We priced on a sample that nobody of ours drew.", "A second sample, drawn by us, is a duty of theirs now."),
)  # fmt: skip

WHY_LESS = {
    True: "They buy the next phase with it, and they pay at each milestone.",
    False: "A round sum, which their board can pass without another meeting.",
}
UNDECIDED = ("Penrose Pharma", "Trial data hub")


def add_scope(case: Case) -> None:
    if not case.named_lead or not case.reached(Stage.QUALIFIED):
        return
    add_session(case)
    if not case.by_hand("scope"):
        made = case.at[Stage.SCOPED] - timedelta(days=3) if case.reached(Stage.SCOPED) else case.vetting
        case.scope = add_version(case, 1, made, case.at.get(Stage.SCOPED))
    if case.plan.stage in OPEN:
        add_needs(case)


def add_version(case: Case, number: int, made_at: datetime, frozen_at: datetime | None) -> ScopeVersion:
    """One version with its items and lines, frozen if it has been."""
    listed = list_price(case.plan.minutes, case.plan.level)
    fee = case.plan.amount or Decimal(0)
    discount = max(Decimal(0), ((listed - fee) / 100).to_integral_value() * 100)
    scope = case.rows.add(
        ScopeVersion(
            engagement=case.engagement, number=number, tier=case.engagement.tier, fee=fee, discount=discount,
            starts_on=case.plan.starts, ends_on=case.plan.ends, made_at=made_at, made_by=case.lead,
        )
    )  # fmt: skip
    _lines(case, scope)
    _items(case, scope)
    case.tell(made_at, "started scope", scope, case.lead)
    if discount:
        _allow(case, scope, made_at)
    if frozen_at:
        freeze(case, scope, frozen_at)
    return scope


def _allow(case: Case, scope: ScopeVersion, at: datetime) -> None:
    """Sales asked for the discount: the managing partner for a deep one, else the finance director. They answered within
    the hour; one of them hasn't yet."""
    deep = scope.discount > scope.fee / 20
    scope.discount_by = case.setting.staff["Maya Okonkwo" if deep else "Hannah Weiss"]
    scope.discount_asked_by, scope.discount_asked_at, scope.discount_why = case.seller, at, WHY_LESS[deep]
    scope.discount_word = DiscountWord.ASKED
    case.tell(at, "set discount", scope, case.seller, reason=scope.discount_why)
    if (case.plan.client, case.plan.name) != UNDECIDED:
        scope.discount_word, scope.discount_decided_at = DiscountWord.YES, at + timedelta(minutes=50)
        case.tell(scope.discount_decided_at, "allowed discount", scope, scope.discount_by)


def freeze(case: Case, scope: ScopeVersion, at: datetime) -> None:
    """Its digest comes when it's written (papers.py)."""
    scope.frozen_at, scope.frozen_by = at, case.lead


def _lines(case: Case, scope: ScopeVersion) -> None:
    standard = case.setting.shelf.minutes.get((case.plan.slug or "", case.plan.grade or ""), {})
    for role, minutes in case.plan.minutes.items():
        bill, cost = (pounds(rate * case.plan.level) for rate in RATES[role])
        case.rows.add(
            EstimateLine(
                scope=scope, role=case.setting.staff.roles[role], minutes=minutes, tier_minutes=standard.get(role),
                bill_hourly=bill, cost_hourly=cost,
            )
        )  # fmt: skip


def _items(case: Case, scope: ScopeVersion) -> None:
    if case.by_hand("items"):
        return
    words, standard = case.plan.words, case.plan.slug is not None
    kinds = ScopeItem.Kind
    lines = [(kinds.IN, line, standard) for line in words.delivers[: case.plan.depth + 2]]
    lines += [
        (kinds.IN, paper, False)
        for _, paper in words.promises[: max(1, case.plan.depth - 1)]
        if not paper.startswith("Excl")
    ]
    lines += [(kinds.OUT, line, standard) for line in words.excludes[: case.plan.depth]]
    for position, (kind, line, ours) in enumerate(lines):
        case.rows.add(ScopeItem(scope=scope, kind=kind, words=line, from_tier=ours, position=position))


def add_session(case: Case) -> None:
    """Half an hour in which delivery vets the scope: held before the freeze, or planned."""
    if case.by_hand("session"):
        return
    held = case.at[Stage.SCOPED] - timedelta(days=2, hours=1) if case.reached(Stage.SCOPED) else None
    planned = held or case.vetting + timedelta(days=5)
    session = case.rows.add(
        ScopingSession(
            engagement=case.engagement, planned_at=planned, held_at=held,
            notes=f"{case.lead.first_name} and {case.seller.first_name} went through every line; one moved out." if held else "",
        )
    )  # fmt: skip
    for person in (case.seller, case.lead):
        case.rows.add(SessionSeat(session=session, person=person, came=held is not None, confirmed_at=held))
    if held:
        case.tell(held, "held scoping session", session, case.lead)
    if held and case.plan.depth > 2 and case.rng.random() < 0.4:
        add_flag(case, *case.rng.choice(FLAGS), held)


def add_flag(case: Case, section: str, words: str, answer: str, at: datetime, cleared: bool = True) -> RedFlag:
    flag = case.rows.add(
        RedFlag(
            engagement=case.engagement, section=section, words=words, raised_by=case.lead, raised_at=at,
            raised_in=Stage.QUALIFIED,
        )
    )  # fmt: skip
    case.tell(at, "raised red flag", flag, case.lead)
    if cleared:
        flag.reply, flag.replied_by = answer, case.seller
        flag.cleared_at, flag.cleared_by, flag.cleared_why = at + timedelta(hours=20), case.lead, answer
        case.tell(flag.cleared_at, "cleared red flag", flag, case.lead, reason=answer)
    return flag


def add_needs(case: Case) -> None:
    """The work that it would bring, by role, over its dates."""
    for role, minutes in case.plan.minutes.items():
        case.rows.add(
            Need(
                engagement=case.engagement, role=case.setting.staff.roles[role], starts_on=case.plan.starts,
                ends_on=case.plan.ends, minutes=minutes,
            )
        )  # fmt: skip

"""A case: one plan while its rows are made. It knows who, when, and what has been added so far."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from random import Random
from typing import Any

from tandem.clients.models import Contact
from tandem.engagements.models import Engagement, Member, Outcome, Part, Promise, Stage, StageChange
from tandem.front.sample.accounts import Book
from tandem.front.sample.plans import LADDER, PASSED_BY, Plan, price, steps_of
from tandem.front.sample.rows import Rows
from tandem.front.sample.shelf import Shelf
from tandem.front.sample.staff import Staff, level_on
from tandem.front.sample.when import When
from tandem.ledger.actions import Program
from tandem.people.models import Person
from tandem.scoping.models import ScopeVersion

VERBS = {
    Stage.QUALIFIED: "qualified", Stage.SCOPED: "froze scope", Stage.AGREED: "agreed: ready to propose",
    Stage.PROPOSED: "proposed", Stage.SIGNED: "signed", Stage.ACCEPTED: "accepted the handoff",
    Stage.DELIVERING: "started delivery", Stage.DELIVERED: "delivered", Stage.LEARNT: "debriefed",
    Stage.LOST: "lost",
}  # fmt: skip
BY_LEAD = (Stage.ACCEPTED, Stage.DELIVERING, Stage.DELIVERED)


@dataclass
class Setting:
    """Where every case plays."""

    rows: Rows
    when: When
    staff: Staff
    book: Book
    shelf: Shelf


@dataclass
class Case:
    setting: Setting
    plan: Plan
    rng: Random
    engagement: Engagement
    seller: Person
    named_lead: Person | None
    contact: Contact
    at: dict[Stage, datetime]
    scope: ScopeVersion | None = None
    promises: list[Promise] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    approved: Decimal = Decimal(0)
    agreed: list[int] = field(default_factory=list)
    members: set[tuple[str, str]] = field(default_factory=set)

    @property
    def lead(self) -> Person:
        """Whoever leads it; asked only of deals that have somebody."""
        if self.named_lead is None:
            raise LookupError(f"nobody leads {self.plan.name}")
        return self.named_lead

    @property
    def contact_actor(self) -> Program:
        """Who acts when the client does: somebody without an account."""
        return Program(self.contact.name)

    @property
    def rows(self) -> Rows:
        return self.setting.rows

    @property
    def today(self) -> date:
        return self.setting.when.today

    @property
    def vetting(self) -> datetime:
        """When what is agreed in scoping was agreed: a little before the scope was frozen, or lately."""
        if Stage.SCOPED in self.at:
            return self.at[Stage.SCOPED] - timedelta(days=2)
        return max(self.at[Stage.LEAD], self.at[max(self.at, key=LADDER_PLACE)]) + timedelta(hours=3)

    @property
    def name(self) -> str:
        return self.plan.name

    def reached(self, stage: Stage) -> bool:
        return self.plan.reached(stage)

    def by_hand(self, part: str) -> bool:
        return part in self.plan.by_hand

    def fill(self, words: str) -> str:
        return words.format(client=self.plan.client, who=self.contact.name) if "{" in words else words

    def join(self, person: Person, part: Part) -> None:
        if (person.name, part) not in self.members:
            self.members.add((person.name, part))
            self.rows.add(Member(engagement=self.engagement, person=person, part=part))

    def tell(self, at: datetime | None, verb: str, subject: Any, by: Person | Program, **extras: Any) -> None:
        assert at is not None, "what has happened has a time"
        if not self.plan.quiet or subject is self.engagement:
            self.rows.tell(at, verb, subject, by, engagement=self.engagement, **extras)


def LADDER_PLACE(stage: Stage) -> int:  # noqa: N802
    return LADDER.index(stage) if stage in LADDER else 0


def open_case(setting: Setting, plan: Plan, rng: Random) -> Case:
    """The engagement itself with who is named on it and the stages that it went through."""
    priced = plan.amount is not None or plan.stage != Stage.LEAD
    steps = steps_of(plan, rng)
    plan.level = level_on(setting.when, dict(steps).get(Stage.SCOPED, steps[-1][1]).date() - timedelta(days=3))
    price(plan)
    seller, lead = setting.staff[plan.seller], setting.staff.people.get(plan.lead)
    contact = setting.book.contact(plan.client)
    engagement = setting.rows.add(_engagement(setting, plan, steps, seller, lead, contact, priced))
    case = Case(setting, plan, rng, engagement, seller, lead, contact, dict(steps))
    case.join(seller, Part.SELLER)
    if lead:
        case.join(lead, Part.LEAD)
    _steps(case, steps)
    return case


def _engagement(
    setting: Setting, plan: Plan, steps: list[tuple[Stage, datetime]], seller: Person, lead: Person | None,
    contact: Contact, priced: bool,
) -> Engagement:  # fmt: skip
    ended = dict(steps)
    closed = ended.get(Stage.SIGNED) or ended.get(Stage.LOST)
    return Engagement(
        name=plan.name, account=setting.book.accounts[plan.client], contact_name=contact.name, seller=seller, lead=lead,
        stage=plan.stage, stage_since=steps[-1][1], amount=plan.amount if priced else None,
        tier=setting.shelf.tiers[plan.slug, plan.grade] if plan.slug and plan.grade else None,
        product_words=plan.words.name if plan.slug else "Bespoke",
        probability=Decimal(plan.probability) if plan.probability else None, close_on=plan.close,
        starts_on=plan.starts, ends_on=plan.ends, created_at=steps[0][1], closed_at=closed,
        fit=setting.book.fits.get(plan.client) if plan.reached(Stage.QUALIFIED) else None,
        confidential=plan.confidential, lost_reason=plan.lost_reason, ungated=bool(plan.ungated_why),
        ungated_why=plan.ungated_why, answerable=seller if plan.ungated_why else None,
        paragraph=paragraph(plan, contact) if plan.reached(Stage.QUALIFIED) else "",
    )  # fmt: skip


def paragraph(plan: Plan, contact: Contact) -> str:
    """What it's about, in one paragraph."""
    words = plan.words
    return (
        f"{plan.client} wants {words.delivers[0][0].lower()}{words.delivers[0][1:]}, and what follows from it. "
        f"{contact.name}, {contact.title.lower()}, is our sponsor and says: {words.outcomes[0].expects} "
        f"{words.summary}"
    )


def _steps(case: Case, steps: list[tuple[Stage, datetime]]) -> None:
    case.tell(steps[0][1], "created deal", case.engagement, case.seller, after={"stage": "lead"})
    if case.plan.ungated_why:
        case.tell(
            case.at[Stage.SIGNED], "won past open gates", case.engagement, case.seller, reason=case.plan.ungated_why
        )
    for (was, _), (now, at) in pairwise(steps):
        by = case.lead if now in BY_LEAD else case.seller
        case.rows.add(StageChange(engagement=case.engagement, was=was, now=now, at=at, by=by))
        reason = case.plan.lost_reason if now == Stage.LOST else ""
        change = {"before": {"stage": str(was)}, "after": {"stage": str(now)}}
        if not (case.plan.ungated_why and now in (*PASSED_BY, Stage.SIGNED)):
            case.tell(at, VERBS[now], case.engagement, by, reason=reason, **change)

"""What the handoff's page and the list of handoffs show."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from tandem.engagements.models import Risk, Stage
from tandem.engagements.queries import waivers
from tandem.gates import Finding, check
from tandem.handoff.gate import ACCEPT
from tandem.handoff.models import Decision, Handoff, Question
from tandem.handoff.queries.compare import Change, changes
from tandem.handoff.queries.gate import accept_facts, questions_of
from tandem.handoff.queries.risks import Handover, handovers, to_take_over
from tandem.handoff.queries.sections import BY_HAND, Section, sections
from tandem.people.models import Firm, Person
from tandem.people.rights import Sight, key_of, sees
from tandem.web.paging import ROWS


@dataclass(frozen=True)
class Money:
    """None where this person may not see it, or where nobody knows it."""

    fee: Decimal | None = None
    margin: Decimal | None = None
    minutes: int | None = None
    currency: str = ""
    day_minutes: int = 0


@dataclass(frozen=True)
class Document:
    """One number of a handoff as one person sees it."""

    handoff: Handoff
    brief: dict[str, Any]
    sections: list[Section]
    money: Money
    questions: list[Question]
    findings: list[Finding]
    decision: Decision | None
    numbers: list[Handoff]
    takes_over: list[Risk]
    compared: Handoff | None = None
    changes: list[Change] = field(default_factory=list)
    side: str = ""
    leads: bool = False
    handovers: dict[int, Handover] = field(default_factory=dict)
    may_attest: bool = False

    @property
    def may_hand_over(self) -> bool:
        """Until the project is closed; on the newest number."""
        return self.is_newest and self.handoff.engagement.stage in (Stage.SIGNED, Stage.ACCEPTED, Stage.DELIVERING)

    @property
    def named_since(self) -> list[Handover]:
        """Open risks that this number's brief doesn't know."""
        known = {each.get("id") for each in self.brief["risks"]}
        return [each for pk, each in self.handovers.items() if pk not in known]

    @property
    def is_newest(self) -> bool:
        return self.handoff.pk == self.numbers[0].pk

    @property
    def is_open(self) -> bool:
        return self.is_newest and self.decision is None and self.handoff.engagement.stage == Stage.SIGNED

    @property
    def shut(self) -> list[Finding]:
        return [finding for finding in self.findings if not finding.passes]

    @property
    def open_questions(self) -> list[Question]:
        return [question for question in self.questions if question.closed_at is None]

    @property
    def gaps(self) -> list[Section]:
        return [section for section in self.sections if section.missing]

    @property
    def from_deal(self) -> int:
        return len(self.sections) - len(BY_HAND)

    @property
    def by_hand(self) -> int:
        return len(BY_HAND)


def document(handoff: Handoff, person: Person, today: date, compare_with: int | None = None) -> Document:
    """Ten queries at most."""
    deal = handoff.engagement
    found = handovers(deal)
    numbers = list(Handoff.objects.filter(engagement=deal).order_by("-number"))
    compared = next((each for each in numbers if each.number == compare_with), None)
    decision = Decision.objects.filter(handoff=handoff).select_related("person").first()
    return Document(
        handoff=handoff,
        brief=handoff.brief,
        sections=sections(handoff.brief, handoff.paragraph),
        money=_money(handoff.brief["money"], person),
        questions=questions_of(deal),
        findings=check(ACCEPT, accept_facts(deal, handoff, given=found), waivers.standing(deal, today)),
        decision=decision,
        numbers=numbers,
        takes_over=to_take_over(found) if deal.stage == Stage.SIGNED else [],
        compared=compared,
        changes=_changes(compared, handoff) if compared else [],
        side=key_of(person),
        leads=person.pk == deal.lead_id,
        handovers={each.risk.pk: each for each in found},
        may_attest=person.pk == handoff.from_person_id and not handoff.is_attested and numbers[0].pk == handoff.pk,
    )


def one(person: Person) -> QuerySet[Handoff]:
    """Handoffs that this person may see, with everything that the head of the page says."""
    return Handoff.objects.visible_to(person).select_related(
        "engagement__account", "engagement__seller", "engagement__lead", "from_person", "to_person"
    )


@dataclass(frozen=True)
class HandoffRow:
    handoff: Handoff
    state: str
    words: str
    waits_on: Person | None


def handoffs(person: Person, after: str = "") -> tuple[list[HandoffRow], str | None]:
    """The newest number of each deal, the latest first. Fifty rows and the cursor of the next; one query."""
    rows = list(_listed(person, after)[: ROWS + 1])
    more = f"{rows[ROWS - 1].composed_at.isoformat()}_{rows[ROWS - 1].pk}" if len(rows) > ROWS else None
    return [_row(handoff) for handoff in rows[:ROWS]], more


def _newest(person: Person) -> QuerySet[Handoff]:
    newest = Handoff.objects.filter(engagement=OuterRef("engagement")).order_by("-number").values("pk")[:1]
    return Handoff.objects.visible_to(person).filter(pk=Subquery(newest))


def _listed(person: Person, after: str) -> QuerySet[Handoff]:
    rows = (
        _newest(person)
        .select_related("engagement__account", "engagement__seller", "engagement__lead", "decision")
        .annotate(
            still_open=Count("questions", filter=Q(questions__closed_at__isnull=True)),
            unanswered=Count("questions", filter=Q(questions__closed_at__isnull=True, questions__answer="")),
        )
        .order_by("-composed_at", "-pk")
    )
    moment, _bar, pk = after.rpartition("_")
    if not (moment and pk.isdecimal()):
        return rows
    return rows.filter(Q(composed_at__lt=moment) | Q(composed_at=moment, pk__lt=int(pk)))


def _row(handoff: Any) -> HandoffRow:
    deal, decision = handoff.engagement, getattr(handoff, "decision", None)
    if decision is not None and not decision.accepted:
        return HandoffRow(handoff, "bounced", decision.reason, deal.seller)
    if deal.stage != Stage.SIGNED:
        return HandoffRow(handoff, "accepted", "", None)
    return HandoffRow(handoff, "open", "", deal.seller if handoff.unanswered else deal.lead)


def _money(kept: dict[str, Any], person: Person) -> Money:
    firm = Firm.objects.values("currency", "day_minutes").get()
    price, margin = sees(person, Sight.PRICE), sees(person, Sight.MARGIN)
    return Money(
        fee=Decimal(kept["fee"]) if price and kept["fee"] is not None else None,
        margin=Decimal(kept["margin"]) if margin and kept["margin"] is not None else None,
        minutes=kept["minutes"],
        **firm,
    )


def _changes(old: Handoff, new: Handoff) -> list[Change]:
    return changes(old.brief, old.paragraph, new.brief, new.paragraph)

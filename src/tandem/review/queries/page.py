"""What the deal's proposal and calls pages show."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from tandem.engagements.models import Assumption, Duty, Engagement, Outcome, Promise
from tandem.engagements.queries import waivers
from tandem.gates import Finding, check
from tandem.people.models import Person
from tandem.people.queries.firm import currency
from tandem.people.rights import Sight, sees
from tandem.review.gate import PROPOSE
from tandem.review.models import Proposal, ReversePitch
from tandem.review.queries.gate import PAPERED, proposal_facts
from tandem.review.queries.judged import Judged, judged
from tandem.scoping.models import ScopeItem


@dataclass(frozen=True)
class Money:
    """What is judged in figures; None where this person may not see it."""

    fee: Decimal | None
    discount: Decimal | None
    margin: Decimal | None
    floor: Decimal | None
    minutes: int
    currency: str


def money_of(found: Judged, person: Person) -> Money:
    price, margin = sees(person, Sight.PRICE), sees(person, Sight.MARGIN)
    scope, policy = found.scope, found.policy
    return Money(
        fee=scope.fee if scope and price else None,
        discount=scope.discount if scope and price else None,
        margin=found.margin if margin else None,
        floor=policy.margin_floor if margin else None,
        minutes=sum(line.minutes for line in found.lines) + (scope.contingency_minutes if scope else 0),
        currency=currency(),
    )


@dataclass(frozen=True)
class Document:
    """The proposal: composed from the scope that was judged and what both sides agreed around it."""

    found: Judged
    money: Money
    inside: list[ScopeItem]
    outside: list[ScopeItem]
    outcomes: list[Outcome]
    assumptions: list[Assumption]
    duties: list[Duty]
    findings: list[Finding]
    sent: list[Proposal] = field(default_factory=list)

    @property
    def shut(self) -> list[Finding]:
        return [finding for finding in self.findings if not finding.passes]


def document(deal: Engagement, person: Person, today: date) -> Document:
    """What `judged` reads, and eight queries."""
    found = judged(deal, today)
    items = list(found.scope.items.order_by("position", "pk")) if found.scope else []
    findings = check(PROPOSE, proposal_facts(found), waivers.standing(deal, today))
    return Document(
        found=found,
        money=money_of(found, person),
        inside=[item for item in items if item.kind == ScopeItem.Kind.IN],
        outside=[item for item in items if item.kind == ScopeItem.Kind.OUT],
        outcomes=list(Outcome.objects.filter(engagement=deal).order_by("position", "pk")),
        assumptions=list(Assumption.objects.filter(engagement=deal).order_by("pk")),
        duties=list(Duty.objects.filter(engagement=deal, for_client=True).order_by("position", "pk")),
        findings=findings,
        sent=list(
            Proposal.objects.filter(engagement=deal).select_related("scope", "sent_by").order_by("-sent_at", "-pk")
        ),
    )


@dataclass(frozen=True)
class Calls:
    pitch: ReversePitch | None
    promises: list[Promise]
    loose: int
    probes: list[str]


def calls(deal: Engagement) -> Calls:
    """Two queries."""
    pitch = ReversePitch.objects.filter(engagement=deal).select_related("delivery_person", "sales_person").first()
    promises = list(
        Promise.objects.filter(engagement=deal).select_related("said_by", "judged_by").order_by("said_on", "pk")
    )
    loose = sum(promise.paper not in PAPERED for promise in promises)
    probes = [line.strip() for line in (pitch.probes if pitch else "").splitlines() if line.strip()]
    return Calls(pitch, promises, loose, probes)

"""What the deal's proposal and calls pages show."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from tandem.catalogue.models import TierMilestone
from tandem.engagements.models import Assumption, Duty, Engagement, Outcome, Promise
from tandem.engagements.queries import waivers
from tandem.gates import Finding, check
from tandem.people.models import Person
from tandem.people.queries.firm import currency
from tandem.people.rights import Sight, sees
from tandem.review.gate import PROPOSE
from tandem.review.models import Probe, Proposal, ReversePitch
from tandem.review.queries.gate import proposal_facts
from tandem.review.queries.judged import Judged, judged
from tandem.review.queries.papers import CoverLine, cover_line
from tandem.scoping.models import Document as Kept
from tandem.scoping.models import ScopeItem
from tandem.scoping.queries.document import fit_findings, kept
from tandem.scoping.queries.milestones import Dated, planned
from tandem.scoping.queries.papered import said


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
    items: list[ScopeItem]
    milestones: list[Dated]
    outcomes: list[Outcome]
    assumptions: list[Assumption]
    duties: list[Duty]
    findings: list[Finding]
    cover: CoverLine
    sent: list[Proposal] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)

    def of(self, kind: str) -> list[str]:
        """The words of the clauses of one kind."""
        return [item.words for item in self.items if item.kind == kind]

    @property
    def shut(self) -> list[Finding]:
        return [finding for finding in self.findings if not finding.passes]


def document(deal: Engagement, person: Person, today: date) -> Document:
    """What `judged` reads, and twelve queries."""
    found = judged(deal, today)
    items = list(found.scope.items.order_by("position", "pk")) if found.scope else []
    standing = waivers.standing(deal, today)
    findings = [*fit_findings(deal, standing), *check(PROPOSE, proposal_facts(found), standing)]
    outcomes = list(Outcome.objects.filter(engagement=deal).order_by("position", "pk"))
    tier = found.scope.tier_id if found.scope else None
    standard = list(TierMilestone.objects.filter(tier=tier).order_by("at_share", "pk")) if tier else []
    return Document(
        found=found,
        money=money_of(found, person),
        items=items,
        milestones=planned(standard, outcomes, found.starts_on, found.ends_on),
        outcomes=outcomes,
        assumptions=list(Assumption.objects.filter(engagement=deal).order_by("pk")),
        duties=list(Duty.objects.filter(engagement=deal, for_client=True).order_by("position", "pk")),
        findings=findings,
        sent=list(
            Proposal.objects.filter(engagement=deal).select_related("scope", "sent_by").order_by("-sent_at", "-pk")
        ),
        kept=kept(deal) if sees(person, Sight.PRICE) else [],
        cover=cover_line(deal, today),
    )


@dataclass(frozen=True)
class Calls:
    pitch: ReversePitch | None
    promises: Sequence[Promise]
    loose: int
    probes: list[Probe]

    @property
    def answered(self) -> int:
        return sum(probe.agrees is not None for probe in self.probes)

    @property
    def unsettled(self) -> int:
        """What the client sees otherwise and both sides aren't through with."""
        return sum(probe.state in ("otherwise", "resolved") for probe in self.probes)


def calls(deal: Engagement) -> Calls:
    """Five queries."""
    with_people = ("delivery_person", "sales_person", "contact")
    pitch = ReversePitch.objects.filter(engagement=deal).select_related(*with_people).first()
    aloud = said(deal)
    probes = list(_probes(pitch)) if pitch else []
    return Calls(pitch, aloud.promises, len(aloud.unpapered), probes)


def _probes(pitch: ReversePitch) -> QuerySet[Probe]:
    """Each knows `pitch` with its people: whose turn it is asks for them."""
    return pitch.blind_spots.select_related("resolved_by", "confirmed_by").order_by("position", "pk")

"""The scope that the seats judge, with their words on it and what it earns."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from tandem.calc.margin import gross_margin
from tandem.calc.price import Line, price
from tandem.engagements.models import Engagement, Stage
from tandem.people.models import Access, Person
from tandem.people.rights import key_of
from tandem.review.gate import needed_seats
from tandem.review.models import Policy, Verdict
from tandem.review.queries import policy as policies
from tandem.scoping.models import EstimateLine, ScopeVersion

Seat = Verdict.Seat
# A scope that changed after the board agreed is judged again, so a deal stays open to verdicts until it's signed.
JUDGED_IN = (Stage.SCOPED, Stage.AGREED, Stage.PROPOSED)


@dataclass(frozen=True)
class Judged:
    """`scope` is the newest frozen version, `draft` a newer one that isn't. `needed` are the seats in their order."""

    deal: Engagement
    policy: Policy
    scope: ScopeVersion | None = None
    draft: ScopeVersion | None = None
    lines: list[EstimateLine] = field(default_factory=list)
    verdicts: dict[str, Verdict] = field(default_factory=dict)
    sitters: dict[str, list[Person]] = field(default_factory=dict)
    needed: tuple[str, ...] = ()

    @property
    def margin(self) -> Decimal | None:
        cost = cost_of(self.scope, self.lines) if self.scope else None
        return gross_margin(self.scope.fee, cost) if self.scope and cost is not None else None

    @property
    def starts_on(self) -> date | None:
        return (self.scope and self.scope.starts_on) or self.deal.starts_on

    @property
    def ends_on(self) -> date | None:
        return (self.scope and self.scope.ends_on) or self.deal.ends_on


def judged(deal: Engagement) -> Judged:
    """Six queries at most: scopes, policy, lines, verdicts, finance, the deal's pair."""
    scope, draft = newest(deal)
    policy = policies.current()
    fee = scope.fee if scope else deal.amount or Decimal(0)
    needed = needed_seats(fee, policy.finance_from)
    return Judged(
        deal=deal,
        policy=policy,
        scope=scope,
        draft=draft,
        lines=list(scope.lines.select_related("role").order_by("role__position", "role__name")) if scope else [],
        verdicts=verdicts_on(scope) if scope else {},
        sitters={seat: sitters(deal, seat) for seat in needed},
        needed=needed,
    )


def newest(deal: Engagement) -> tuple[ScopeVersion | None, ScopeVersion | None]:
    """(the newest frozen scope, the draft that is newer than it). One query."""
    scopes = list(ScopeVersion.objects.filter(engagement=deal).select_related("tier__offering").order_by("-number"))
    frozen = next((scope for scope in scopes if scope.frozen_at), None)
    return frozen, next((scope for scope in scopes[:1] if not scope.frozen_at), None)


def verdicts_on(scope: ScopeVersion) -> dict[str, Verdict]:
    found = Verdict.objects.filter(scope=scope).select_related("person", "condition_owner")
    return {verdict.seat: verdict for verdict in found}


def sitters(deal: Engagement, seat: str) -> list[Person]:
    """Who is asked to speak for a seat: the deal's own pair, and everybody in finance."""
    if seat == Seat.FINANCE:
        return list(Person.objects.filter(access=Access.FINANCE, is_active=True).order_by("name"))
    person = deal.seller if seat == Seat.SALES else deal.lead
    return [person] if person else []


def seats_of(person: Person, deal: Engagement) -> list[str]:
    """The seats that this person may take here. Nobody speaks for the other side; the deal's seller only for sales."""
    if person.access == Access.FINANCE:
        return [Seat.FINANCE]
    side = key_of(person)
    if not side or (person.pk == deal.seller_id and side != Seat.SALES):
        return []
    return [side]


def cost_of(scope: ScopeVersion, lines: list[EstimateLine]) -> Decimal | None:
    """What the estimate and its contingency cost, as scoping prices them; None without an estimate."""
    if not lines:
        return None
    rows = [Line(line.minutes, line.bill_hourly, line.cost_hourly) for line in lines]
    return price(rows, scope.contingency_minutes).cost

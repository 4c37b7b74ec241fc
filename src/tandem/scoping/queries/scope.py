"""Questions about scope versions: which there are, what one says, how it differs from its tier."""

from dataclasses import dataclass
from decimal import Decimal

from tandem.calc import price as sums
from tandem.calc.wording import pair_up
from tandem.catalogue.models import Tier, TierClause
from tandem.engagements.models import Engagement
from tandem.engagements.queries import assumption, risk
from tandem.scoping.models import EstimateLine, ScopeItem, ScopeVersion


@dataclass(frozen=True)
class Content:
    """A version with its rows, read once."""

    scope: ScopeVersion
    items: list[ScopeItem]
    lines: list[EstimateLine]

    @property
    def inside(self) -> list[ScopeItem]:
        return self.of(ScopeItem.Kind.IN)

    @property
    def outside(self) -> list[ScopeItem]:
        return self.of(ScopeItem.Kind.OUT)

    def of(self, kind: str) -> list[ScopeItem]:
        """The clauses of one kind, in their order."""
        return [item for item in self.items if item.kind == kind]


@dataclass(frozen=True)
class TierChanges:
    """What a scope says otherwise than its tier: (old or None, new or None) wordings, and (role, standard, minutes)."""

    wordings: list[tuple[str | None, str | None]]
    hours: list[tuple[str, int, int]]

    def __len__(self) -> int:
        return len(self.wordings) + len(self.hours)


@dataclass(frozen=True)
class Contingency:
    """The hours in the price for what may turn out otherwise: (words, minutes) of each assumption and risk."""

    rows: list[tuple[str, int]]

    @property
    def minutes(self) -> int:
        return sum(minutes for _, minutes in self.rows)


def versions(engagement: Engagement) -> list[ScopeVersion]:
    """Newest first, the draft at the top. One query."""
    people = ("tier__offering", "frozen_by", "made_by", "discount_by", "discount_asked_by")
    return list(ScopeVersion.objects.filter(engagement=engagement).select_related(*people).order_by("-number"))


def draft_of(engagement: Engagement) -> ScopeVersion | None:
    return ScopeVersion.objects.filter(engagement=engagement, frozen_at__isnull=True).first()


def newest_frozen(engagement: Engagement) -> ScopeVersion | None:
    """The version that verdicts, the proposal and the signature are about."""
    return ScopeVersion.objects.filter(engagement=engagement, frozen_at__isnull=False).order_by("-number").first()


def content(scope: ScopeVersion) -> Content:
    """Two queries."""
    items = list(scope.items.order_by("kind", "position", "pk"))
    lines = list(scope.lines.select_related("role").order_by("role__position", "role__name"))
    return Content(scope, items, lines)


def contingency(engagement: Engagement) -> Contingency:
    """As it stands now: priced assumptions nobody verified in full, priced risks by their exposure. Two queries."""
    risks = [(row.words, risk.exposure(row)) for row in risk.priced_of(engagement)]
    return Contingency(
        [(words, minutes) for words, minutes in [*assumption.contingency_of(engagement), *risks] if minutes]
    )


def priced(found: Content, contingency_minutes: int | None = None) -> sums.Price:
    """The price of a version; no query if its tier is loaded.

    A frozen one keeps the fee that it was frozen at, a draft the fee that it was last priced at: every page says the
    same, and that it would be another by now. Given a contingency, a draft is priced anew.
    """
    scope = found.scope
    rows = [sums.Line(row.minutes, row.bill_hourly, row.cost_hourly, row.tier_minutes) for row in found.lines]
    minutes = scope.contingency_minutes if contingency_minutes is None else contingency_minutes
    figures = sums.price(rows, minutes, scope.discount, scope.tier.fee if scope.tier else None)
    return sums.at_fee(figures, scope.fee) if scope.frozen_at or contingency_minutes is None else figures


def fee_of(found: Content, contingency_minutes: int) -> tuple[Decimal, Decimal]:
    """(fee, discount) of a draft if it were frozen now: never more discount than there is price. No query if its tier
    is loaded."""
    listed = priced(found, contingency_minutes).list_price
    discount = min(found.scope.discount, max(listed, Decimal(0)))
    return listed - discount, discount


def is_outdated(found: Content, now: Contingency) -> bool:
    """Does a draft say another price than its rows and today's contingency make? A frozen version never does."""
    if found.scope.frozen_at:
        return False
    return priced(found, now.minutes).fee != found.scope.fee or now.minutes != found.scope.contingency_minutes


def tier_changes(found: Content) -> TierChanges:
    """Against the tier version that the scope was built on; nothing for a scope built from nothing. Two queries."""
    tier = found.scope.tier
    if tier is None:
        return TierChanges([], [])
    pairs = [*pair_up(_deliverables(tier), _said(found.inside)), *pair_up(_exclusions(tier), _said(found.outside))]
    hours = [
        (row.role.name, row.tier_minutes or 0, row.minutes)
        for row in found.lines
        if row.minutes != (row.tier_minutes or 0)
    ]
    return TierChanges([(old, new) for old, new in pairs if old != new], hours)


def _said(items: list[ScopeItem]) -> list[str]:
    return [item.words for item in items]


def _deliverables(tier: Tier) -> list[str]:
    return list(tier.deliverables.order_by("position", "pk").values_list("words", flat=True))


def _exclusions(tier: Tier) -> list[str]:
    clauses = tier.clauses.filter(kind=TierClause.Kind.EXCLUSION)
    return list(clauses.order_by("position", "pk").values_list("words", flat=True))

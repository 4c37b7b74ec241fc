"""The firm's thresholds: the policy as it is now, and the one that a scope is judged by."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Q

from tandem.review.gate.called import Row
from tandem.review.models import Policy, PolicyRow

Measure, Calls = PolicyRow.Measure, PolicyRow.Calls
# What a firm begins with: from which size each seat gives its reasons, and what brings a third and a fourth one in.
FIRST_ROWS: tuple[tuple[str, str, str], ...] = (
    (Measure.VALUE, "50000", Calls.BOARD),
    (Measure.VALUE, "150000", Calls.FINANCE),
    (Measure.DISCOUNT, "0.1", Calls.FINANCE),
    (Measure.NOVELTY, "0.5", Calls.BOARD),
    (Measure.FIT, "65", Calls.LEADERSHIP),
    (Measure.RISK, "0.15", Calls.LEADERSHIP),
    (Measure.PEOPLE, "80", Calls.LEADERSHIP),
)


@dataclass(frozen=True)
class Terms:
    """A policy with its rows."""

    policy: Policy
    rows: tuple[Row, ...]

    @property
    def measures(self) -> frozenset[str]:
        return frozenset(row.measure for row in self.rows)


@dataclass(frozen=True)
class Book:
    """Every policy that was published, the newest first."""

    now: Terms
    published: tuple[Terms, ...]

    def at(self, moment: datetime | None) -> Terms:
        """What a scope that was frozen at `moment` is judged by, whatever was published since; what isn't frozen yet
        will be judged by the policy as it is now."""
        if moment is None:
            return self.now
        then = (terms for terms in self.published if terms.policy.published_at and terms.policy.published_at <= moment)
        return next(then, self.now)

    @property
    def measures(self) -> frozenset[str]:
        return frozenset[str]().union(self.now.measures, *(terms.measures for terms in self.published))


def book() -> Book:
    """Two queries."""
    found = Policy.objects.filter(Q(current=True) | Q(published_at__isnull=False)).prefetch_related("rows")
    published = tuple(terms_of(policy) for policy in found.order_by("-published_at", "-number"))
    now = next((terms for terms in published if terms.policy.current), None)
    return Book(now or Terms(_blank(), first_rows()), published)


def terms_of(policy: Policy) -> Terms:
    """One query, unless its rows were read already."""
    rows = sorted(policy.rows.all(), key=lambda row: (row.position, row.pk))
    return Terms(policy, tuple(Row(row.measure, row.limit, row.calls) for row in rows))


def current() -> Policy:
    """The current policy; the defaults, unsaved, in a firm that has published none. One query."""
    return Policy.objects.filter(current=True).first() or _blank()


def board_from(policy: Policy | None) -> Decimal | None:
    """From which value on each seat gives its reasons: what the firm calls a large deal. One query."""
    rows = PolicyRow.objects.filter(policy=policy, measure=Measure.VALUE, calls=Calls.BOARD)
    return rows.values_list("limit", flat=True).first() if policy and policy.pk else None


def first_rows() -> tuple[Row, ...]:
    return tuple(Row(measure, Decimal(limit), calls) for measure, limit, calls in FIRST_ROWS)


def _blank() -> Policy:
    blank = Policy(number=0, current=True)
    blank.margin_floor = Decimal(str(blank.margin_floor))
    return blank

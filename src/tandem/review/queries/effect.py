"""What a drafted policy would change for the deals that are open now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tandem.engagements.models import Engagement, Stage
from tandem.people.models import Person
from tandem.review.gate.called import called
from tandem.review.models import Policy, Verdict
from tandem.review.queries import policy as policies
from tandem.review.queries.figures import EVERY, Figures, weigh
from tandem.scoping.models import ScopeVersion

BEFORE_SIGNATURE = (Stage.QUALIFIED, Stage.SCOPED, Stage.AGREED, Stage.PROPOSED)


@dataclass(frozen=True)
class Effect:
    """One sentence's worth: `seat` would be `needed` at these deals, or wouldn't any more; "floor": their margin would
    be under the floor."""

    seat: str
    label: str
    needed: bool
    deals: list[Engagement]


def effect(draft: Policy, person: Person, today: date) -> list[Effect]:
    """Against the policy as it is now, over the newest scope of every open deal, drafts too: it's at their next
    freezing that the new one counts. A fixed number of queries."""
    now, then = policies.book().now, policies.terms_of(draft)
    pairs = _newest(Engagement.objects.visible_to(person).filter(stage__in=BEFORE_SIGNATURE))
    measured = [(deal, found.figures) for deal, found in _weighed(pairs, today)]
    found = []
    for seat in ("board", "finance", "leadership"):
        before = {deal.pk for deal, figures in measured if seat in called(now.rows, figures)}
        after = {deal.pk for deal, figures in measured if seat in called(then.rows, figures)}
        found += _both_ways(seat, before, after, [deal for deal, _figures in measured])
    under = [_under(measured, terms.policy) for terms in (now, then)]
    return [*found, *_both_ways("floor", under[0], under[1], [deal for deal, _figures in measured])]


def _newest(deals: Iterable[Engagement]) -> list[tuple[Engagement, ScopeVersion]]:
    by_id = {deal.pk: deal for deal in deals}
    rows = ScopeVersion.objects.filter(engagement__in=by_id).order_by("engagement_id", "number")
    newest = {scope.engagement_id: scope for scope in rows}
    return [(by_id[pk], scope) for pk, scope in newest.items()]


def _weighed(pairs: list[tuple[Engagement, ScopeVersion]], today: date):
    weighed = weigh(pairs, EVERY, today)
    return [(deal, weighed[scope.pk]) for deal, scope in pairs]


def _under(measured: list[tuple[Engagement, Figures]], policy: Policy) -> set[int]:
    return {
        deal.pk for deal, figures in measured if figures.margin is not None and figures.margin < policy.margin_floor
    }


def _both_ways(seat: str, before: set[int], after: set[int], deals: list[Engagement]) -> list[Effect]:
    label = str(Verdict.Seat(seat).label) if seat in Verdict.Seat.values else seat
    ways = ((True, after - before), (False, before - after))
    return [Effect(seat, label, needed, [deal for deal in deals if deal.pk in pks]) for needed, pks in ways if pks]

"""The scopes that seats judge, with who is called and why, what was said, and until when it holds."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from tandem.calc.board import answer_by, lapses_on
from tandem.calc.weeks import Weeks, week_of, weeks_between
from tandem.engagements.models import Engagement, Stage
from tandem.people.models import Person
from tandem.planning.queries.free import Short
from tandem.planning.queries.pipeline import common_holidays
from tandem.review.gate.called import Called, Figures, absent, called, is_overdue, needed_seats
from tandem.review.models import Policy, Verdict
from tandem.review.queries import policy as policies
from tandem.review.queries.figures import EVERY, Weighed, cost_of, period_of, weigh
from tandem.review.queries.seats import Chair, all_chairs, people, seats_of
from tandem.scoping.models import EstimateLine, ScopeVersion

__all__ = ["JUDGED_IN", "Judged", "cost_of", "judged", "judged_all", "newest", "seats_of"]

Seat = Verdict.Seat
# A scope that changed after the board agreed is judged again, so a deal stays open to verdicts until it's signed.
JUDGED_IN = (Stage.SCOPED, Stage.AGREED, Stage.PROPOSED)


@dataclass(frozen=True)
class Judged:
    """`scope` is the newest frozen version, `draft` a newer one that isn't. `policy` is the one that was current when
    the scope froze. `needed` are the seats in their order, `called` says why; `due` is the last day to answer."""

    deal: Engagement
    policy: Policy
    today: date
    scope: ScopeVersion | None = None
    draft: ScopeVersion | None = None
    weighed: Weighed = field(default_factory=Weighed)
    verdicts: dict[str, Verdict] = field(default_factory=dict)
    chairs: dict[str, list[Chair]] = field(default_factory=dict)
    called: Called = field(default_factory=dict)
    due: date | None = None

    @property
    def lines(self) -> list[EstimateLine]:
        return self.weighed.lines

    @property
    def figures(self) -> Figures:
        return self.weighed.figures

    @property
    def short(self) -> tuple[Short, ...]:
        return self.weighed.short

    @property
    def margin(self) -> Decimal | None:
        return self.figures.margin

    @property
    def needed(self) -> tuple[str, ...]:
        return needed_seats(self.called)

    @property
    def needs_reason(self) -> bool:
        """Every seat gives its reasons, approving too."""
        return "board" in self.called

    @property
    def sitters(self) -> dict[str, list[Person]]:
        return {seat: [chair.person for chair in chairs] for seat, chairs in self.chairs.items()}

    @property
    def starts_on(self) -> date | None:
        return period_of(self.deal, self.scope)[0]

    @property
    def ends_on(self) -> date | None:
        return period_of(self.deal, self.scope)[1]

    @property
    def is_open(self) -> bool:
        """Seats may speak now."""
        return self.scope is not None and self.draft is None and self.deal.stage in JUDGED_IN

    @property
    def is_overdue(self) -> bool:
        return is_overdue(self.due, self.today)

    @property
    def absent(self) -> tuple[str, ...]:
        """Called seats that the board may go on without."""
        silent = [seat for seat in self.needed if seat not in self.verdicts]
        holding = [seat for seat in self.needed if seat in self.verdicts and not self.lapsed_on(seat)]
        return absent(silent, len(holding), len(self.needed), self.policy.quorum, self.is_overdue)

    def lapsed_on(self, seat: str) -> date | None:
        """Since when the seat's word doesn't hold any more; None while it does, and where there is none. What held
        when the client signed has done its work."""
        verdict = self.verdicts.get(seat)
        if verdict is None:
            return None
        closed = self.deal.closed_at
        judged_on = min(self.today, timezone.localdate(closed)) if closed else self.today
        until = lapses_on(timezone.localdate(verdict.at), self.policy.valid_days)
        return until if until <= judged_on else None

    def owes(self, seat: str) -> bool:
        """The seat is asked to speak, or to speak again."""
        return self.is_open and (seat not in self.verdicts or self.lapsed_on(seat) is not None)


def judged(deal: Engagement, today: date) -> Judged:
    """Eighteen queries at most, whatever the rows."""
    return judged_all([deal], today, measures=EVERY)[0]


def judged_all(deals: Sequence[Engagement], today: date, measures: Collection[str] | None = None) -> list[Judged]:
    """The same for any number of deals, in the same number of queries. Without `measures` only what rows ask for is
    measured."""
    if not deals:
        return []
    book, sitting = policies.book(), people(today)
    frozen, drafts = _newest(deals)
    pairs = [(deal, frozen[deal.pk]) for deal in deals if deal.pk in frozen]
    weighed = weigh(pairs, measures or book.measures, today)
    spoken = _verdicts(list(frozen.values()))
    off = _holidays(list(frozen.values()))
    return [
        _judged(deal, frozen.get(deal.pk), drafts.get(deal.pk), book, weighed, spoken, off, today, all_chairs(sitting, deal))
        for deal in deals
    ]  # fmt: skip


def newest(deal: Engagement) -> tuple[ScopeVersion | None, ScopeVersion | None]:
    """(the newest frozen scope, the draft that is newer than it). One query."""
    frozen, drafts = _newest([deal])
    return frozen.get(deal.pk), drafts.get(deal.pk)


def _judged(
    deal: Engagement,
    scope: ScopeVersion | None,
    draft: ScopeVersion | None,
    book: policies.Book,
    weighed: dict[int, Weighed],
    spoken: dict[int, dict[str, Verdict]],
    off: list[date],
    today: date,
    chairs: dict[str, list[Chair]],
) -> Judged:
    terms = book.at(scope.frozen_at if scope else None)
    found = weighed[scope.pk] if scope else Weighed(figures=Figures(value=deal.amount))
    due = None
    if scope and scope.frozen_at:
        due = answer_by(timezone.localdate(scope.frozen_at), terms.policy.answer_days, off)
    return Judged(
        deal=deal,
        policy=terms.policy,
        today=today,
        scope=scope,
        draft=draft,
        weighed=found,
        verdicts=spoken.get(scope.pk, {}) if scope else {},
        chairs=chairs,
        called=called(terms.rows, found.figures),
        due=due,
    )


def _newest(deals: Sequence[Engagement]) -> tuple[dict[int, ScopeVersion], dict[int, ScopeVersion]]:
    """By deal: the newest frozen scope, and the draft that is newer than it."""
    frozen: dict[int, ScopeVersion] = {}
    drafts: dict[int, ScopeVersion] = {}
    rows = ScopeVersion.objects.filter(engagement__in=[deal.pk for deal in deals]).select_related("tier__offering")
    for scope in rows.order_by("engagement_id", "-number"):
        if scope.frozen_at:
            frozen.setdefault(scope.engagement_id, scope)
        elif scope.engagement_id not in frozen:
            drafts.setdefault(scope.engagement_id, scope)
    return frozen, drafts


def _verdicts(scopes: Sequence[ScopeVersion]) -> dict[int, dict[str, Verdict]]:
    found: dict[int, dict[str, Verdict]] = {}
    rows = Verdict.objects.filter(scope__in=[scope.pk for scope in scopes])
    for verdict in rows.select_related("person", "for_person", "condition_owner").prefetch_related("marks"):
        found.setdefault(verdict.scope_id, {})[verdict.seat] = verdict
    return found


def _holidays(scopes: Sequence[ScopeVersion]) -> list[date]:
    """Days on which nobody of the firm works, from the first freezing to half a year after the last. One query."""
    days = [timezone.localdate(scope.frozen_at) for scope in scopes if scope.frozen_at]
    if not days:
        return []
    first, last = week_of(min(days)), max(days) + timedelta(days=182)
    return common_holidays(Weeks(first, weeks_between(first, last) + 1))

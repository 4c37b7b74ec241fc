"""The scopes that seats judge, with who is called and why, what was said, and until when it holds."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256

from django.utils import timezone

from tandem.calc.board import answer_by, lapses_on
from tandem.calc.weeks import Weeks, week_of, weeks_between
from tandem.engagements.models import Engagement, Stage
from tandem.people.models import Person
from tandem.planning.queries.free import Short
from tandem.planning.queries.pipeline import common_holidays
from tandem.review.gate.called import (
    JUDGES,
    Called,
    Figures,
    Reason,
    absent,
    called,
    is_overdue,
    needed_seats,
    still_called,
)
from tandem.review.models import BoardCall, Policy, Verdict, VerdictMark
from tandem.review.queries import policy as policies
from tandem.review.queries.figures import EVERY, Weighed, at_the_freeze, cost_of, period_of, weigh
from tandem.review.queries.seats import Chair, People, all_chairs, people, seats_of
from tandem.scoping.models import EstimateLine, ScopeVersion
from tandem.scoping.queries import agreement
from tandem.scoping.queries.agreement import Part
from tandem.scoping.queries.sections import Said

__all__ = ["JUDGED_IN", "Judged", "cost_of", "judged", "judged_all", "newest", "seats_of"]

Seat = Verdict.Seat
# A scope that changed after the board agreed is judged again, so a deal stays open to verdicts until it's signed.
JUDGED_IN = (Stage.SCOPED, Stage.AGREED, Stage.PROPOSED)
# A frozen version says these itself, and its own digest guards them; beside a newer draft they read as the draft does.
OF_THE_VERSION = (Part.SCOPE, Part.WORK, Part.PRICE)


@dataclass(frozen=True)
class Judged:
    """`scope` is the newest frozen version, `draft` a newer one that isn't. `policy` is the one that was current when
    the scope froze. `needed` are the seats in their order, `called` says why; `due` is the last day to answer. `parts`
    is what the whole agreement says now."""

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
    parts: Said = field(default_factory=dict)

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
        holding = [seat for seat in self.needed if seat in self.verdicts and self.holds(seat)]
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

    def judged_by(self, seat: str) -> Said:
        """The parts that the seat's word stands on, as they read when it spoke; a word from before that was kept goes
        by what the scope said when it froze."""
        verdict = self.verdicts.get(seat)
        if verdict is None:
            return {}
        return {part: lines for mark in verdict.marks.all() for part, lines in self.behind(mark).items()}

    def behind(self, mark: VerdictMark) -> Said:
        if mark.judged or self.scope is None:
            return mark.judged
        frozen = self.scope.agreement.get("parts", {})
        return {part: frozen[part] for part in JUDGES[mark.matter] if part in frozen}

    def changed(self, seat: str) -> tuple[str, ...]:
        """The parts that read otherwise now than when this seat judged them: its word doesn't cover them."""
        found = agreement.changed(self.judged_by(seat), self.parts)
        return tuple(part for part in found if not (self.draft and part in OF_THE_VERSION))

    def holds(self, seat: str) -> bool:
        """The seat's word counts: it hasn't lapsed, and is on what stands there now."""
        return seat in self.verdicts and self.lapsed_on(seat) is None and not self.changed(seat)

    def owes(self, seat: str) -> bool:
        """The seat is asked to speak, or to speak again."""
        return self.is_open and not self.holds(seat)

    @property
    def token(self) -> str:
        """What a form carries of what its reader had before them: the scope, and the whole agreement around it."""
        read = "".join(agreement.digests(self.parts).values())
        return f"{self.scope.pk if self.scope else 0}:{sha256(read.encode()).hexdigest()[:16]}"


def judged(deal: Engagement, today: date) -> Judged:
    """Thirty-one queries at most, whatever the rows."""
    return judged_all([deal], today, measures=EVERY)[0]


def judged_all(deals: Sequence[Engagement], today: date, measures: Collection[str] | None = None) -> list[Judged]:
    """The same for any number of deals, in the same number of queries. Without `measures` only what rows ask for is
    measured."""
    if not deals:
        return []
    frozen, drafts = _newest(deals)
    pairs = [(deal, frozen[deal.pk]) for deal in deals if deal.pk in frozen]
    book, scopes = policies.book(), list(frozen.values())
    read = Read(
        book=book, sitting=people(today), weighed=weigh(pairs, measures or book.measures, today), spoken=_verdicts(scopes),
        called=_calls(scopes), parts=agreement.parts_of(frozen), off=_holidays(scopes), today=today,
    )  # fmt: skip
    return [_judged(deal, frozen.get(deal.pk), drafts.get(deal.pk), read) for deal in deals]


@dataclass(frozen=True)
class Read:
    """What was read of many deals at once, by the deal's or the scope's id."""

    book: policies.Book
    sitting: People
    weighed: dict[int, Weighed]
    spoken: dict[int, dict[str, Verdict]]
    called: dict[int, Called]
    parts: dict[int, Said]
    off: list[date]
    today: date


def newest(deal: Engagement) -> tuple[ScopeVersion | None, ScopeVersion | None]:
    """(the newest frozen scope, the draft that is newer than it). One query."""
    frozen, drafts = _newest([deal])
    return frozen.get(deal.pk), drafts.get(deal.pk)


def _judged(deal: Engagement, scope: ScopeVersion | None, draft: ScopeVersion | None, read: Read) -> Judged:
    terms = read.book.at(scope.frozen_at if scope else None)
    found = read.weighed[scope.pk] if scope else Weighed(figures=Figures(value=deal.amount))
    due = None
    if scope and scope.frozen_at:
        due = answer_by(timezone.localdate(scope.frozen_at), terms.policy.answer_days, read.off)
    earlier = (called(terms.rows, at_the_freeze(scope, found)), read.called.get(scope.pk, {})) if scope else ()
    return Judged(
        deal=deal,
        policy=terms.policy,
        today=read.today,
        scope=scope,
        draft=draft,
        weighed=found,
        verdicts=read.spoken.get(scope.pk, {}) if scope else {},
        chairs=all_chairs(read.sitting, deal),
        called=still_called(called(terms.rows, found.figures), *earlier),
        due=due,
        parts=read.parts.get(deal.pk, {}),
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


def _calls(scopes: Sequence[ScopeVersion]) -> dict[int, Called]:
    """Scope -> who was called to it so far, and why. One query."""
    found: dict[int, dict[str, tuple[Reason, ...]]] = {}
    for row in BoardCall.objects.filter(scope__in=[scope.pk for scope in scopes]).order_by("pk"):
        seats = found.setdefault(row.scope_id, {})
        seats[row.seat] = (*seats.get(row.seat, ()), Reason(row.measure, row.figure, row.limit))
    return dict(found)


def _holidays(scopes: Sequence[ScopeVersion]) -> list[date]:
    """Days on which nobody of the firm works, from the first freezing to half a year after the last. One query."""
    days = [timezone.localdate(scope.frozen_at) for scope in scopes if scope.frozen_at]
    if not days:
        return []
    first, last = week_of(min(days)), max(days) + timedelta(days=182)
    return common_holidays(Weeks(first, weeks_between(first, last) + 1))

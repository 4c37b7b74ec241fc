"""How often the firm did what it said it would."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.db.models import DateTimeField, Exists, Max, OuterRef, Subquery
from django.utils.translation import gettext as _

from tandem.engagements.models import Engagement, Stage, StageChange
from tandem.learning.models import Debrief
from tandem.people.models import Person
from tandem.review.models import Policy, Verdict
from tandem.review.queries.policy import board_from
from tandem.scoping.models import RedFlag
from tandem.scorecard.periods import Period

DEBRIEF_WITHIN = timedelta(days=14)
ZERO = Decimal(0)


@dataclass(frozen=True)
class Habit:
    """`done` of `of`; `share` instead where the two are sums of money that not everybody may see."""

    key: str
    words: str
    note: str
    done: int = 0
    of: int = 0
    share: Decimal | None = None

    @property
    def kept(self) -> bool:
        return self.done == self.of


def habits(person: Person, period: Period, policy: Policy | None) -> list[Habit]:
    """Four practices over the contracts and closings of the period. Three queries."""
    signed, delivered = _signed(person, period), _delivered(person, period)
    return [_reviewed(signed, policy), _challenged(signed), _catalogue(signed), _debriefed(delivered)]


def _signed(person: Person, period: Period) -> list:
    """(amount, tier, judged by the board, challenged, challenged before the proposal) of each contract."""
    proposed = StageChange.objects.filter(engagement=OuterRef("engagement"), now=Stage.PROPOSED).values("engagement")
    sent = proposed.annotate(sent=Max("at")).values("sent")
    flags = RedFlag.objects.filter(engagement=OuterRef("pk"))
    found = _passed(person, period, Stage.SIGNED).annotate(
        judged=Exists(Verdict.objects.filter(engagement=OuterRef("pk"), at__lte=OuterRef("passed_at"))),
        challenged=Exists(flags),
        early=Exists(flags.filter(raised_at__lt=Subquery(sent))),
    )
    return list(found.values_list("amount", "tier_id", "judged", "challenged", "early", named=True))


def _delivered(person: Person, period: Period) -> list:
    held = Debrief.objects.filter(engagement=OuterRef("pk")).values("held_at")[:1]
    found = _passed(person, period, Stage.DELIVERED).annotate(held_at=Subquery(held, output_field=DateTimeField()))
    return list(found.values_list("passed_at", "held_at"))


def _passed(person: Person, period: Period, stage: Stage):
    steps = StageChange.objects.filter(engagement=OuterRef("pk"), now=stage, at__range=period.moments)
    when = Subquery(steps.order_by("at").values("at")[:1], output_field=DateTimeField())
    return Engagement.objects.visible_to(person).filter(Exists(steps)).annotate(passed_at=when)


def _reviewed(signed: list, policy: Policy | None) -> Habit:
    floor = board_from(policy) or ZERO
    large = [row for row in signed if (row.amount or ZERO) >= floor]
    done = sum(row.judged for row in large)
    return Habit("reviewed", _("Large deals reviewed by the board"), _("before they were signed"), done, len(large))


def _challenged(signed: list) -> Habit:
    challenged = [row for row in signed if row.challenged]
    done = sum(row.early for row in challenged)
    note = _("of the deals that delivery challenged at all")
    return Habit("challenged", _("Challenged before the proposal went out"), note, done, len(challenged))


def _catalogue(signed: list) -> Habit:
    every = sum((row.amount or ZERO for row in signed), ZERO)
    built = sum((row.amount or ZERO for row in signed if row.tier_id), ZERO)
    share = built / every if every else None
    return Habit("catalogue", _("Revenue from the catalogue"), _("of what was signed"), share=share)


def _debriefed(delivered: list) -> Habit:
    done = sum(bool(held and held <= passed + DEBRIEF_WITHIN) for passed, held in delivered)
    note = _("of the projects that were delivered")
    return Habit("debriefed", _("Debriefed within 14 days"), note, done, len(delivered))

"""How often the firm did what it said it would."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.db.models import DateTimeField, Exists, OuterRef, Subquery
from django.utils.translation import gettext as _

from tandem.engagements.models import Stage
from tandem.learning.models import Debrief
from tandem.people.models import Person
from tandem.review.models import Policy, Verdict
from tandem.review.queries.policy import board_from
from tandem.scorecard.periods import Period
from tandem.scorecard.queries.contracts import challenged_early, passed, with_challenges, won
from tandem.scorecard.queries.outcomes import Outcomes, outcomes

DEBRIEF_WITHIN = timedelta(days=14)
ZERO = Decimal(0)


@dataclass(frozen=True)
class Habit:
    """`done` of `of`; `share` instead where the two are sums of money that not everybody may see. `metric` names the
    page of the rows behind it, where there is one."""

    key: str
    words: str
    note: str
    done: int = 0
    of: int = 0
    share: Decimal | None = None
    metric: str = ""

    @property
    def kept(self) -> bool:
        return self.done == self.of


def habits(person: Person, period: Period, policy: Policy | None) -> list[Habit]:
    """Five practices over the contracts, closings and measures of the period. Four queries."""
    signed, delivered = _signed(person, period), _delivered(person, period)
    return [
        _reviewed(signed, policy), _challenged(signed), _catalogue(signed), _debriefed(delivered),
        _met(outcomes(person, period)),
    ]  # fmt: skip


def _signed(person: Person, period: Period) -> list:
    """(amount, tier, judged by the board, first challenge, first proposal, signature) of each contract."""
    judged = Verdict.objects.filter(engagement=OuterRef("pk"), at__lte=OuterRef("passed_at"))
    found = with_challenges(won(person, period)).annotate(judged=Exists(judged))
    return list(
        found.values_list("amount", "tier_id", "judged", "doubted_at", "sent_at", "passed_at", named=True)
    )  # fmt: skip


def _delivered(person: Person, period: Period) -> list:
    held = Debrief.objects.filter(engagement=OuterRef("pk")).values("held_at")[:1]
    found = passed(person, period, Stage.DELIVERED).annotate(held_at=Subquery(held, output_field=DateTimeField()))
    return list(found.values_list("passed_at", "held_at"))


def _reviewed(signed: list, policy: Policy | None) -> Habit:
    floor = board_from(policy) or ZERO
    large = [row for row in signed if (row.amount or ZERO) >= floor]
    done = sum(row.judged for row in large)
    return Habit("reviewed", _("Large deals reviewed by the board"), _("before they were signed"), done, len(large))


def _challenged(signed: list) -> Habit:
    """The first challenge against the first proposal: one that came between two proposals came too late for the one."""
    challenged = [row for row in signed if row.doubted_at]
    done = sum(challenged_early(row) for row in challenged)
    note = _("of the deals that delivery challenged at all")
    return Habit(
        "challenged", _("Challenged before the proposal went out"), note, done, len(challenged), metric="challenges"
    )


def _catalogue(signed: list) -> Habit:
    every = sum((row.amount or ZERO for row in signed), ZERO)
    built = sum((row.amount or ZERO for row in signed if row.tier_id), ZERO)
    share = built / every if every else None
    return Habit("catalogue", _("Revenue from the catalogue"), _("of what was signed"), share=share)


def _debriefed(delivered: list) -> Habit:
    done = sum(bool(held and held <= closed + DEBRIEF_WITHIN) for closed, held in delivered)
    note = _("of the projects that were delivered")
    return Habit("debriefed", _("Debriefed within 14 days"), note, done, len(delivered))


def _met(found: Outcomes) -> Habit:
    note = _("of those measured, each by its last measure")
    return Habit("outcomes", _("Outcomes met"), note, found.met.count, found.met.of, metric="outcomes")

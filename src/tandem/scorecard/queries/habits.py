"""How often the firm did what it said it would."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.db.models import DateTimeField, Exists, Max, OuterRef, Subquery, Sum
from django.utils.translation import gettext as _

from tandem.engagements.models import Engagement, Stage, StageChange
from tandem.learning.models import Debrief
from tandem.people.models import Person
from tandem.review.models import Policy, Verdict
from tandem.scoping.models import RedFlag
from tandem.scorecard.periods import Period

DEBRIEF_WITHIN = timedelta(days=14)


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


def habits(person: Person, period: Period) -> list[Habit]:
    """Four practices over the contracts and closings of the period, in a fixed number of queries."""
    signed = _passed(person, period, Stage.SIGNED)
    delivered = _passed(person, period, Stage.DELIVERED)
    return [_reviewed(signed), _challenged(signed), _catalogue(signed), _debriefed(delivered)]


def _passed(person: Person, period: Period, stage: Stage):
    steps = StageChange.objects.filter(engagement=OuterRef("pk"), now=stage)
    steps = steps.filter(at__date__range=(period.first, period.last))
    when = Subquery(steps.order_by("at").values("at")[:1], output_field=DateTimeField())
    return Engagement.objects.visible_to(person).filter(Exists(steps)).annotate(passed_at=when)


def _reviewed(signed) -> Habit:
    policy = Policy.objects.filter(current=True).first()
    large = signed.filter(amount__gte=policy.board_from) if policy else signed
    judged = large.filter(Exists(Verdict.objects.filter(engagement=OuterRef("pk"))))
    note = _("before they were signed")
    return Habit("reviewed", _("Large deals reviewed by the board"), note, judged.count(), large.count())


def _challenged(signed) -> Habit:
    proposed = StageChange.objects.filter(engagement=OuterRef("engagement"), now=Stage.PROPOSED).values("engagement")
    sent = proposed.annotate(at_=Max("at")).values("at_")
    early = RedFlag.objects.filter(engagement=OuterRef("pk"), raised_at__lt=Subquery(sent))
    counted = signed.filter(Exists(RedFlag.objects.filter(engagement=OuterRef("pk"))))
    note = _("of the deals that delivery challenged at all")
    done, of = counted.filter(Exists(early)).count(), counted.count()
    return Habit("challenged", _("Challenged before the proposal went out"), note, done, of)


def _catalogue(signed) -> Habit:
    sums = signed.aggregate(every=Sum("amount"))
    built = signed.filter(tier__isnull=False).aggregate(some=Sum("amount"))
    share = Decimal(built["some"] or 0) / sums["every"] if sums["every"] else None
    return Habit("catalogue", _("Revenue from the catalogue"), _("of what was signed"), share=share)


def _debriefed(delivered) -> Habit:
    held = Debrief.objects.filter(engagement=OuterRef("pk"), held_at__lte=OuterRef("passed_at") + DEBRIEF_WITHIN)
    done = delivered.filter(Exists(held)).count()
    note = _("of the projects that were delivered")
    return Habit("debriefed", _("Debriefed within 14 days"), note, done, delivered.count())

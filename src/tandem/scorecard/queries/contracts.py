"""The engagements that reached a stage in a period, and when delivery first challenged them."""

from datetime import datetime
from typing import Any

from django.db.models import DateTimeField, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from tandem.engagements.models import Challenge, Engagement, Stage, StageChange
from tandem.people.models import Person
from tandem.scorecard.periods import Period


def won(person: Person, period: Period) -> QuerySet:
    """Contracts of the period, with `passed_at`: on their own day (the contract's, the CRM's), whenever they were
    recorded. Those from before the firm used Tandem had no gate to pass: they made no step and aren't counted."""
    steps = StageChange.objects.filter(engagement=OuterRef("pk"), now=Stage.SIGNED).order_by("at")
    found = Engagement.objects.visible_to(person).filter(Exists(steps))
    when = Coalesce("closed_at", Subquery(steps.values("at")[:1]), output_field=DateTimeField())
    return found.exclude(stage=Stage.LOST).annotate(passed_at=when).filter(passed_at__range=period.moments)


def passed(person: Person, period: Period, stage: Stage) -> QuerySet:
    """With `passed_at`: when, of those times that lie in the period, they did so first."""
    steps = StageChange.objects.filter(engagement=OuterRef("pk"), now=stage, at__range=period.moments)
    when = Subquery(steps.order_by("at").values("at")[:1], output_field=DateTimeField())
    return Engagement.objects.visible_to(person).filter(Exists(steps)).annotate(passed_at=when)


def with_challenges(found: QuerySet) -> QuerySet:
    """With `doubted_at`, the first challenge, and `sent_at`, the first proposal; None where there was none."""
    doubts = Challenge.objects.filter(engagement=OuterRef("pk")).order_by("raised_at")
    sent = StageChange.objects.filter(engagement=OuterRef("pk"), now=Stage.PROPOSED).order_by("at")
    return found.annotate(
        doubted_at=Subquery(doubts.values("raised_at")[:1], output_field=DateTimeField()),
        sent_at=Subquery(sent.values("at")[:1], output_field=DateTimeField()),
    )


def challenged_early(row: Any) -> bool:
    """Did the first challenge come before the client had a proposal? A deal that was won without one counts from the
    signature."""
    before: datetime = row.sent_at or row.passed_at
    return bool(row.doubted_at and row.doubted_at < before)

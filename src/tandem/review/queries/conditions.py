"""Why a seat said that its condition isn't met yet: the answer to whoever owns it."""

from collections.abc import Iterable

from django.db.models import OuterRef, QuerySet, Subquery

from tandem.ledger.models import Entry
from tandem.review.models import Verdict

NOT_MET = "said that the condition isn't met"


def doubts(verdicts: Iterable[Verdict]) -> dict[int, Entry]:
    """By verdict, what the seat said last, where nobody has said since then that it's met. One query, or none."""
    waiting = [row for row in verdicts if row.vote == Verdict.Vote.IF and not row.condition_met_at]
    asked = [row.pk for row in waiting if not row.condition_said_at]
    found = _said().filter(subject_id__in=asked).order_by("pk") if asked else []
    return {entry.subject_id or 0: entry for entry in found}


def why_not_met() -> Subquery:
    """Its reason, beside each verdict of a query; None where nobody said so."""
    return Subquery(_said().filter(subject_id=OuterRef("pk")).order_by("-pk").values("reason")[:1])


def _said() -> QuerySet[Entry]:
    return Entry.objects.filter(subject_type=Verdict._meta.label_lower, verb=NOT_MET)

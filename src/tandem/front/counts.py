"""The numbers beside the places, of what a person may see. Counted anew only when something was written."""

from datetime import date, datetime

from django.db.models import Count

from tandem.engagements.models import OPEN, Engagement, Stage
from tandem.front.inbox.kept import needs_me
from tandem.handoff.models import Handoff
from tandem.learning.queries.lessons import to_decide
from tandem.people.models import Person
from tandem.review.queries.boards import up_for_review


def counts_of(person: Person, at: datetime, today: date) -> dict[str, int]:
    """By the name of the place. One query while nothing was written."""
    kept = needs_me(person, at)
    if kept.counts is None:
        kept.counts = {"inbox": kept.box.count, **_count(person)}
    return kept.counts


def _count(person: Person) -> dict[str, int]:
    stages = _by_stage(person)
    return {
        "pipeline": sum(stages.get(stage, 0) for stage in OPEN),
        "deal_boards": up_for_review(person).count(),
        "handoffs": _handed_over(person) if stages.get(Stage.SIGNED) else 0,
        "projects": stages.get(Stage.ACCEPTED, 0) + stages.get(Stage.DELIVERING, 0),
        "lessons": to_decide(person),
    }


def _handed_over(person: Person) -> int:
    """Waiting for delivery. Wins that a CRM brought from before Tandem are signed too; nobody hands those over."""
    waiting = Handoff.objects.visible_to(person).filter(engagement__stage=Stage.SIGNED)
    return waiting.order_by().values("engagement").distinct().count()


def _by_stage(person: Person) -> dict[str, int]:
    """Only stages in which something is open: the index leads straight to them."""
    stages = (*OPEN, Stage.SIGNED, Stage.ACCEPTED, Stage.DELIVERING)
    found = Engagement.objects.visible_to(person).filter(stage__in=stages).values_list("stage").order_by()
    return dict(found.annotate(n=Count("pk")))

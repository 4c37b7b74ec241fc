"""Write down who was called to a board, and why, so that nobody is taken off it by what shrinks later."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from tandem.engagements.models import Engagement
from tandem.ledger.reading import changed_engagements, has_news
from tandem.review.models import BoardCall
from tandem.review.queries.judged import JUDGED_IN, Judged, judged_all

READER = "boards"
WATCHED = (
    "engagements.engagement", "engagements.risk", "engagements.assumption", "scoping.scopeversion", "planning.booking",
)  # fmt: skip


def write_down(found: Judged, *, at: datetime) -> None:
    """In the transaction of whatever judges the scope. Two at once write the same."""
    if found.scope is None:
        return
    rows = [
        BoardCall(scope=found.scope, seat=seat, measure=reason.measure, figure=reason.figure, limit=reason.limit, at=at)
        for seat, reasons in found.called.items()
        for reason in reasons
    ]
    BoardCall.objects.bulk_create(rows, ignore_conflicts=True)


def follow_boards(at: datetime) -> int:
    """Write down who is called by what changed since the last time; answers of how many deals. Called after every
    request that changes something: a seat that a change called stays, though the next one takes its reason away."""
    if not has_news(READER):
        return 0
    with transaction.atomic():
        changed = changed_engagements(READER, WATCHED)
        deals = Engagement.objects.filter(pk__in=changed, stage__in=JUDGED_IN).select_related("seller", "lead")
        found = judged_all(list(deals), timezone.localdate(at)) if changed else []
        for each in found:
            if each.draft is None:
                write_down(each, at=at)
    return len(found)

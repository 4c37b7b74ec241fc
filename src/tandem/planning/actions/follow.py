"""What deals need follows their scopes, tiers and dates, as the ledger tells of them."""

from django.db import transaction

from tandem.engagements.models import OPEN, Engagement
from tandem.ledger.reading import changed_engagements, has_news
from tandem.planning.actions.needs import refresh_all

READER = "needs"
WATCHED = ("engagements.engagement", "scoping.scopeversion", "scoping.estimateline", "scoping.scopeitem")


def follow_scopes() -> int:
    """Rewrite the needs of the open deals that changed since the last time; answers how many. Two queries when none
    did. Called after every request that changes something, and by the worker's schedule."""
    if not has_news(READER):
        return 0
    with transaction.atomic():
        changed = changed_engagements(READER, WATCHED)
        deals = list(Engagement.objects.filter(pk__in=changed, stage__in=OPEN)) if changed else []
        refresh_all(deals)
    return len(deals)

"""Who may open one deal: the other way round of `Engagement.objects.visible_to`."""

from django.db.models import BooleanField, Case, Q, QuerySet, Value, When

from tandem.engagements.models import Engagement
from tandem.engagements.models.engagement import SEES_EVERY_DEAL, SIGNED
from tandem.engagements.models.named import people_named_on
from tandem.people.models import Access, Person


def seeing(engagement: Engagement) -> Q:
    """Which people may open this deal, as a condition on people. No query of its own."""
    by_access = Q(access__in=SEES_EVERY_DEAL)
    if not engagement.confidential:
        by_access |= Q(access__in=(Access.DELIVERY, Access.RESOURCE)) | _sellers(engagement)
    return Q(is_active=True) & (by_access | Q(pk__in=people_named_on(engagement.pk)))


def with_sight(people: QuerySet[Person], engagement: Engagement) -> QuerySet[Person]:
    """These people with `sees`: whether they may open the deal today, before anybody names them on it."""
    return people.annotate(
        sees=Case(When(seeing(engagement), then=Value(True)), default=Value(False), output_field=BooleanField())
    )


def _sellers(engagement: Engagement) -> Q:
    if engagement.seller_id is None or engagement.stage in SIGNED:
        return Q(access=Access.SALES)
    team = engagement.seller.team_id if engagement.seller else None
    return Q(access=Access.SALES, team=team) if team else Q(access=Access.SALES, pk=engagement.seller_id)

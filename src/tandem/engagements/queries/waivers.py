"""Which rules may pass for an engagement, and by whose leave."""

from datetime import date

from django.db.models import Q

from tandem.engagements.models import Engagement, Waiver
from tandem.gates import Waived


def standing(engagement: Engagement, today: date) -> dict[str, Waived]:
    """The granted waivers that haven't run out, by rule. One query."""
    granted = Waiver.objects.filter(
        Q(expires_on__isnull=True) | Q(expires_on__gte=today), engagement=engagement, granted=True
    )
    return {
        row.rule: Waived(by=row.decided_by.name if row.decided_by else "", reason=row.reason, until=row.expires_on)
        for row in granted.select_related("decided_by").order_by("pk")
    }

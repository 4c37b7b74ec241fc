"""Which rules may pass for an engagement, and by whose leave."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from tandem.engagements.models import Engagement, Waiver
from tandem.gates import Waived


def standing(engagement: Engagement, today: date) -> dict[str, Waived]:
    """The granted waivers that haven't run out, by rule. One query."""
    granted = Waiver.objects.filter(
        Q(expires_on__isnull=True) | Q(expires_on__gte=today), engagement=engagement, granted=True
    )
    return standing_among(granted.select_related("decided_by").order_by("pk"), today)


def standing_among(rows: Iterable[Waiver], today: date) -> dict[str, Waived]:
    """The same of rows that were read already, the later decision last."""
    return {
        row.rule: Waived(by=row.decided_by.name if row.decided_by else "", reason=row.reason, until=row.expires_on)
        for row in rows
        if row.granted and (row.expires_on is None or row.expires_on >= today)
    }

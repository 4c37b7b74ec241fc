"""A gate was passed with waivers: each keeps when."""

from collections.abc import Iterable
from datetime import datetime

from tandem.engagements.models import Engagement, Waiver
from tandem.gates import Finding


def note_use(deal: Engagement, findings: Iterable[Finding], at: datetime) -> None:
    """Marks the waivers without which the gate would be shut. One query, or none."""
    rules = [finding.rule for finding in findings if finding.state == "waived"]
    if rules:
        Waiver.objects.filter(engagement=deal, rule__in=rules, granted=True, used_at__isnull=True).update(used_at=at)

"""Risks whose owner changes with the handoff."""

from tandem.engagements.models import Engagement, Risk
from tandem.people.models import Access


def risks_to_take_over(deal: Engagement) -> list[Risk]:
    """Open risks that somebody of sales owns: accepting makes them the lead's."""
    found = Risk.objects.filter(engagement=deal, fate=Risk.Fate.OPEN, owner__access=Access.SALES)
    return list(found.select_related("owner").order_by("pk"))

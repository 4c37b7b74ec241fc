"""What was said aloud, and whether it stands on paper: asked by the scope's page and by the gate of the signature."""

from dataclasses import dataclass

from tandem.engagements.models import Engagement, Promise

TAKEN_BACK = (Promise.Paper.EXCLUDED, Promise.Paper.WITHDRAWN)
PAPERED = (Promise.Paper.CLAUSE, Promise.Paper.EXCLUDED, Promise.Paper.WITHDRAWN)


@dataclass(frozen=True)
class Said:
    """Every promise of a deal, the first said first."""

    promises: list[Promise]

    @property
    def unpapered(self) -> list[Promise]:
        """Neither a clause, nor excluded in writing, nor withdrawn with the client told."""
        return [promise for promise in self.promises if promise.paper not in PAPERED]


def said(deal: Engagement) -> Said:
    """One query."""
    rows = Promise.objects.filter(engagement=deal).select_related("said_by", "judged_by")
    return Said(list(rows.order_by("said_on", "pk")))

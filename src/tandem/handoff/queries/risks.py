"""Risks at the handoff: who still has to hand over, take, or keep each."""

from collections.abc import Iterable
from dataclasses import dataclass

from tandem.clients.models import Contact
from tandem.engagements.models import Engagement, Risk
from tandem.handoff.gate import HandoverFact
from tandem.people.models import Access, Person


@dataclass(frozen=True)
class Handover:
    """An open risk and how far its handover is."""

    risk: Risk

    @property
    def owner(self) -> Person | Contact | None:
        return self.risk.owner or self.risk.owner_contact

    @property
    def state(self) -> str:
        """Exactly one: offered (it waits to be taken), done (taken, or kept), client (it stays the client's), owed
        (its owner hands it over or keeps it), unowned."""
        if self.risk.handing_to_id:
            return "offered"
        if self.risk.owner_contact_id:
            return "client"
        if self.risk.owner_id is None:
            return "unowned"
        return "done" if self.risk.handed_at else "owed"

    @property
    def kept(self) -> bool:
        return self.risk.handed_at is not None and self.risk.handing_by_id is None


def handovers(deal: Engagement) -> list[Handover]:
    """Of every open risk. One query."""
    people = ("owner", "owner_contact", "handing_to", "handing_by")
    rows = Risk.objects.filter(engagement=deal, fate=Risk.Fate.OPEN).select_related(*people)
    return [Handover(row) for row in rows.order_by("pk")]


def handover_facts(found: Iterable[Handover]) -> tuple[HandoverFact, ...]:
    """Of the major ones; what stays the client's isn't handed over."""
    return tuple(
        HandoverFact(each.risk.words, each.state, each.risk.handing_to if each.state == "offered" else each.risk.owner)
        for each in found
        if each.risk.size == Risk.Size.MAJOR and each.state != "client"
    )


def to_take_over(found: Iterable[Handover]) -> list[Risk]:
    """Those that somebody of sales owns and neither kept nor offered: accepting makes them the lead's. A major one is
    among them only where its rule was waived."""
    owed = [each.risk for each in found if each.state == "owed"]
    return [risk for risk in owed if risk.owner and risk.owner.access == Access.SALES]

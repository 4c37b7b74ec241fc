"""Risks at the handoff: who still has to hand over, take, or keep each."""

from collections.abc import Iterable, Mapping
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


def handover_facts(found: Iterable[Handover], were_major: Mapping[int, str]) -> tuple[HandoverFact, ...]:
    """Of the major ones, those that a brief called so among them (`were_major`: whose each was then). What was the
    client's and stays theirs isn't handed over; what was ours and is called theirs since has no owner of ours."""
    return tuple(
        HandoverFact(each.risk.words, *_state(each, were_major))
        for each in found
        if (each.risk.size == Risk.Size.MAJOR or each.risk.pk in were_major) and not _stays_theirs(each, were_major)
    )


def _stays_theirs(each: Handover, were_major: Mapping[int, str]) -> bool:
    return each.state == "client" and were_major.get(each.risk.pk, Contact.side) == Contact.side


def _state(each: Handover, were_major: Mapping[int, str]) -> tuple[str, Person | None]:
    if each.state == "client":
        return "unowned", None
    return each.state, each.risk.handing_to if each.state == "offered" else each.risk.owner


def to_take_over(found: Iterable[Handover]) -> list[Risk]:
    """Those that somebody of sales owns and neither kept nor offered: accepting makes them the lead's. A major one is
    among them only where its rule was waived."""
    owed = [each.risk for each in found if each.state == "owed"]
    return [risk for risk in owed if risk.owner and risk.owner.access == Access.SALES]

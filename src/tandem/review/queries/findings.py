"""What the client saw otherwise on the reverse pitch: whose turn it is, and how it reads once both sides are through."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from tandem.engagements.actions.settled import CLOSED, OPEN, state_at
from tandem.engagements.models import Engagement, Stage
from tandem.people.models import Person
from tandem.people.rights import key_of
from tandem.review.models import Probe, ReversePitch
from tandem.web.words import day

SIDES = {"s": "sales", "d": "delivery"}
NAMED, LONGEST = 2, 160


@dataclass(frozen=True)
class Turn:
    """Who acts next on a finding, `what` they do ("resolve" or "confirm"), and who comes after. None: nobody is named."""

    what: str
    on: Person | None
    then: Person | None


def turn_of(probe: Probe, deal: Engagement) -> Turn | None:
    """None where there is nothing to do. No query, if the pitch's and the deal's people are read."""
    pitch = probe.pitch
    sales, delivery = deal.seller or pitch.sales_person, pitch.delivery_person or deal.lead
    if probe.state == "otherwise":
        return Turn("resolve", sales, delivery)
    if probe.state == "resolved" and probe.resolved_by:
        by_sales = side_of(pitch, probe.resolved_by) == "sales"
        return Turn("confirm", delivery if by_sales else sales, None)
    return None


def takes_words(deal: Engagement) -> bool:
    """May what the client said still be written down? Until they sign; a win past open gates makes up for it until its
    handoff is accepted. No query."""
    return state_at(deal.stage) == OPEN or (deal.ungated and deal.stage == Stage.SIGNED)


def takes_resolutions(deal: Engagement) -> bool:
    """May it still be said how something was resolved? Until the work is closed, or the deal lost. No query."""
    return state_at(deal.stage) != CLOSED


def may_confirm(probe: Probe, person: Person) -> bool:
    """May this person say for the other side that it's resolved? Whoever joins for delivery speaks for it here."""
    if probe.resolved_by is None:
        return False
    mine, theirs = side_on_call(probe.pitch, person), side_of(probe.pitch, probe.resolved_by)
    return bool(mine) and mine != theirs


def side_on_call(pitch: ReversePitch, person: Person) -> str:
    """ "sales", "delivery", or "" for neither: for whom this person may speak."""
    return key_of(person) or ("delivery" if person.pk == pitch.delivery_person_id else "")


def side_of(pitch: ReversePitch, writer: Person) -> str:
    """Whose word it was: who joined for delivery stays of delivery when somebody else is named after them."""
    return side_on_call(pitch, writer) or SIDES.get(writer.side, "")


def told(probes: Sequence[Probe]) -> str:
    """What the client saw otherwise and both sides are through with, each with who resolved it, when and how."""
    settled = [probe for probe in probes if probe.state == "settled"]
    said = [_told(probe) for probe in settled[:NAMED]]
    if len(settled) > NAMED:
        said.append(_("And %(n)s more.") % {"n": len(settled) - NAMED})
    return " ".join(said)


def _told(probe: Probe) -> str:
    by, other = probe.resolved_by, probe.confirmed_by
    words = _("“%(words)s” The client: “%(heard)s” Resolved by %(name)s, %(day)s: %(how)s (%(other)s confirmed it.)")
    return words % {
        "words": _short(probe.words), "heard": _short(probe.heard), "how": _short(probe.resolved_how),
        "name": by.name if by else "", "day": day(probe.resolved_at), "other": other.name if other else "",
    }  # fmt: skip


def _short(words: str) -> str:
    return Truncator(words).chars(LONGEST)

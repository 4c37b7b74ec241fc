"""The sections of a deal: their addresses, the tabs and what each tab's pip says."""

from collections.abc import Iterable
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from tandem.engagements.models import Engagement
from tandem.gates import Finding
from tandem.people.models import Person
from tandem.people.rights import Sight, sees

Tab = tuple[str, str, str, str]

# Section -> (URL name, words, class of what it shows).
SECTIONS: dict[str, tuple[str, Any, Sight]] = {
    "overview": ("deal", _("Overview"), Sight.INTERNAL),
    "success": ("deal_success", _("Success"), Sight.INTERNAL),
    "scope": ("deal_scope", _("Scope"), Sight.INTERNAL),
    "assumptions": ("deal_assumptions", _("Assumptions"), Sight.INTERNAL),
    "who": ("deal_raci", _("Who does what"), Sight.INTERNAL),
    "risks": ("deal_risks", _("Risks"), Sight.INTERNAL),
    "capacity": ("deal_capacity", _("Capacity"), Sight.INTERNAL),
    "price": ("deal_price", _("Price"), Sight.PRICE),
    "calls": ("deal_calls", _("Calls"), Sight.INTERNAL),
    "board": ("deal_board", _("Board"), Sight.INTERNAL),
    "history": ("deal_history", _("History"), Sight.INTERNAL),
}
# Places that rules name and that have no tab of their own: (URL name, the tab whose pip tells).
ELSEWHERE: dict[str, tuple[str, str]] = {
    "fit": ("deal_fit", "overview"),
    "review": ("deal_review", "board"),
    "proposal": ("deal_proposal", "board"),
    "promises": ("deal_calls", "calls"),
    "handoff": ("deal_handoff", "overview"),
    "raci": ("deal_raci", "who"),
    "duties": ("deal_raci", "who"),
}


def place_url(place: str, deal: Engagement) -> str | None:
    """Where an item is put right; None for a place that this firm runs without."""
    name = SECTIONS[place][0] if place in SECTIONS else ELSEWHERE.get(place, ("", ""))[0]
    return address(name, deal.pk) if name else None


def tabs_of(deal: Engagement, person: Person, items: Iterable[Finding]) -> list[Tab]:
    """(key, words, url, pip) of the sections that there are and that this person may see."""
    pips = _pips(items)
    return [
        (key, str(words), found, pips.get(key, ""))
        for key, (name, words, sight) in SECTIONS.items()
        if sees(person, sight) and (found := address(name, deal.pk))
    ]


def address(name: str, *args: Any) -> str | None:
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return None


def _pips(items: Iterable[Finding]) -> dict[str, str]:
    """A section stops when one of its items stops; else it's open when one is."""
    pips: dict[str, str] = {}
    for item in items:
        key = ELSEWHERE.get(item.place, ("", item.place))[1]
        if item.state == "block":
            pips[key] = "stop"
        elif item.state == "open":
            pips.setdefault(key, "open")
    return pips

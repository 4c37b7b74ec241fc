"""The deal's overview: both voices, risks, assumptions that wait, promises, dates."""

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from tandem.engagements.models import Engagement
from tandem.engagements.queries.deals import seen_by
from tandem.engagements.queries.panels import panels
from tandem.front.deal.places import address
from tandem.people.asked import Asked
from tandem.people.kept import keep
from tandem.web.pages import page

WORDS = {
    "said": _("Not judged yet"),
    "judged": _("Judged, not on paper yet"),
    "papered": _("On paper"),
    "unwritten": _("Knowingly unwritten"),
    "kept": _("Kept"),
    "late": _("Kept late"),
    "renegotiated": _("Renegotiated"),
    "broken": _("Broken"),
    "withdrawn": _("Withdrawn"),
}
ASSUMED = {
    "flagged": _("red flag"),
    "open_if": _("agreed if"),
    "agreed": _("agreed, to be verified"),
    "asked": _("asked"),
    "raised": _("nobody asked yet"),
}


@dataclass(frozen=True)
class Date:
    """A day that matters. `late` when it's past and still matters."""

    words: Any
    day: date
    late: bool = False


@require_GET
def overview(request: Asked, pk: int) -> HttpResponse:
    deal = get_object_or_404(seen_by(request.user), pk=pk)
    names = ("deal_success", "deal_risks", "deal_assumptions", "deal_calls")
    found = keep(request, "deal overview", partial(panels, deal, request.user), deal.pk)
    context = {
        "deal": deal,
        "tab": "overview",
        "panels": found,
        "dates": dates(deal, request.today),
        "promises": [(str(WORDS[state]), count) for state, count in found.promises.items() if count],
        "assumption_words": ASSUMED,
        "places": {name: address(name, deal.pk) for name in names},
    }
    return page(request, "front/deal/overview.html", context, block="main")


def dates(deal: Engagement, today: date) -> list[Date]:
    """In the order in which they come. No query."""
    found = [
        (_("The client decides"), deal.close_on, deal.is_open),
        (_("Work starts"), deal.starts_on, deal.is_open),
        (_("Work ends"), deal.ends_on, False),
    ]
    known = [Date(words, day, matters and day < today) for words, day, matters in found if day]
    return sorted(known, key=lambda each: each.day)

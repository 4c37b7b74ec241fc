"""Waivers and ungated wins, and whether the firm's exceptions pay."""

from functools import partial

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from tandem.front.deal.gates import label_of
from tandem.front.hindsight import hindsight
from tandem.front.waivers import listed
from tandem.people.asked import Asked
from tandem.people.kept import keep
from tandem.people.rights import Sight, sees
from tandem.web.pages import page


@require_GET
def waivers(request: Asked) -> HttpResponse:
    """Filters rule, person and quarter; `show=ungated` lists the deals that were won past a gate."""
    by = listed.asked(request.GET, request.today)
    past = request.GET.get("show") == "ungated"
    after, before = request.GET.get("after", ""), request.GET.get("before", "")
    rows: list[listed.Row] = []
    wins: list[listed.Win] = []
    if past:
        wins, found = listed.wins(request.user, by, after, before)
    else:
        rows, found = listed.waivers(request.user, by, request.today, after, before)
    context = {
        "past": past,
        "rows": rows,
        "wins": wins,
        "next": found.next,
        "previous": found.previous,
        "by": by,
        "rules": listed.rules(request.user),
        "colleagues": listed.people(request.user),
        "quarters": listed.quarters(request.today),
        "label_of": label_of,
        "hindsight": keep(request, "waivers in hindsight", partial(hindsight, request.user)),
        "sees_margin": sees(request.user, Sight.MARGIN),
    }
    return page(request, "front/waivers/page.html", context, block="main")

"""The heat map: what is taken, what sales expects, what delivery can offer, what clashes."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.http import Http404, HttpResponse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from tandem.calc.weeks import months
from tandem.people.asked import Asked
from tandem.people.kept import keep
from tandem.planning.queries import heat as questions
from tandem.planning.queries.bars import bars
from tandem.planning.queries.clashes import clashes
from tandem.planning.queries.offers import free_people, honest_starts
from tandem.planning.queries.pipeline import OpenDeal
from tandem.planning.queries.window import ALL, BOOKED, LIKELY, Window, window
from tandem.planning.views import heat
from tandem.planning.views.frame import is_small, may_hold, span
from tandem.web.pages import fragment, page


@dataclass(frozen=True)
class Chip:
    """An open deal: counted or not, and the query that says the other."""

    deal: OpenDeal
    label: str
    counted: bool
    flip: str


@require_GET
def capacity(request: Asked) -> HttpResponse:
    asked = window(request.GET, request.today)
    gather = partial(_whole, request, asked)
    # Everybody of a large firm is too much to keep for each who asks.
    context = gather() if asked.everyone else keep(request, "capacity", gather, request.GET.urlencode())
    return page(request, "planning/capacity.html", context, block="map")


def _whole(request: Asked, asked: Window) -> dict[str, Any]:
    """Everything on the page, gathered at once."""
    firm = questions.firm(request.user, asked, request.today)
    found = {**frame(request, firm), **_head(request, firm), **_voices(firm)}
    return {**found, "clashes": clashes(firm, request.user)}


@require_GET
def capacity_team(request: Asked, pk: int) -> HttpResponse:
    """One team's table, opened (or closed again): the map's own block."""
    asked = window(request.GET, request.today)
    firm = questions.firm(request.user, asked, request.today)
    if pk not in firm.team_index:
        raise Http404
    opened = [] if request.GET.get("close") else [pk]
    only = [rows for rows in questions.rows(firm, opened) if rows.team.pk == pk]
    return fragment(request, "planning/capacity.html", "teams", {**frame(request, firm), "teams": only})


def frame(request: Asked, firm: questions.Firm) -> dict[str, Any]:
    """What the tables of the map need."""
    return {
        "firm": firm,
        "window": firm.window,
        "teams": questions.rows(firm, _opened(firm)),
        "mondays": firm.window.axis.mondays(),
        "months": [(month_words(span.month, span.weeks), span.weeks) for span in months(firm.window.axis.mondays())],
        "span": span,
        "heat": heat,
        "books": may_hold(request.user),
        "foldable": not is_small(firm),
    }


def _opened(firm: questions.Firm) -> list[int]:
    """A small firm is shown whole; a large one by team, until a team or everyone is asked for."""
    if firm.window.everyone or firm.window.team or is_small(firm):
        return [team.pk for team in questions.teams_of(firm)]
    return []


def _head(request: Asked, firm: questions.Firm) -> dict[str, Any]:
    work = bars(firm)
    return {
        "title": _title(firm.window),
        "sub": _included(firm),
        "bars": work,
        "top": max((max(bar.total, bar.capacity) for bar in work), default=0) * 1.04 or 1,
        "people_in_all": max((bar.capacity for bar in work), default=0),
        "legend": _legend(firm),
        "team_items": _team_items(firm),
        "team_name": next((team.name for team in firm.teams if team.pk == firm.window.team), _("All teams")),
    }


def _team_items(firm: questions.Firm) -> list[tuple[str, str, None, str]]:
    every = (_("All teams"), f"?{firm.window.query(team=None)}", None, "get")
    return [every, *((team.name, f"?{firm.window.query(team=team.pk)}", None, "get") for team in firm.teams)]


def month_words(month: date, weeks: int) -> str:
    """As much of it as fits over its columns; the year where it begins."""
    if weeks < 3:
        return date_format(month, "M")
    return date_format(month, "F Y" if month.month == 1 else "F")


def _title(asked: Window) -> str:
    titles = {
        BOOKED: _("Capacity, as it is booked"),
        LIKELY: _("Capacity, with what sales expects to win"),
        ALL: _("Capacity, with everything that is open"),
    }
    return titles[asked.lens]


def _included(firm: questions.Firm) -> str:
    """Always said in words: what these numbers count."""
    if firm.window.lens == BOOKED:
        return _("Counts bookings only: no holds, no open deals.")
    number = sum(1 for deal in firm.pipeline.deals if firm.window.counts(deal))
    told = ngettext("%(count)s open deal", "%(count)s open deals", number) % {"count": number}
    if firm.window.lens == ALL:
        return _("Counts bookings, holds and %(deals)s, each by its probability.") % {"deals": told}
    return _("Counts bookings, holds and %(deals)s of 50%% and more, each by its probability.") % {"deals": told}


def _legend(firm: questions.Firm) -> list[tuple[str, str]]:
    """(class, words) of each step, from the firm's own thresholds."""
    half, full, over, far = firm.settings.heat_steps
    return [
        ("k1", _("under %(percent)s") % {"percent": half + 1}),
        ("k2", f"{half + 1}–{full}"),
        ("k3", f"{full + 1}–{over}"),
        ("k4", f"{over + 1}–{far}"),
        ("k5", _("over %(percent)s") % {"percent": far}),
        ("koff", _("away")),
        *([("kpipe", _("from the pipeline"))] if firm.window.lens != BOOKED else []),
    ]


def _voices(firm: questions.Firm) -> dict[str, Any]:
    """What sales expects and what delivery can offer."""
    counted = [deal for deal in firm.pipeline.deals if firm.window.counts(deal)]
    expected = counted if firm.window.lens != BOOKED else [deal for deal in firm.pipeline.deals if deal.is_likely]
    hidden = [deal for deal in expected if not deal.name]
    offering, starts, other_starts = honest_starts(firm)
    return {
        "expected_people": sum(deal.people * deal.probability for deal in expected),
        "expected_by": date_format(max(deal.starts_on for deal in expected), "F") if expected else "",
        "chips": _chips(firm),
        "hidden_deals": len(hidden),
        "hidden_people": sum(deal.people * deal.probability for deal in hidden),
        "free": free_people(firm),
        "offering": offering,
        "starts": starts,
        "other_starts": other_starts,
    }


def _chips(firm: questions.Firm) -> list[Chip]:
    seen = [deal for deal in firm.pipeline.deals if deal.name]
    clients = Counter(deal.client for deal in seen)
    return [
        Chip(
            deal=deal,
            label=(deal.client if deal.client and clients[deal.client] == 1 else deal.name) or "",
            counted=firm.window.counts(deal),
            flip=",".join(map(str, sorted(firm.window.flipped ^ {deal.pk}))),
        )
        for deal in seen
    ]

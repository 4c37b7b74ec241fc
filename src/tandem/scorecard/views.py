"""The scorecard, and the rows behind each of its figures."""

from functools import partial

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from tandem.people.asked import Asked
from tandem.people.kept import keep
from tandem.people.rights import Sight, sees
from tandem.scorecard.periods import KINDS, Period, holding, named
from tandem.scorecard.queries.page import card
from tandem.scorecard.queries.tables import TABLES
from tandem.web.pages import page
from tandem.web.paging import ROWS


@require_GET
def scorecard(request: Asked) -> HttpResponse:
    period = named(request.GET.get("period", ""), request.today)
    found = keep(request, "scorecard", partial(card, request.user, period, request.today), period)
    context = {"card": found, **_periods(request, period)}
    return page(request, "scorecard/page.html", context, block="main")


@require_GET
def metric(request: Asked, metric: str) -> HttpResponse:
    """The rows that a figure is counted from."""
    if metric not in TABLES:
        raise Http404
    if metric == "margin" and not sees(request.user, Sight.MARGIN):
        raise PermissionDenied
    period = named(request.GET.get("period", ""), request.today)
    table = TABLES[metric][1](request.user, period, request.today)
    whole = bool(request.GET.get("all"))
    context = {
        "table": table,
        "rows": table.rows if whole else table.rows[:ROWS],
        "whole": whole or len(table.rows) <= ROWS,
        "metric": metric,
        **_periods(request, period),
    }
    return page(request, "scorecard/metric.html", context, block="main")


def _periods(request: Asked, period: Period) -> dict:
    day = min(period.last, request.today)
    return {
        "period": period,
        "kinds": [(kind, holding(day, kind).name) for kind in KINDS],
        "running": period.first <= request.today <= period.last,
    }

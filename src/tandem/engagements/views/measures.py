"""Measure what came of an outcome, or ask somebody else to."""

from functools import partial

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from tandem.engagements.actions import measure as actions
from tandem.engagements.forms.outcome import MeasureAskForm, MeasureForm
from tandem.engagements.models import OutcomeMeasure
from tandem.engagements.views.outcomes import page_of
from tandem.engagements.views.section import Doing, back, deal_of, posted, row_of, signed_by
from tandem.people.asked import Asked


@require_http_methods(["GET", "POST"])
def measure(request: Asked, deal_id: int, pk: int) -> HttpResponse:
    deal = deal_of(request, deal_id)
    row: OutcomeMeasure = row_of(OutcomeMeasure.objects.filter(outcome__engagement=deal), pk)
    form = MeasureForm.of(row, posted(request))
    if form.settled(partial(actions.measure, row, **signed_by(request))):
        return back(deal, "deal_success")
    return page_of(request, deal, Doing("measure", form, pk))


@require_http_methods(["GET", "POST"])
def ask(request: Asked, deal_id: int, pk: int) -> HttpResponse:
    deal = deal_of(request, deal_id)
    row: OutcomeMeasure = row_of(OutcomeMeasure.objects.filter(outcome__engagement=deal), pk)
    form = MeasureAskForm.of(row, posted(request), engagement=deal)
    if form.settled(partial(actions.ask, row, **signed_by(request))):
        return back(deal, "deal_success")
    return page_of(request, deal, Doing("measure-ask", form, pk))

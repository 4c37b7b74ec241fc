"""Delivery's word on a section, and sales' answer to its question: both on the review's page."""

from functools import partial

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404

from tandem.people.asked import Asked
from tandem.scoping.actions import vet as verbs
from tandem.scoping.forms.review import VetForm, VetReplyForm
from tandem.scoping.models import Section, Vet
from tandem.scoping.queries import vets as queries
from tandem.scoping.views.review import page_of
from tandem.scoping.views.section import Doing, back, deal_of, posted, signed_by


def vet(request: Asked, deal_id: int, section: str) -> HttpResponse:
    """GET opens the form under the section; POST lays the vet, by the form or by the one click of “fine”."""
    deal = deal_of(request, deal_id)
    if section not in Section.values:
        raise Http404
    form = VetForm(
        posted(request), now=partial(queries.token_now, deal, section), initial={"word": request.GET.get("word", "")}
    )
    if form.settled(partial(verbs.vet, deal, section=section, **signed_by(request))):
        return back(deal, "deal_review")
    return page_of(request, deal, Doing(f"vet-{section}", form))


def reply(request: Asked, deal_id: int, pk: int) -> HttpResponse:
    deal = deal_of(request, deal_id)
    row = get_object_or_404(Vet.objects.filter(engagement=deal).select_related("challenge"), pk=pk)
    row.engagement = deal
    form = VetReplyForm.of(row, posted(request))
    if form.settled(partial(verbs.reply, row, **signed_by(request))):
        return back(deal, "deal_review")
    return page_of(request, deal, Doing(f"answer-{row.section}", form, row.pk))

"""Change a deal as a whole: its head, qualify, lose, who sees it."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tandem.engagements.actions import deal as verbs
from tandem.engagements.actions.settled import CLOSED, OPEN, SETTLED, Noun, Settled, state_at
from tandem.engagements.forms.deal import EditForm, LoseForm
from tandem.engagements.models import Engagement
from tandem.engagements.queries.deals import seen_by
from tandem.ledger.forms import SeenForm, version_in
from tandem.people.asked import Asked
from tandem.web.pages import page


@require_http_methods(["GET", "POST"])
def edit(request: Asked, pk: int) -> HttpResponse:
    deal = get_object_or_404(seen_by(request.user), pk=pk)
    form: Any = EditForm.of(deal, request.POST if request.method == "POST" else None, person=request.user)
    try:
        if form.settled(partial(verbs.edit, deal, by=request.user, at=request.at)):
            messages.success(request, _("Saved."))
            return redirect("deal", deal.pk)
    except Settled as signed:
        for name in signed.fields:
            form.add_error(name if name in form.fields else None, str(signed))
    return _edit(request, deal, form)


@require_POST
def qualify(request: Asked, pk: int) -> HttpResponse:
    """Uncaught refusals are told by front.middleware.Refusals: nothing was typed."""
    deal = get_object_or_404(seen_by(request.user), pk=pk)
    verbs.qualify(
        deal, by=request.user, at=request.at, today=request.today, seen=version_in(request.POST.get("version"))
    )
    messages.success(request, _("Qualified. Next: the scope."))
    return redirect("deal", deal.pk)


@require_http_methods(["GET", "POST"])
def lose(request: Asked, pk: int) -> HttpResponse:
    deal = get_object_or_404(seen_by(request.user), pk=pk)
    form = LoseForm.of(deal, request.POST if request.method == "POST" else None)
    if form.settled(partial(verbs.lose, deal, by=request.user, at=request.at)):
        return redirect("deal", deal.pk)
    return _form(request, deal, form, "engagements/lose.html")


@require_POST
def confidential(request: Asked, pk: int) -> HttpResponse:
    """POST `hidden` for those named on it only; a form that didn't ask (no `hidden-drawn`) changes nothing."""
    deal = get_object_or_404(seen_by(request.user), pk=pk)
    if {"hidden", "hidden-drawn"} & set(request.POST):
        hidden, seen = request.POST.get("hidden") == "on", version_in(request.POST.get("version"))
        verbs.keep_confidential(deal, hidden, seen=seen, by=request.user, at=request.at)
    return redirect("deal", deal.pk)


def _edit(request: Asked, deal: Engagement, form: EditForm) -> HttpResponse:
    state = state_at(deal.stage)
    if not form.is_bound and state != OPEN:
        form.show_as_signed(SETTLED[Noun.DEAL])
    return _form(request, deal, form, "engagements/edit.html", settled=state != OPEN, closed=state == CLOSED)


def _form(request: Asked, deal: Engagement, form: SeenForm, template: str, **more: Any) -> HttpResponse:
    """The form as it was typed; with both texts where somebody else was first."""
    deal = get_object_or_404(seen_by(request.user), pk=deal.pk)
    return page(
        request, template, {"deal": deal, "tab": "edit", "form": form, **more}, block="main", status=form.status
    )

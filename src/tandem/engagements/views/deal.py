"""Change a deal as a whole: its head, qualify, lose, who sees it."""

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
from tandem.ledger.actions import Stale
from tandem.ledger.queries import of_subject
from tandem.people.asked import Asked
from tandem.web.pages import page

HEAD = ("name", "seller", "lead", "amount", "close_on", "starts_on", "ends_on", "paragraph")


@require_http_methods(["GET", "POST"])
def edit(request: Asked, pk: int) -> HttpResponse:
    deal = get_object_or_404(seen_by(request.user), pk=pk)
    first = {name: getattr(deal, name) for name in HEAD} | {"version": deal.version}
    form = EditForm(request.POST or None, deal=deal, person=request.user, initial=first)
    if request.method == "GET":
        return _form(request, deal, form, 200)
    if not form.is_valid():
        return _form(request, deal, form, 422)
    try:
        seen = form.cleaned_data["version"]
        verbs.edit(deal, seen=seen, by=request.user, at=request.at, **form.changes())
    except Stale:
        return _conflict(request, pk, form)
    except Settled as signed:
        for name in signed.fields:
            form.add_error(name if name in form.fields else None, str(signed))
        return _form(request, deal, form, 422)
    messages.success(request, _("Saved."))
    return redirect("deal", deal.pk)


@require_POST
def qualify(request: Asked, pk: int) -> HttpResponse:
    """Uncaught refusals are told by front.middleware.Refusals: nothing was typed."""
    deal = get_object_or_404(seen_by(request.user), pk=pk)
    verbs.qualify(deal, by=request.user, at=request.at, today=request.today, seen=_seen(request))
    messages.success(request, _("Qualified. Next: the scope."))
    return redirect("deal", deal.pk)


@require_http_methods(["GET", "POST"])
def lose(request: Asked, pk: int) -> HttpResponse:
    deal = get_object_or_404(seen_by(request.user), pk=pk)
    form = LoseForm(request.POST or None, initial={"version": deal.version})
    if request.method == "GET" or not form.is_valid():
        status = 422 if form.errors else 200
        return page(
            request, "engagements/lose.html", {"deal": deal, "tab": "edit", "form": form}, block="main", status=status
        )
    given = form.cleaned_data
    try:
        verbs.lose(deal, reason=given["reason"], seen=given["version"], by=request.user, at=request.at)
    except Stale:
        form.add_error(None, _("Somebody changed this deal in the meantime. Look at it again; your reason is kept."))
        form.data = {**request.POST.dict(), "version": str(deal.version)}
        return page(
            request, "engagements/lose.html", {"deal": deal, "tab": "edit", "form": form}, block="main", status=409
        )
    return redirect("deal", deal.pk)


@require_POST
def confidential(request: Asked, pk: int) -> HttpResponse:
    deal = get_object_or_404(seen_by(request.user), pk=pk)
    hidden = request.POST.get("hidden") == "on"
    seen = _seen(request) or deal.version
    verbs.keep_confidential(deal, hidden, seen=seen, by=request.user, at=request.at)
    return redirect("deal", deal.pk)


def _form(request: Asked, deal: Engagement, form: EditForm, status: int) -> HttpResponse:
    state = state_at(deal.stage)
    if not form.is_bound and state != OPEN:
        form.show_as_signed(SETTLED[Noun.DEAL])
    context = {"deal": deal, "tab": "edit", "form": form, "settled": state != OPEN, "closed": state == CLOSED}
    return page(request, "engagements/edit.html", context, block="main", status=status)


def _conflict(request: Asked, pk: int, form: EditForm) -> HttpResponse:
    """Both texts, field by field, and the form as it was typed: saved again, it is saved over what is there now."""
    deal = get_object_or_404(seen_by(request.user), pk=pk)
    differing = [
        (form[name].label, form.cleaned_data[name], getattr(deal, name), name)
        for name in form.changes()
        if form.cleaned_data[name] != getattr(deal, name)
    ]
    form.data = {**request.POST.dict(), "version": str(deal.version)}
    latest = of_subject("engagements.engagement", deal.pk, rows=1)
    context = {
        "deal": deal, "tab": "edit", "form": form, "differing": differing, "latest": latest[0] if latest else None,
    }  # fmt: skip
    return page(request, "engagements/edit.html", context, block="main", status=409)


def _seen(request: Asked) -> int | None:
    given = request.POST.get("version", "")
    return int(given) if given.isdecimal() else None

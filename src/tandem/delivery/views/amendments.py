"""Change what was signed: ask for it, agree to it, record the client's word, decline it."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tandem.delivery.actions import amendment as verbs
from tandem.delivery.forms.amendment import AmendForm, ClientAgreedForm, NoForm
from tandem.delivery.queries import amendments as queries
from tandem.delivery.queries.amending import MODELS
from tandem.engagements.actions.settled import CLOSED, OPEN, state_of
from tandem.engagements.models import Amendment, Engagement
from tandem.engagements.queries.deals import seen_by
from tandem.gates import Refused
from tandem.ledger.forms import version_in
from tandem.people.asked import Asked
from tandem.people.models import Access
from tandem.web.pages import page


@require_GET
def amendments(request: Asked, pk: int) -> HttpResponse:
    return _list(request, _deal(request, pk))


@require_http_methods(["GET", "POST"])
def new(request: Asked, pk: int, noun: str, row: int | None = None) -> HttpResponse:
    deal = _deal(request, pk)
    changed = _row(deal, noun, row)
    form = AmendForm(request.POST or None, noun=noun, row=changed)
    if not form.is_bound or not form.is_valid():
        return _form(request, deal, noun, changed, form, 422 if form.is_bound else 200)
    if changed is not None and version_in(form.cleaned_data["seen"]) != changed.version:
        form.add_error(None, _("Somebody changed this meanwhile. Read what it says now; what you typed is kept."))
        form.data = {**request.POST.dict(), "seen": str(changed.version)}
        return _form(request, deal, noun, changed, form, 409)
    try:
        made = verbs.propose(
            deal, noun, changed, form.changes(), why=form.cleaned_data["why"], by=request.user, at=request.at
        )
    except Refused as refused:
        form.add_error(None, [ValidationError(each.words or each.label) for each in refused.findings])
        return _form(request, deal, noun, changed, form, 422)
    except ValidationError as problem:
        form.add_error(None, problem.messages)
        return _form(request, deal, noun, changed, form, 422)
    messages.success(
        request, _("Corrected.") if made.is_correction else _("Asked for. It counts once everybody has agreed.")
    )
    return _back(pk)


@require_POST
def agree(request: Asked, pk: int, amendment: int) -> HttpResponse:
    row = _amendment(request, pk, amendment)
    made = verbs.agree(row, by=request.user, at=request.at, seen=_seen(request))
    messages.success(request, _("Amended.") if made.written_at else _("You agreed."))
    return _back(pk)


@require_POST
def client(request: Asked, pk: int, amendment: int) -> HttpResponse:
    row = _amendment(request, pk, amendment)
    form = ClientAgreedForm.of(row, request.POST)
    try:
        verb = partial(verbs.client_agreed, row, by=request.user, at=request.at, today=request.today)
        if form.settled(verb):
            return _back(pk)
    except ValidationError as problem:
        form.add_error("client_on", problem.messages)
    return _list(request, row.engagement, {row.pk: form}, status=form.status)


@require_POST
def decline(request: Asked, pk: int, amendment: int) -> HttpResponse:
    row = _amendment(request, pk, amendment)
    form = NoForm.of(row, request.POST)
    if form.settled(partial(verbs.decline, row, by=request.user, at=request.at)):
        return _back(pk)
    return _list(request, row.engagement, {row.pk: form}, status=form.status)


@require_POST
def read(request: Asked, pk: int, amendment: int) -> HttpResponse:
    verbs.heard(_amendment(request, pk, amendment), by=request.user, at=request.at, seen=_seen(request))
    return _back(pk)


def _list(request: Asked, deal: Engagement, bad: dict[int, Any] | None = None, status: int = 200) -> HttpResponse:
    context = {
        "deal": deal,
        "tab": "",
        "rows": queries.rows(deal, request.user),
        "bad": bad or {},
        **_may(request, deal),
    }
    context["signed"] = queries.signed_rows(deal) if context["may_ask"] else []
    return page(request, "delivery/amendments.html", context, block="main", status=status)


def _form(request: Asked, deal: Engagement, noun: str, row: Any, form: AmendForm, status: int) -> HttpResponse:
    label = Amendment.Noun(noun).label
    context = {"deal": deal, "tab": "", "form": form, "noun": noun, "label": label, "row": row, **_may(request, deal)}
    return page(request, "delivery/amend.html", context, block="main", status=status)


def _may(request: Asked, deal: Engagement) -> dict[str, Any]:
    state = state_of(deal)
    sides = (Access.SALES, Access.DELIVERY, Access.LEADERSHIP)
    may = request.user.access == Access.LEADERSHIP if state == CLOSED else request.user.access in sides
    return {"state": state, "may_ask": may and state != OPEN, "closed": state == CLOSED}


def _deal(request: Asked, pk: int) -> Engagement:
    return get_object_or_404(seen_by(request.user), pk=pk)


def _row(deal: Engagement, noun: str, row: int | None) -> Any:
    """The row that would change; None for one that would be added. 404 for what isn't this deal's."""
    if noun not in MODELS:
        raise Http404
    if noun == Amendment.Noun.DEAL:
        return deal
    if row is None:
        if noun not in verbs.ADDABLE:
            raise Http404
        return None
    return get_object_or_404(MODELS[noun]._base_manager.select_related("engagement"), pk=row, engagement=deal)


def _amendment(request: Asked, pk: int, amendment: int) -> Amendment:
    rows = Amendment.objects.select_related("engagement__account", "engagement__seller", "engagement__lead", "asked_by")
    return get_object_or_404(rows, pk=amendment, engagement=_deal(request, pk))


def _seen(request: Asked) -> int:
    return version_in(request.POST.get("seen"))


def _back(pk: int) -> HttpResponse:
    response = redirect("deal_amendments", pk)
    response.status_code = 303
    return response

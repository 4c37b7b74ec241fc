"""Waivers of a deal: who asked, what leadership said, until when. Rules of every gate, so the page lives in front."""

from datetime import date
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tandem.engagements.actions import waiver as verbs
from tandem.engagements.forms.deal import DecisionForm, WaiverForm
from tandem.engagements.models import Engagement, Waiver
from tandem.engagements.queries.deals import asked_waivers, seen_by
from tandem.front.deal.frame import deal_frame
from tandem.front.deal.gates import label_of
from tandem.front.hindsight import became
from tandem.gates import Finding
from tandem.ledger.forms import SeenForm
from tandem.people.asked import Asked
from tandem.people.models import Access
from tandem.review.actions import leave
from tandem.review.queries.policy import current
from tandem.web.pages import page


@require_http_methods(["GET", "POST"])
def waivers(request: Asked, pk: int) -> HttpResponse:
    """GET lists them; POST asks for one (fields rule and why)."""
    deal = get_object_or_404(seen_by(request.user), pk=pk)
    open_items = _open(deal, request)
    form = WaiverForm(request.POST or None, initial={"rule": request.GET.get("rule", "")})
    form.fields["rule"].choices = [(each.rule, _(each.label)) for each in open_items]  # type: ignore[attr-defined]
    if request.method == "GET":
        return _answer(request, deal, form)
    if form.is_valid():
        finding = next(each for each in open_items if each.rule == form.cleaned_data["rule"])
        try:
            verbs.ask(deal, finding, why=form.cleaned_data["why"], by=request.user, at=request.at)
        except verbs.NotForAsking as refused:
            form.add_error("rule", str(refused))
        else:
            messages.success(request, _("Asked. You'll find the answer here and in Needs me."))
            return redirect("deal_waivers", deal.pk)
    return _answer(request, deal, form, status=422)


@require_POST
def decide(request: Asked, pk: int, waiver: int) -> HttpResponse:
    """Leadership grants or refuses (fields answer, reason, version)."""
    deal = get_object_or_404(seen_by(request.user), pk=pk)
    row = get_object_or_404(deal.waivers, pk=waiver)
    form = DecisionForm.of(row, request.POST, auto_id=f"w{row.pk}_%s")
    try:
        if form.settled(partial(_decide, row, request)):
            return redirect("deal_waivers", deal.pk)
    except ValidationError as problem:
        form.add_error(None, problem)
    if form.conflict and form.row is not None and not _is_open(row):
        messages.warning(request, _("Somebody decided this a moment ago; their decision stands. Yours wasn't kept."))
        return _answer(request, deal, status=409)
    return _answer(request, deal, decision=(row.pk, form), status=form.status)


def _decide(row: Waiver, request: Asked, *, answer: str, until: date | None, **given: Any) -> None:
    who = {**given, "by": request.user, "at": request.at}
    if answer == "grant":
        leave.grant(row, until=until, **who)
    else:
        verbs.refuse(row, **who)


def _is_open(row: Waiver) -> bool:
    return Waiver.objects.filter(pk=row.pk, granted=None).exists()


def _open(deal: Engagement, request: Asked) -> list[Finding]:
    """What could be waived now: open items of the gates before the deal, as its frame gathers them anyway."""
    return [item for item in deal_frame(request, deal, "waivers").rail if item.waivable and not item.passes]


def _answer(
    request: Asked,
    deal: Engagement,
    form: WaiverForm | None = None,
    decision: tuple[int, SeenForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    may_decide = request.user.access == Access.LEADERSHIP
    if form is None:
        form = WaiverForm()
        form.fields["rule"].choices = [(each.rule, _(each.label)) for each in _open(deal, request)]  # type: ignore[attr-defined]
    rows = asked_waivers(deal)
    context = {
        "deal": deal,
        "tab": "waivers",
        "form": form,
        "rows": [(row, _label(row), _decision(row, decision) if may_decide else None) for row in rows],
        "days": current().waiver_days,
        "became": became(deal, request.user) if any(row.used_at for row in rows) else None,
    }
    return page(request, "front/deal/waivers.html", context, block="main", status=status)


def _decision(row: Waiver, typed: tuple[int, SeenForm] | None) -> SeenForm | None:
    if row.granted is not None:
        return None
    if typed and typed[0] == row.pk:
        return typed[1]
    return DecisionForm.of(row, auto_id=f"w{row.pk}_%s")


def _label(row: Waiver) -> str:
    """The rule's words on screen, whichever package it's of."""
    return _(label_of(row.rule))

"""What colleagues say on a deal, and what the client said through their link."""

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from tandem.engagements.actions import talk as verbs
from tandem.engagements.actions.sides import EDITORS
from tandem.engagements.forms.deal import RemarkForm
from tandem.engagements.forms.talk import AnswerForm
from tandem.engagements.models import Engagement, Remark
from tandem.engagements.queries.deals import seen_by
from tandem.engagements.views.section import Doing
from tandem.people.asked import Asked
from tandem.web.pages import page
from tandem.web.paging import number_in

ROWS = 50


@require_http_methods(["GET", "POST"])
def talk(request: Asked, pk: int) -> HttpResponse:
    """The newest remarks first; ?before=<id> for older ones."""
    deal = get_object_or_404(seen_by(request.user), pk=pk)
    form = RemarkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        verbs.say(deal, form.cleaned_data["words"], by=request.user, at=request.at)
        return redirect("deal_talk", deal.pk)
    return _talk(request, deal, form, status=422 if form.errors else 200)


@require_http_methods(["POST"])
def answered(request: Asked, pk: int, remark: int) -> HttpResponse:
    """Answer what was said through the client's link, in words that stand at the link."""
    deal = get_object_or_404(seen_by(request.user), pk=pk)
    row = get_object_or_404(deal.talk.select_related("contact").filter(contact__isnull=False), pk=remark)
    form = _answer_form(row, request.POST)
    if form.settled(partial(verbs.answer, row, by=request.user, at=request.at)):
        response = redirect("deal_talk", deal.pk)
        response.status_code = 303
        return response
    return _talk(request, deal, RemarkForm(), doing=Doing("answer", form, row.pk), status=form.status)


def _talk(request: Asked, deal: Engagement, form: Any, status: int = 200, **more: Any) -> HttpResponse:
    remarks = _remarks(deal, request.GET.get("after", ""))
    older = remarks[ROWS - 1].pk if len(remarks) > ROWS else None
    context = {
        "deal": deal,
        "tab": "talk",
        "form": form,
        "remarks": remarks[:ROWS],
        "older": older,
        "may_edit": request.user.access in EDITORS,
        "me": request.user,
        "doing": None,
        "fresh": lambda row: Doing("answer", _answer_form(row), row.pk),
        **more,
    }
    return page(request, "engagements/talk.html", context, block="main", status=status)


def _answer_form(row: Remark, data: Any = None) -> Any:
    """Several stand on one page: each has ids of its own."""
    return AnswerForm.of(row, data, auto_id=f"answer-{row.pk}-%s")


def _remarks(deal, before: str) -> list[Remark]:
    rows = deal.talk.select_related("by", "contact", "outcome", "answered_by").order_by("-pk")
    if (known := number_in(before)) is not None:
        rows = rows.filter(pk__lt=known)
    return list(rows[: ROWS + 1])

"""What colleagues say on a deal, and what the client said through their link."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from tandem.engagements.actions import talk as verbs
from tandem.engagements.actions.sides import EDITORS
from tandem.engagements.forms.deal import RemarkForm
from tandem.engagements.models import Remark
from tandem.engagements.queries.deals import seen_by
from tandem.ledger.forms import version_in
from tandem.people.asked import Asked
from tandem.web.pages import page

ROWS = 50


@require_http_methods(["GET", "POST"])
def talk(request: Asked, pk: int) -> HttpResponse:
    """The newest remarks first; ?before=<id> for older ones."""
    deal = get_object_or_404(seen_by(request.user), pk=pk)
    form = RemarkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        verbs.say(deal, form.cleaned_data["words"], by=request.user, at=request.at)
        return redirect("deal_talk", deal.pk)
    remarks = _remarks(deal, request.GET.get("after", ""))
    older = remarks[ROWS - 1].pk if len(remarks) > ROWS else None
    context = {"deal": deal, "tab": "talk", "form": form, "remarks": remarks[:ROWS], "older": older}
    context["may_edit"] = request.user.access in EDITORS
    return page(request, "engagements/talk.html", context, block="main", status=422 if form.errors else 200)


@require_POST
def answered(request: Asked, pk: int, remark: int) -> HttpResponse:
    """What the client said through their link has had its answer."""
    deal = get_object_or_404(seen_by(request.user), pk=pk)
    row = get_object_or_404(deal.talk.filter(contact__isnull=False), pk=remark)
    verbs.answered(row, seen=version_in(request.POST.get("seen")), by=request.user, at=request.at)
    response = redirect("deal_talk", deal.pk)
    response.status_code = 303
    return response


def _remarks(deal, before: str) -> list[Remark]:
    rows = deal.talk.select_related("by", "contact", "outcome").order_by("-pk")
    if before.isdecimal():
        rows = rows.filter(pk__lt=int(before))
    return list(rows[: ROWS + 1])

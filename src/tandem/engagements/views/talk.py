"""What colleagues say on a deal."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from tandem.engagements.actions.talk import say
from tandem.engagements.forms.deal import RemarkForm
from tandem.engagements.models import Remark
from tandem.engagements.queries.deals import seen_by
from tandem.people.asked import Asked
from tandem.web.pages import page

ROWS = 50


@require_http_methods(["GET", "POST"])
def talk(request: Asked, pk: int) -> HttpResponse:
    """The newest remarks first; ?before=<id> for older ones."""
    deal = get_object_or_404(seen_by(request.user), pk=pk)
    form = RemarkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        say(deal, form.cleaned_data["words"], by=request.user, at=request.at)
        return redirect("deal_talk", deal.pk)
    remarks = _remarks(deal, request.GET.get("after", ""))
    older = remarks[ROWS - 1].pk if len(remarks) > ROWS else None
    context = {"deal": deal, "tab": "talk", "form": form, "remarks": remarks[:ROWS], "older": older}
    return page(request, "engagements/talk.html", context, block="main", status=422 if form.errors else 200)


def _remarks(deal, before: str) -> list[Remark]:
    rows = deal.talk.select_related("by").order_by("-pk")
    if before.isdecimal():
        rows = rows.filter(pk__lt=int(before))
    return list(rows[: ROWS + 1])

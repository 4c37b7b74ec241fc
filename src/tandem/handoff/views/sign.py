"""Record the client's signature; the handoff follows from it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from tandem.engagements.models import Engagement
from tandem.engagements.queries.deals import seen_by
from tandem.gates import Refused
from tandem.handoff.actions.sign import sign as do_sign
from tandem.handoff.forms.document import SignForm
from tandem.people.asked import Asked
from tandem.people.rights import Sight, sees
from tandem.review.queries.gate import sign_checklist
from tandem.scoping.queries.document import kept
from tandem.web.pages import page


def sign(request: Asked, pk: int) -> HttpResponse:
    deal = get_object_or_404(seen_by(request.user), pk=pk)
    if request.method != "POST":
        form = SignForm(initial={"client_name": deal.contact_name, "signed_on": request.today})
        return _page(request, deal, form)
    form = SignForm(request.POST)
    if not form.is_valid():
        return _page(request, deal, form, status=422)
    try:
        handoff = do_sign(deal, **form.cleaned_data, by=request.user, at=request.at, today=request.today)
    except ValidationError as problem:
        form.add_error(None, problem)
        return _page(request, deal, form, status=422)
    except Refused as refused:
        return _page(request, deal, form, [finding.words for finding in refused.findings], 422)
    messages.success(request, _("Signed. The handoff is composed from the deal; nothing needs typing twice."))
    answer = redirect("handoff", handoff.pk)
    answer.status_code = 303
    return answer


def _page(
    request: Asked, deal: Engagement, form: SignForm, refused: list[str | None] | None = None, status: int = 200
) -> HttpResponse:
    findings = sign_checklist(deal, request.today)
    context = {
        "deal": deal,
        "tab": "board",
        "form": form,
        "refused_words": refused or [],
        "findings": findings,
        "sent": kept(deal) if sees(request.user, Sight.PRICE) else [],
        "shut": [finding for finding in findings if not finding.passes],
    }
    return page(request, "handoff/sign.html", context, block="main", status=status)

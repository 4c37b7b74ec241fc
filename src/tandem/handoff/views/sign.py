"""Record the client's signature; the handoff follows from it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from tandem.engagements.models import Engagement
from tandem.gates import Refused
from tandem.handoff.actions.sign import sign as do_sign
from tandem.handoff.forms.document import SignForm
from tandem.review.queries.gate import sign_checklist
from tandem.web.pages import page

WITH = ("account", "seller", "lead", "tier__offering", "fit__profile", "answerable")


def sign(request: HttpRequest, pk: int) -> HttpResponse:
    deal = get_object_or_404(Engagement.objects.visible_to(request.user).select_related(*WITH), pk=pk)  # type: ignore[arg-type]
    if request.method != "POST":
        form = SignForm(initial={"client_name": deal.contact_name, "signed_on": request.today})  # type: ignore[attr-defined]
        return _page(request, deal, form)
    form = SignForm(request.POST)
    if not form.is_valid():
        return _page(request, deal, form, status=422)
    try:
        handoff = do_sign(deal, **form.cleaned_data, by=request.user, at=request.at, today=request.today)  # type: ignore[attr-defined]
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
    request: HttpRequest, deal: Engagement, form: SignForm, refused: list[str | None] | None = None, status: int = 200
) -> HttpResponse:
    findings = sign_checklist(deal, request.today)  # type: ignore[attr-defined]
    context = {
        "deal": deal,
        "tab": "board",
        "form": form,
        "refused_words": refused or [],
        "findings": findings,
        "shut": [finding for finding in findings if not finding.passes],
    }
    return page(request, "handoff/sign.html", context, block="main", status=status)

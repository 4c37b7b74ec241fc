"""One click of the delivery lead: accept the handoff, and the project opens."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tandem.delivery.actions.start import accept_and_start
from tandem.gates import Refused
from tandem.handoff.models import Handoff
from tandem.handoff.queries.page import document, one
from tandem.web.pages import page


@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """The signature is confirmed by typing one's own name."""
    handoff = get_object_or_404(one(request.user), pk=pk)  # type: ignore[arg-type]
    typed, seen = request.POST.get("confirm", "").strip(), request.POST.get("seen", "")
    if typed.casefold() != request.user.name.casefold():  # type: ignore[union-attr]
        return _unsigned(request, handoff, typed, [_("Type your name to sign.")])
    try:
        accept_and_start(
            handoff, by=request.user, at=request.at, today=request.today,  # type: ignore[attr-defined, arg-type]
            seen=int(seen) if seen.isdecimal() else 0,
        )  # fmt: skip
    except Refused as refused:
        return _unsigned(request, handoff, typed, [finding.words or "" for finding in refused.findings])
    messages.success(request, _("Accepted. The project is open, with what was sold as its baseline."))
    answer = redirect(_project_or_handoff(handoff.engagement_id, handoff.pk))
    answer.status_code = 303
    return answer


def _unsigned(request: HttpRequest, handoff: Handoff, typed: str, reasons: list[str]) -> HttpResponse:
    takes_over = document(handoff, request.user, request.today).takes_over  # type: ignore[attr-defined, arg-type]
    context = {"handoff": handoff, "typed": typed, "reasons": reasons, "takes_over": takes_over}
    return page(request, "front/accept.html", context, block="main", status=422)


def _project_or_handoff(engagement_id: int, handoff_id: int) -> str:
    try:
        return reverse("project", args=[engagement_id])
    except NoReverseMatch:
        return reverse("handoff", args=[handoff_id])

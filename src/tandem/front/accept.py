"""One click of the delivery lead: accept the handoff, and the project opens."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tandem.delivery.actions.start import accept_and_start, open_project
from tandem.engagements.queries.deals import seen_by
from tandem.gates import Refused
from tandem.handoff.models import Handoff
from tandem.handoff.queries.page import document, one
from tandem.ledger.forms import version_in
from tandem.people.asked import Asked
from tandem.people.rights import key_of
from tandem.web.pages import page


@require_POST
def accept(request: Asked, pk: int) -> HttpResponse:
    """The signature is confirmed by typing one's own name."""
    handoff = get_object_or_404(one(request.user), pk=pk)
    typed = request.POST.get("confirm", "").strip()
    if typed.casefold() != request.user.name.casefold():
        return _unsigned(request, handoff, typed, [_("Type your name to sign.")])
    try:
        accept_and_start(
            handoff, by=request.user, at=request.at, today=request.today,
            seen=version_in(request.POST.get("seen")),
        )  # fmt: skip
    except Refused as refused:
        return _unsigned(request, handoff, typed, [finding.words or "" for finding in refused.findings])
    messages.success(request, _("Accepted. The project is open, with what was sold as its baseline."))
    answer = redirect("project", handoff.engagement_id)
    answer.status_code = 303
    return answer


@require_POST
def start(request: Asked, pk: int) -> HttpResponse:
    """Open the project of a handoff that was accepted without this page."""
    deal = get_object_or_404(seen_by(request.user), pk=pk)
    if key_of(request.user) != "delivery":
        raise PermissionDenied(_("Delivery starts its projects."))
    open_project(deal, by=request.user, at=request.at, today=request.today)
    return redirect("project", deal.pk)


def _unsigned(request: Asked, handoff: Handoff, typed: str, reasons: list[str]) -> HttpResponse:
    takes_over = document(handoff, request.user, request.today).takes_over
    context = {"handoff": handoff, "typed": typed, "reasons": reasons, "takes_over": takes_over}
    return page(request, "front/accept.html", context, block="main", status=422)

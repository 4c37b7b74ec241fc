"""Rows of an import that name deals which its importer can't see. Leadership's alone."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tandem.connectors.actions import over
from tandem.connectors.models import ImportBatch, SetAside
from tandem.connectors.queries.aside import waiting
from tandem.ledger.actions import Stale
from tandem.people.asked import Asked
from tandem.people.queries.firm import currency
from tandem.web.pages import page


@require_http_methods(["GET", "POST"])
def rows(request: Asked, pk: int) -> HttpResponse:
    """POST takes the file's word for the ticked rows, or leaves the deals as they are."""
    found = ImportBatch.objects.visible_to(request.user).select_related("by")
    batch = get_object_or_404(found, pk__in=SetAside.objects.visible_to(request.user).values("batch"), pk=pk)
    refused, status = "", 200
    if request.method == "POST":
        ticked = [
            int(row) for row in request.POST.getlist("row") if row.isascii() and row.isdecimal() and len(row) < 19
        ]
        verb = {"take": over.take, "leave": over.leave}.get(request.POST.get("verb", ""))
        if not ticked or verb is None:
            refused, status = _("Tick the rows that you decide on, and press one of the two buttons."), 422
        else:
            try:
                own = verb(batch, ticked, by=request.user, at=request.at)
            except Stale:
                refused, status = (
                    _("One of these rows was decided, or said anew, meanwhile. This is what is left."),
                    409,
                )
            else:
                return redirect("import_run", own.pk) if own else redirect("import_aside", pk)
    context = {
        "batch": batch,
        "rows": waiting(batch, request.user),
        "ticked": request.POST.getlist("row"),
        "refused": refused,
        "currency": currency(),
    }
    return page(request, "connectors/aside.html", context, block="main", status=status)

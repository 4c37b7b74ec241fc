"""The handoff as a PDF."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from tandem.gates import Finding, Refused
from tandem.handoff.queries import page as queries
from tandem.handoff.queries.paper import paper_of
from tandem.people.asked import Asked
from tandem.web.files import download
from tandem.web.paper import Undrawable, render


def paper(request: Asked, pk: int) -> HttpResponse:
    """What this person sees on the page, on paper. Drawn anew: what was signed is the digest at its foot."""
    row = get_object_or_404(queries.one(request.user), pk=pk)
    data = paper_of(queries.document(row, request.user, request.today))
    try:
        content = render("handoff/papers/handoff.typ", data, at=request.at)
    except Undrawable as problem:
        words = _("No font here has “%(text)s”, so the PDF can’t be drawn. The page itself can be printed.")
        raise Refused(
            [Finding("drawable", _("Document"), words % {"text": problem.text[:40]}, waivable=False)]
        ) from problem
    return download(content, f"Handoff {row.engagement.name} {row.number}", "pdf")

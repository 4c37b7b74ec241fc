"""The board's minutes: a page, and a paper for whoever asks, with what they may see."""

from django.http import HttpResponse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tandem.people.asked import Asked
from tandem.review.queries.minutes import minutes as minutes_of
from tandem.review.views.deal import deal_of, section
from tandem.web.paper import Undrawable, render

PAPER = "review/papers/minutes.typ"


@require_GET
def minutes(request: Asked, pk: int) -> HttpResponse:
    return _page(request, pk)


@require_GET
def pdf(request: Asked, pk: int) -> HttpResponse:
    """422 where a name or a reason holds a character that no font here draws: the page says which."""
    deal = deal_of(request, pk)
    found = minutes_of(deal, request.user, request.today)
    try:
        content = render(PAPER, found.told, at=found.at)
    except Undrawable as lacking:
        return _page(request, pk, undrawable=lacking.text, status=422)
    name = slugify(f"{_('minutes')} {deal.name}") or "minutes"
    headers = {"Content-Disposition": f'attachment; filename="{name}.pdf"', "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


def _page(request: Asked, pk: int, undrawable: str = "", status: int = 200) -> HttpResponse:
    deal = deal_of(request, pk)
    found = minutes_of(deal, request.user, request.today)
    return section(request, "review/minutes.html", deal, "board", status=status, told=found.told, undrawable=undrawable)

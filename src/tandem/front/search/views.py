"""The palette's list, and the same as a page for whoever has no JavaScript."""

from urllib.parse import urlsplit

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from tandem.front.search import queries, verbs
from tandem.people.asked import Asked
from tandem.web.pages import fragment, page

MOST_VERBS = 6


@require_GET
def search(request: Asked) -> HttpResponse:
    """`q`, and `part=palette` for the list alone. Verbs are about the best match, else about the page before this."""
    text = request.GET.get("q", "").strip()[:100]
    wanted = verbs.left_over(text)
    places = queries.found(request.user, text)
    if not places and wanted != text:
        places = queries.found(request.user, wanted)
    best = queries.best(places) if wanted else None
    deal, client = (best.deal, best.client) if best else verbs.subject_of(_before(request), request.user)
    palette = request.GET.get("part") == "palette"
    things = verbs.doable(request.user, text, deal, client, matched=best is not None)
    context = {"q": text, "places": places, "verbs": things[:MOST_VERBS] if palette else things}
    if palette:
        return fragment(request, "front/search/palette.html", "found", context)
    return page(request, "front/search/page.html", context)


def _before(request: Asked) -> str:
    """The path of the page from which it was asked; the site tells nobody else (Referrer-Policy: same-origin)."""
    came = urlsplit(request.headers.get("Referer", ""))
    return came.path if came.netloc == request.get_host() else ""

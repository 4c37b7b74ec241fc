"""Pages of the shell."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tandem.front import look as looks
from tandem.front.patterns import every_pattern
from tandem.people.actions import turn_single_keys
from tandem.people.asked import Asked
from tandem.people.queries.firm import currency
from tandem.web.pages import page


@login_not_required
@require_GET
def look(request: HttpRequest, digest: str, name: str) -> HttpResponse:
    """Stylesheets or scripts, joined; kept for good under the digest of what they hold, never under another."""
    if name not in looks.BUNDLES:
        raise Http404(name)
    bundle = looks.bundle(name)
    pressed = "gzip" in request.headers.get("Accept-Encoding", "")
    answer = HttpResponse(bundle.pressed if pressed else bundle.plain, content_type=bundle.kind)
    if pressed:
        answer["Content-Encoding"] = "gzip"
    answer["Vary"] = "Accept-Encoding"
    answer["Cache-Control"] = "public, max-age=31536000, immutable" if digest == bundle.digest else "no-cache"
    return answer


@require_GET
def patterns(request: HttpRequest) -> HttpResponse:
    """Every component in every state, on invented words, so that a change of one is seen everywhere."""
    return page(request, "front/patterns.html", {**every_pattern(), "currency": currency()})


@require_http_methods(["GET", "POST"])
def keyboard(request: Asked) -> HttpResponse:
    """What each key does; single keys can be turned off (WCAG 2.1.4)."""
    if request.method == "POST":
        turn_single_keys(request.user, request.POST.get("single_keys") == "on", at=request.at)
        return redirect("help_keys")
    return page(request, "front/keys.html", {"groups": _keys()})


def _keys() -> list[tuple[str, list[tuple[tuple[str, ...], str]]]]:
    return [
        (
            _("Go"),
            [
                (("Ctrl", "K"), _("find or do anything (⌘K on a Mac)")),
                (("/",), _("the same")),
                (("G", "N"), _("Needs me")),
                (("G", "S"), _("Scorecard")),
                (("G", "P"), _("Pipeline")),
                (("G", "C"), _("Capacity")),
                (("G", "D"), _("Deal reviews")),
                (("G", "L"), _("Lessons")),
                (("?",), _("this page")),
            ],
        ),
        (
            _("Do"),
            [
                (("J", "K"), _("next, back in a list; Enter opens")),
                (("A",), _("agree")),
                (("I",), _("agree if…")),
                (("R",), _("red flag")),
                (("S",), _("later in Needs me; log a surprise elsewhere")),
                (("E",), _("done")),
                (("U",), _("undo, while the note about it is shown")),
                (("Shift", "←→"), _("in the heat map: choose weeks; Enter books, Esc clears")),
            ],
        ),
    ]

"""What to probe on the reverse pitch: proposed from the deal's own history and from the firm's lessons. Lessons are
learning's, which the calls' own package doesn't know, so the page lives here."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from tandem.engagements.models import Engagement
from tandem.engagements.queries.deals import seen_by
from tandem.learning.queries.lessons import like
from tandem.people.asked import Asked
from tandem.review.actions import pitch as actions
from tandem.review.models import Probe, ReversePitch
from tandem.review.queries.findings import takes_words
from tandem.review.queries.probes import Proposed, proposed
from tandem.web.pages import page

LONGEST = 2000


@require_http_methods(["GET", "POST"])
def probes(request: Asked, pk: int) -> HttpResponse:
    """Until the client signs: what comes up on the call, or after it, is written down too. POST takes the ticked ones (`pick`), and further ones in one's own words (`own`, one a line)."""
    deal = get_object_or_404(seen_by(request.user), pk=pk)
    pitch = get_object_or_404(ReversePitch.objects.select_related("engagement"), engagement=deal)
    if not takes_words(deal):
        raise Http404
    found = _proposed(deal, pitch, request)
    if request.method != "POST":
        return _answer(request, deal, found)
    picked = set(request.POST.getlist("pick"))
    own = [line.strip() for line in request.POST.get("own", "").splitlines() if line.strip()]
    chosen: list[tuple[str, int | None, str]] = [
        (each.source, each.pk, each.words) for each in found if each.key in picked
    ]
    chosen += [(Probe.Source.OWN, None, line) for line in own]
    too_long = any(len(line) > LONGEST for line in own)
    if not chosen or too_long:
        problem = _("Keep each line under 2,000 letters.") if too_long else _("Tick one, or write one of your own.")
        return _answer(request, deal, found, picked, request.POST.get("own", ""), problem)
    rows = actions.ask(pitch, chosen, by=request.user, at=request.at)
    messages.success(
        request, ngettext("%(n)s thing more to probe.", "%(n)s things more to probe.", len(rows)) % {"n": len(rows)}
    )
    return redirect("deal_calls", deal.pk)


def _proposed(deal: Engagement, pitch: ReversePitch, request: Asked) -> list[Proposed]:
    taken = list(pitch.blind_spots.all())
    known = {probe.source_id for probe in taken if probe.source == Probe.Source.LESSON}
    learnt = [
        Proposed(Probe.Source.LESSON, lesson.pk, lesson.words, lesson.debrief.engagement.name)
        for lesson in like(deal, request.user)
        if lesson.pk not in known
    ]
    return [*proposed(deal, taken), *learnt]


def _answer(
    request: Asked, deal: Engagement, found: list[Proposed], picked: set[str] | None = None, own: str = "", problem: str = ""
) -> HttpResponse:  # fmt: skip
    context = {"deal": deal, "tab": "calls", "found": found, "picked": picked or set(), "own": own, "problem": problem}
    return page(request, "front/deal/probes.html", context, block="main", status=422 if problem else 200)

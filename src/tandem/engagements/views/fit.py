"""How the deal's client fits: the questions, a score that explains itself, and the way to leadership."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_http_methods

from tandem.clients.queries import fit as fits
from tandem.engagements.actions import deal as verbs
from tandem.engagements.forms.fit import FitForm, answers_in
from tandem.engagements.models import Engagement
from tandem.engagements.queries.deals import seen_by
from tandem.engagements.queries.waivers import standing
from tandem.ledger.actions import Stale
from tandem.people.asked import Asked
from tandem.people.models import Access
from tandem.people.rights import key_of
from tandem.web.pages import fragment, page


@require_http_methods(["GET", "POST"])
def fit(request: Asked, pk: int) -> HttpResponse:
    deal = get_object_or_404(seen_by(request.user), pk=pk)
    profile = fits.current_profile()
    if profile is None or deal.account is None:
        return _answer(request, deal, None, None)
    if request.method == "GET":
        sheet = fits.sheet(profile, _known(deal))
        return _answer(request, deal, FitForm(None, sheet, initial={"version": deal.version}), sheet)
    form = FitForm(request.POST, fits.sheet(profile, answers_in(request.POST)))
    if not form.is_valid():
        return _answer(request, deal, form, fits.sheet(profile, answers_in(request.POST)), status=422)
    seen, answers = form.cleaned_data["version"], form.answers()
    try:
        verbs.judge_fit(deal, profile, answers, seen=seen, by=request.user, at=request.at)
    except Stale:
        return _answer(request, deal, form, fits.sheet(profile, answers), status=409)
    return redirect("deal_fit", deal.pk)


@require_GET
def score(request: Asked, pk: int) -> HttpResponse:
    """The score of the answers as they stand in the form, not kept."""
    deal = get_object_or_404(seen_by(request.user), pk=pk)
    profile = fits.current_profile()
    if profile is None:
        raise Http404("No profile is published.")
    sheet = fits.sheet(profile, answers_in(request.GET))
    return fragment(request, "engagements/fit.html", "score", {"deal": deal, "tab": "overview", "sheet": sheet})


def _answer(
    request: Asked, deal: Engagement, form: FitForm | None, sheet: fits.Sheet | None, status: int = 200
) -> HttpResponse:
    may_judge = bool(key_of(request.user)) or request.user.access == Access.LEADERSHIP
    context = {
        "deal": deal,
        "tab": "overview",
        "form": form,
        "sheet": sheet,
        "may_judge": may_judge,
        "stale": status == 409,
        "judged": fits.of_fit(deal.fit) if deal.fit and status == 409 else None,
        "waiver": standing(deal, request.today).get("the_fit_meets_the_profile"),
    }
    return page(request, "engagements/fit.html", context, block="main", status=status)


def _known(deal: Engagement) -> dict[int, int]:
    """What was answered for this deal; else what is known of the client from before."""
    known = deal.fit or fits.latest(deal.account_id)
    return dict(known.answers.values_list("criterion_id", "level_id")) if known else {}

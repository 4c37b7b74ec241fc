"""How the deal's client fits: the questions, a score that explains itself, and the way to leadership."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_http_methods

from tandem.clients.models import Profile
from tandem.clients.queries import fit as fits
from tandem.engagements.actions import deal as verbs
from tandem.engagements.forms.fit import FitForm, answers_in
from tandem.engagements.gate import the_fit_meets_the_profile
from tandem.engagements.models import Engagement
from tandem.engagements.queries.deals import asked_waivers, seen_by
from tandem.engagements.queries.waivers import standing
from tandem.ledger.actions import Stale
from tandem.ledger.forms import version_in
from tandem.people.asked import Asked
from tandem.people.models import Access
from tandem.people.rights import key_of
from tandem.web.pages import fragment, page


@require_http_methods(["GET", "POST"])
def fit(request: Asked, pk: int) -> HttpResponse:
    """A deal stays by the version that it was judged by; `again=1` judges it by the current one."""
    deal = get_object_or_404(seen_by(request.user), pk=pk)
    profile = fits.current_profile()
    if profile is None or deal.account is None:
        return _answer(request, deal, None, None)
    if request.method == "GET":
        if _is_pinned(deal, profile) and not request.GET.get("again"):
            return _answer(request, deal, None, fits.of_fit(deal.fit), current=profile)  # type: ignore[arg-type]
        sheet = _first_sheet(deal, profile)
        return _answer(request, deal, FitForm(None, sheet, initial={"version": deal.version}), sheet, current=profile)
    form = FitForm(request.POST, fits.sheet(profile, answers_in(request.POST)))
    if not form.is_valid():
        sheet = fits.sheet(profile, answers_in(request.POST))
        return _answer(request, deal, form, sheet, current=profile, status=422)
    seen, answers = version_in(request.POST.get("version")), form.answers()
    try:
        verbs.judge_fit(deal, profile, answers, seen=seen, by=request.user, at=request.at)
    except Stale:
        form.data = {**request.POST.dict(), "version": str(deal.version)}
        return _answer(request, deal, form, fits.sheet(profile, answers), current=profile, status=409)
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
    request: Asked,
    deal: Engagement,
    form: FitForm | None,
    sheet: fits.Sheet | None,
    *,
    current: Profile | None = None,
    status: int = 200,
) -> HttpResponse:
    may_judge = bool(key_of(request.user)) or request.user.access == Access.LEADERSHIP
    rule = the_fit_meets_the_profile.name
    context = {
        "deal": deal,
        "tab": "overview",
        "form": form,
        "sheet": sheet,
        "current": current,
        "pinned": bool(current and _is_pinned(deal, current)),
        "may_judge": may_judge,
        "stale": status == 409,
        "judged": fits.of_fit(deal.fit) if deal.fit and status == 409 else None,
        "waiver": standing(deal, request.today).get(rule),
        "asked": next((row for row in asked_waivers(deal) if row.rule == rule), None),
    }
    return page(request, "engagements/fit.html", context, block="main", status=status)


def _is_pinned(deal: Engagement, profile: Profile) -> bool:
    return deal.fit is not None and deal.fit.profile_id != profile.pk


def _first_sheet(deal: Engagement, profile: Profile) -> fits.Sheet:
    """As it was judged; else what the client's record and an earlier judgement propose."""
    known = deal.fit
    if known and known.profile_id == profile.pk:
        return fits.sheet(profile, dict(known.answers.values_list("criterion_id", "level_id")))
    return fits.sheet(profile, {}, fits.proposals(profile, deal.account, known or fits.latest(deal.account_id)))

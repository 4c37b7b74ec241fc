"""Make, describe and retire an offering; begin a draft of one of its tiers."""

from functools import partial

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods, require_POST

from tandem.catalogue.actions import draft as drafts
from tandem.catalogue.actions import offering as verbs
from tandem.catalogue.forms.offering import OfferingForm, WhyForm
from tandem.catalogue.models import Grade, Offering, Tier
from tandem.catalogue.queries.drafts import OPEN
from tandem.catalogue.views.doing import Doing, back, posted, signed_by
from tandem.gates import Refused
from tandem.ledger.forms import SeenForm
from tandem.people.asked import Asked
from tandem.web.pages import page


@require_http_methods(["GET", "POST"])
def new(request: Asked) -> HttpResponse:
    form = OfferingForm(posted(request), initial={"line": request.GET.get("line", "")})
    made: list[Offering] = []
    if form.settled(lambda **typed: made.append(verbs.make(**typed, **signed_by(request)))):
        return back("offering", made[0].slug)
    return _page(request, None, Doing("new", form))


@require_http_methods(["GET", "POST"])
def edit(request: Asked, slug: str) -> HttpResponse:
    row = _offering(request, slug)
    form = OfferingForm.of(row, posted(request))
    if form.settled(partial(verbs.describe, row, **signed_by(request))):
        return back("offering", row.slug)
    return _page(request, _offering(request, slug), Doing("edit", form))


@require_POST
def retire(request: Asked, slug: str) -> HttpResponse:
    """Retire, with why; or bring back."""
    row = _offering(request, slug)
    form: SeenForm = SeenForm(request.POST) if row.retired else WhyForm(request.POST)
    verb = verbs.bring_back if row.retired else verbs.retire
    if form.settled(partial(verb, row, **signed_by(request))):
        return back("offering", row.slug)
    return _page(request, _offering(request, slug), Doing("retire", form))


@require_POST
def start(request: Asked, slug: str) -> HttpResponse:
    """A draft from what is sold now, or where nothing is, from nothing. Where one is open, that one."""
    row = _offering(request, slug)
    grade = request.POST.get("grade", "")
    if grade not in Grade.values:
        raise Http404
    try:
        draft = drafts.start(row, grade, **signed_by(request))
    except Refused:
        draft = Tier.objects.get(offering=row, grade=grade, state__in=OPEN)
    return back("tier_draft", draft.pk)


def _offering(request: Asked, slug: str) -> Offering:
    return get_object_or_404(Offering.objects.visible_to(request.user), slug=slug)


def _page(request: Asked, row: Offering | None, doing: Doing) -> HttpResponse:
    context = {
        "row": row,
        "doing": doing,
        "me": request.user,
        "edit": OfferingForm.of(row) if row and doing.what == "retire" else doing.form,
        "why": doing.form if doing.what == "retire" and isinstance(doing.form, WhyForm) else WhyForm(auto_id="why_%s"),
    }
    return page(request, "catalogue/offering_form.html", context, block="main", status=doing.form.status)

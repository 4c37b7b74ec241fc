"""The calls before the signature: the reverse pitch, and what was promised aloud."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tandem.engagements.models import Engagement
from tandem.ledger.actions import Stale
from tandem.people.asked import Asked
from tandem.people.rights import key_of
from tandem.review.actions import pitch as actions
from tandem.review.forms.calls import HeldForm, PlanForm
from tandem.review.models import ReversePitch
from tandem.review.queries import page as queries
from tandem.review.views.deal import deal_of, section, see_other


def calls(request: Asked, pk: int) -> HttpResponse:
    """Shows the calls; POST plans the reverse pitch."""
    deal = deal_of(request, pk)
    if request.method != "POST":
        return _page(request, deal)
    form = PlanForm(request.POST)
    if not form.is_valid():
        return _page(request, deal, plan=form, status=422)
    try:
        actions.plan_pitch(deal, **form.cleaned_data, by=request.user, at=request.at)
    except ValidationError as problem:
        form.add_error(None, problem)
        return _page(request, deal, plan=form, status=422)
    except Stale as stale:
        return _page(request, deal, plan=form, stale=stale.current, status=409)
    messages.success(request, _("The reverse pitch is planned."))
    return see_other("deal_calls", deal.pk)


@require_POST
def held(request: Asked, pk: int) -> HttpResponse:
    """Write down what the client said back."""
    deal = deal_of(request, pk)
    form = HeldForm(request.POST)
    if not form.is_valid():
        return _page(request, deal, heard=form, status=422)
    try:
        actions.hold_pitch(_pitch(deal), **form.cleaned_data, by=request.user, at=request.at)
    except Stale as stale:
        return _page(request, deal, heard=form, stale=stale.current, status=409)
    messages.success(request, _("What the client said back is kept."))
    return see_other("deal_calls", deal.pk)


@require_POST
def there(request: Asked, pk: int) -> HttpResponse:
    """Delivery says that it was in the room."""
    deal = deal_of(request, pk)
    actions.was_there(_pitch(deal), by=request.user, at=request.at)
    return see_other("deal_calls", deal.pk)


def _pitch(deal: Engagement) -> ReversePitch:
    return get_object_or_404(ReversePitch.objects.select_related("engagement"), engagement=deal)


def _page(
    request: Asked,
    deal: Engagement,
    plan: PlanForm | None = None,
    heard: HeldForm | None = None,
    stale: object | None = None,
    status: int = 200,
) -> HttpResponse:
    shown = queries.calls(deal)
    person, pitch = request.user, shown.pitch
    side = key_of(person)
    joins = pitch is not None and pitch.delivery_person_id == person.pk
    return section(
        request, "review/calls.html", deal, "calls", status=status, calls=shown, stale=stale,
        plan=plan or PlanForm(initial=_planned(deal, pitch)),
        heard=heard or HeldForm(initial={"seen": pitch.version if pitch else 0, "heard": pitch.heard if pitch else ""}),
        planning=plan is not None and plan.is_bound, may_plan=bool(side) or person.access == "leadership",
        may_hold=bool(side) or joins,
        may_confirm=side == "delivery" or joins,
    )  # fmt: skip


def _planned(deal: Engagement, pitch: ReversePitch | None) -> dict[str, object]:
    if pitch is None:
        return {"sales_person": deal.seller_id, "delivery_person": deal.lead_id}
    return {
        "seen": pitch.version,
        "delivery_person": pitch.delivery_person_id,
        "sales_person": pitch.sales_person_id,
        "planned_at": pitch.planned_at,
        "probes": pitch.probes,
    }

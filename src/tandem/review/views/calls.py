"""The calls before the signature: the reverse pitch, and what was promised aloud."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tandem.engagements.models import Engagement
from tandem.jobs import queries as jobs
from tandem.ledger.forms import SeenForm
from tandem.people.asked import Asked
from tandem.people.models import Access, Person
from tandem.people.rights import key_of
from tandem.review.actions import pitch as actions
from tandem.review.forms.calls import HeldForm, PlanForm, ProbeForm, ResolveForm
from tandem.review.models import Probe, ReversePitch
from tandem.review.queries import invitation
from tandem.review.queries import page as queries
from tandem.review.queries.findings import may_confirm, takes_resolutions, takes_words, turn_of
from tandem.review.views.deal import deal_of, section, see_other

PEOPLE = ("engagement__account", "engagement__seller", "delivery_person", "sales_person", "contact")


@dataclass(frozen=True)
class Doing:
    """The form that failed or is open: what it does, to which probe, and who changed that row meanwhile."""

    what: str
    form: SeenForm
    pk: int | None = None

    @property
    def changed_by(self) -> Person | None:
        return Person.objects.filter(pk=self.form.conflict.actor_id).first() if self.form.conflict else None


def calls(request: Asked, pk: int) -> HttpResponse:
    """Shows the calls; POST plans the reverse pitch, and those who are asked to come get an invitation."""
    deal = deal_of(request, pk)
    if request.method != "POST":
        return _page(request, deal)
    form = _plan_form(deal, _found(deal), request.POST)
    if form.settled(partial(_plan, deal, request, form)):
        messages.success(request, _("The reverse pitch is planned."))
        return see_other("deal_calls", deal.pk)
    return _page(request, deal, Doing("plan", form))


def probe(request: Asked, pk: int, probe_id: int) -> HttpResponse:
    """What the client said to one blind spot, and whether they see it as we do."""
    deal = deal_of(request, pk)
    row = _probe(deal, probe_id)
    form = ProbeForm.of(row, request.POST if request.method == "POST" else None, auto_id="id_probe_%s")
    if form.settled(partial(actions.hear, row, by=request.user, at=request.at)):
        return see_other("deal_calls", deal.pk)
    return _page(request, deal, Doing("probe", form, row.pk))


def resolve(request: Asked, pk: int, probe_id: int) -> HttpResponse:
    """How what the client sees otherwise was resolved."""
    deal = deal_of(request, pk)
    row = _probe(deal, probe_id)
    form = ResolveForm.of(row, request.POST if request.method == "POST" else None, auto_id="id_resolve_%s")
    if form.settled(partial(actions.resolve, row, by=request.user, at=request.at)):
        return see_other("deal_calls", deal.pk)
    return _page(request, deal, Doing("resolve", form, row.pk))


@require_POST
def confirm(request: Asked, pk: int, probe_id: int) -> HttpResponse:
    """The other side has seen it."""
    deal = deal_of(request, pk)
    row = _probe(deal, probe_id)
    form = SeenForm.of(row, request.POST)
    if form.settled(partial(actions.confirm, row, by=request.user, at=request.at)):
        return see_other("deal_calls", deal.pk)
    return _page(request, deal, Doing("drop", form, row.pk))


@require_POST
def drop(request: Asked, pk: int, probe_id: int) -> HttpResponse:
    """A blind spot that isn't asked after all."""
    deal = deal_of(request, pk)
    row = _probe(deal, probe_id)
    form = SeenForm.of(row, request.POST)
    if form.settled(partial(actions.drop, row, by=request.user, at=request.at)):
        return see_other("deal_calls", deal.pk)
    return _page(request, deal, Doing("drop", form, row.pk))


@require_POST
def held(request: Asked, pk: int) -> HttpResponse:
    """Write down what the client said back."""
    deal = deal_of(request, pk)
    row = _pitch(deal)
    form = HeldForm.of(row, request.POST)
    if form.settled(partial(actions.hold_pitch, row, by=request.user, at=request.at)):
        messages.success(request, _("What the client said back is kept."))
        return see_other("deal_calls", deal.pk)
    return _page(request, deal, Doing("held", form))


@require_POST
def there(request: Asked, pk: int) -> HttpResponse:
    """Delivery says that it was in the room."""
    deal = deal_of(request, pk)
    actions.was_there(_pitch(deal), by=request.user, at=request.at)
    return see_other("deal_calls", deal.pk)


def invite(request: Asked, pk: int) -> HttpResponse:
    """The call as a file for a calendar; 404 while it has no time."""
    row = _pitch(deal_of(request, pk))
    if row.planned_at is None:
        raise Http404
    answer = HttpResponse(
        invitation.calendar(row, request.at), content_type="text/calendar; method=REQUEST; charset=utf-8"
    )
    answer["Content-Disposition"] = 'attachment; filename="invitation.ics"'
    return answer


def _plan(deal: Engagement, request: Asked, form: PlanForm, **typed: Any) -> None:
    try:
        actions.plan_pitch(deal, **typed, by=request.user, at=request.at)
    except ValidationError as problem:
        form.add_error(None, problem)


def _plan_form(deal: Engagement, row: ReversePitch | None, data: Any = None) -> PlanForm:
    if row is None:
        start = {"sales_person": deal.seller_id, "delivery_person": deal.lead_id, "minutes": 30}
        return PlanForm(data, deal=deal, initial=start)
    return PlanForm.of(row, data, deal=deal)  # type: ignore[return-value]


def _found(deal: Engagement) -> ReversePitch | None:
    return ReversePitch.objects.filter(engagement=deal).select_related(*PEOPLE).first()


def _pitch(deal: Engagement) -> ReversePitch:
    return get_object_or_404(ReversePitch.objects.select_related(*PEOPLE), engagement=deal)


def _probe(deal: Engagement, pk: int) -> Probe:
    return get_object_or_404(
        Probe.objects.select_related("pitch__engagement", "resolved_by"), pk=pk, pitch__engagement=deal
    )


def _page(request: Asked, deal: Engagement, doing: Doing | None = None) -> HttpResponse:
    shown = queries.calls(deal)
    person, pitch = request.user, shown.pitch
    side = key_of(person)
    joins = pitch is not None and pitch.delivery_person_id == person.pk
    edits, words, resolutions = bool(side) or joins, takes_words(deal), takes_resolutions(deal)
    plan = doing.form if doing and doing.what == "plan" else _plan_form(deal, pitch)
    heard = doing.form if doing and doing.what == "held" else HeldForm.of(pitch) if pitch else None
    return section(
        request, "review/calls.html", deal, "calls", status=doing.form.status if doing else 200, calls=shown,
        doing=doing, plan=plan, heard=heard, me=person,
        may_plan=words and (bool(side) or person.access == Access.LEADERSHIP),
        mails=jobs.of([pitch], request.at).get(pitch.pk, []) if pitch else [],
        may_hold=words and edits, may_resolve=resolutions and edits, may_confirm=side == "delivery" or joins,
        confirms=lambda row: resolutions and may_confirm(row, person), turn=lambda row: turn_of(row, deal) if resolutions else None,
    )  # fmt: skip

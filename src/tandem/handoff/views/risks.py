"""Handing a risk over at the handoff: its owner gives or keeps it, the next one takes it or says why not."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from tandem.engagements.actions import handover
from tandem.engagements.models import Risk
from tandem.handoff.forms.risks import OfferForm, RefuseForm
from tandem.handoff.models import Handoff
from tandem.handoff.queries.page import one
from tandem.handoff.views.handoff import shown
from tandem.ledger.forms import SeenForm
from tandem.people.asked import Asked
from tandem.people.models import Person


@dataclass(frozen=True)
class Handing:
    """The form that is open, of which risk, and who changed that risk meanwhile."""

    what: str
    form: SeenForm
    pk: int

    @property
    def changed_by(self) -> Person | None:
        return Person.objects.filter(pk=self.form.conflict.actor_id).first() if self.form.conflict else None


def offer(request: Asked, pk: int, risk_pk: int) -> HttpResponse:
    handoff, risk = _both(request, pk, risk_pk)
    form = OfferForm.of(risk, request.POST if request.method == "POST" else None, engagement=handoff.engagement)
    return _settle(request, handoff, risk, "offer", form, handover.offer)


@require_POST
def keep(request: Asked, pk: int, risk_pk: int) -> HttpResponse:
    handoff, risk = _both(request, pk, risk_pk)
    return _settle(request, handoff, risk, "keep", SeenForm.of(risk, request.POST), handover.keep)


@require_POST
def take(request: Asked, pk: int, risk_pk: int) -> HttpResponse:
    handoff, risk = _both(request, pk, risk_pk)
    return _settle(request, handoff, risk, "take", SeenForm.of(risk, request.POST), handover.take)


def refuse(request: Asked, pk: int, risk_pk: int) -> HttpResponse:
    handoff, risk = _both(request, pk, risk_pk)
    form = RefuseForm.of(risk, request.POST if request.method == "POST" else None)
    return _settle(request, handoff, risk, "refuse", form, handover.refuse)


def _both(request: Asked, pk: int, risk_pk: int) -> tuple[Handoff, Risk]:
    """The handoff as this person may see it, and a risk of its deal."""
    handoff: Handoff = get_object_or_404(one(request.user), pk=pk)
    rows = Risk.objects.filter(engagement=handoff.engagement_id).select_related("engagement", "owner", "handing_to")
    return handoff, get_object_or_404(rows, pk=risk_pk)


def _settle(
    request: Asked, handoff: Handoff, risk: Risk, what: str, form: SeenForm, verb: Callable[..., Any]
) -> HttpResponse:
    if form.settled(partial(verb, risk, by=request.user, at=request.at)):
        answer = redirect("handoff", handoff.pk)
        answer.status_code = 303
        answer["Location"] += "#risks"
        return answer
    return shown(request, handoff, handing=Handing(what, form, risk.pk), status=form.status)

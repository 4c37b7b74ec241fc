"""How a section of a deal answers: one template, with at most one form open in it."""

from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from tandem.engagements.actions.settled import OPEN, SETTLED, Settled, must_be_open_to, state_at
from tandem.engagements.actions.sides import EDITORS
from tandem.engagements.models import Engagement
from tandem.engagements.queries.deals import seen_by
from tandem.ledger.forms import SeenForm
from tandem.people.asked import Asked
from tandem.people.models import Person
from tandem.people.queries.firm import currency
from tandem.web.pages import page

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Doing:
    """The form that is open: what it does, to which row (None: a new one), and who changed that row meanwhile. `signed`
    is where the words of a row that was signed change."""

    what: str
    form: SeenForm
    pk: int | None = None
    signed: str = ""

    @property
    def changed_by(self) -> Person | None:
        return Person.objects.filter(pk=self.form.conflict.actor_id).first() if self.form.conflict else None


def deal_of(request: Asked, deal_id: int) -> Engagement:
    """The deal, if this person may see it; else 404."""
    return get_object_or_404(seen_by(request.user), pk=deal_id)


def row_of(rows: QuerySet[Row], pk: int) -> Row:
    return get_object_or_404(rows, pk=pk)


def posted(request: Asked) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def signed_by(request: Asked) -> dict[str, Any]:
    """Who acts and when, as every verb takes it."""
    return {"by": request.user, "at": request.at}


def shown_as_signed(form: SeenForm, noun: str, row: Any) -> str:
    """Where what was signed of this row changes; "" if none of it was. Its words are shown, and not asked for in vain."""
    try:
        must_be_open_to(noun, row.engagement, SETTLED[noun], row)
    except Settled:
        for name in {*SETTLED[noun]} & {*form.fields}:
            form.fields[name].widget.attrs["readonly"] = True
        return reverse("deal_amendment_new", args=[row.engagement_id, noun, row.pk])
    return ""


def answer(
    request: Asked, deal: Engagement, template: str, tab: str, doing: Doing | None = None, **context: Any
) -> HttpResponse:
    """The section's page; with a form that failed 422, with one that came second 409."""
    may_edit = request.user.access in EDITORS
    values = {
        "deal": deal,
        "tab": tab,
        "doing": doing,
        "may_edit": may_edit,
        "me": request.user,
        "currency": currency(),
        "settled": state_at(deal.stage) != OPEN,
        **context,
    }
    return page(request, template, values, block="main", status=doing.form.status if doing else 200)


def back(deal: Engagement, place: str) -> HttpResponse:
    """After a verb: the section again, by a redirect, with htmx and without."""
    response = redirect(place, deal.pk)
    response.status_code = 303
    return response

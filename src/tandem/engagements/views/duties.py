"""Who does what: duties by people, the client's included."""

from functools import partial

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from tandem.engagements.actions import duty as actions
from tandem.engagements.actions.settled import Noun
from tandem.engagements.forms.duty import DutyForm
from tandem.engagements.models import Engagement
from tandem.engagements.queries import duty as queries
from tandem.engagements.views.section import Doing, answer, back, deal_of, posted, row_of, shown_as_signed, signed_by
from tandem.ledger.forms import SeenForm
from tandem.people.asked import Asked


def who(request: Asked, deal_id: int) -> HttpResponse:
    return _page(request, deal_of(request, deal_id))


def new(request: Asked, deal_id: int) -> HttpResponse:
    deal = deal_of(request, deal_id)
    form = DutyForm(posted(request), engagement=deal)
    if form.settled(partial(actions.add, deal, **signed_by(request))):
        return back(deal, "deal_raci")
    return _page(request, deal, Doing("new", form))


def edit(request: Asked, deal_id: int, pk: int) -> HttpResponse:
    deal = deal_of(request, deal_id)
    duty = row_of(deal.duties.all(), pk)
    form = DutyForm.of(duty, posted(request), engagement=deal)
    if form.settled(partial(actions.revise, duty, **signed_by(request))):
        return back(deal, "deal_raci")
    return _page(request, deal, Doing("edit", form, pk, shown_as_signed(form, Noun.DUTY, duty)))


@require_POST
def done(request: Asked, deal_id: int, pk: int) -> HttpResponse:
    deal = deal_of(request, deal_id)
    duty = row_of(deal.duties.all(), pk)
    form = SeenForm.of(duty, request.POST)
    if form.settled(partial(actions.do, duty, **signed_by(request))):
        return back(deal, "deal_raci")
    return _page(request, deal, Doing("done", form, pk))


def _page(request: Asked, deal: Engagement, doing: Doing | None = None) -> HttpResponse:
    return answer(request, deal, "engagements/who.html", "who", doing, grid=queries.grid(deal))

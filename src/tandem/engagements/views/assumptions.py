"""Assumptions: raised, asked, answered by delivery, verified or priced."""

from functools import partial

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from tandem.engagements.actions import assumption as actions
from tandem.engagements.forms.assumption import (
    AnswerForm,
    AskForm,
    AssumptionForm,
    DisproveForm,
    PriceForm,
    ReplyForm,
    VerifyForm,
)
from tandem.engagements.models import Assumption, Engagement
from tandem.engagements.queries import assumption as queries
from tandem.engagements.views.section import Doing, answer, back, deal_of, posted, row_of, signed_by
from tandem.ledger.forms import SeenForm
from tandem.people.asked import Asked
from tandem.people.models import Access
from tandem.people.rights import Sight, key_of, sees


def assumptions(request: Asked, deal_id: int) -> HttpResponse:
    return _page(request, deal_of(request, deal_id))


def new(request: Asked, deal_id: int) -> HttpResponse:
    deal = deal_of(request, deal_id)
    start = {"words": request.GET.get("words", "")}
    form = AssumptionForm(posted(request), engagement=deal, sees_prices=_sees_prices(request), initial=start)
    if form.settled(partial(actions.add, deal, **signed_by(request))):
        return back(deal, "deal_assumptions")
    return _page(request, deal, Doing("new", form))


def edit(request: Asked, deal_id: int, pk: int) -> HttpResponse:
    deal, row = _both(request, deal_id, pk)
    form = AssumptionForm.of(row, posted(request), engagement=deal, sees_prices=_sees_prices(request))
    return _settle(request, deal, row, "edit", form, actions.revise)


def ask(request: Asked, deal_id: int, pk: int) -> HttpResponse:
    deal, row = _both(request, deal_id, pk)
    return _settle(request, deal, row, "ask", AskForm.of(row, posted(request), engagement=deal), actions.ask)


def reply(request: Asked, deal_id: int, pk: int) -> HttpResponse:
    """Delivery's word. What was typed is kept when somebody else answered first."""
    deal, row = _both(request, deal_id, pk)
    form = AnswerForm.of(row, posted(request), engagement=deal)
    return _settle(request, deal, row, "answer", form, actions.answer)


def met(request: Asked, deal_id: int, pk: int) -> HttpResponse:
    deal, row = _both(request, deal_id, pk)
    return _settle(request, deal, row, "met", SeenForm.of(row, posted(request)), actions.meet)


def verify(request: Asked, deal_id: int, pk: int) -> HttpResponse:
    deal, row = _both(request, deal_id, pk)
    return _settle(request, deal, row, "verify", VerifyForm.of(row, posted(request)), actions.verify)


def disprove(request: Asked, deal_id: int, pk: int) -> HttpResponse:
    """It turned out false: what it costs, or that the scope changes."""
    deal, row = _both(request, deal_id, pk)
    return _settle(request, deal, row, "disprove", DisproveForm.of(row, posted(request)), actions.disprove)


def say(request: Asked, deal_id: int, pk: int) -> HttpResponse:
    """Sales' answer to delivery's doubt."""
    deal, row = _both(request, deal_id, pk)
    return _settle(request, deal, row, "reply", ReplyForm.of(row, posted(request)), actions.reply)


def price(request: Asked, deal_id: int, pk: int) -> HttpResponse:
    deal, row = _both(request, deal_id, pk)
    return _settle(request, deal, row, "price", PriceForm.of(row, posted(request)), actions.price)


@require_POST
def harden(request: Asked, deal_id: int, pk: int) -> HttpResponse:
    """Make it a risk that somebody has to own."""
    deal, row = _both(request, deal_id, pk)
    return _settle(request, deal, row, "harden", SeenForm.of(row, request.POST), actions.harden, place="deal_risks")


def _both(request: Asked, deal_id: int, pk: int) -> tuple[Engagement, Assumption]:
    deal = deal_of(request, deal_id)
    people = ("raised_by", "asked", "verifier", "answered_by", "condition_owner")
    return deal, row_of(deal.assumptions.select_related(*people), pk)


def _settle(request, deal, row, what: str, form: SeenForm, verb, place: str = "deal_assumptions") -> HttpResponse:
    if form.settled(partial(verb, row, **signed_by(request))):
        return back(deal, place)
    return _page(request, deal, Doing(what, form, row.pk))


def _sees_prices(request: Asked) -> bool:
    return sees(request.user, Sight.PRICE)


def _page(request: Asked, deal: Engagement, doing: Doing | None = None) -> HttpResponse:
    me = request.user
    return answer(
        request, deal, "engagements/assumptions.html", "assumptions", doing, rows=queries.rows(deal, me),
        key=key_of(me), sees_prices=_sees_prices(request), replies=me.access in (Access.SALES, Access.LEADERSHIP),
        hardening=queries.to_harden(deal, queries.next_gate(deal)),
    )  # fmt: skip

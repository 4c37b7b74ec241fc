"""Promises made aloud: who said what, whether it can be done, where it's written."""

from functools import partial

from django.http import HttpResponse

from tandem.engagements.actions import promise as actions
from tandem.engagements.forms.promise import JudgeForm, PaperForm, PromiseForm
from tandem.engagements.models import Engagement, Promise
from tandem.engagements.queries import promise as queries
from tandem.engagements.views.section import Doing, answer, back, deal_of, posted, row_of, signed_by
from tandem.ledger.forms import SeenForm
from tandem.people.asked import Asked
from tandem.people.rights import key_of


def promises(request: Asked, deal_id: int) -> HttpResponse:
    return _page(request, deal_of(request, deal_id))


def new(request: Asked, deal_id: int) -> HttpResponse:
    deal = deal_of(request, deal_id)
    start = {"said_by": request.user.pk, "said_on": request.today, "quote": request.GET.get("quote", "")}
    form = PromiseForm(posted(request), engagement=deal, initial=start)
    if form.settled(partial(actions.add, deal, **signed_by(request))):
        return back(deal, "deal_promises")
    return _page(request, deal, Doing("new", form))


def edit(request: Asked, deal_id: int, pk: int) -> HttpResponse:
    deal, promise = _both(request, deal_id, pk)
    return _settle(
        request, deal, promise, "edit", PromiseForm.of(promise, posted(request), engagement=deal), actions.revise
    )


def judge(request: Asked, deal_id: int, pk: int) -> HttpResponse:
    deal, promise = _both(request, deal_id, pk)
    return _settle(request, deal, promise, "judge", JudgeForm.of(promise, posted(request)), actions.judge)


def paper(request: Asked, deal_id: int, pk: int) -> HttpResponse:
    deal, promise = _both(request, deal_id, pk)
    return _settle(request, deal, promise, "paper", PaperForm.of(promise, posted(request)), actions.paper)


def _both(request: Asked, deal_id: int, pk: int) -> tuple[Engagement, Promise]:
    deal = deal_of(request, deal_id)
    return deal, row_of(deal.promises.select_related("said_by", "judged_by"), pk)


def _settle(request: Asked, deal: Engagement, promise: Promise, what: str, form: SeenForm, verb) -> HttpResponse:
    if form.settled(partial(verb, promise, **signed_by(request))):
        return back(deal, "deal_promises")
    return _page(request, deal, Doing(what, form, promise.pk))


def _page(request: Asked, deal: Engagement, doing: Doing | None = None) -> HttpResponse:
    rows = queries.rows(deal)
    counts = queries.by_state(rows)
    return answer(
        request, deal, "engagements/promises_page.html", "calls", doing, promises=rows, counts=counts,
        key=key_of(request.user),
    )  # fmt: skip

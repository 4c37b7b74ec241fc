"""Promises made aloud: who said what, whether it can be done, where it's written, what became of it."""

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from tandem.engagements.actions import promise as actions
from tandem.engagements.actions.sides import speaks_for
from tandem.engagements.forms.promise import JudgeForm, PaperForm, PromiseForm, TellForm
from tandem.engagements.models import Engagement, Promise
from tandem.engagements.queries import promise as queries
from tandem.engagements.views.section import Doing, answer, back, deal_of, posted, row_of, signed_by
from tandem.ledger.forms import SeenForm
from tandem.people.asked import Asked
from tandem.people.rights import key_of
from tandem.web.paging import ROWS

FILTERS = {
    "said": _("Wait for delivery"),
    "judged": _("Unpapered"),
    "papered": _("On paper"),
    "unwritten": _("Knowingly unwritten"),
    "withdrawn": _("Withdrawn"),
    "kept": _("Kept"),
    "late": _("Kept late"),
    "renegotiated": _("Renegotiated"),
    "broken": _("Broken"),
}


def promises(request: Asked, deal_id: int) -> HttpResponse:
    return _page(request, deal_of(request, deal_id))


def new(request: Asked, deal_id: int) -> HttpResponse:
    deal = deal_of(request, deal_id)
    quote = request.GET.get("quote", "")
    start = {"said_by": request.user.pk, "said_on": request.today, "said_to": deal.contact_name, "quote": quote}
    form = PromiseForm(posted(request), engagement=deal, initial=start)
    if form.settled(partial(actions.add, deal, **signed_by(request))):
        return back(deal, "deal_promises")
    return _page(request, deal, Doing("new", form))


def edit(request: Asked, deal_id: int, pk: int) -> HttpResponse:
    """The other side reads it here and corrects nothing."""
    deal, promise = _both(request, deal_id, pk)
    if request.method == "GET" and not speaks_for(request.user, promise.said_by):
        return _page(request, deal, first=promise.pk)
    form = PromiseForm.of(promise, posted(request), engagement=deal)
    return _settle(request, deal, promise, "edit", form, actions.revise)


def judge(request: Asked, deal_id: int, pk: int) -> HttpResponse:
    deal, promise = _both(request, deal_id, pk)
    return _settle(request, deal, promise, "judge", JudgeForm.of(promise, posted(request)), actions.judge)


def paper(request: Asked, deal_id: int, pk: int) -> HttpResponse:
    deal, promise = _both(request, deal_id, pk)
    form = PaperForm.of(promise, posted(request), engagement=deal)
    return _settle(request, deal, promise, "paper", form, actions.paper)


def told(request: Asked, deal_id: int, pk: int) -> HttpResponse:
    """The client was told what delivery said of it, or how it reads now."""
    deal, promise = _both(request, deal_id, pk)
    start = {"told_by": request.user.pk, "told_to": promise.said_to or deal.contact_name, "told_on": request.today}
    known = {} if promise.told_on else start
    form = TellForm.of(promise, posted(request), engagement=deal, initial=known)
    return _settle(request, deal, promise, "told", form, actions.tell)


def _both(request: Asked, deal_id: int, pk: int) -> tuple[Engagement, Promise]:
    deal = deal_of(request, deal_id)
    found = deal.promises.select_related("said_by", "judged_by", "paper_by", "told_by", "engagement")
    return deal, row_of(found, pk)


def _settle(request: Asked, deal: Engagement, promise: Promise, what: str, form: SeenForm, verb) -> HttpResponse:
    if form.settled(partial(verb, promise, **signed_by(request))):
        return back(deal, "deal_promises")
    return _page(request, deal, Doing(what, form, promise.pk))


def _page(request: Asked, deal: Engagement, doing: Doing | None = None, first: int | None = None) -> HttpResponse:
    """One state's promises, or all; the one that is worked on stands first, so that its form is never out of sight."""
    rows = queries.rows(deal)
    counts = queries.by_state(rows)
    state = request.GET.get("state", "")
    state = state if counts.get(state) and not doing else ""
    wanted = [row for row in rows if row.state == state] if state else rows
    first = doing.pk if doing and doing.pk else first
    wanted = sorted(wanted, key=lambda row: row.pk != first) if first else wanted
    whole = bool(request.GET.get("all"))
    return answer(
        request, deal, "engagements/promises_page.html", "calls", doing, promises=wanted if whole else wanted[:ROWS],
        summary=queries.summary(counts), kept=queries.kept(rows), filters=_filters(counts), state=state,
        left=0 if whole else max(len(wanted) - ROWS, 0), mine={row.pk for row in rows if _may_correct(request, row)},
        key=key_of(request.user), any=bool(rows),
    )  # fmt: skip


def _may_correct(request: Asked, row: Promise) -> bool:
    return speaks_for(request.user, row.said_by)


def _filters(counts: dict[str, int]) -> list[tuple[str, Any, int]]:
    """(state, words, how many) of the states that there are."""
    return [(state, words, counts[state]) for state, words in FILTERS.items() if counts[state]]

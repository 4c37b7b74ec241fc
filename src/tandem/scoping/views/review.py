"""Delivery's review: thirty minutes in one room, and the red flags."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from tandem.engagements.models import Engagement
from tandem.people.asked import Asked
from tandem.scoping.actions import flag as flags
from tandem.scoping.actions import session as sessions
from tandem.scoping.forms.review import ClearForm, FlagForm, HoldForm, ReplyForm, SessionForm
from tandem.scoping.models import RedFlag, ScopingSession
from tandem.scoping.queries import review as queries
from tandem.scoping.views.section import Doing, answer, back, deal_of, posted, signed_by


def review(request: Asked, deal_id: int) -> HttpResponse:
    return _page(request, deal_of(request, deal_id))


def session_new(request: Asked, deal_id: int) -> HttpResponse:
    deal = deal_of(request, deal_id)
    near = [person for person in (deal.seller, deal.lead) if person]
    form = SessionForm(posted(request), engagement=deal, initial={"people": near})
    if form.settled(partial(sessions.plan, deal, **signed_by(request))):
        return back(deal, "deal_review")
    return _page(request, deal, Doing("session_new", form))


def session_hold(request: Asked, deal_id: int, pk: int) -> HttpResponse:
    deal = deal_of(request, deal_id)
    row = get_object_or_404(ScopingSession.objects.filter(engagement=deal), pk=pk)
    row.engagement = deal
    form = HoldForm.of(row, posted(request), session=row)
    if form.settled(partial(sessions.hold, row, **signed_by(request))):
        return back(deal, "deal_review")
    return _page(request, deal, Doing("hold", form, pk))


def flag_new(request: Asked, deal_id: int) -> HttpResponse:
    deal = deal_of(request, deal_id)
    form = FlagForm(posted(request), initial={"section": request.GET.get("section", "scope")})
    if form.settled(partial(flags.raise_flag, deal, **signed_by(request))):
        return back(deal, "deal_review")
    return _page(request, deal, Doing("flag_new", form))


def flag_reply(request: Asked, deal_id: int, pk: int) -> HttpResponse:
    deal, row = _flag(request, deal_id, pk)
    return _settle(request, deal, row, "reply", ReplyForm.of(row, posted(request)), flags.reply)


def flag_clear(request: Asked, deal_id: int, pk: int) -> HttpResponse:
    deal, row = _flag(request, deal_id, pk)
    return _settle(request, deal, row, "clear", ClearForm.of(row, posted(request)), flags.clear)


def _flag(request: Asked, deal_id: int, pk: int) -> tuple[Engagement, RedFlag]:
    deal = deal_of(request, deal_id)
    return deal, get_object_or_404(RedFlag.objects.filter(engagement=deal), pk=pk)


def _settle(request: Asked, deal: Engagement, row: RedFlag, what: str, form, verb) -> HttpResponse:
    if form.settled(partial(verb, row, **signed_by(request))):
        return back(deal, "deal_review")
    return _page(request, deal, Doing(what, form, row.pk))


def _page(request: Asked, deal: Engagement, doing: Doing | None = None) -> HttpResponse:
    return answer(
        request,
        deal,
        "scoping/review.html",
        "review",
        doing,
        sessions=queries.sessions(deal),
        flags=queries.flags(deal),
    )

"""Delivery's review: thirty minutes in one room, and the red flags."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from tandem.engagements.models import Engagement
from tandem.ledger.forms import SeenForm
from tandem.people.asked import Asked
from tandem.people.rights import Sight, sees
from tandem.scoping.actions import flag as flags
from tandem.scoping.actions import session as sessions
from tandem.scoping.actions import vet as verbs
from tandem.scoping.forms.review import ClearForm, FlagForm, HoldForm, ReplyForm, SessionForm
from tandem.scoping.models import RedFlag, ScopingSession, Vet
from tandem.scoping.queries import review as queries
from tandem.scoping.queries import vets
from tandem.scoping.views.section import Doing, answer, back, deal_of, posted, signed_by

HALF_HOUR = 30


def review(request: Asked, deal_id: int) -> HttpResponse:
    return page_of(request, deal_of(request, deal_id))


def session_new(request: Asked, deal_id: int) -> HttpResponse:
    deal = deal_of(request, deal_id)
    near = [person for person in (deal.seller, deal.lead) if person]
    form = SessionForm(posted(request), engagement=deal, initial={"people": near})
    if form.settled(partial(sessions.plan, deal, **signed_by(request))):
        return back(deal, "deal_review")
    return page_of(request, deal, Doing("session_new", form))


def session_hold(request: Asked, deal_id: int, pk: int) -> HttpResponse:
    deal = deal_of(request, deal_id)
    row = get_object_or_404(ScopingSession.objects.filter(engagement=deal), pk=pk)
    row.engagement = deal
    form = HoldForm.of(row, posted(request), session=row)
    if form.settled(partial(sessions.hold, row, **signed_by(request))):
        return back(deal, "deal_review")
    return page_of(request, deal, Doing("hold", form, pk))


@require_POST
def session_start(request: Asked, deal_id: int, pk: int) -> HttpResponse:
    """The half hour begins; its agenda is what is open now."""
    deal = deal_of(request, deal_id)
    row = get_object_or_404(ScopingSession.objects.filter(engagement=deal), pk=pk)
    return _act(request, deal, pk, lambda: sessions.start(row, **signed_by(request)))


@require_POST
def session_there(request: Asked, deal_id: int, pk: int) -> HttpResponse:
    """I was there: said by each for themself."""
    deal = deal_of(request, deal_id)
    row = get_object_or_404(ScopingSession.objects.filter(engagement=deal), pk=pk)
    return _act(request, deal, pk, lambda: sessions.was_there(row, **signed_by(request)))


def _act(request: Asked, deal: Engagement, pk: int, verb: Callable[[], object]) -> HttpResponse:
    """A press without fields; what is refused is said where it was pressed."""
    form = SeenForm(request.POST)
    if form.settled(lambda seen: verb()):
        return back(deal, "deal_review")
    return page_of(request, deal, Doing("session", form, pk))


def flag_new(request: Asked, deal_id: int) -> HttpResponse:
    deal = deal_of(request, deal_id)
    form = FlagForm(posted(request), initial={"section": request.GET.get("section", "scope")})
    if form.settled(partial(_raise, deal, request)):
        return back(deal, "deal_review")
    return page_of(request, deal, Doing("flag_new", form))


def flag_reply(request: Asked, deal_id: int, pk: int) -> HttpResponse:
    deal, row = _flag(request, deal_id, pk)
    return _settle(request, deal, row, "reply", ReplyForm.of(row, posted(request)), flags.reply)


def flag_clear(request: Asked, deal_id: int, pk: int) -> HttpResponse:
    deal, row = _flag(request, deal_id, pk)
    return _settle(request, deal, row, "clear", ClearForm.of(row, posted(request)), flags.clear)


def _raise(deal: Engagement, request: Asked, seen: Any, **typed: Any) -> Vet:
    """A red flag is a word on its section, wherever it's raised; it stands whatever was read before it."""
    return verbs.vet(deal, word=Vet.Word.FLAG, **typed, **signed_by(request))


def _flag(request: Asked, deal_id: int, pk: int) -> tuple[Engagement, RedFlag]:
    deal = deal_of(request, deal_id)
    return deal, get_object_or_404(RedFlag.objects.filter(engagement=deal), pk=pk)


def _settle(request: Asked, deal: Engagement, row: RedFlag, what: str, form, verb) -> HttpResponse:
    if form.settled(partial(verb, row, **signed_by(request))):
        return back(deal, "deal_review")
    return page_of(request, deal, Doing(what, form, row.pk))


def page_of(request: Asked, deal: Engagement, doing: Doing | None = None) -> HttpResponse:
    """The whole page of the review: agenda and timer, the sections, red flags, sessions."""
    sections = vets.rows(deal, request.user)
    sessions = queries.sessions(deal)
    now = next((row for row in sessions if row.session.held_at is None), None)
    return answer(
        request, deal, "scoping/review.html", "review", doing, sections=sections, sessions=sessions,
        flags=queries.flags(deal), now=now, agenda=queries.agenda_of(deal, sections, now.session if now else None),
        sees_price=sees(request.user, Sight.PRICE), fine=sum(row.fine for row in sections), half_hour=HALF_HOUR,
        spent=_minutes_since(now.session.started_at, request.at) if now else 0,
    )  # fmt: skip


def _minutes_since(begun: datetime | None, at: datetime) -> int:
    return int((at - begun).total_seconds() // 60) if begun else 0

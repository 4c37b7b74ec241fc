"""The deal board: the seats side by side, sales left, delivery right, each with its word."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tandem.engagements.models import Engagement
from tandem.gates import Refused
from tandem.ledger.actions import Stale
from tandem.ledger.forms import SeenForm, version_in
from tandem.people.asked import Asked
from tandem.review.actions import propose, votes
from tandem.review.forms.board import ConditionForm, VoteForm
from tandem.review.models import Verdict
from tandem.review.queries import board as queries
from tandem.review.queries.seats import may_own
from tandem.review.views.deal import deal_of, section, see_other


def board(request: Asked, pk: int) -> HttpResponse:
    """Shows the seats; POST speaks for one of them."""
    deal = deal_of(request, pk)
    return _vote(request, deal) if request.method == "POST" else _page(request, deal)


@require_POST
def own(request: Asked, pk: int, verdict_id: int) -> HttpResponse:
    """Name who meets a condition, by when."""
    deal, verdict = _verdict(request, pk, verdict_id)
    if not may_own(verdict, request.user):
        raise PermissionDenied
    form = ConditionForm.of(verdict, request.POST, prefix=f"c{verdict.pk}")
    try:
        if form.settled(partial(votes.own_condition, verdict, by=request.user, at=request.at)):
            return see_other("deal_board", deal.pk)
    except ValidationError as problem:
        form.add_error(None, problem)
    stale = verdict if form.conflict else None
    return _page(request, deal, conditions={verdict.pk: form}, stale=stale, status=form.status)


@require_POST
def meet(request: Asked, pk: int, verdict_id: int) -> HttpResponse:
    """Its owner says that it's met; the seat that set it says yes, or no and why."""
    deal, verdict = _verdict(request, pk, verdict_id)
    signed: dict[str, Any] = {"by": request.user, "at": request.at, "seen": version_in(request.POST.get("seen"))}
    why = {verdict.pk: request.POST.get("why", "")}
    is_no = request.POST.get("says") == "no"
    try:
        if is_no:
            votes.doubt_condition(verdict, why=why[verdict.pk], **signed)
        else:
            votes.meet_condition(verdict, **signed)
    except ValidationError as problem:
        return _page(request, deal, refused=list(problem.messages), why_not=why, status=422)
    except Stale as stale:
        return _page(request, deal, stale=stale.current, why_not=why, status=409)
    if is_no:
        owner = verdict.condition_owner
        messages.success(request, _("Said. %(name)s reads it.") % {"name": owner.name} if owner else _("Said."))
        return see_other("deal_board", deal.pk)
    met = verdict.condition_met_at is not None
    told = _("The condition is met.") if met else _("Said. %(name)s confirms it.") % {"name": verdict.person.name}
    messages.success(request, told)
    return see_other("deal_board", deal.pk)


@require_POST
def decide(request: Asked, pk: int) -> HttpResponse:
    """scoped -> agreed."""
    deal = deal_of(request, pk)
    try:
        propose.decide(deal, by=request.user, at=request.at, today=request.today)
    except Refused as refused:
        return _page(request, deal, refused=[finding.words for finding in refused.findings], status=422)
    messages.success(request, _("The board is through: the proposal can go out."))
    return see_other("deal_proposal", deal.pk)


def _vote(request: Asked, deal: Engagement) -> HttpResponse:
    shown = queries.board(deal, request.user, request.today)
    seat = request.POST.get("seat", "")
    form = VoteForm(request.POST, needs_reason=shown.needs_reason, auto_id=f"id_{seat}_%s")
    if not form.is_valid():
        return _page(request, deal, form=form, status=422)
    given = form.cleaned_data
    try:
        votes.vote(
            deal, given["seat"], given["marks"], by=request.user, at=request.at,
            scope_seen=given["scope"], read=given["read"], reason=given["reason"], owner=given["owner"], due=given["due"],
        )  # fmt: skip
    except ValidationError as problem:
        form.add_error(None, problem)
        return _page(request, deal, form=form, status=422)
    except Stale as stale:
        return _page(request, deal, form=_with_what_is_there(request, deal, form), stale=stale.current, status=409)
    messages.success(request, _("Your word is in the minutes."))
    return see_other("deal_board", deal.pk)


def _with_what_is_there(request: Asked, deal: Engagement, form: VoteForm) -> VoteForm:
    """What was typed, under what stands there now: sent again, it is said on that."""
    found = queries.board(deal, request.user, request.today).found
    scope = found.scope.pk if found.scope and not found.draft else form.data.get("scope", "")
    form.data = {**request.POST.dict(), "scope": str(scope), "read": found.token}
    return form


def _page(
    request: Asked,
    deal: Engagement,
    form: VoteForm | None = None,
    conditions: dict[int, SeenForm] | None = None,
    refused: list[str | None] | None = None,
    stale: object | None = None,
    why_not: dict[int, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    shown = queries.board(deal, request.user, request.today)
    scope = shown.found.scope
    forms = {
        seat.key: form
        if form is not None and form.data.get("seat") == seat.key
        else VoteForm(
            initial={"scope": scope.pk if scope else None, "read": shown.found.token, "seat": seat.key},
            needs_reason=shown.needs_reason,
            auto_id=f"id_{seat.key}_%s",
        )
        for seat in shown.seats
        if seat.mine or (form is not None and form.data.get("seat") == seat.key)
    }
    loose = {
        seat.verdict.pk: (conditions or {}).get(seat.verdict.pk) or _condition_form(seat.verdict)
        for seat in shown.seats
        if seat.verdict and seat.may_own
    }
    return section(
        request, "review/board.html", deal, "board", status=status, board=shown, forms=forms, conditions=loose,
        refused_words=refused or [], stale=stale, failed=form,
        why_not=why_not or {},
    )  # fmt: skip


def _condition_form(verdict: Verdict) -> SeenForm:
    return ConditionForm.of(verdict, prefix=f"c{verdict.pk}")


def _verdict(request: Asked, pk: int, verdict_id: int) -> tuple[Engagement, Verdict]:
    deal = deal_of(request, pk)
    return deal, get_object_or_404(
        Verdict.objects.select_related("person", "engagement"), pk=verdict_id, engagement=deal
    )

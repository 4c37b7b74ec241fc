"""A draft on one page: everything in it, what it changes, what it adds up to, and both keys."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from tandem.catalogue.actions import approval
from tandem.catalogue.actions import draft as verbs
from tandem.catalogue.content import LINES
from tandem.catalogue.forms.draft import DraftForm
from tandem.catalogue.forms.offering import DecideForm, WhyForm
from tandem.catalogue.gate import ASK
from tandem.catalogue.models import Tier
from tandem.catalogue.queries.compare import PART_WORDS, note_of
from tandem.catalogue.queries.drafts import OPEN, ask_facts, keys_of, standing, with_people
from tandem.catalogue.queries.worth import worth
from tandem.catalogue.views.doing import Doing, back, posted, signed_by
from tandem.gates import check
from tandem.ledger.forms import SeenForm
from tandem.people.asked import Asked
from tandem.people.models import Access
from tandem.people.permissions import BOTH_SIDES
from tandem.people.queries.firm import currency
from tandem.people.rights import Sight, key_of, sees
from tandem.web.pages import page

State = Tier.State


@require_http_methods(["GET", "POST"])
def draft(request: Asked, pk: int) -> HttpResponse:
    """POST saves everything that was typed; a button beside a line moves it up or takes it out."""
    row = _draft(request, pk)
    if request.method == "GET" and row.state == State.APPROVED:
        return redirect("offering", row.offering.slug)
    if request.method == "POST":
        form = DraftForm(posted(request), tier=row)
        if form.settled(partial(verbs.save, row, **signed_by(request))):
            return _after_save(request, row)
        return _page(request, row, Doing("save", form))
    return _page(request, row)


@require_POST
def ask(request: Asked, pk: int) -> HttpResponse:
    return _settle(request, pk, "ask", WhyForm(request.POST, auto_id="ask_%s"), approval.ask)


@require_POST
def take_back(request: Asked, pk: int) -> HttpResponse:
    return _settle(request, pk, "take_back", SeenForm(request.POST), approval.take_back)


@require_POST
def take_over(request: Asked, pk: int) -> HttpResponse:
    return _settle(request, pk, "take_over", SeenForm(request.POST), verbs.take_over)


@require_POST
def give_up(request: Asked, pk: int) -> HttpResponse:
    return _settle(request, pk, "give_up", WhyForm(request.POST, auto_id="give_up_%s"), verbs.give_up)


@require_POST
def turn(request: Asked, pk: int) -> HttpResponse:
    return _settle(request, pk, "turn", SeenForm(request.POST), approval.turn)


@require_POST
def decline(request: Asked, pk: int) -> HttpResponse:
    return _settle(request, pk, "decline", WhyForm(request.POST, auto_id="decline_%s"), approval.decline)


@require_POST
def decide(request: Asked, pk: int) -> HttpResponse:
    form = DecideForm(request.POST, auto_id="decide_%s")

    def verb(row: Tier, *, answer: str, **typed: Any) -> Tier:
        return approval.decide(row, approve=answer == "approve", **typed)

    return _settle(request, pk, "decide", form, verb)


def _settle(request: Asked, pk: int, what: str, form: SeenForm, verb: Callable[..., Tier]) -> HttpResponse:
    row = _draft(request, pk)
    if form.settled(partial(verb, row, **signed_by(request))):
        return back("offering", row.offering.slug) if row.current else back("tier_draft", pk)
    return _page(request, _draft(request, pk), Doing(what, form))


def _after_save(request: Asked, row: Tier) -> HttpResponse:
    more = request.POST.get("more", "")
    if more in LINES:
        response = redirect("tier_draft", row.pk)
        response["Location"] += f"?more={more}#part-{more}"
        response.status_code = 303
        return response
    return back("tier_draft", row.pk, at=request.POST.get("up", "") and "lines")


def _draft(request: Asked, pk: int) -> Tier:
    return get_object_or_404(Tier.objects.visible_to(request.user).select_related("offering"), pk=pk)


def _page(request: Asked, row: Tier, doing: Doing | None = None) -> HttpResponse:
    row = with_people(Tier.objects.filter(pk=row.pk)).get()
    found = standing(row)
    editable = row.state == State.DRAFT and request.user.access in BOTH_SIDES
    saving = doing.form if doing and doing.what == "save" else None
    context = {
        "draft": row,
        "found": found,
        "form": saving or (DraftForm(tier=row, more=request.GET.get("more", "")) if editable else None),
        "doing": doing,
        "parts": [(part, PART_WORDS[part]) for part in LINES],
        "part_words": PART_WORDS,
        "note_of": note_of,
        "worth": worth(found.content, request.user, request.today),
        "was_worth": worth(found.sold_content, request.user, request.today) if found.sold_content else None,
        "gate": check(ASK, ask_facts(found)) if row.state == State.DRAFT else [],
        "keys_turned": keys_of(row),
        "asks": {what: _asks(doing, what, row) for what in ("ask", "give_up", "decline", "decide")},
        "is_open": row.state in OPEN,
        "may_edit": request.user.access in BOTH_SIDES,
        "my_side": key_of(request.user),
        "may_decide": request.user.access == Access.LEADERSHIP,
        "sees_price": sees(request.user, Sight.PRICE),
        "sees_margin": sees(request.user, Sight.MARGIN),
        "me": request.user,
        "currency": currency(),
    }
    return page(request, "catalogue/draft.html", context, block="main", status=doing.form.status if doing else 200)


def _asks(doing: Doing | None, what: str, row: Tier) -> SeenForm:
    """The form as it failed, else a fresh one that knows which version it stood on."""
    if doing and doing.what == what:
        return doing.form
    kind = DecideForm if what == "decide" else WhyForm
    initial = {"seen": row.version, **({"why": row.why} if what == "ask" else {})}
    return kind(auto_id=f"{what}_%s", initial=initial)

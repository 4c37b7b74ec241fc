"""Risks: named, owned by somebody who said yes, priced."""

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from tandem.engagements.actions import risk as actions
from tandem.engagements.actions.settled import Noun
from tandem.engagements.actions.sides import EDITORS
from tandem.engagements.forms.risk import HappenedForm, OwnerForm, OwnForm, ReviewForm, RiskForm
from tandem.engagements.models import Engagement, Risk
from tandem.engagements.queries import library
from tandem.engagements.queries import risk as queries
from tandem.engagements.views.section import Doing, answer, back, deal_of, posted, row_of, shown_as_signed, signed_by
from tandem.ledger.forms import SeenForm
from tandem.people.asked import Asked
from tandem.people.rights import Sight, key_of, sees


def risks(request: Asked, deal_id: int) -> HttpResponse:
    return _page(request, deal_of(request, deal_id))


def new(request: Asked, deal_id: int) -> HttpResponse:
    deal = deal_of(request, deal_id)
    chosen = library.known(deal, request.user, request.GET.get("from", ""))
    start = chosen.initial if chosen else {"words": request.GET.get("words", "")}
    form = RiskForm(posted(request), engagement=deal, sees_prices=_sees_prices(request), initial=start)
    verb = partial(actions.add, deal, source=chosen.source[:300] if chosen else "", **signed_by(request))
    if form.settled(verb):
        return back(deal, "deal_risks")
    return _page(request, deal, Doing("new", form), chosen)


def edit(request: Asked, deal_id: int, pk: int) -> HttpResponse:
    deal, risk = _both(request, deal_id, pk)
    form = RiskForm.of(risk, posted(request), engagement=deal, sees_prices=_sees_prices(request))
    if form.settled(partial(actions.revise, risk, **signed_by(request))):
        return back(deal, "deal_risks")
    return _page(request, deal, Doing("edit", form, risk.pk, shown_as_signed(form, Noun.RISK, risk)))


def owner(request: Asked, deal_id: int, pk: int) -> HttpResponse:
    deal, risk = _both(request, deal_id, pk)
    form = OwnerForm.of(risk, posted(request), engagement=deal)
    return _settle(request, deal, risk, "owner", form, partial(actions.name_owner, risk))


def own(request: Asked, deal_id: int, pk: int) -> HttpResponse:
    """Accept or decline: only whoever was named; for a client contact sales records it."""
    deal, risk = _both(request, deal_id, pk)
    form = OwnForm.of(risk, posted(request), for_contact=bool(risk.owner_contact_id))

    def verb(*, says: str, why: str, **seen: Any) -> Risk:
        return actions.accept(risk, note=why, **seen) if says == "accept" else actions.decline(risk, why=why, **seen)

    return _settle(request, deal, risk, "own", form, verb)


@require_POST
def fate(request: Asked, deal_id: int, pk: int) -> HttpResponse:
    """It passed, it happened, or it's open again."""
    deal, risk = _both(request, deal_id, pk)
    chosen = request.POST.get("fate", "")
    fate = chosen if chosen in Risk.Fate.values else Risk.Fate.OPEN
    form = SeenForm.of(risk, request.POST)
    return _settle(request, deal, risk, "fate", form, partial(actions.close, risk, fate=fate))


def happened(request: Asked, deal_id: int, pk: int) -> HttpResponse:
    """It happened, and what it really cost; the hours of one that happened are changed here too."""
    deal, risk = _both(request, deal_id, pk)
    verb = partial(actions.close, risk, fate=Risk.Fate.HAPPENED)
    return _settle(request, deal, risk, "happened", HappenedForm.of(risk, posted(request)), verb)


def review(request: Asked, deal_id: int, pk: int) -> HttpResponse:
    """Looked at again: still open, until when."""
    deal, risk = _both(request, deal_id, pk)
    form = ReviewForm.of(risk, posted(request), today=request.today)
    return _settle(request, deal, risk, "review", form, partial(actions.review, risk))


def _both(request: Asked, deal_id: int, pk: int) -> tuple[Engagement, Risk]:
    deal = deal_of(request, deal_id)
    return deal, row_of(deal.risks.select_related("owner", "owner_contact", "named_by"), pk)


def _settle(request: Asked, deal: Engagement, risk: Risk, what: str, form: SeenForm, verb) -> HttpResponse:
    if form.settled(partial(verb, **signed_by(request))):
        return back(deal, "deal_risks")
    return _page(request, deal, Doing(what, form, risk.pk))


def _sees_prices(request: Asked) -> bool:
    return sees(request.user, Sight.PRICE)


def _page(
    request: Asked, deal: Engagement, doing: Doing | None = None, chosen: library.Known | None = None
) -> HttpResponse:
    by = "exposure" if request.GET.get("by") == "exposure" else "size"
    rows = queries.rows(deal, request.user, by)
    wanted = request.GET.get("q", "").strip()[:100]
    shelf = library.shelf(deal, request.user, wanted) if request.user.access in EDITORS else library.NOTHING
    return answer(
        request, deal, "engagements/risks.html", "risks", doing, rows=rows, key=key_of(request.user),
        sees_prices=_sees_prices(request), by=by, total=queries.total(rows), shelf=shelf, chosen=chosen,
    )  # fmt: skip

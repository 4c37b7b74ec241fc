"""The price: hours, rates, discount and who allowed it, fee, margin; each figure only to whom it belongs."""

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from tandem.engagements.models import Engagement
from tandem.people.asked import Asked
from tandem.scoping.actions import discount as discounts
from tandem.scoping.forms.discount import DiscountAnswerForm, DiscountForm
from tandem.scoping.models import ScopeVersion
from tandem.scoping.queries import price as prices
from tandem.scoping.queries import scope as queries
from tandem.scoping.queries.freezing import freezing
from tandem.scoping.queries.rates import applied
from tandem.scoping.views.section import Doing, answer, back, deal_of, posted, signed_by


def price(request: Asked, deal_id: int) -> HttpResponse:
    """The draft's price, or the newest version's, or that of the one which `?version=` names."""
    return _page(request, deal_of(request, deal_id))


def discount(request: Asked, deal_id: int) -> HttpResponse:
    deal = deal_of(request, deal_id)
    draft = _draft_of(deal)
    form = DiscountForm.of(draft, posted(request), by=request.user)
    if form.settled(partial(discounts.give, draft, **signed_by(request))):
        return back(deal, "deal_price")
    return _page(request, deal, Doing("discount", form))


def discount_answer(request: Asked, deal_id: int) -> HttpResponse:
    """Whoever is asked to allow the discount says yes, or no and why; to others the page shows no form."""
    deal = deal_of(request, deal_id)
    draft = _draft_of(deal)
    if request.method != "POST" and draft.discount_by_id != request.user.pk:
        return _page(request, deal)
    form = DiscountAnswerForm.of(draft, posted(request))
    if form.settled(partial(_answer, draft, **signed_by(request))):
        return back(deal, "deal_price")
    return _page(request, deal, Doing("discount-answer", form))


def _answer(draft: ScopeVersion, *, says: str, why: str, **act: Any) -> ScopeVersion:
    return discounts.allow(draft, **act) if says == "yes" else discounts.refuse(draft, why=why, **act)


def _draft_of(deal: Engagement) -> ScopeVersion:
    drafts = ScopeVersion.objects.select_related("tier", "discount_by", "discount_asked_by")
    draft = get_object_or_404(drafts, engagement=deal, frozen_at__isnull=True)
    draft.engagement = deal
    return draft


def _page(request: Asked, deal: Engagement, doing: Doing | None = None) -> HttpResponse:
    found = queries.versions(deal)
    wanted = request.GET.get("version", "")
    shown = next((row for row in found if str(row.number) == wanted), found[0] if found else None)
    context: dict = {
        "versions": found,
        "scope": shown,
        "price": None,
        "outdated": False,
        "contingency": None,
        "freezing": None,
        "rates": None,
    }
    if shown:
        rows = queries.content(shown)
        now = queries.contingency(deal)
        context["price"] = prices.as_seen(rows, queries.priced(rows), request.user)
        context["contingency"] = now
        context["freezing"] = freezing(deal, rows, now, request.user)
        context["rates"] = applied(shown, rows.lines, request.today)
        context["outdated"] = queries.is_outdated(rows, now)
    return answer(request, deal, "scoping/price.html", "price", doing, **context)

"""The price: hours, rates, discount and who allowed it, fee, margin; each figure only to whom it belongs."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from tandem.engagements.models import Engagement
from tandem.people.asked import Asked
from tandem.scoping.actions import draft as drafts
from tandem.scoping.forms.scope import DiscountForm
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
    drafts_of = ScopeVersion.objects.select_related("tier", "discount_by")
    draft = get_object_or_404(drafts_of, engagement=deal, frozen_at__isnull=True)
    draft.engagement = deal
    form = DiscountForm.of(draft, posted(request), engagement=deal)
    if form.settled(partial(drafts.discount, draft, **signed_by(request))):
        return back(deal, "deal_price")
    return _page(request, deal, Doing("discount", form))


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

"""The catalogue, and one offering with its tiers side by side."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from tandem.catalogue.models import Offering, Tier
from tandem.catalogue.queries import tiers as catalogue
from tandem.front.shelf.queries import records
from tandem.people.asked import Asked
from tandem.people.models import Access
from tandem.people.queries.firm import currency
from tandem.people.rights import Sight, key_of, sees
from tandem.web.pages import page

CLAUSES = 4


@require_GET
def shelf(request: Asked) -> HttpResponse:
    context = {"offerings": catalogue.offerings(request.user), "currency": currency()}
    return page(request, "front/shelf/catalogue.html", context, block="main")


@require_GET
def offering(request: Asked, slug: str) -> HttpResponse:
    row = get_object_or_404(Offering.objects.visible_to(request.user), slug=slug)
    context = {
        "offering": row,
        "columns": catalogue.columns(row, request.user),
        "kinds": catalogue.clause_kinds(),
        "records": records(row, request.user),
        "versions": list(Tier.objects.filter(offering=row).select_related("made_by").order_by("-made_at", "-pk")[:20]),
        "sees_margin": sees(request.user, Sight.MARGIN),
        "may_sell": bool(key_of(request.user)) or request.user.access == Access.LEADERSHIP,
        "currency": currency(),
    }
    return page(request, "front/shelf/offering.html", context, block="main")

"""The catalogue, one offering with its tiers side by side, the ideal client profile."""

from django.db.models import Count, F, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from tandem.catalogue.models import Offering, Tier
from tandem.catalogue.queries import tiers as catalogue
from tandem.clients.models import Profile
from tandem.clients.queries.fit import current_profile, sheet
from tandem.engagements.models import OPEN, Engagement
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


@require_GET
def icp(request: Asked) -> HttpResponse:
    """The profile as it is judged by now, its versions, and how many open deals fit."""
    profile = current_profile()
    context = {
        "profile": profile,
        "sheet": sheet(profile, {}) if profile else None,
        "levels": list(profile.criteria.prefetch_related("levels").order_by("position", "pk")) if profile else [],
        "versions": list(Profile.objects.select_related("published_by").annotate(n=Count("fits")).order_by("-number")),
        "fits": _fits(request),
    }
    return page(request, "front/shelf/icp.html", context, block="main")


def _fits(request: Asked) -> dict[str, int]:
    """Open deals that this person may see: fitting, below the floor, disqualified, not judged. One query."""
    judged = Q(fit__isnull=False)
    above = judged & Q(fit__disqualified=False, fit__score__gte=F("fit__profile__floor"))
    return (
        Engagement.objects.visible_to(request.user)
        .filter(stage__in=OPEN)
        .aggregate(
            all=Count("pk"),
            fits=Count("pk", above),
            disqualified=Count("pk", judged & Q(fit__disqualified=True)),
            below=Count("pk", judged & Q(fit__disqualified=False, fit__score__lt=F("fit__profile__floor"))),
            unjudged=Count("pk", ~judged),
        )
    )

"""Two versions of a tier, word by word."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from tandem.catalogue.models import Grade, Offering, Tier
from tandem.catalogue.queries.compare import PART_WORDS
from tandem.catalogue.queries.compare import compare as compared
from tandem.catalogue.queries.content import content_of, with_parts
from tandem.people.asked import Asked
from tandem.people.queries.firm import currency
from tandem.people.rights import Sight, sees
from tandem.web.pages import page


@require_GET
def compare(request: Asked, slug: str) -> HttpResponse:
    """`?grade=gold&old=1&new=2`; without numbers the newest version against the one before it, without a size the
    smallest that there is."""
    offering = get_object_or_404(Offering.objects.visible_to(request.user), slug=slug)
    there = set(Tier.objects.visible_to(request.user).filter(offering=offering).values_list("grade", flat=True))
    grade = request.GET.get("grade") or next((each for each in Grade.values if each in there), "")
    if grade not in there:
        raise Http404
    versions = list(Tier.objects.visible_to(request.user).filter(offering=offering, grade=grade).order_by("-number"))
    if not versions:
        raise Http404
    new = _chosen(versions, request.GET.get("new", ""), versions[0])
    earlier = [row for row in versions if row.number < new.number and row.state == Tier.State.APPROVED]
    old = _chosen(versions, request.GET.get("old", ""), earlier[0] if earlier else new)
    found = {row.pk: content_of(row) for row in with_parts(Tier.objects.filter(pk__in=[old.pk, new.pk]))}
    context = {
        "offering": offering,
        "grade": Grade(grade).label,
        "grade_key": grade,
        "versions": versions,
        "old": old,
        "new": new,
        "told": compared(found[old.pk], found[new.pk]),
        "part_words": PART_WORDS,
        "sees_price": sees(request.user, Sight.PRICE),
        "currency": currency(),
    }
    return page(request, "catalogue/compare.html", context, block="main")


def _chosen(versions: list[Tier], number: str, default: Tier) -> Tier:
    return next((row for row in versions if str(row.number) == number), default)

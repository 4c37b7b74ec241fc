"""The catalogue, and one offering with its tiers side by side."""

from functools import partial
from itertools import groupby

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from tandem.catalogue.content import LINES
from tandem.catalogue.models import Grade, Offering
from tandem.catalogue.queries import drafts, versions
from tandem.catalogue.queries import tiers as catalogue
from tandem.catalogue.queries.compare import PART_WORDS, note_of
from tandem.front.shelf.queries import records
from tandem.people.asked import Asked
from tandem.people.kept import keep
from tandem.people.models import Access, Person
from tandem.people.permissions import BOTH_SIDES
from tandem.people.queries.firm import currency
from tandem.people.rights import Sight, key_of, sees
from tandem.web.pages import page


@require_GET
def shelf(request: Asked) -> HttpResponse:
    """What is sold, by line of business, with what became of it; drafts that are open; what was retired."""
    person = request.user
    found = catalogue.offerings(person)
    context = {
        "lines": [(line, list(rows)) for line, rows in groupby(found, key=lambda pair: pair[0].line)],
        "records": keep(request, "records of tiers", partial(records, person)),
        "drafts": list(drafts.open_drafts(person)),
        "retired": catalogue.retired(person),
        "currency": currency(),
        **_rights(person),
    }
    return page(request, "front/shelf/catalogue.html", context, block="main")


@require_GET
def offering(request: Asked, slug: str) -> HttpResponse:
    row = get_object_or_404(Offering.objects.visible_to(request.user), slug=slug)
    person = request.user
    columns = catalogue.columns(row, person)
    opened = drafts.by_grade(drafts.open_drafts(person).filter(offering=row))
    context = {
        "offering": row,
        "columns": columns,
        "parts": [(part, PART_WORDS[part]) for part in LINES],
        "first_with": catalogue.first_with(columns),
        "note_of": note_of,
        "records": {grade: found for (_pk, grade), found in records(person, [row]).items()},
        "drafts": opened,
        "undrafted": [grade for grade in Grade if grade not in opened],
        "versions": versions.listed(row, person),
        "may_sell": bool(key_of(person)) or person.access == Access.LEADERSHIP,
        "currency": currency(),
        **_rights(person),
    }
    return page(request, "front/shelf/offering.html", context, block="main")


def _rights(person: Person) -> dict[str, bool]:
    return {
        "sees_price": sees(person, Sight.PRICE),
        "sees_margin": sees(person, Sight.MARGIN),
        "may_edit": person.access in BOTH_SIDES,
    }

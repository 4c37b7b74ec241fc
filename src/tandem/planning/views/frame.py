"""What several pages of planning share: who may book, days in words."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from tandem.people.models import Access, Person
from tandem.people.permissions import PLANNERS
from tandem.planning.queries.heat import Firm

SMALL_FIRM = 80


def may_book(person: Person) -> bool:
    """Hard bookings, and anything of anybody's."""
    return person.access in PLANNERS


def may_hold(person: Person) -> bool:
    """Holds on deals of their own, at least."""
    return may_book(person) or person.access == Access.SALES


def is_small(firm: Firm) -> bool:
    """Small enough to show everybody at once."""
    return sum(team.people for team in firm.teams) <= SMALL_FIRM


def span(first: date, last: date) -> str:
    """18 Jan – 5 Feb; 18 – 22 Jan; 21 Dec – 8 Jan."""
    if first == last:
        return date_format(first, "j M")
    start = "j" if (first.year, first.month) == (last.year, last.month) else "j M"
    return _("%(first)s – %(last)s") % {"first": date_format(first, start), "last": date_format(last, "j M")}

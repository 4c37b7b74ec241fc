"""Whose word it is: sales can't answer for delivery, nor delivery for sales."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from tandem.people.models import Access, Person
from tandem.people.rights import key_of

EDITORS = (Access.SALES, Access.DELIVERY, Access.LEADERSHIP)


def must_edit(by: Person) -> None:
    """Raises PermissionDenied unless `by` is of sales, delivery or leadership."""
    if by.access not in EDITORS:
        raise PermissionDenied(_("Only sales, delivery and leadership change a deal."))


def must_be(side: str, by: Person) -> None:
    """Raises PermissionDenied unless `by` holds the key of `side`."""
    if key_of(by) != side:
        raise PermissionDenied(
            _("Only somebody of delivery can answer this.") if side == "delivery" else _("Only sales can answer this.")
        )


def speaks_for(by: Person, speaker: Person) -> bool:
    """May `by` correct what `speaker` said? Their own side may, and leadership; of somebody of neither side, both."""
    return by.access in EDITORS and (by.access == Access.LEADERSHIP or speaker.side in ("", by.side))


def must_speak_for(speaker: Person, by: Person) -> None:
    """Raises PermissionDenied unless `by` may correct what `speaker` said."""
    if not speaks_for(by, speaker):
        raise PermissionDenied(_("Only their own side corrects what %(name)s said.") % {"name": speaker.name})

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

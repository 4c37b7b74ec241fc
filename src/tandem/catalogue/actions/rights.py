"""Who changes what the firm sells."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from tandem.people.models import Access, Person
from tandem.people.rights import key_of


def must_edit(by: Person) -> None:
    """Raises PermissionDenied unless `by` is of sales, delivery or leadership."""
    if not key_of(by) and by.access != Access.LEADERSHIP:
        raise PermissionDenied(_("Sales, delivery and leadership write the catalogue."))


def must_lead(by: Person) -> None:
    """Raises PermissionDenied unless `by` is of leadership."""
    if by.access != Access.LEADERSHIP:
        raise PermissionDenied(_("Leadership decides for both sides."))

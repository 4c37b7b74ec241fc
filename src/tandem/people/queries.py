"""Questions about the firm and its people."""

from functools import lru_cache
from typing import NamedTuple

from django.db.models import Q, QuerySet

from tandem.people.models import Access, Firm, Person
from tandem.people.models.person import SIDES


class Face(NamedTuple):
    """As much of a person as an avatar shows: lists read these from plain columns instead of rows."""

    name: str
    initials: str
    side: str

    @property
    def first_name(self) -> str:
        return self.name.split()[0] if self.name else ""


@lru_cache(maxsize=4096)
def face(name: str, access: str) -> Face:
    words = name.split()
    initials = "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()
    return Face(name, initials, SIDES.get(access, ""))


def face_or_none(name: str | None, access: str | None) -> Face | None:
    return face(name, access or "") if name else None


def currency() -> str:
    """The firm's currency. One query."""
    return Firm.objects.values_list("currency", flat=True).first() or "GBP"


def leaders() -> list[Person]:
    """Who may let a rule pass, in the order of their names."""
    return list(Person.objects.filter(access=Access.LEADERSHIP, is_active=True).order_by("name", "pk"))


def sellers() -> QuerySet[Person]:
    """Who may sell: sales and leadership."""
    return Person.objects.filter(_working(Access.SALES, Access.LEADERSHIP)).order_by("name", "pk")


def delivery_leads() -> QuerySet[Person]:
    """Who may lead delivery: delivery leads and leadership."""
    return Person.objects.filter(_working(Access.DELIVERY, Access.LEADERSHIP)).order_by("name", "pk")


def _working(*access: str) -> Q:
    return Q(access__in=access, is_active=True, left_on__isnull=True)

"""Who is in the firm for what, and the firm's currency."""

from django.db.models import Q, QuerySet

from tandem.people.models import Access, Firm, Person


def currency() -> str:
    """The firm's currency. One query.

    Raises:
        LookupError: there is no firm: no amount can be told.
    """
    found = Firm.objects.values_list("currency", flat=True).first()
    if not found:
        raise LookupError("there is no firm yet, so no currency")
    return found


def day_minutes() -> int:
    """How long the firm's working day is. One query."""
    return Firm.objects.values_list("day_minutes", flat=True).get()


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

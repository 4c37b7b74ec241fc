"""The firm's margin floor, for pages of packages that stand below the one that keeps it."""

from decimal import Decimal

from tandem.people.models import Person
from tandem.people.rights import Sight, sees
from tandem.review.models import Policy


def margin_floor(person: Person) -> Decimal | None:
    """As a share; None to whoever may not see margins, or where the firm has set none. One query."""
    if not sees(person, Sight.MARGIN):
        return None
    return Policy.objects.filter(current=True).values_list("margin_floor", flat=True).first()

"""What is done to people and by them to themselves."""

from datetime import datetime

from tandem.ledger.actions import revise
from tandem.people.models import Person


def turn_single_keys(person: Person, on: bool, *, at: datetime) -> Person:
    """Somebody's own choice whether one letter alone may do something."""
    person = Person.objects.get(pk=person.pk)  # a request's user is a lazy stand-in
    return revise(person, "turned single keys " + ("on" if on else "off"), seen=None, by=person, at=at, single_keys=on)

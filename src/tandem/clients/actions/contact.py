"""People at a client: added, changed."""

from datetime import datetime

from tandem.clients.models import Account, Contact
from tandem.ledger import actions as ledger
from tandem.people.models import Person

SHOW = ("title",)


def add(account: Account, *, by: Person, at: datetime, seen: None = None, **words: str) -> Contact:
    """A new contact. Addresses stay out of history: they're the person's own."""
    return ledger.add(Contact(account=account, **words), "added contact", by=by, at=at, show=SHOW)


def change(contact: Contact, *, seen: int | None, by: Person, at: datetime, **words: str) -> Contact:
    """Raises Stale."""
    return ledger.revise(contact, "changed contact", seen=seen, by=by, at=at, **words)

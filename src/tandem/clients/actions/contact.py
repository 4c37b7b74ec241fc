"""People at a client: added, changed. None of them reads their mail where one of us does: what a client signs by a code
is proved by its mail."""

from datetime import datetime

from django.utils.translation import gettext as _

from tandem.clients.models import Account, Contact
from tandem.gates import Finding, Refused
from tandem.ledger import actions as ledger
from tandem.people.models import Person

SHOW = ("title",)


def add(account: Account, *, by: Person, at: datetime, seen: None = None, **words: str) -> Contact:
    """A new contact. Addresses stay out of history: they're the person's own. Raises Refused where it's a colleague's."""
    _must_be_theirs(words.get("email", ""))
    return ledger.add(Contact(account=account, **words), "added contact", by=by, at=at, show=SHOW)


def change(contact: Contact, *, seen: int | None, by: Person, at: datetime, **words: str) -> Contact:
    """Raises Stale; Refused where the address is a colleague's."""
    _must_be_theirs(words.get("email", contact.email))
    return ledger.revise(contact, "changed contact", seen=seen, by=by, at=at, **words)


def is_ours(email: str) -> bool:
    """Does a colleague read mail there, under whatever tag? One query."""
    name, _at, domain = email.casefold().partition("@")
    plain = name.split("+", 1)[0]
    theirs = Person.objects.filter(email__iendswith=f"@{domain}").values_list("email", flat=True)
    return bool(domain) and any(each.casefold().partition("@")[0].split("+", 1)[0] == plain for each in theirs)


def _must_be_theirs(email: str) -> None:
    if email and is_ours(email):
        words = _("That is a colleague’s address. What a client signs by a code has to be mailed to them.")
        raise Refused([Finding("their_own_address", _("E-mail"), words, waivable=False)])

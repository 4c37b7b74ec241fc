"""Add a client."""

import re
import unicodedata
from datetime import datetime

from django.db import IntegrityError

from tandem.clients.models import Account
from tandem.ledger.actions import add as add_row
from tandem.people.models import Person

LEGAL_FORMS = {"ltd", "limited", "plc", "llp", "llc", "inc", "corp", "gmbh", "ag", "sa", "sas", "bv", "nv", "ab", "oy"}


def key_of(name: str) -> str:
    """A name folded for matching: case, accents, spaces, signs and legal form don't count."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", name) if not unicodedata.combining(sign))
    words = re.findall(r"\w+", plain.casefold())
    while len(words) > 1 and words[-1] in LEGAL_FORMS:
        words.pop()
    return "".join(words)[:200]


def add(name: str, *, by: Person, at: datetime) -> Account:
    """A new client, or the one that already goes by that name."""
    key = key_of(name)
    known = Account.objects.filter(key=key).first()
    if known:
        return known
    account = Account(name=name.strip(), key=key, owner=by, created_at=at)
    try:
        return add_row(account, "added client", by=by, at=at, show=("name",))
    except IntegrityError:  # somebody added the same client a moment ago
        return Account.objects.get(key=key)

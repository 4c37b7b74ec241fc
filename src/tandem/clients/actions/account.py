"""Add a client."""

from datetime import datetime

from django.db import IntegrityError

from tandem.calc.legal import split
from tandem.clients.models import Account
from tandem.ledger.actions import add as add_row
from tandem.people.models import Person


def key_of(name: str) -> str:
    """A name folded for matching: case, accents, spaces, signs and the spelling of the legal form don't count."""
    return " ".join(filter(None, split(name)))[:200]


def known_as(name: str) -> Account | None:
    """The client that goes by that name: with its legal form in any spelling, or without one where only one client has the
    name. One query."""
    base, form = split(name)
    if not base:
        return None
    alike = [
        each
        for each in Account.objects.filter(key__startswith=base[:200]).order_by("pk")
        if split(each.name)[0] == base
    ]
    exact = next((each for each in alike if split(each.name)[1] == form), None)
    other = alike[0] if len(alike) == 1 and "" in (form, split(alike[0].name)[1]) else None
    return exact or other


def add(name: str, *, by: Person, at: datetime) -> Account:
    """A new client, or the one that already goes by that name."""
    known = known_as(name)
    if known:
        return known
    key = key_of(name) or name.casefold()[:200]
    if Account.objects.filter(key=key).exists():  # kept under it before legal forms were told apart
        key = f"{key[:180]} {at:%Y%m%d%H%M%S}"
    account = Account(name=name.strip(), key=key, owner=by, created_at=at)
    try:
        return add_row(account, "added client", by=by, at=at, show=("name",))
    except IntegrityError:  # somebody added the same client a moment ago
        return Account.objects.get(key=key)

"""Keep a filter and order of the pipeline under a name. Everybody keeps their own."""

from datetime import datetime

from django.db import IntegrityError

from tandem.engagements.models import SavedView
from tandem.ledger.actions import add, record
from tandem.ledger.deeds import deed
from tandem.people.models import Person


class NameTaken(Exception):
    """This person has a view of that name."""


def save(name: str, query: str, *, by: Person, at: datetime) -> SavedView:
    """Raises NameTaken."""
    try:
        return add(SavedView(person=by, name=name, query=query), "saved view", by=by, at=at, show=("query",))
    except IntegrityError:
        raise NameTaken from None


def rename(view: SavedView, name: str, *, by: Person, at: datetime) -> None:
    """Raises NameTaken."""
    was, view.name = view.name, name
    try:
        with deed():
            view.save(update_fields=["name"])
            record("renamed view", view, by=by, at=at, before={"name": was}, after={"name": name})
    except IntegrityError:
        raise NameTaken from None


def delete(view: SavedView, *, by: Person, at: datetime) -> None:
    with deed():
        record("deleted view", view, by=by, at=at, before={"name": view.name, "query": view.query})
        view.delete()

"""Verbs on what is in a scope, and what expressly isn't."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from tandem.engagements.actions.sides import must_edit
from tandem.ledger import actions as ledger
from tandem.people.models import Person
from tandem.scoping.actions.held import hold
from tandem.scoping.models import ScopeItem, ScopeVersion


def add(scope: ScopeVersion, *, by: Person, at: datetime, kind: str, words: str, seen: str | None = None) -> ScopeItem:
    """A new clause at the end of its side."""
    must_edit(by)
    with transaction.atomic():
        hold(scope)
        last = scope.items.aggregate(last=Max("position"))["last"]
        item = ScopeItem.objects.create(scope=scope, kind=kind, words=words, position=0 if last is None else last + 1)
        after = {"words": words, "kind": item.get_kind_display()}
        ledger.record("added to scope", item, by=by, at=at, engagement=scope.engagement, after=after)
    return item


def revise(item: ScopeItem, *, by: Person, at: datetime, seen: str | None, words: str, kind: str) -> ScopeItem:
    """Change a clause. `seen` are its words as they were read: two people may edit different clauses at once.

    Raises:
        Stale: this clause reads otherwise by now, or the scope was frozen.
    """
    must_edit(by)
    with transaction.atomic():
        hold(item.scope)
        _must_read(item, seen)
        ScopeItem.objects.filter(pk=item.pk).update(words=words, kind=kind)
        ledger.record(
            "reworded scope", item, by=by, at=at, engagement=item.scope.engagement,
            before={"words": item.words, "kind": item.kind}, after={"words": words, "kind": kind},
        )  # fmt: skip
    item.words, item.kind = words, kind
    return item


def remove(item: ScopeItem, *, by: Person, at: datetime, seen: str | None) -> None:
    """Take a clause out; history keeps its words.

    Raises:
        Stale: it reads otherwise by now, or the scope was frozen.
    """
    must_edit(by)
    with transaction.atomic():
        hold(item.scope)
        _must_read(item, seen)
        before = {"words": item.words, "kind": item.get_kind_display()}
        ledger.record("took out of scope", item, by=by, at=at, engagement=item.scope.engagement, before=before)
        ScopeItem.objects.filter(pk=item.pk).delete()


def _must_read(item: ScopeItem, seen: str | None) -> None:
    now = ScopeItem.objects.filter(pk=item.pk).first()
    if now is None or (seen is not None and now.words != seen):
        raise ledger.Stale(now or item)

"""Verbs on clauses: what is in a scope, what expressly isn't, how it's accepted and changed; and whose words they are."""

import hashlib
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.db.models import Max

from tandem.engagements.actions.sides import must_edit
from tandem.engagements.models import Promise
from tandem.ledger import actions as ledger
from tandem.ledger.deeds import deed, locks_deal
from tandem.people.models import Person
from tandem.scoping.actions import links
from tandem.scoping.actions.held import hold
from tandem.scoping.models import ScopeItem, ScopeVersion


@locks_deal
def add(
    scope: ScopeVersion, *, by: Person, at: datetime, kind: str, words: str, promises: Iterable[Promise] = (),
    because: str = "", seen: str | None = None,
) -> ScopeItem:  # fmt: skip
    """A new clause at the end. The promises that it puts on paper are papered with it."""
    must_edit(by)
    with deed():
        hold(scope)
        last = scope.items.aggregate(last=Max("position"))["last"]
        item = ScopeItem.objects.create(
            scope=scope, kind=kind, words=words, because=because, position=0 if last is None else last + 1
        )
        after = {"words": words, "kind": item.get_kind_display(), **({"because": because} if because else {})}
        ledger.record("added to scope", item, by=by, at=at, engagement=scope.engagement, after=after)
        links.put(item, promises, by=by, at=at)
    return item


@locks_deal("scope")
def revise(
    item: ScopeItem, *, by: Person, at: datetime, seen: str | None, words: str, kind: str,
    promises: Iterable[Promise] | None = None, because: str | None = None,
) -> ScopeItem:  # fmt: skip
    """Change a clause. `seen` is how it was read (`as_read`): two people may edit different clauses at once.
    None leaves its promises, or its reason, as they are.

    Raises:
        Stale: this clause reads otherwise by now, or the scope was frozen.
    """
    must_edit(by)
    with deed():
        hold(item.scope)
        now = _must_read(item, seen)
        changes: dict[str, Any] = {"words": words, "kind": kind, "because": now.because if because is None else because}
        before = {name: getattr(now, name) for name in changes}
        changed = {name for name in changes if before[name] != changes[name]}
        ScopeItem.objects.filter(pk=item.pk).update(**changes)
        if changed:
            ledger.record(
                "reworded scope", item, by=by, at=at, engagement=item.scope.engagement,
                before={name: before[name] for name in changed}, after={name: changes[name] for name in changed},
            )  # fmt: skip
        for name, value in changes.items():
            setattr(item, name, value)
        links.put(item, list(links.standing(item)) if promises is None else promises, by=by, at=at)
    return item


@locks_deal("scope")
def explain(item: ScopeItem, *, by: Person, at: datetime, seen: str | None, because: str) -> ScopeItem:
    """Say why a clause is there, or why its words stay as they are.

    Raises:
        Stale: it reads otherwise by now, or the scope was frozen.
    """
    return revise(item, by=by, at=at, seen=seen, words=item.words, kind=item.kind, because=because)


@locks_deal("scope")
def remove(item: ScopeItem, *, by: Person, at: datetime, seen: str | None) -> None:
    """Take a clause out; history keeps its words. Promises that only it had put on paper are on none again.

    Raises:
        Stale: it reads otherwise by now, or the scope was frozen.
    """
    must_edit(by)
    with deed():
        hold(item.scope)
        now = _must_read(item, seen)
        before = {"words": now.words, "kind": now.get_kind_display()}
        ledger.record("took out of scope", item, by=by, at=at, engagement=item.scope.engagement, before=before)
        links.put(now, (), by=by, at=at)
        ScopeItem.objects.filter(pk=item.pk).delete()


def as_read(item: ScopeItem, promises: Collection[int]) -> str:
    """What somebody had before them of a clause, in sixteen letters: all that a form of it can change."""
    said = "\x1f".join([item.words, item.kind, item.because, *map(str, sorted(promises))])
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def _must_read(item: ScopeItem, seen: str | None) -> ScopeItem:
    """The clause as it is now, if that's what was seen."""
    now = ScopeItem.objects.filter(pk=item.pk).first()
    if now is None or (seen is not None and as_read(now, links.ids_of(now)) != seen):
        raise ledger.Stale(now or item)
    return now

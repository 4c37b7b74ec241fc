"""Which promises a clause puts on paper. The promise says so too, in the same transaction: the two can't disagree."""

from collections.abc import Iterable
from datetime import datetime

from tandem.engagements.actions import promise as promises_
from tandem.engagements.models import Promise
from tandem.ledger import actions as ledger
from tandem.people.models import Person
from tandem.scoping.models import ScopeItem

LONGEST = 300
Link = ScopeItem.promises.through


def put(item: ScopeItem, promises: Iterable[Promise], *, by: Person, at: datetime) -> None:
    """The clause puts exactly these promises on paper, in its words as they are now. An exclusion excludes them."""
    kept = list(promises)
    gone = list(item.promises.exclude(pk__in=[promise.pk for promise in kept]))
    item.promises.set(kept)
    paper = Promise.Paper.EXCLUDED if item.kind == ScopeItem.Kind.OUT else Promise.Paper.CLAUSE
    for promise in kept:
        promises_.paper(promise, by=by, at=at, seen=None, paper=paper, paper_words=item.words[:LONGEST])
    for promise in gone:
        _let_go(promise, item, by, at)


def ids_of(item: ScopeItem) -> list[int]:
    return list(item.promises.values_list("pk", flat=True))


def by_item(items: Iterable[ScopeItem]) -> dict[int, list[int]]:
    """The promises' ids by the clause's. One query."""
    rows = Link.objects.filter(scopeitem__in=[item.pk for item in items]).order_by("pk")
    found: dict[int, list[int]] = {}
    for item, promise in rows.values_list("scopeitem_id", "promise_id"):
        found.setdefault(item, []).append(promise)
    return found


def copy(pairs: Iterable[tuple[ScopeItem, int]]) -> None:
    """The same promises on the clauses of a later version; what the promises say of their paper stays."""
    Link.objects.bulk_create(Link(scopeitem=item, promise_id=promise) for item, promise in pairs)


def _let_go(promise: Promise, item: ScopeItem, by: Person, at: datetime) -> None:
    """On no paper any more, unless another clause of the scope says it, or it was withdrawn or left unwritten since."""
    elsewhere = ScopeItem.objects.filter(scope=item.scope_id, promises=promise).exclude(pk=item.pk)
    if promise.paper in (Promise.Paper.CLAUSE, Promise.Paper.EXCLUDED) and not elsewhere.exists():
        ledger.revise(
            promise, "took promise off paper", seen=None, by=by, at=at, reason=item.words, paper="", paper_words=""
        )

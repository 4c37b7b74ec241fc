"""Which promises a clause puts on paper. The promise says so too, in the same transaction: the two can't disagree."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from tandem.engagements.actions import promise as promises_
from tandem.engagements.models import Promise
from tandem.ledger import actions as ledger
from tandem.people.models import Person
from tandem.scoping.models import ScopeItem

LONGEST = 300
Link = ScopeItem.promises.through


def put(item: ScopeItem, promises: Iterable[Promise], *, by: Person, at: datetime) -> None:
    """The clause puts exactly these promises on paper, in its words as they are now. An exclusion excludes them; what
    was withdrawn stays withdrawn beside it.

    Raises:
        Refused: delivery said that one of them, ticked only now, can't be done.
    """
    kept = list(promises)
    had = set(standing(item).values_list("pk", flat=True))
    gone = list(item.promises.exclude(pk__in=[promise.pk for promise in kept]))
    item.promises.set(kept)
    out = item.kind == ScopeItem.Kind.OUT
    paper = Promise.Paper.EXCLUDED if out else Promise.Paper.CLAUSE
    for promise in kept:
        withdrawn = out and promise.paper == Promise.Paper.WITHDRAWN
        denied = promise.pk in had and promise.verdict == Promise.Verdict.NO  # the gates say what is owed
        if not (withdrawn or denied):
            promises_.paper(
                promise, by=by, at=at, seen=None, paper=paper, paper_words=item.words[:LONGEST], by_clause=True
            )
    for promise in gone:
        _let_go(promise, item, by, at)


def standing(item: ScopeItem) -> QuerySet[Promise]:
    """The promises that the clause puts on paper. One that was reworded since it was ticked stands on none: it isn't
    what the clause says any more, until somebody ticks it again."""
    return item.promises.exclude(paper="", revision__gt=1)


def ids_of(item: ScopeItem) -> list[int]:
    return list(standing(item).values_list("pk", flat=True))


def by_item(items: Iterable[ScopeItem]) -> dict[int, list[int]]:
    """The promises' ids by the clause's. One query."""
    links = Link.objects.filter(scopeitem__in=[item.pk for item in items])
    rows = links.exclude(promise__paper="", promise__revision__gt=1).order_by("pk")
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

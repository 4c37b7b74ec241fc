"""Verbs on promises: said, judged by delivery, papered, settled."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from tandem.engagements.actions import challenge
from tandem.engagements.actions.settled import Noun, changed, must_be_open_to
from tandem.engagements.actions.sides import must_be, must_edit, must_speak_for
from tandem.engagements.models import Engagement, Promise
from tandem.ledger import actions as ledger
from tandem.ledger.deeds import deed, locks_deal
from tandem.people.models import Person

UNJUDGED: dict[str, Any] = {"verdict": "", "condition": "", "judged_by": None, "judged_at": None}
SHOWN = ("quote", "said_by", "said_to", "said_on", "said_where", "strength", "due_on")
DOUBTS = (Promise.Verdict.IF, Promise.Verdict.NO)


@locks_deal
def add(engagement: Engagement, *, by: Person, at: datetime, seen: None = None, **words: Any) -> Promise:
    """Something said to the client, in the words it was said in: written down by whoever heard it, of either side."""
    must_edit(by)
    return ledger.add(Promise(engagement=engagement, **words), "wrote down promise", by=by, at=at, show=SHOWN)


@locks_deal
def capture(engagement: Engagement, heard: Sequence[dict[str, Any]], *, by: Person, at: datetime) -> list[Promise]:
    """All that somebody confirmed of a call's notes, in one transaction: what `add` takes, once for each.

    Raises:
        PermissionDenied: `by` is neither of sales nor of delivery nor of leadership.
    """
    must_edit(by)
    rows = [Promise(engagement=engagement, **words) for words in heard]
    with deed():
        Promise.objects.bulk_create(rows)
        ledger.record_all(
            [
                ledger.draft(
                    "wrote down promise", row, by=by, at=at, after={name: getattr(row, name) for name in SHOWN}
                )
                for row in rows
            ]
        )
    return rows


@locks_deal
def revise(promise: Promise, *, by: Person, at: datetime, seen: int | None, **words: Any) -> Promise:
    """Correct what was said. Other words or another strength are another promise: delivery's verdict is voided.

    Raises:
        PermissionDenied: it's the other side's word.
        Stale: somebody else was first.
        Settled: it was signed.
    """
    must_speak_for(promise.said_by, by)
    must_be_open_to(Noun.PROMISE, promise.engagement, changed(promise, words), promise)
    other = any(words.get(name, getattr(promise, name)) != getattr(promise, name) for name in ("quote", "strength"))
    if other:
        words.update(UNJUDGED)
    with deed():
        ledger.revise(promise, "corrected promise", seen=seen, by=by, at=at, **words)
        if other:
            challenge.settle(promise, _("Changed to: “%(words)s”") % {"words": promise.quote}, by=by, at=at)
    return promise


@locks_deal
def judge(
    promise: Promise, *, by: Person, at: datetime, seen: int | None, verdict: str, condition: str = ""
) -> Promise:
    """Delivery's verdict: feasible, feasible if, or not feasible. A doubt is kept in the challenge log too, as it was
    said; the same doubt again isn't.

    Raises:
        PermissionDenied: `by` isn't of delivery.
        Stale: somebody else was first.
    """
    must_be("delivery", by)
    same = (promise.verdict, promise.condition) == (verdict, condition)
    with deed():
        judged = ledger.revise(
            promise, f"judged promise: {Promise.Verdict(verdict).label.lower()}", seen=seen, by=by, at=at,
            verdict=verdict, condition=condition, judged_by=by, judged_at=at,
        )  # fmt: skip
        if verdict in DOUBTS and not same:
            challenge.note(
                promise.engagement, about="promises", words=condition, by=by, at=at, on_words=promise.quote,
                promise=promise,
            )  # fmt: skip
    return judged


@locks_deal
def paper(
    promise: Promise,
    *,
    by: Person,
    at: datetime,
    seen: int | None,
    paper: str,
    paper_words: str = "",
    paper_knows: str = "",
) -> Promise:
    """Where it's written; or that it's excluded, knowingly unwritten (who knows, and why), or withdrawn with the client
    told (by whom, and how). By sales, it answers what delivery doubted. Once the deal is signed, a promise that is on no
    paper may still be left unwritten. Raises Stale, Settled."""
    must_edit(by)
    if promise.paper or paper != Promise.Paper.UNWRITTEN:
        must_be_open_to(Noun.PROMISE, promise.engagement, ("paper",))
    with deed():
        ledger.revise(
            promise, "papered promise", seen=seen, by=by, at=at, reason=paper_words, paper=paper,
            paper_words=paper_words, paper_knows=paper_knows, paper_by=by, paper_at=at,
        )  # fmt: skip
        label = str(Promise.Paper(paper).label)
        challenge.settle(promise, f"{label}: {paper_words}" if paper_words else label, by=by, at=at)
    return promise

"""Verbs on promises: said, judged by delivery, papered, settled."""

from datetime import datetime
from typing import Any

from tandem.engagements.actions.sides import must_be, must_edit
from tandem.engagements.models import Engagement, Promise
from tandem.ledger import actions as ledger
from tandem.people.models import Person

UNJUDGED: dict[str, Any] = {"verdict": "", "condition": "", "judged_by": None, "judged_at": None}


def add(engagement: Engagement, *, by: Person, at: datetime, seen: None = None, **words: Any) -> Promise:
    """Something said to the client, in the words it was said in."""
    must_edit(by)
    show = ("quote", "said_by", "said_to", "said_on", "said_where", "strength")
    return ledger.add(Promise(engagement=engagement, **words), "wrote down promise", by=by, at=at, show=show)


def revise(promise: Promise, *, by: Person, at: datetime, seen: int | None, **words: Any) -> Promise:
    """Correct what was said. Other words or another strength are another promise: delivery's verdict is voided."""
    must_edit(by)
    if any(words.get(name, getattr(promise, name)) != getattr(promise, name) for name in ("quote", "strength")):
        words.update(UNJUDGED)
    return ledger.revise(promise, "corrected promise", seen=seen, by=by, at=at, **words)


def judge(
    promise: Promise, *, by: Person, at: datetime, seen: int | None, verdict: str, condition: str = ""
) -> Promise:
    """Delivery's verdict: feasible, feasible if, or not feasible.

    Raises:
        PermissionDenied: `by` isn't of delivery.
    """
    must_be("delivery", by)
    return ledger.revise(
        promise, f"judged promise: {Promise.Verdict(verdict).label.lower()}", seen=seen, by=by, at=at,
        verdict=verdict, condition=condition, judged_by=by, judged_at=at,
    )  # fmt: skip


def paper(
    promise: Promise, *, by: Person, at: datetime, seen: int | None, paper: str, paper_words: str = ""
) -> Promise:
    """Where it's written; or that it's excluded, knowingly unwritten, or withdrawn with the client told."""
    must_edit(by)
    return ledger.revise(
        promise, "papered promise", seen=seen, by=by, at=at, reason=paper_words, paper=paper, paper_words=paper_words
    )

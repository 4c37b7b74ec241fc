"""Verbs on promises: said, judged by delivery, papered, settled."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.calc.folding import is_said
from tandem.engagements.actions import challenge
from tandem.engagements.actions.settled import Noun, changed, must_be_open_to
from tandem.engagements.actions.sides import must_be, must_edit, must_speak_for
from tandem.engagements.models import Engagement, Promise
from tandem.gates import Finding, Refused
from tandem.ledger import actions as ledger
from tandem.ledger.deeds import deed, locks_deal
from tandem.people.models import Person

UNJUDGED: dict[str, Any] = {"verdict": "", "condition": "", "judged_by": None, "judged_at": None}
UNPAPERED: dict[str, Any] = {"paper": "", "paper_words": "", "paper_knows": "", "paper_by": None, "paper_at": None}
UNTOLD: dict[str, Any] = {"told_by": None, "told_to": "", "told_on": None, "told_how": ""}
# What delivery judges; the words alone are what stands on paper.
JUDGED = ("quote", "strength", "due_on")
SHOWN = ("quote", "said_by", "said_to", "said_on", "said_where", "strength", "due_on")
DOUBTS = (Promise.Verdict.IF, Promise.Verdict.NO)
IN_SCOPE = (Promise.Paper.CLAUSE, Promise.Paper.EXCLUDED)


@locks_deal
def add(engagement: Engagement, *, by: Person, at: datetime, seen: None = None, **words: Any) -> Promise:
    """Something said to the client, in the words it was said in: written down by whoever heard it, of either side.
    Raises Refused on a day to come."""
    must_edit(by)
    _must_have_been_said(words.get("said_on"), at)
    return ledger.add(Promise(engagement=engagement, **words), "wrote down promise", by=by, at=at, show=SHOWN)


@locks_deal
def capture(engagement: Engagement, heard: Sequence[dict[str, Any]], *, by: Person, at: datetime) -> list[Promise]:
    """All that somebody confirmed of a call's notes, in one transaction: what `add` takes, once for each.

    Raises:
        PermissionDenied: `by` is neither of sales nor of delivery nor of leadership.
        Refused: said on a day to come.
    """
    must_edit(by)
    for words in heard:
        _must_have_been_said(words.get("said_on"), at)
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
    """Correct what was said. Other words, another strength or another day are another promise: delivery's verdict is
    voided; other words, in whatever letters, stand on no paper yet. What delivery had called not feasible still has to
    be told to the client, as it reads now.

    Raises:
        PermissionDenied: it's the other side's word.
        Stale: somebody else was first.
        Settled: it was signed.
        Refused: said on a day to come.
    """
    must_speak_for(promise.said_by, by)
    must_speak_for(words.get("said_by", promise.said_by), by)  # nor is it put into the other side's mouth
    must_be_open_to(Noun.PROMISE, promise.engagement, changed(promise, words), promise)
    if words.get("said_on", promise.said_on) != promise.said_on:
        _must_have_been_said(words["said_on"], at)
    other = any(words.get(name, getattr(promise, name)) != getattr(promise, name) for name in JUDGED)
    reworded = words.get("quote", promise.quote) != promise.quote
    if other:
        words |= UNJUDGED
    if reworded:
        words |= {**UNPAPERED, "revision": promise.revision + 1}
    if reworded or (other and promise.paper != Promise.Paper.WITHDRAWN):
        words |= UNTOLD
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
            verdict=verdict, condition=condition, judged_by=by, judged_at=at, owes_word=_owes_word(promise, verdict),
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
    by_clause: bool = False,
    **told: Any,
) -> Promise:
    """Where it's written; or that it's excluded, knowingly unwritten (who knows, and why), or withdrawn with the client
    told (`told`: as `tell` takes it). `by_clause`: a clause of the scope is ticked for it. By sales, it answers what
    delivery doubted. Once the deal is signed, a promise that is on no paper may still be left unwritten.

    Raises:
        Refused: no clause is ticked for what is to be in the scope; delivery said no, so that no paper makes it good;
            it's withdrawn, and nobody says who told the client.
        Stale: somebody else was first.
        Settled: it was signed.
    """
    must_edit(by)
    if promise.paper or paper != Promise.Paper.UNWRITTEN:
        must_be_open_to(Noun.PROMISE, promise.engagement, ("paper",))
    words = _words_of_telling(told, by, at) if paper == Promise.Paper.WITHDRAWN else {}
    _must_be_good_paper(promise, paper, by_clause, words)
    with deed():
        ledger.revise(
            promise, "papered promise", seen=seen, by=by, at=at, reason=paper_words, paper=paper,
            paper_words=paper_words, paper_knows=paper_knows, paper_by=by, paper_at=at, **words,
        )  # fmt: skip
        label = str(Promise.Paper(paper).label)
        challenge.settle(promise, f"{label}: {paper_words}" if paper_words else label, by=by, at=at)
    return promise


@locks_deal
def tell(
    promise: Promise, *, by: Person, at: datetime, seen: int | None, told_by: Person, told_to: str, told_on: date,
    told_how: str,
) -> Promise:  # fmt: skip
    """The client was told what delivery said, or that it reads otherwise now: who told whom, when and how.

    Raises:
        Refused: on a day to come, or before it was said; or delivery's no stands on the words as they are.
        Stale: somebody else was first.
    """
    must_edit(by)
    if promise.verdict == Promise.Verdict.NO and promise.paper != Promise.Paper.WITHDRAWN:
        raise _refused(
            _("Delivery’s no stands on these words: withdraw it, or change what was said, and tell the client.")
        )
    told = {"told_by": told_by, "told_to": told_to, "told_on": told_on, "told_how": told_how}
    words = _words_of_telling(told, by, at)
    if not words:
        raise _refused(_("Say who told the client, whom, when and how."))
    _must_lie_between(promise, words)
    return ledger.revise(promise, "told the client", seen=seen, by=by, at=at, reason=told_how, **words)


def _must_have_been_said(said_on: date | None, at: datetime) -> None:
    if said_on and said_on > timezone.localdate(at):
        raise _refused(_("This day is still to come: nothing has been said on it yet."))


def _owes_word(promise: Promise, verdict: str) -> bool:
    """Delivery's no has to reach the client. A change of its own mind about the same words lifts that; a verdict on
    other words doesn't, since the client still believes the first ones."""
    if verdict == Promise.Verdict.NO:
        return True
    return promise.owes_word and promise.verdict != Promise.Verdict.NO


def _must_be_good_paper(promise: Promise, paper: str, by_clause: bool, told: dict[str, Any]) -> None:
    if paper == Promise.Paper.WITHDRAWN:
        if not told:
            raise _refused(_("Say who told the client, whom, when and how."))
        _must_lie_between(promise, told)
    elif promise.verdict == Promise.Verdict.NO:
        raise _refused(
            _(
                "Delivery said that it can’t be done. Withdraw it, or change what was said, and tell the client; an exclusion alone tells nobody."
            )
        )
    elif paper in IN_SCOPE and not by_clause:
        raise _refused(
            _("Tick it at the clause of the scope that says it: the scope is the paper, this is only a note.")
        )


def _words_of_telling(told: dict[str, Any], by: Person, at: datetime) -> dict[str, Any]:
    """Nothing unless all four are said; never of a day to come."""
    words = {name: told.get(name) or empty for name, empty in UNTOLD.items()}
    if not (words["told_by"] and words["told_on"] and is_said(words["told_to"]) and is_said(words["told_how"])):
        return {}
    if words["told_on"] > timezone.localdate(at):
        raise _refused(_("This day is still to come: tell the client first."))
    return words


def _must_lie_between(promise: Promise, told: dict[str, Any]) -> None:
    if told and told["told_on"] < promise.said_on:
        raise _refused(_("On that day it hadn’t been said yet."))


def _refused(words: str) -> Refused:
    return Refused([Finding("promise", _("Promise"), words, waivable=False)])

"""Verbs on assumptions: raised by anybody, answered by delivery, then verified or priced."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from tandem.engagements.actions import risk
from tandem.engagements.actions.guests import ask_in
from tandem.engagements.actions.sides import must_be, must_edit
from tandem.engagements.models import Assumption, Engagement
from tandem.gates import Finding, Refused
from tandem.ledger import actions as ledger
from tandem.people.models import Access, Person

VOID: dict[str, Any] = {
    "answer": "", "answered_by": None, "answered_at": None, "condition": "", "condition_owner": None,
    "condition_by": None, "condition_met_at": None, "verified_at": None, "verified_how": "",
}  # fmt: skip


def add(engagement: Engagement, *, by: Person, at: datetime, seen: None = None, **words: Any) -> Assumption:
    """Something taken as true. Whoever is asked is asked from now on."""
    must_edit(by)
    if words.get("asked"):
        words["asked_at"] = at
        ask_in(engagement, words["asked"])
    row = Assumption(engagement=engagement, raised_by=by, raised_at=at, **words)
    return ledger.add(row, "assumed", by=by, at=at, show=("words", "because", "minutes_if_false", "asked"))


def revise(assumption: Assumption, *, by: Person, at: datetime, seen: int | None, **words: Any) -> Assumption:
    """Change it. Other words are another assumption: delivery's answer and the verification are voided."""
    must_edit(by)
    if words.get("words", assumption.words) != assumption.words:
        words.update(VOID)
    if words.get("asked", assumption.asked) != assumption.asked:
        ask_in(assumption.engagement, words["asked"])
        words["asked_at"] = at if words["asked"] else None
    if not words.get("minutes_if_false", assumption.minutes_if_false):
        words["priced"] = False  # nothing is in the price any more
    return ledger.revise(assumption, "changed assumption", seen=seen, by=by, at=at, **words)


def ask(assumption: Assumption, *, by: Person, at: datetime, seen: int | None, asked: Person) -> Assumption:
    """Ask somebody of delivery to answer it. Asking again voids the earlier answer."""
    must_edit(by)
    ask_in(assumption.engagement, asked)
    return ledger.revise(
        assumption, "asked about assumption", seen=seen, by=by, at=at, asked=asked, asked_at=at, **VOID
    )


def answer(
    assumption: Assumption,
    *,
    by: Person,
    at: datetime,
    seen: int | None,
    answer: str,
    condition: str = "",
    condition_owner: Person | None = None,
    condition_by: date | None = None,
) -> Assumption:
    """Delivery's word on it: agree, agree if (condition, owner, by), or a red flag with its reason.

    Raises:
        PermissionDenied: `by` isn't of delivery.
        Stale: the assumption was changed since it was read.
    """
    must_be("delivery", by)
    if answer == Assumption.Answer.AGREE:
        condition, condition_owner, condition_by = "", None, None
    return ledger.revise(
        assumption, f"answered assumption: {Assumption.Answer(answer).label.lower()}", seen=seen, by=by, at=at,
        answer=answer, answered_by=by, answered_at=at, condition=condition,
        condition_owner=condition_owner, condition_by=condition_by, condition_met_at=None,
    )  # fmt: skip


def meet(assumption: Assumption, *, by: Person, at: datetime, seen: int | None) -> Assumption:
    """The condition came true. Said by whoever owns it, or by delivery, who set it."""
    if by != assumption.condition_owner:
        must_be("delivery", by)
    return ledger.revise(assumption, "met the condition", seen=seen, by=by, at=at, condition_met_at=at)


def verify(assumption: Assumption, *, by: Person, at: datetime, seen: int | None, verified_how: str) -> Assumption:
    """It was checked and holds. Its verifier says so; where none is named, either side may.

    Raises:
        PermissionDenied: somebody else is named to verify it.
    """
    must_edit(by)
    if assumption.verifier and by != assumption.verifier and by.access != Access.LEADERSHIP:
        raise PermissionDenied(_("%(name)s is named to verify this.") % {"name": assumption.verifier.name})
    return ledger.revise(
        assumption, "verified assumption", seen=seen, by=by, at=at, verified_at=at, verified_how=verified_how
    )


def price(assumption: Assumption, *, by: Person, at: datetime, seen: int | None, minutes_if_false: int) -> Assumption:
    """Put the hours that it costs if it's false into the price; 0 takes them out again."""
    must_edit(by)
    verb = "priced assumption" if minutes_if_false else "took assumption out of the price"
    return ledger.revise(
        assumption, verb, seen=seen, by=by, at=at, minutes_if_false=minutes_if_false, priced=bool(minutes_if_false)
    )


def harden(assumption: Assumption, *, by: Person, at: datetime, seen: int | None) -> Assumption:
    """What nobody could verify becomes an owned risk: the same words, the same hours, an owner to be named.

    Raises:
        Refused: it was verified, or is a risk already.
    """
    must_edit(by)
    if assumption.verified_at or assumption.risks.exists():
        words = _("It was verified.") if assumption.verified_at else _("It is a risk already.")
        raise Refused([Finding("hardened_once", _("Risk"), words)])
    with transaction.atomic():
        ledger.revise(assumption, "hardened", seen=seen, by=by, at=at)
        risk.add(
            assumption.engagement, by=by, at=at, words=assumption.words[:200], from_assumption=assumption,
            impact_minutes=assumption.minutes_if_false, impact_money=assumption.price_if_false,
            priced=assumption.priced,
        )  # fmt: skip
    return assumption

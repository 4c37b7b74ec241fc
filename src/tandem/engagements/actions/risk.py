"""Verbs on risks. Named is not owned: the person named accepts or declines, and nobody else for them."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from tandem.clients.models import Contact
from tandem.engagements.actions import settled
from tandem.engagements.actions.settled import Noun, must_be_open_to
from tandem.engagements.actions.sides import must_be, must_edit, speaks_for
from tandem.engagements.models import Engagement, Risk
from tandem.ledger import actions as ledger
from tandem.ledger.deeds import locks_deal
from tandem.people.models import Access, Person

# Another owner is named: what was handed over, or was about to be, is owed anew.
NOT_HANDED: dict[str, Any] = {"handing_to": None, "handing_by": None, "handing_at": None, "handed_at": None}
MEANING = ("words", "size", "probability", "impact_minutes", "impact_money")


@locks_deal
def add(engagement: Engagement, *, by: Person, at: datetime, seen: None = None, **words: Any) -> Risk:
    """A risk; whoever is named as its owner still has to accept it. One who names themself has accepted."""
    must_edit(by)
    row = Risk(engagement=engagement, **words, **_named(words, by, at))
    return ledger.add(row, "named risk", by=by, at=at, show=(*MEANING, "mitigation", "owner", "owner_contact"))


@locks_deal
def revise(risk: Risk, *, by: Person, at: datetime, seen: int | None, **words: Any) -> Risk:
    """Change a risk. A change of its meaning by somebody else voids its owner's acceptance: they accepted another.
    Raises Settled where its words were signed; how likely it is and what it would cost is weighed anew at any time."""
    must_edit(by)
    must_be_open_to(Noun.RISK, risk.engagement, settled.changed(risk, words), risk)
    changed = {name for name, value in words.items() if getattr(risk, name) != value}
    if changed & {"owner", "owner_contact"}:
        _must_be_given(risk, by)
        words |= _named(words, by, at)
    elif changed & set(MEANING) and risk.owner_id != by.pk:
        words["accepted_at"] = None
    return ledger.revise(risk, "changed risk", seen=seen, by=by, at=at, **words)


@locks_deal
def name_owner(
    risk: Risk, *, by: Person, at: datetime, seen: int | None, owner: Person | None, owner_contact: Contact | None
) -> Risk:
    """Name one person, of either side or of the client. They are asked from now on.

    Raises:
        PermissionDenied: somebody of the other side has taken it: it's theirs to give.
    """
    must_edit(by)
    if (owner, owner_contact) != (risk.owner, risk.owner_contact):
        _must_be_given(risk, by)
    named: dict[str, Any] = {"owner": owner, "owner_contact": owner_contact}
    return ledger.revise(risk, "named an owner for risk", seen=seen, by=by, at=at, **named, **_named(named, by, at))


@locks_deal
def accept(risk: Risk, *, by: Person, at: datetime, seen: int | None, note: str = "") -> Risk:
    """The owner takes it. A client contact's yes is recorded by sales, with a note of how it was given.

    Raises:
        PermissionDenied: `by` isn't the one who was named.
    """
    _must_own(risk, by)
    return ledger.revise(risk, "accepted risk", seen=seen, by=by, at=at, reason=note, accepted_at=at, declined_why="")


@locks_deal
def decline(risk: Risk, *, by: Person, at: datetime, seen: int | None, why: str) -> Risk:
    """The owner says no, and why; somebody else has to be named.

    Raises:
        PermissionDenied: `by` isn't the one who was named.
    """
    _must_own(risk, by)
    return ledger.revise(risk, "declined risk", seen=seen, by=by, at=at, reason=why, accepted_at=None, declined_why=why)


@locks_deal
def close(
    risk: Risk, *, by: Person, at: datetime, seen: int | None, fate: str, actual_minutes: int = 0, note: str = ""
) -> Risk:
    """It passed, it happened (with the minutes that it really cost), or it's open again. Its owner says so, or somebody
    of the owner's side; leadership may for both. That it happened either side says, but of a
    major one before the signature: there it would open the gate that asks for the owner's yes.

    Raises:
        PermissionDenied: it's the other side's risk.
    """
    must_edit(by)
    theirs = risk.owner and risk.owner != by and risk.owner.side != by.side
    gated = risk.size == Risk.Size.MAJOR and risk.engagement.is_open
    shows = fate == Risk.Fate.HAPPENED and not gated
    if risk.owner and theirs and not shows and by.access != Access.LEADERSHIP:
        raise PermissionDenied(_("Only %(name)s’s side says what became of this risk.") % {"name": risk.owner.name})
    return ledger.revise(
        risk, f"said of risk: {Risk.Fate(fate).label.lower()}", seen=seen, by=by, at=at, reason=note, fate=fate,
        actual_minutes=actual_minutes if fate == Risk.Fate.HAPPENED else 0,
    )  # fmt: skip


@locks_deal
def review(risk: Risk, *, by: Person, at: datetime, seen: int | None, review_on: date, note: str = "") -> Risk:
    """Looked at again, still open: when it's looked at next. Its owner does, or either side.

    Raises:
        PermissionDenied: neither its owner nor of a side.
    """
    if risk.owner_id != by.pk:
        must_edit(by)
    return ledger.revise(risk, "reviewed risk", seen=seen, by=by, at=at, reason=note, review_on=review_on)


def _named(words: dict[str, Any], by: Person, at: datetime) -> dict[str, Any]:
    """What naming an owner starts: nobody has accepted yet, unless one names oneself."""
    owner, contact = words.get("owner"), words.get("owner_contact")
    somebody = bool(owner or contact)
    return {
        "named_at": at if somebody else None,
        "named_by": by if somebody else None,
        "accepted_at": at if owner == by else None,
        "declined_why": "",
        **NOT_HANDED,
    }


def _must_be_given(risk: Risk, by: Person) -> None:
    """Whoever has said yes to a risk keeps it until they, or their side, give it: else naming oneself would be the way to
    say what became of it."""
    if risk.owner and risk.accepted_at and not speaks_for(by, risk.owner):
        raise PermissionDenied(_("%(name)s has taken this risk; their side gives it away.") % {"name": risk.owner.name})


def _must_own(risk: Risk, by: Person) -> None:
    if risk.owner_contact_id:
        must_be("sales", by)
    elif risk.owner_id != by.pk:
        raise PermissionDenied(_("Only the person who was named can accept or decline this risk."))

"""Verbs of the handover of a risk: its owner gives it, the next one takes it, and each clicks for themself."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from tandem.engagements.models import Risk, Stage
from tandem.gates import Finding, Refused
from tandem.ledger import actions as ledger
from tandem.ledger.deeds import locks_deal
from tandem.people.models import Person

HANDED_IN = (Stage.SIGNED, Stage.ACCEPTED, Stage.DELIVERING)


@locks_deal
def offer(risk: Risk, *, by: Person, at: datetime, seen: int | None, to: Person) -> Risk:
    """Its owner gives it over to `to`, and stays its owner until they take it.

    Raises:
        PermissionDenied: `by` isn't its owner.
        Refused: the deal isn't signed, the risk isn't open, or it's offered to its owner.
        Stale: somebody changed it meanwhile.
    """
    _must_be(by, risk.owner_id)
    _must_be_open(risk)
    if to == by:
        raise _refused(_("It is yours already: keep it, or choose somebody else."))
    return ledger.revise(
        risk, "gave risk over", seen=seen, by=by, at=at, handing_to=to, handing_by=by, handing_at=at, handed_at=None,
        declined_why="",
    )  # fmt: skip


@locks_deal
def keep(risk: Risk, *, by: Person, at: datetime, seen: int | None) -> Risk:
    """Its owner stays its owner through the handoff, and says so. Raises as `offer`."""
    _must_be(by, risk.owner_id)
    _must_be_open(risk)
    return ledger.revise(
        risk, "keeps risk", seen=seen, by=by, at=at, handing_to=None, handing_by=None, handing_at=None, handed_at=at,
        accepted_at=risk.accepted_at or at, declined_why="",
    )  # fmt: skip


@locks_deal
def take(risk: Risk, *, by: Person, at: datetime, seen: int | None) -> Risk:
    """Whom it was given over to owns it from now on.

    Raises:
        PermissionDenied: it wasn't given to `by`.
        Refused: the risk isn't open any more.
        Stale: somebody changed it meanwhile.
    """
    _must_be(by, risk.handing_to_id)
    _must_be_open(risk)
    return ledger.revise(
        risk, "took risk over", seen=seen, by=by, at=at, owner=by, owner_contact=None, named_at=risk.handing_at,
        named_by=risk.handing_by, accepted_at=at, handing_to=None, handed_at=at, declined_why="",
    )  # fmt: skip


@locks_deal
def refuse(risk: Risk, *, by: Person, at: datetime, seen: int | None, why: str) -> Risk:
    """Not mine, and why: it stays with whoever gave it. Raises as `take`."""
    _must_be(by, risk.handing_to_id)
    return ledger.revise(
        risk, "didn’t take risk over", seen=seen, by=by, at=at, reason=why, handing_to=None, handing_by=None,
        handing_at=None, declined_why=_("%(name)s: %(why)s") % {"name": by.name, "why": why},
    )  # fmt: skip


def _must_be(by: Person, pk: int | None) -> None:
    if pk is None or by.pk != pk:
        raise PermissionDenied(_("Whoever owns a risk hands it over, and whoever is given it takes it: each themself."))


def _must_be_open(risk: Risk) -> None:
    if risk.fate != Risk.Fate.OPEN:
        raise _refused(_("This risk isn’t open any more."))
    if risk.engagement.stage not in HANDED_IN:
        raise _refused(_("Risks are handed over once the deal is signed."))


def _refused(words: str) -> Refused:
    return Refused([Finding("handover", _("Handover"), words, waivable=False)])

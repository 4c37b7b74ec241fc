"""Ask both sides for a new version; turn a key; decline; let leadership decide; make it what is sold."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.utils.translation import gettext as _

from tandem.catalogue.actions.rights import must_edit, must_lead
from tandem.catalogue.gate import ASK
from tandem.catalogue.models import Tier, TierKey
from tandem.catalogue.queries.drafts import ask_facts, standing
from tandem.gates import insist
from tandem.ledger import actions as ledger
from tandem.ledger.deeds import deed
from tandem.people.models import Person
from tandem.people.rights import key_of

State = Tier.State


def ask(draft: Tier, *, why: str, seen: int | None, by: Person, at: datetime) -> Tier:
    """draft -> asked. Whoever asks has said yes for their own side; the other side has to.

    Raises:
        PermissionDenied: neither of a side nor of leadership.
        Refused: something is missing in it, or another version came first.
        Stale: somebody changed the draft meanwhile.
    """
    must_edit(by)
    with deed():
        _must_be(draft, State.DRAFT)
        insist(ASK, ask_facts(standing(draft)))
        ledger.revise(
            draft, "asked for a new version", seen=seen, by=by, at=at, reason=why, state=State.ASKED, why=why,
            asked_by=by, asked_at=at, declined_by=None, declined_why="",
        )  # fmt: skip
        draft.keys.all().delete()
        if key_of(by):
            TierKey.objects.create(tier=draft, side=key_of(by), person=by, at=at)
    return draft


def take_back(draft: Tier, *, seen: int | None, by: Person, at: datetime) -> Tier:
    """asked -> draft: it's to be changed first. Keys that were turned are void. Raises PermissionDenied, Stale."""
    must_edit(by)
    with deed():
        _must_be(draft, State.ASKED)
        draft.keys.all().delete()
        return ledger.revise(draft, "took back to change", seen=seen, by=by, at=at, state=State.DRAFT)


def turn(draft: Tier, *, seen: int | None, by: Person, at: datetime) -> Tier:
    """One side's yes. With both it's sold from now on, in the same transaction.

    Raises:
        PermissionDenied: of neither side; nobody says yes for the other.
        Stale: it isn't asked for any more, its side has spoken, or another version came first.
    """
    side = key_of(by)
    if not side:
        raise PermissionDenied(_("Sales and delivery each say yes for their own side."))
    with deed():
        _must_be(draft, State.ASKED)
        ledger.revise(draft, "read a new version", seen=seen, by=by, at=at)
        try:
            with deed():
                TierKey.objects.create(tier=draft, side=side, person=by, at=at)
        except IntegrityError as turned:
            raise ledger.Stale(draft) from turned
        ledger.record(f"said yes for {side} to a new version", draft, by=by, at=at, after={"version": draft.number})
        if draft.keys.count() == len(TierKey.Side):
            _sell(draft, by, at, "approved tier", "")
    return draft


def decline(draft: Tier, *, why: str, seen: int | None, by: Person, at: datetime) -> Tier:
    """One side's no: back to the draft, with the reason. Keys that were turned are void.

    Raises:
        PermissionDenied: of neither side.
        Stale: it isn't asked for any more.
    """
    if not key_of(by):
        raise PermissionDenied(_("Sales and delivery each answer for their own side."))
    with deed():
        _must_be(draft, State.ASKED)
        draft.keys.all().delete()
        return ledger.revise(
            draft, "declined a new version", seen=seen, by=by, at=at, reason=why, state=State.DRAFT,
            declined_by=by, declined_why=why,
        )  # fmt: skip


def decide(draft: Tier, *, approve: bool, why: str, seen: int | None, by: Person, at: datetime) -> Tier:
    """Leadership decides instead of the keys that are missing, and writes down why. A no is final.

    Raises:
        PermissionDenied: not of leadership.
        Stale: it isn't asked for any more, or another version came first.
    """
    must_lead(by)
    with deed():
        _must_be(draft, State.ASKED)
        if approve:
            ledger.revise(draft, "read a new version", seen=seen, by=by, at=at)
            _sell(draft, by, at, "decided for a new version", why)
            return draft
        return ledger.revise(
            draft, "decided against a new version", seen=seen, by=by, at=at, reason=why, state=State.DECLINED,
            declined_by=by, declined_why=why,
        )  # fmt: skip


def _sell(draft: Tier, by: Person, at: datetime, verb: str, why: str) -> None:
    """It takes the current version's place, if that is the one it was drafted on."""
    versions = Tier.objects.filter(offering=draft.offering_id, grade=draft.grade, current=True)
    versions.filter(number__lt=draft.number).update(current=False)
    newer = versions.first()
    if newer:
        raise ledger.Stale(newer)
    ledger.revise(draft, verb, seen=None, by=by, at=at, reason=why, state=State.APPROVED, current=True)


def _must_be(draft: Tier, state: str) -> None:
    """As the database has it, not as this process read it once."""
    held = Tier.objects.select_for_update().get(pk=draft.pk)
    if held.state != state:
        raise ledger.Stale(held)

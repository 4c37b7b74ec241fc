"""Change what was signed: asked for by one, agreed by everybody who signed it, and only then written.

Here, above engagements, because an amended price is the project's baseline too. `engagements.actions.settled` says what
was signed; nothing else than these verbs writes it after that.
"""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.calc.folding import is_said
from tandem.delivery.actions.amended import ours, write
from tandem.delivery.queries.amending import as_text
from tandem.engagements.actions.settled import AGREED, CLOSED, SETTLED, state_of
from tandem.engagements.actions.sides import must_edit
from tandem.engagements.models import Amendment, Engagement, Outcome, OutcomeSignature, Promise, Side, Stage
from tandem.engagements.queries.outcome import stands
from tandem.gates import Finding, Refused
from tandem.ledger import actions as ledger
from tandem.ledger.deeds import deed, locks_deal
from tandem.people.models import Access, Person
from tandem.people.rights import key_of

Noun = Amendment.Noun
# What may be added once the deal is signed; a promise or a risk that comes up later is simply written down.
ADDABLE = (Noun.OUTCOME, Noun.ASSUMPTION, Noun.DUTY)


@locks_deal
def propose(
    deal: Engagement, noun: str, row: Any, changes: dict[str, Any], *, why: str, by: Person, at: datetime
) -> Amendment:
    """Ask for other words, another figure or another day. The asker's own side has agreed by asking; leadership turns
    no key. After the close it is leadership's correction, written at once.

    Raises:
        PermissionDenied: neither of a side nor of leadership; after the close, not leadership.
        Refused: nothing was signed yet, nothing changes, the price of a running project, or one waits already.
    """
    must_edit(by)
    _must_be_of(deal, row)
    state = state_of(deal)
    before, after = _differences(noun, row, changes)
    _must_make_sense(deal, noun, state, after, why)
    ask = Amendment(
        engagement=deal, noun=noun, row=row.pk if row else None, about=str(row or next(iter(after.values())))[:300],
        before=before, after=after, why=why.strip(), asked_by=by, asked_at=at,
    )  # fmt: skip
    if state == CLOSED:
        return _correct(ask, by, at)
    ask.needs_client, ask.needs_link = _asks_the_client(noun, row, after)
    if side := key_of(by):
        setattr(ask, f"{side}_by", by)
        setattr(ask, f"{side}_at", at)
    try:
        return ledger.add(
            ask, "asked for an amendment", by=by, at=at, reason=ask.why, show=("about", "before", "after")
        )
    except IntegrityError:
        raise _refused(_("An amendment of this waits already. Agree to it or decline it first.")) from None


@locks_deal
def agree(amendment: Amendment, *, by: Person, at: datetime, seen: int | None) -> Amendment:
    """Turn one's own side's key. With the last key that is asked for, it is written.

    Raises:
        PermissionDenied: `by` holds no key.
        Stale: decided meanwhile, or what it changes reads otherwise by now.
    """
    side = key_of(by)
    if not side:
        raise PermissionDenied(_("Only sales and delivery agree to an amendment, each for its own side."))
    with deed():
        held = _open(amendment)
        if getattr(held, f"{side}_at"):
            raise ledger.Stale(held)
        _must_be_seen(held, seen)
        _ask_by_link(held, by, at)
        turned: dict[str, Any] = {f"{side}_by": by, f"{side}_at": at}
        ledger.revise(held, f"agreed for {side}", seen=None, by=by, at=at, **turned)
        return _write_if_agreed(held, by, at)


@locks_deal
def client_agreed(
    amendment: Amendment, *, client_name: str, client_on: date, by: Person, at: datetime, seen: int | None, today: date
) -> Amendment:
    """Record who agreed at the client, where their signature was recorded like that too.

    Raises:
        PermissionDenied: neither of a side nor of leadership; or the client signed it themselves, by their link.
        ValidationError: a day to come, or before it was asked for.
        Stale: decided meanwhile.
    """
    must_edit(by)
    if client_on > today:
        raise ValidationError({"client_on": _("This day is still to come.")})
    if client_on < timezone.localdate(amendment.asked_at):
        raise ValidationError({"client_on": _("On that day nobody had asked for it yet.")})
    with deed():
        held = _open(amendment)
        if held.needs_link or _signed_by_link(held.noun, ours(held)):
            raise PermissionDenied(_("The client signed this themselves; they agree to it through their link."))
        if not held.needs_client or held.client_on:
            raise ledger.Stale(held)
        ledger.revise(
            held,
            "recorded the client's agreement",
            seen=seen,
            by=by,
            at=at,
            client_name=client_name,
            client_on=client_on,
        )
        return _write_if_agreed(held, by, at)


@locks_deal
def agree_for_client(
    amendment: Amendment, *, name: str, on: date, evidence: dict[str, Any], by: ledger.Actor, at: datetime, read: int
) -> Amendment:
    """The client's key, turned through their link by somebody without an account. `read` is the version they read.

    Raises:
        Stale: decided meanwhile.
    """
    with deed():
        held = _open(amendment)
        if not held.needs_client or held.client_on:
            raise ledger.Stale(held)
        ledger.revise(
            held, "signed for client", seen=read, by=by, at=at, client_name=name, client_on=on, client_evidence=evidence
        )
        return _write_if_agreed(held, by, at)


@locks_deal
def client_signed(outcome: Outcome, *, by: ledger.Actor, at: datetime) -> None:
    """The client has just signed this outcome by their link: what waits to change it is theirs to agree to by the link
    from now on, whatever was recorded of their word before."""
    for amendment in Amendment.objects.filter(noun=Noun.OUTCOME, row=outcome.pk, written_at=None, declined_at=None):
        _ask_by_link(amendment, by, at)


@locks_deal
def decline(amendment: Amendment, *, why: str, by: Person, at: datetime, seen: int | None) -> Amendment:
    """It stays as it was signed, and why: the asker hears of it. Whoever asked takes it back with the same verb.

    Raises:
        PermissionDenied: neither of a side nor of leadership.
        Stale: decided meanwhile.
    """
    must_edit(by)
    if not is_said(why):
        raise ValidationError({"why": _("Say why: whoever asked for it reads it.")})
    with deed():
        held = _open(amendment)
        verb = "took the amendment back" if by == held.asked_by else "declined the amendment"
        return ledger.revise(
            held, verb, seen=seen, by=by, at=at, reason=why, declined_by=by, declined_at=at, declined_why=why.strip(),
            seen_by_asker_at=at if by == held.asked_by else None,
        )  # fmt: skip


@locks_deal
def heard(amendment: Amendment, *, by: Person, at: datetime, seen: int | None) -> Amendment:
    """The asker has read the no. Raises PermissionDenied, Stale."""
    if by != amendment.asked_by or not amendment.declined_at:
        raise PermissionDenied(_("Whoever asked for it says that they have read the answer."))
    return ledger.revise(amendment, "read the answer", seen=seen, by=by, at=at, seen_by_asker_at=at)


def _correct(ask: Amendment, by: Person, at: datetime) -> Amendment:
    if by.access != Access.LEADERSHIP:
        raise PermissionDenied(_("This is closed: only leadership corrects what was agreed."))
    with deed():
        ask.is_correction, ask.written_at = True, at
        ledger.add(ask, "corrected what was agreed", by=by, at=at, reason=ask.why, show=("about", "before", "after"))
        write(ask, by=by, at=at)
    return ask


def _differences(noun: str, row: Any, changes: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """(before, after) as text, of the fields that really change; nothing else of a row is amended."""
    known = {name: value for name, value in changes.items() if name in SETTLED[noun]}
    after = {name: as_text(value) for name, value in known.items()}
    before = {name: as_text(getattr(row, name)) for name in after} if row is not None else {}
    if row is None:
        return {}, {name: value for name, value in after.items() if value not in (None, "")}
    differ = [name for name in after if after[name] != before[name]]
    return {name: before[name] for name in differ}, {name: after[name] for name in differ}


def _must_be_of(deal: Engagement, row: Any) -> None:
    if row is not None and getattr(row, "engagement_id", row.pk) != deal.pk:
        raise _refused(_("That is another deal’s."))


def _must_make_sense(deal: Engagement, noun: str, state: str, after: dict[str, Any], why: str) -> None:
    if state not in (AGREED, CLOSED):
        raise _refused(_("Nothing is signed yet: change it where it stands."))
    if not is_said(why):
        raise ValidationError({"why": _("Say why: everybody who signed it reads it.")})
    if not after:
        raise _refused(_("Nothing would change."))
    if noun == Noun.DEAL and after.get("amount", "") is None:
        raise ValidationError({"amount": _("A signed deal has a price.")})
    if noun == Noun.DEAL and "amount" in after and _runs(deal):
        raise _refused(_("The price of a running project changes by a change order, so that its margin stays true."))
    if noun == Noun.DEAL and not _runs_forward(deal, after):
        raise ValidationError({"ends_on": _("It ends before it starts.")})
    if noun == Noun.PROMISE and after.get("paper") in (Promise.Paper.CLAUSE, Promise.Paper.EXCLUDED):
        raise _refused(_("The scope is signed: what comes into it, or is excluded, comes by a change order."))


def _runs(deal: Engagement) -> bool:
    return Engagement.objects.filter(pk=deal.pk, stage=Stage.DELIVERING).exists()


def _runs_forward(deal: Engagement, after: dict[str, Any]) -> bool:
    starts = after.get("starts_on", as_text(deal.starts_on))
    ends = after.get("ends_on", as_text(deal.ends_on))
    return not (starts and ends) or starts <= ends


def _asks_the_client(noun: str, row: Any, after: dict[str, Any]) -> tuple[bool, bool]:
    """(is the client asked, by their own link): whatever a paper of theirs says; as they signed it."""
    if noun == Noun.RISK:
        return False, False
    if noun == Noun.DUTY:
        return bool((row and row.for_client) or after.get("for_client")), False
    return True, _signed_by_link(noun, row)


def _signed_by_link(noun: str, row: Any) -> bool:
    """Does the client's own key stand on what would change, as it reads now? Asked at every step: they may have signed
    after somebody asked for the change."""
    if noun != Noun.OUTCOME or row is None:
        return False
    return any(stands(key, row) for key in OutcomeSignature.objects.filter(outcome=row, side=Side.CLIENT))


def _ask_by_link(held: Amendment, by: ledger.Actor, at: datetime) -> None:
    """Where the client has signed it themselves by now, nobody else's note of their word counts."""
    if not held.needs_link and _signed_by_link(held.noun, ours(held)):
        ledger.revise(
            held, "asked the client by their link", seen=None, by=by, at=at, needs_client=True, needs_link=True,
            client_name="", client_on=None,
        )  # fmt: skip


def _must_be_seen(held: Amendment, seen: int | None) -> None:
    if seen not in (None, held.version):
        raise ledger.Stale(held)


def _open(amendment: Amendment) -> Amendment:
    """The row as it is now, kept from others until the deed ends; its deal is held already."""
    held = (
        Amendment.objects.select_for_update(of=("self",)).select_related("engagement", "asked_by").get(pk=amendment.pk)
    )
    if not held.is_open:
        raise ledger.Stale(held)
    return held


def _write_if_agreed(held: Amendment, by: ledger.Actor, at: datetime) -> Amendment:
    if held.open_sides:
        return held
    row = ours(held)
    if row is not None and {name: as_text(getattr(row, name)) for name in held.before} != held.before:
        raise ledger.Stale(row)
    write(held, by=by, at=at)
    return ledger.revise(held, "amended what was signed", seen=None, by=by, at=at, reason=held.why, written_at=at)


def _refused(words: str) -> Refused:
    return Refused([Finding("amendment", _("Amendment"), words, waivable=False)])


__all__ = ["agree", "agree_for_client", "client_agreed", "client_signed", "decline", "heard", "propose"]

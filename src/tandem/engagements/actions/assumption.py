"""Verbs on assumptions: raised by anybody, answered by delivery, then verified or priced."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from tandem.engagements.actions import challenge, risk
from tandem.engagements.actions.settled import Noun, Settled, changed, must_be_open_to
from tandem.engagements.actions.sides import must_be, must_edit
from tandem.engagements.models import Assumption, Challenge, Engagement, Risk, Stage
from tandem.engagements.queries import assumption as queries
from tandem.engagements.queries.assumption import is_doubted
from tandem.gates import Finding, Refused
from tandem.ledger import actions as ledger
from tandem.ledger.deeds import deed, locks_deal
from tandem.people.models import Access, Person
from tandem.people.rights import key_of

UNVERIFIED: dict[str, Any] = {"verified_at": None, "verified_how": "", "disproved_at": None}
VOID: dict[str, Any] = {
    "answer": "", "answered_by": None, "answered_at": None, "condition": "", "condition_owner": None,
    "condition_by": None, "condition_said_at": None, "condition_met_at": None, **UNVERIFIED,
}  # fmt: skip


@locks_deal
def add(engagement: Engagement, *, by: Person, at: datetime, seen: None = None, **words: Any) -> Assumption:
    """Something taken as true. Whoever is asked is asked from now on. Raises Settled once the deal is signed."""
    must_edit(by)
    must_be_open_to(Noun.ASSUMPTION, engagement)
    if words.get("asked"):
        words["asked_at"] = at
    row = Assumption(engagement=engagement, raised_by=by, raised_at=at, **words)
    return ledger.add(row, "assumed", by=by, at=at, show=("words", "because", "minutes_if_false", "asked"))


@locks_deal
def revise(assumption: Assumption, *, by: Person, at: datetime, seen: int | None, **words: Any) -> Assumption:
    """Change it. Other words are another assumption: delivery's answer and the verification are voided, and what
    delivery doubted has its answer. A red flag stands on the new words until delivery answers them. Raises Stale,
    Settled."""
    must_edit(by)
    must_be_open_to(Noun.ASSUMPTION, assumption.engagement, changed(assumption, words))
    doubts: list[Challenge] = []
    if words.get("words", assumption.words) != assumption.words:
        doubts = _doubts(assumption, by)
        words.update(_voided(assumption))
    if words.get("asked", assumption.asked) != assumption.asked:
        words["asked_at"] = at if words["asked"] else None
    if not words.get("minutes_if_false", assumption.minutes_if_false):
        words["priced"] = False  # nothing is in the price any more
    with deed():
        ledger.revise(assumption, "changed assumption", seen=seen, by=by, at=at, **words)
        _settle(doubts, _("Changed to: “%(words)s”") % {"words": assumption.words}, by, at)
        _carry(assumption, by, at)
    return assumption


@locks_deal
def ask(assumption: Assumption, *, by: Person, at: datetime, seen: int | None, asked: Person) -> Assumption:
    """Ask somebody of delivery to answer it. Asking again voids the earlier answer; a red flag stands until delivery
    takes it back, and from the signature on so does every answer."""
    must_edit(by)
    doubts = _doubts(assumption, by)
    voided = {} if assumption.answer and _is_signed(assumption) else _voided(assumption)
    with deed():
        ledger.revise(
            assumption, "asked about assumption", seen=seen, by=by, at=at, asked=asked, asked_at=at, **voided
        )  # fmt: skip
        _settle(doubts, _("Asked %(name)s again.") % {"name": asked.name}, by, at)
    return assumption


@locks_deal
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
    same = (assumption.answer, assumption.condition) == (answer, condition)
    with deed():
        ledger.revise(
            assumption, f"answered assumption: {Assumption.Answer(answer).label.lower()}", seen=seen, by=by, at=at,
            answer=answer, answered_by=by, answered_at=at, condition=condition,
            condition_owner=condition_owner, condition_by=condition_by, condition_said_at=None, condition_met_at=None,
        )  # fmt: skip
        if answer != Assumption.Answer.AGREE and not same:
            challenge.note(
                assumption.engagement, about="assumptions", words=condition, on_words=assumption.words,
                assumption=assumption, by=by, at=at,
            )  # fmt: skip
    return assumption


@locks_deal
def reply(assumption: Assumption, *, by: Person, at: datetime, seen: int | None, reply: str) -> Assumption:
    """What sales says to delivery's doubt; a red flag stands until delivery answers the assumption again.

    Raises:
        PermissionDenied: delivery doesn't answer its own doubt.
        Refused: nothing is left to answer.
        Stale: the assumption was changed since it was read.
    """
    doubts = list(assumption.challenges.filter(reply="").order_by("pk"))
    if not doubts:
        raise Refused([Finding("a_doubt_stands", _("Answer"), _("Delivery’s doubt has its answer already."))])
    with deed():
        ledger.revise(assumption, "answered delivery’s doubt", seen=seen, by=by, at=at)
        for row in doubts:
            challenge.reply(row, by=by, at=at, seen=None, reply=reply)
    return assumption


def _doubts(assumption: Assumption, by: Person) -> list[Challenge]:
    """What delivery doubted and nobody of sales has said anything to; none where `by` may not answer it."""
    if by.access not in (Access.SALES, Access.LEADERSHIP):
        return []
    return list(assumption.challenges.filter(reply="").order_by("pk"))


def _settle(doubts: list[Challenge], words: str, by: Person, at: datetime) -> None:
    for row in doubts:
        challenge.reply(row, by=by, at=at, seen=None, reply=words)


@locks_deal
def meet(assumption: Assumption, *, by: Person, at: datetime, seen: int | None) -> Assumption:
    """The condition came true. Its owner says so; it counts once delivery, who set it, does.

    Raises:
        PermissionDenied: neither its owner nor of delivery.
        Refused: delivery made no condition, or it's met already.
        Stale: somebody changed it meanwhile.
    """
    if assumption.answer != Assumption.Answer.IF or assumption.condition_met_at:
        raise Refused([Finding("a_condition_stands", _("Condition"), _("No condition is open here."))])
    if key_of(by) == "delivery":
        return ledger.revise(assumption, "met the condition", seen=seen, by=by, at=at, condition_met_at=at)
    if by != assumption.condition_owner:
        must_be("delivery", by)
    return ledger.revise(assumption, "said that the condition is met", seen=seen, by=by, at=at, condition_said_at=at)


@locks_deal
def verify(assumption: Assumption, *, by: Person, at: datetime, seen: int | None, verified_how: str) -> Assumption:
    """It was checked and holds. Its verifier says so; where none is named, either side may. What delivery doubts,
    delivery verifies.

    Raises:
        PermissionDenied: somebody else is named to verify it, or delivery doubts it.
    """
    _must_verify(assumption, by)
    with deed():
        ledger.revise(
            assumption, "verified assumption", seen=seen, by=by, at=at,
            verified_at=at, verified_how=verified_how, disproved_at=None,
        )  # fmt: skip
        for row in assumption.risks.filter(fate=Risk.Fate.OPEN):
            ledger.revise(
                row, "said of risk: passed", seen=None, by=by, at=at, reason=verified_how, fate=Risk.Fate.PASSED
            )
    return assumption


@locks_deal
def disprove(
    assumption: Assumption, *, by: Person, at: datetime, seen: int | None, verified_how: str, what_now: str = "hours",
    minutes_if_false: int = 0,
) -> Assumption:  # fmt: skip
    """It was checked and is false: it dies. `what_now` "hours": what it costs is known and goes into the next price;
    "scope": the scope is changed so that it costs nothing any more. Either way its risk has happened. Once the deal is
    signed its price is: what it costs is the risk's, and a change order's.

    Raises:
        PermissionDenied: somebody else is named to verify it, or delivery doubts it: its flag isn't lifted by conceding.
    """
    _must_verify(assumption, by)
    minutes = minutes_if_false if what_now == "hours" else 0
    signed = _is_signed(assumption)
    cost: dict[str, Any] = {} if signed else {"minutes_if_false": minutes, "priced": minutes > 0}
    fate: dict[str, Any] = {"actual_minutes": minutes} if signed else {"impact_minutes": minutes}
    with deed():
        ledger.revise(
            assumption, "disproved assumption", seen=seen, by=by, at=at, reason=verified_how, disproved_at=at,
            verified_at=None, verified_how=verified_how, **cost,
        )  # fmt: skip
        happened = assumption.risks.first() or _risk_of(assumption, by, at)
        ledger.revise(
            happened, "said of risk: happened", seen=None, by=by, at=at, reason=verified_how, fate=Risk.Fate.HAPPENED,
            **fate,
        )  # fmt: skip
    return assumption


@locks_deal
def price(assumption: Assumption, *, by: Person, at: datetime, seen: int | None, minutes_if_false: int) -> Assumption:
    """Put the hours that it costs if it's false into the price; 0 takes them out again. Raises Settled once the deal is
    signed: its price is."""
    must_edit(by)
    must_be_open_to(Noun.ASSUMPTION, assumption.engagement, ("priced",))
    verb = "priced assumption" if minutes_if_false else "took assumption out of the price"
    priced: dict[str, Any] = {"minutes_if_false": minutes_if_false, "priced": bool(minutes_if_false)}
    with deed():
        ledger.revise(assumption, verb, seen=seen, by=by, at=at, **priced)
        _carry(assumption, by, at)
    return assumption


def _carry(assumption: Assumption, by: Person, at: datetime) -> None:
    """The risk that it hardened into carries its hours; other hours are another risk to its owner."""
    if not assumption.hardened_at:
        return
    for row in assumption.risks.filter(fate=Risk.Fate.OPEN):
        risk.revise(
            row, by=by, at=at, seen=None,
            impact_minutes=assumption.minutes_if_false, priced=assumption.priced and assumption.minutes_if_false > 0,
        )  # fmt: skip


@locks_deal
def harden(assumption: Assumption, *, by: Person, at: datetime, seen: int | None) -> Assumption:
    """What nobody could verify becomes an owned risk before its gate: the same words, the same hours, its verifier
    asked to own it.

    Raises:
        Refused: it came out one way or the other, or is a risk already.
    """
    must_edit(by)
    words = _("It was verified.") if assumption.verified_at else _("It turned out false.")
    if assumption.hardened_at or assumption.risks.exists():
        words = _("It is a risk already.")
    elif not (assumption.verified_at or assumption.disproved_at):
        words = ""
    if words:
        raise Refused([Finding("hardened_once", _("Risk"), words)])
    with deed():
        ledger.revise(assumption, "hardened", seen=seen, by=by, at=at, hardened_at=at)
        _risk_of(assumption, by, at)
    return assumption


def harden_due(engagement: Engagement, reached: str, *, by: Person, at: datetime) -> list[Risk]:
    """At a gate, in its verb's transaction: what was to be verified by now and isn't becomes a risk of its verifier's,
    who is asked to accept it, with its hours in the price (decision 8). The gate was insisted on before.

    Raises:
        Stale: somebody changed one of them at this very moment.
    """
    made = []
    for row in queries.to_harden(engagement, reached):
        ledger.revise(
            row, "hardened", seen=None, by=by, at=at, reason=_("Not verified before the deal was %(stage)s.")
            % {"stage": Stage(reached).label.lower()}, hardened_at=at, priced=True,
        )  # fmt: skip
        made.append(_risk_of(row, by, at))
    return made


def price_all(engagement: Engagement, *, by: Person, at: datetime) -> None:
    """At the freeze: the hours of what isn't verified yet go into the price, whatever the stage it's to be verified
    by."""
    for row in queries.to_price(engagement):
        ledger.revise(row, "priced assumption", seen=None, by=by, at=at, priced=True)


def _risk_of(assumption: Assumption, by: Person, at: datetime) -> Risk:
    """Its verifier is asked to own it, even who hardens it themself: what a gate gives isn't accepted by passing it."""
    owner = assumption.verifier
    row = Risk(
        engagement=assumption.engagement, words=assumption.words[:200], from_assumption=assumption,
        impact_minutes=assumption.minutes_if_false, impact_money=assumption.price_if_false, priced=assumption.priced,
        source=_("Assumption that wasn’t verified"), owner=owner,
        named_at=at if owner else None, named_by=by if owner else None,
    )  # fmt: skip
    return ledger.add(row, "named risk", by=by, at=at, show=("words", "size", "impact_minutes", "owner"))


def _voided(assumption: Assumption) -> dict[str, Any]:
    """What asking again and other words take away: everything but a red flag, which delivery alone takes back."""
    return UNVERIFIED if assumption.answer == Assumption.Answer.RED else VOID


def _is_signed(assumption: Assumption) -> bool:
    """Does the contract hold its price? What a win past open gates makes up for isn't signed yet."""
    try:
        must_be_open_to(Noun.ASSUMPTION, assumption.engagement, ("priced",))
    except Settled:
        return True
    return False


def _must_verify(assumption: Assumption, by: Person) -> None:
    must_edit(by)
    if is_doubted(assumption):
        asserts = by.pk == assumption.raised_by_id and by.pk != assumption.answered_by_id
        if key_of(by) != "delivery" or asserts:
            raise PermissionDenied(_("Delivery doubts this: delivery says whether it holds, and not who assumed it."))
        return
    if assumption.verifier and by != assumption.verifier and by.access != Access.LEADERSHIP:
        raise PermissionDenied(_("%(name)s is named to verify this.") % {"name": assumption.verifier.name})

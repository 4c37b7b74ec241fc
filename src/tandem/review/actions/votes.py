"""A seat speaks on the newest frozen scope, matter by matter; its word holds for a time, its condition is owned and met."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.calc.folding import is_said
from tandem.engagements.actions.stage import WrongStage
from tandem.engagements.models import Engagement
from tandem.ledger.actions import Stale, record, revise
from tandem.ledger.deeds import deed, locks_deal
from tandem.people.models import Person
from tandem.review.actions.calling import write_down
from tandem.review.gate.called import JUDGES, SIGNS, hardest
from tandem.review.models import Verdict, VerdictMark
from tandem.review.queries.conditions import NOT_MET
from tandem.review.queries.judged import JUDGED_IN, Judged, judged
from tandem.review.queries.seats import may_own, seats_of, sets, spoken_for
from tandem.scoping.models import ScopeVersion
from tandem.scoping.queries.sections import Said

RENEWED = "judged the scope again"


@locks_deal
def vote(
    deal: Engagement,
    seat: str,
    word: str | Mapping[str, str],
    *,
    by: Person,
    at: datetime,
    scope_seen: int | None = None,
    read: str | None = None,
    reason: str = "",
    owner: Person | None = None,
    due: date | None = None,
) -> Verdict:
    """Speak for `seat` on the newest frozen scope: one word for every matter that the seat signs, or a word for each.

    The verdict is the hardest of them. It stands until a new scope is frozen, until it lapses, or until a part of the
    agreement that it judged reads otherwise: then the seat speaks again, on the same row, and the ledger keeps what it
    said before. Whoever stands in for somebody speaks in their place. `scope_seen` is the pk of the scope that the
    person had read, `read` the token of all that they had before them (`Judged.token`).

    Raises:
        PermissionDenied: the seat isn't theirs; nobody speaks for the other side or for two seats.
        WrongStage: nothing is up for judgement.
        Stale: a newer scope was frozen since, the agreement reads otherwise than it was read, or the seat has spoken
            and its word holds.
        ValidationError: a matter lacks its word; a condition or objection, or any word where the policy asks for
            reasons, lacks its reason.
    """
    if seat not in seats_of(by, deal):
        raise PermissionDenied(_("This seat isn't yours: nobody speaks for the other side."))
    found = judged(deal, timezone.localdate(at))
    scope = _up_for_judgement(found)
    before = found.verdicts.get(seat)
    _must_be_read(found, scope, seat, scope_seen, read)
    marks = _marks(seat, word)
    hard = hardest(marks.values())
    if not is_said(reason) and (hard != Verdict.Vote.APPROVE or found.needs_reason):
        raise ValidationError({"reason": _("Say why: the reason goes into the minutes.")})
    conditional = hard == Verdict.Vote.IF
    instead_of = spoken_for(found.chairs.get(seat, ()), by)
    said: dict[str, Any] = {
        "person": by, "for_person": instead_of, "vote": hard, "reason": reason.strip(),
        "at": at, "condition_owner": owner if conditional else None, "condition_by": due if conditional else None,
    }  # fmt: skip
    _speaks_once(scope, seat, by, instead_of)
    with deed():
        write_down(found, at=at)
        if before is None:
            return _speak(Verdict(engagement=deal, scope=scope, seat=seat, **said), marks, found.parts)
        return _speak_again(before, said, marks, found.parts, lapsed=found.lapsed_on(seat) is not None)


@locks_deal
def own_condition(verdict: Verdict, *, owner: Person, due: date, by: Person, at: datetime, seen: int) -> Verdict:
    """Name who meets the condition, and by which day. The seat that set it does, or leadership. Whoever comes new has
    met nothing yet.

    Raises:
        PermissionDenied: another seat's condition.
        ValidationError: the seat made no condition.
        Stale: somebody else changed it.
    """
    _is_condition(verdict)
    if not may_own(verdict, by):
        raise PermissionDenied(_("The seat that set the condition, or leadership, names who meets it."))
    words: dict[str, Any] = {"condition_owner": owner, "condition_by": due}
    if owner.pk != verdict.condition_owner_id:
        words |= {"condition_said_at": None, "condition_met_at": None}
    return revise(verdict, "named an owner for the condition", seen=seen, by=by, at=at, **words)


@locks_deal
def meet_condition(verdict: Verdict, *, by: Person, at: datetime, seen: int) -> Verdict:
    """The condition is met. Its owner says so; it counts once the seat that set it does.

    Raises:
        PermissionDenied: it's neither theirs nor their seat's.
        ValidationError: the seat made no condition.
        Stale: somebody else changed it.
    """
    _is_condition(verdict)
    if sets(verdict, by):
        return revise(verdict, "met the condition", seen=seen, by=by, at=at, condition_met_at=at)
    if by.pk != verdict.condition_owner_id:
        raise PermissionDenied(_("Only whoever owns the condition, or the seat that set it, can say that it's met."))
    return revise(verdict, "said that the condition is met", seen=seen, by=by, at=at, condition_said_at=at)


@locks_deal
def doubt_condition(verdict: Verdict, *, why: str, by: Person, at: datetime, seen: int) -> Verdict:
    """Its owner says that it's met, and the seat says that it isn't: it waits on the owner again, who reads why.

    Raises:
        PermissionDenied: another seat's condition.
        ValidationError: no reason, or nobody said that it's met.
        Stale: somebody else changed it.
    """
    _is_condition(verdict)
    if not sets(verdict, by):
        raise PermissionDenied(_("The seat that set the condition says whether it's met."))
    if not why.strip():
        raise ValidationError({"why": _("Say why it isn’t met: whoever owns the condition reads it.")})
    if verdict.condition_said_at is None and verdict.version == seen:
        raise ValidationError(_("Nobody says that it’s met."))
    words: dict[str, Any] = {"condition_said_at": None, "condition_met_at": None}
    return revise(verdict, NOT_MET, seen=seen, by=by, at=at, reason=why.strip(), **words)


def _up_for_judgement(found: Judged) -> ScopeVersion:
    if found.deal.stage not in JUDGED_IN or found.scope is None:
        raise WrongStage(_("%(deal)s isn't up for judgement.") % {"deal": found.deal})
    if found.draft is not None:
        raise Stale(found.draft)
    return found.scope


def _must_be_read(found: Judged, scope: ScopeVersion, seat: str, scope_seen: int | None, read: str | None) -> None:
    if scope_seen not in (None, scope.pk):
        raise Stale(scope)
    if found.holds(seat):
        raise Stale(found.verdicts[seat])
    if read not in (None, found.token):
        raise Stale(scope)


def _marks(seat: str, word: str | Mapping[str, str]) -> dict[str, str]:
    """The seat's word on each matter that it signs."""
    said = dict.fromkeys(SIGNS[seat], word) if isinstance(word, str) else dict(word)
    if set(said) != set(SIGNS[seat]) or not set(said.values()) <= set(Verdict.Vote.values):
        raise ValidationError(_("Say your word on each of the matters that your seat signs."))
    return said


def _speaks_once(scope: ScopeVersion, seat: str, by: Person, instead_of: Person | None) -> None:
    """Nobody is heard for two seats, whoever says it: neither the speaker nor the one they speak for."""
    voices = [person.pk for person in (by, instead_of) if person]
    twice = Verdict.objects.filter(Q(person__in=voices) | Q(for_person__in=voices), scope=scope).exclude(seat=seat)
    if twice.exists():
        raise PermissionDenied(_("You have spoken for another seat on this scope."))


def _speak(verdict: Verdict, marks: Mapping[str, str], parts: Said) -> Verdict:
    try:
        with deed():
            verdict.save(force_insert=True)
            _write(verdict, marks, parts, "judged the scope", before={})
    except IntegrityError as taken:
        spoken = Verdict.objects.filter(scope=verdict.scope, seat=verdict.seat).first()
        if spoken is None:
            raise
        raise Stale(spoken) from taken
    return verdict


def _speak_again(
    verdict: Verdict, said: Mapping[str, Any], marks: Mapping[str, str], parts: Said, lapsed: bool
) -> Verdict:
    before = _told(verdict, {mark.matter: mark.vote for mark in verdict.marks.all()})
    before["reason"], before["at"], before["lapsed"] = verdict.reason, verdict.at, lapsed
    with deed():
        held = Verdict.objects.filter(pk=verdict.pk, version=verdict.version)
        unmet = {"condition_said_at": None, "condition_met_at": None}
        if not held.update(**said, **unmet, version=verdict.version + 1):
            raise Stale(Verdict.objects.get(pk=verdict.pk))
        renewed = Verdict.objects.select_related("engagement", "person", "for_person", "scope").get(pk=verdict.pk)
        renewed.marks.all().delete()
        _write(renewed, marks, parts, RENEWED, before)
    return renewed


def _write(verdict: Verdict, marks: Mapping[str, str], parts: Said, verb: str, before: dict[str, Any]) -> None:
    """Each mark keeps the parts that it is about, as they read now."""
    VerdictMark.objects.bulk_create(
        VerdictMark(verdict=verdict, matter=key, vote=vote, judged={part: parts[part] for part in JUDGES[key]})
        for key, vote in marks.items()
    )
    after = _told(verdict, marks)
    record(verb, verdict, by=verdict.person, at=verdict.at, reason=verdict.reason, before=before, after=after)


def _told(verdict: Verdict, marks: Mapping[str, str]) -> dict[str, Any]:
    told: dict[str, Any] = {"seat": verdict.seat, "vote": verdict.vote, "person": verdict.person.name, **marks}
    if verdict.for_person:
        told["instead_of"] = verdict.for_person.name
    return told


def _is_condition(verdict: Verdict) -> None:
    if verdict.vote != Verdict.Vote.IF:
        raise ValidationError(_("This seat made no condition."))

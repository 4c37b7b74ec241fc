"""Verbs of the ideal client profile's draft: begin it, change what it asks, put it in force, or drop it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, models
from django.utils.translation import gettext as _

from tandem.clients.gate import PUBLISH, AnswerFacts, answer_words
from tandem.clients.models import Criterion, Level, Profile
from tandem.clients.queries import profile as profiles
from tandem.gates import insist
from tandem.ledger.actions import Stale, record, revise
from tandem.ledger.deeds import deed
from tandem.people.models import Access, Person

EDITORS = (Access.SALES, Access.DELIVERY, Access.LEADERSHIP)


class DraftThere(Exception):
    """There is a draft already; the firm works at one."""


class NoDraft(Exception):
    """It was published or dropped meanwhile."""


def begin(*, by: Person, at: datetime) -> Profile:
    """A draft that reads like the current version.

    Raises:
        DraftThere: somebody began one.
        PermissionDenied: neither side's, nor leadership's.
    """
    _must_edit(by)
    now = profiles.current()
    number = (Profile.objects.aggregate(last=models.Max("number"))["last"] or 0) + 1
    bands = {"floor": now.floor, "strong": now.strong} if now else {}
    try:
        with deed():
            draft = Profile.objects.create(number=number, **bands)
            for row in profiles.in_order(now) if now else []:
                _copy(row, draft)
            record("began a draft of", draft, by=by, at=at, after={"from": now.number if now else ""})
    except IntegrityError:
        raise DraftThere from None
    return draft


def set_bands(draft: Profile, *, floor: int, strong: int, seen: int | None, by: Person, at: datetime) -> Profile:
    """Where leadership decides, and where "strong" begins.

    Raises:
        Stale: somebody changed them.
        NoDraft: it was published or dropped.
        PermissionDenied: neither side's, nor leadership's.
    """
    _must_edit(by)
    with deed():
        _hold(draft)
        return revise(draft, "set the bands of", seen=seen, by=by, at=at, floor=floor, strong=strong)


def add_question(
    draft: Profile, *, question: str, weight: int, measure: str, answers: Sequence[AnswerFacts], by: Person, at: datetime
) -> Criterion:  # fmt: skip
    """A further question, at the end.

    Raises:
        NoDraft: it was published or dropped.
        PermissionDenied: neither side's, nor leadership's.
    """
    _must_edit(by)
    with deed():
        _hold(draft)
        last = draft.criteria.aggregate(last=models.Max("position"))["last"]
        place = 0 if last is None else last + 1
        row = Criterion.objects.create(
            profile=draft, question=question, weight=weight, measure=measure, position=place
        )  # fmt: skip
        _answer(row, answers)
        record("added a question to the profile", row, by=by, at=at, after=_told(row, answers))
    return row


def change_question(
    row: Criterion,
    *,
    question: str,
    weight: int,
    measure: str,
    answers: Sequence[AnswerFacts],
    seen: str | None,
    by: Person,
    at: datetime,
) -> Criterion:
    """Its words, weight, measure and answers. `seen` is the digest of the question as its writer read it, so that two
    people may work at two questions.

    Raises:
        Stale: somebody changed this question.
        NoDraft: the draft was published or dropped.
        PermissionDenied: neither side's, nor leadership's.
    """
    _must_edit(by)
    with deed():
        _hold(row.profile)
        before = _as_read(row, seen)
        now = Criterion(
            pk=row.pk, profile=row.profile, question=question, weight=weight, measure=measure, position=row.position
        )
        now.save(force_update=True)
        row.levels.all().delete()
        _answer(now, answers)
        after = _told(now, answers)
        if after != before:
            record("changed a question of the profile", now, by=by, at=at, before=before, after=after)
    return now


def drop_question(row: Criterion, *, seen: str | None, by: Person, at: datetime) -> None:
    """Raises as `change_question`."""
    _must_edit(by)
    with deed():
        _hold(row.profile)
        before = _as_read(row, seen)
        record("dropped a question of the profile", row, by=by, at=at, before=before)
        row.delete()


def move_question(row: Criterion, *, up: bool, by: Person, at: datetime) -> None:
    """One place up or down; at the end it stays. Raises NoDraft and PermissionDenied."""
    _must_edit(by)
    with deed():
        _hold(row.profile)
        order = list(row.profile.criteria.order_by("position", "pk"))
        here = order.index(row)
        there = here - 1 if up else here + 1
        if not 0 <= there < len(order):
            return
        order[here], order[there] = order[there], order[here]
        for place, each in enumerate(order):
            each.position = place
        Criterion.objects.bulk_update(order, ["position"])
        record("moved a question of the profile", row, by=by, at=at, after={"place": there + 1})


def discard(draft: Profile, *, seen: str, by: Person, at: datetime) -> None:
    """Drop the draft; the current version stays as it is.

    Raises:
        Stale: the draft reads differently by now.
        NoDraft: it was published or dropped.
        PermissionDenied: neither side's, nor leadership's.
    """
    _must_edit(by)
    with deed():
        _hold(draft)
        if profiles.digest_of(draft) != seen:
            raise Stale(draft)
        last = draft.criteria.aggregate(last=models.Max("pk"))["last"]
        record("dropped the draft of", draft, by=by, at=at, after={"last question": last or ""})
        draft.delete()


def publish(draft: Profile, *, why: str, seen: str | None, by: Person, at: datetime) -> Profile:
    """From now on new judgements go by it; deals keep the version that they were judged by.

    `seen` is the digest of the draft as the publisher read it.

    Raises:
        PermissionDenied: not of leadership.
        gates.Refused: it isn't whole, changes nothing, or nobody says why.
        Stale: the draft reads differently by now.
        NoDraft: it was published or dropped.
    """
    if by.access != Access.LEADERSHIP:
        raise PermissionDenied(_("Only leadership puts a profile in force."))
    with deed():
        _hold(draft)
        if seen is not None and profiles.digest_of(draft) != seen:
            raise Stale(draft)
        insist(PUBLISH, profiles.facts(draft, why))
        Profile.objects.filter(current=True).update(current=False)
        changes = {"published_at": at, "published_by": by, "current": True, "why": why.strip()}
        Profile.objects.filter(pk=draft.pk).update(**changes, version=models.F("version") + 1)
        draft.refresh_from_db()
        after = {"number": draft.number, "floor": draft.floor, "strong": draft.strong}
        record("published", draft, by=by, at=at, reason=why.strip(), after=after)
    return draft


def _must_edit(by: Person) -> None:
    if by.access not in EDITORS:
        raise PermissionDenied(_("Sales, delivery and leadership work at the profile."))


def _hold(draft: Profile) -> None:
    """Nobody else changes or publishes it until this transaction is through: a write that changes nothing.

    Raises:
        NoDraft: it's none any more.
    """
    if not Profile.objects.filter(pk=draft.pk, published_at__isnull=True).update(published_at=None):
        raise NoDraft


def _as_read(row: Criterion, seen: str | None) -> dict[str, Any]:
    """The question as it stands, in history's words.

    Raises:
        Stale: it isn't the one that was read.
    """
    now = Criterion.objects.filter(pk=row.pk).first()
    if now is None or (seen is not None and profiles.digest_of_question(now) != seen):
        raise Stale(now or row)
    return _told(now, profiles.facts_of(now, list(now.levels.order_by("position", "pk"))).answers)


def _copy(row: Criterion, draft: Profile) -> None:
    levels: Iterable[Level] = row.in_order  # type: ignore[attr-defined]
    fresh = Criterion.objects.create(
        profile=draft, question=row.question, weight=row.weight, measure=row.measure, position=row.position
    )
    _answer(fresh, profiles.facts_of(row, list(levels)).answers)


def _answer(row: Criterion, answers: Iterable[AnswerFacts]) -> None:
    Level.objects.bulk_create(
        Level(
            criterion=row, words=each.words, share=each.share, disqualifies=each.stops, low=each.low, high=each.high,
            position=place,
        )
        for place, each in enumerate(answers)
    )  # fmt: skip


def _told(row: Criterion, answers: Iterable[AnswerFacts]) -> dict[str, Any]:
    """As history reads."""
    said = " · ".join(answer_words(each) for each in answers)
    return {"question": row.question, "weight": row.weight, "measure": row.measure, "answers": said}

"""Hold the debrief in half an hour, both sides; take a lesson, or say why not."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.catalogue.actions import library
from tandem.catalogue.actions import tier as catalogue
from tandem.catalogue.models import Tier
from tandem.engagements.actions.stage import move
from tandem.engagements.models import Engagement, Stage
from tandem.engagements.queries.waivers import standing
from tandem.gates import insist
from tandem.learning.gate import DEBRIEF
from tandem.learning.models import Debrief, Lesson
from tandem.learning.queries.gate import facts
from tandem.ledger import actions as ledger
from tandem.ledger.deeds import deed, locks_deal
from tandem.people.models import Access, Person
from tandem.people.rights import key_of


@locks_deal
def start(deal: Engagement, *, by: Person, at: datetime) -> Debrief:
    """The half hour begins now, by the server's clock; a second start changes nothing."""
    _must_take_part(by)
    with deed():
        row = Debrief.objects.filter(engagement=deal).first()
        if row is None:
            return ledger.add(Debrief(engagement=deal, started_at=at, by=by), "began the debrief", by=by, at=at)
        if row.started_at is None:
            ledger.revise(row, "began the debrief", seen=None, by=by, at=at, started_at=at, by_id=by.pk)
    return row


@locks_deal
def say(row: Debrief, side: str, words: str, *, seen: int | None, by: Person, at: datetime) -> Debrief:
    """One side's column, in its own words.

    Raises:
        PermissionDenied: nobody speaks for the other side.
        Stale: somebody changed it meanwhile.
    """
    if key_of(by) != side:
        raise PermissionDenied(_("Each side writes its own column."))
    changes: dict[str, Any] = {f"{side}_words": words}
    return ledger.revise(row, f"wrote what surprised {side}", seen=seen, by=by, at=at, **changes)


@locks_deal
def add_lesson(row: Debrief, words: str, target: str, *, by: Person, at: datetime) -> Lesson:
    """What should change, and where."""
    _must_take_part(by)
    lesson = Lesson(debrief=row, words=words, target=target)
    return ledger.add(lesson, "wrote lesson", by=by, at=at, show=("words", "target"))


@locks_deal
def say_why_none(row: Debrief, why: str, *, seen: int | None, by: Person, at: datetime) -> Debrief:
    """Why nothing should change. Raises Stale."""
    _must_take_part(by)
    return ledger.revise(row, "said why there is no lesson", seen=seen, by=by, at=at, reason=why, no_lesson_why=why)


@locks_deal
def debrief(deal: Engagement, *, by: Person, at: datetime) -> Debrief:
    """delivered -> learnt.

    Raises:
        Refused: the client wasn't asked, a side has said nothing, or there is neither a lesson nor a reason for none.
        PermissionDenied: neither of a side nor of leadership.
    """
    _must_take_part(by)
    with deed():
        insist(DEBRIEF, facts(deal), standing(deal, timezone.localdate(at)))
        row = Debrief.objects.filter(engagement=deal).first() or Debrief.objects.create(engagement=deal, by=by)
        move(deal, Stage.LEARNT, "debriefed", by=by, at=at)
        return ledger.revise(row, "held the debrief", seen=None, by=by, at=at, held_at=at)


@locks_deal("debrief")
def take(lesson: Lesson, *, tier: Tier, kind: str, words: str, seen: int | None, by: Person, at: datetime) -> Lesson:
    """Make it a clause of a tier: its next version, with the debrief as its source.

    Raises:
        PermissionDenied: not of leadership.
        Stale: somebody decided first, or the tier has another version by now.
    """
    _must_decide(by)
    deal = lesson.debrief.engagement
    reason = _("Lesson of %(deal)s: %(words)s") % {"deal": deal.name, "words": lesson.words}
    with deed():
        fresh = catalogue.revise(tier, clauses=[(kind, words)], reason=reason, by=by, at=at, engagement=deal)
        return ledger.revise(
            lesson, "took lesson", seen=seen, by=by, at=at, taken=True, decided_by=by, decided_at=at, tier=fresh,
            decided_why=_("%(kind)s in %(tier)s, version %(n)s") % {"kind": kind, "tier": fresh, "n": fresh.number},
        )  # fmt: skip


@locks_deal("debrief")
def take_risk(lesson: Lesson, *, words: str, seen: int | None, by: Person, at: datetime, **meaning: Any) -> Lesson:
    """Make it a risk of the library, with the lesson as its source. Raises as `take`, and Refused where the library
    has one in these words. A confidential project isn't named: the whole firm reads the library."""
    _must_decide(by)
    deal = lesson.debrief.engagement
    told = _("Lesson of %(deal)s") % {"deal": deal.name}
    source = _("Lesson of a confidential project") if deal.confidential else told
    with deed():
        row = library.add(words=words, source=source, by=by, at=at, engagement=deal, **meaning)
        return ledger.revise(
            lesson, "took lesson", seen=seen, by=by, at=at, taken=True, decided_by=by, decided_at=at,
            decided_why=_("In the risk library: “%(words)s”") % {"words": row.words},
        )  # fmt: skip


@locks_deal("debrief")
def settle(lesson: Lesson, *, taken: bool, why: str, seen: int | None, by: Person, at: datetime) -> Lesson:
    """Taken elsewhere than in the catalogue (say where), or not, because. Raises as `take`."""
    _must_decide(by)
    verb = "took lesson" if taken else "left lesson"
    return ledger.revise(
        lesson, verb, seen=seen, by=by, at=at, reason=why, taken=taken, decided_by=by, decided_at=at, decided_why=why
    )


def _must_take_part(by: Person) -> None:
    if not key_of(by) and by.access != Access.LEADERSHIP:
        raise PermissionDenied(_("Sales, delivery and leadership hold debriefs."))


def _must_decide(by: Person) -> None:
    if by.access != Access.LEADERSHIP:
        raise PermissionDenied(_("Leadership decides what the firm changes."))

"""The reverse pitch: planned with somebody of delivery, held, and each side says for itself that it was there."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.calc.folding import is_said
from tandem.clients.models import Contact
from tandem.engagements.actions.sides import must_edit, speaks_for
from tandem.engagements.models import Engagement
from tandem.ledger.actions import Stale, add, record, revise
from tandem.ledger.deeds import locks_deal
from tandem.ledger.models import Entry
from tandem.people.models import Person
from tandem.people.rights import key_of
from tandem.review.actions.call_words import must_take_resolutions, must_take_words, refused
from tandem.review.actions.invite import invite
from tandem.review.models import Probe, ReversePitch
from tandem.review.queries.findings import may_confirm
from tandem.web.words import day

CHOSE = "chose what to probe"
UNRESOLVED: dict[str, Any] = {
    "resolved_how": "", "resolved_change": "", "resolved_by": None, "resolved_at": None, "confirmed_by": None,
    "confirmed_at": None,
}  # fmt: skip


@locks_deal
def plan_pitch(
    deal: Engagement,
    *,
    planned_at: datetime,
    delivery_person: Person,
    sales_person: Person | None,
    minutes: int = 30,
    place: str = "",
    contact: Contact | None = None,
    probes: str = "",
    by: Person,
    at: datetime,
    seen: int | None = None,
) -> ReversePitch:
    """Name who joins the final call, when and where it is, and write to them. Planned anew it keeps its row; `probes`
    are further blind spots of our own, one a line.

    Raises:
        ValidationError: the person named isn't of delivery, or the call was held.
        Refused: the client has signed.
        Stale: somebody else planned it meanwhile.
    """
    must_edit(by)
    must_take_words(deal.pk)
    if delivery_person.side != "d":
        raise ValidationError({"delivery_person": _("Name somebody from delivery.")})
    values: dict[str, Any] = {
        "planned_at": planned_at, "delivery_person": delivery_person, "sales_person": sales_person,
        "minutes": minutes, "place": place, "contact": contact,
    }  # fmt: skip
    pitch = ReversePitch.objects.filter(engagement=deal).first()
    is_new = pitch is None
    if pitch is None:
        pitch = add(
            ReversePitch(engagement=deal, **values), "planned the reverse pitch", by=by, at=at,
            show=("planned_at", "delivery_person"),
        )  # fmt: skip
    elif pitch.held_at:
        raise ValidationError(_("The reverse pitch was held already."))
    elif seen is None:  # planned as if there were none, by somebody who saw none
        raise Stale(pitch)
    else:
        before = pitch.version
        revise(pitch, "planned the reverse pitch", seen=seen, by=by, at=at, **values)
        is_new = pitch.version != before
    if is_new:
        invite(pitch, by=by, at=at)
    ask(pitch, [(Probe.Source.OWN, None, line) for line in _lines(probes)], by=by, at=at)
    return pitch


@locks_deal
def ask(pitch: ReversePitch, found: Iterable[tuple[str, int | None, str]], *, by: Person, at: datetime) -> list[Probe]:
    """Blind spots to probe on the call: (source, id of the row that it comes from, words). What is probed already
    isn't probed twice. Raises Refused once the client has signed."""
    must_edit(by)
    must_take_words(pitch.engagement_id)
    taken = set(pitch.blind_spots.values_list("source", "source_id").filter(source_id__isnull=False))
    said = set(pitch.blind_spots.values_list("words", flat=True))
    place = pitch.blind_spots.count()
    rows: list[Probe] = []
    for source, pk, words in found:
        if (pk is not None and (source, pk) in taken) or words in said:
            continue
        taken.add((source, pk))
        said.add(words)
        rows.append(Probe(pitch=pitch, source=source, source_id=pk, words=words, position=place + len(rows)))
    for row in rows:
        row.save(force_insert=True)
        record(CHOSE, row, by=by, at=at, engagement=pitch.engagement, after={"words": row.words})
    return rows


@locks_deal("pitch")
def drop(probe: Probe, *, by: Person, at: datetime, seen: int | None) -> None:
    """It isn't asked after all.

    Raises:
        PermissionDenied: somebody of the other side wants it asked.
        Refused: the client has answered it: what they said stays. Or they have signed.
        Stale: the client's answer was written down meanwhile.
    """
    must_edit(by)
    must_take_words(probe.pitch.engagement_id)
    _must_be_seen(probe, seen)
    if probe.agrees is not None:
        raise refused(_("The client has answered this; what they said stays."))
    _must_be_theirs(probe, by)
    gone, _rows = Probe.objects.filter(pk=probe.pk, version=probe.version if seen is None else seen).delete()
    if not gone:
        raise Stale(Probe.objects.filter(pk=probe.pk).first() or probe)
    deal = probe.pitch.engagement
    record("dropped what to probe", probe, by=by, at=at, engagement=deal, before={"words": probe.words})


@locks_deal("pitch")
def hear(probe: Probe, *, heard: str, agrees: bool, by: Person, at: datetime, seen: int | None) -> Probe:
    """What the client said to it, and whether they see it as we do. Once they see it otherwise, their words may be
    corrected, but only `resolve` settles it; other words than those that were settled open it again.

    Raises:
        PermissionDenied: only whoever could have been on the call.
        Refused: it would make a finding go away, or the client has signed.
        Stale: somebody else wrote it down meanwhile.
    """
    must_take_words(probe.pitch.engagement_id)
    _must_be_on_the_call(probe.pitch, by)
    _must_be_seen(probe, seen)
    if agrees and probe.agrees is False:
        raise refused(_("The client saw it otherwise. Say how that was resolved instead."))
    changes: dict[str, Any] = {"heard": heard, "agrees": agrees}
    if heard != probe.heard or agrees != probe.agrees:
        changes |= UNRESOLVED
    return _settle(probe, "heard the client on it", changes, "", by, at, seen)


@locks_deal("pitch")
def resolve(probe: Probe, *, how: str, change: str, by: Person, at: datetime, seen: int | None) -> Probe:
    """How what the client sees otherwise was resolved, and with which change (or that none was needed). The other side
    confirms it with `confirm`; until then each side may say it otherwise, and asks the other by that.

    Raises:
        PermissionDenied: neither of a side.
        Refused: the client sees it as we do, or hasn't said; both sides are through with it; the work is closed.
        Stale: somebody else wrote meanwhile.
    """
    must_take_resolutions(probe.pitch.engagement_id)
    _must_be_on_the_call(probe.pitch, by)
    _must_be_seen(probe, seen)
    if probe.agrees is not False:
        raise refused(_("The client doesn’t see this otherwise."))
    _must_be_unsettled(probe)
    if not (is_said(how) and is_said(change)):
        raise refused(_("Say how it was resolved, and with which change."))
    words = {"resolved_how": how, "resolved_change": change, "resolved_by": by, "resolved_at": at}
    return _settle(probe, "resolved what the client sees otherwise", {**UNRESOLVED, **words}, how, by, at, seen)


@locks_deal("pitch")
def confirm(probe: Probe, *, by: Person, at: datetime, seen: int | None) -> Probe:
    """The other side has seen how it was resolved, and agrees that it is.

    Raises:
        PermissionDenied: it's the side that resolved it, or neither.
        Refused: nobody has said yet how it was resolved; it's confirmed already; the work is closed.
        Stale: somebody else wrote meanwhile.
    """
    must_take_resolutions(probe.pitch.engagement_id)
    _must_be_seen(probe, seen)
    if probe.resolved_by is None:
        raise refused(_("Nobody has said yet how it was resolved."))
    _must_be_unsettled(probe)
    if not may_confirm(probe, by):
        raise PermissionDenied(_("The other side than the one that resolved it confirms it."))
    words = {"confirmed_by": by, "confirmed_at": at}
    return _settle(probe, "confirmed how it was resolved", words, probe.resolved_how, by, at, seen)


def _settle(
    probe: Probe, verb: str, words: dict[str, Any], reason: str, by: Person, at: datetime, seen: int | None
) -> Probe:
    """A probe knows its deal only through its pitch, so history is told which. Changing nothing writes nothing."""
    probe.engagement_id = probe.pitch.engagement_id  # type: ignore[attr-defined]
    return revise(probe, verb, seen=seen, by=by, at=at, reason=reason, **words)


@locks_deal
def hold_pitch(pitch: ReversePitch, *, heard: str, by: Person, at: datetime, seen: int | None = None) -> ReversePitch:
    """The call was held: keep what the client said back. Told by delivery, it says too that delivery was there.

    Raises:
        PermissionDenied: only the two sides hold it.
        Refused: its day is still to come, or the client has signed.
        Stale: somebody else wrote it down meanwhile.
    """
    _must_be_on_the_call(pitch, by)
    must_take_words(pitch.engagement_id)
    planned = timezone.localdate(pitch.planned_at) if pitch.planned_at else None
    if planned and timezone.localdate(at) < planned and not pitch.held_at:
        words = _("The call is planned for %(day)s. If it took place earlier, change the plan to that day.")
        raise refused(words % {"day": day(planned)})
    came = key_of(by) == "delivery" or by.pk == pitch.delivery_person_id
    there = pitch.delivery_came or came
    changes: dict[str, Any] = {"heard": heard, "held_at": pitch.held_at or at, "delivery_came": there}
    return revise(pitch, "held the reverse pitch", seen=seen, by=by, at=at, **changes)


@locks_deal
def was_there(pitch: ReversePitch, *, by: Person, at: datetime, seen: int | None = None) -> ReversePitch:
    """Delivery confirms that it was in the room; sales can't say it for them.

    Raises:
        PermissionDenied: by isn't of delivery.
        ValidationError: the call wasn't held yet.
    """
    if key_of(by) != "delivery" and by.pk != pitch.delivery_person_id:
        raise PermissionDenied(_("Only delivery can say that delivery was there."))
    if not pitch.held_at:
        raise ValidationError(_("The call wasn't held yet."))
    return revise(pitch, "was in the room", seen=seen, by=by, at=at, delivery_came=True)


def _must_be_unsettled(probe: Probe) -> None:
    """Once both sides are through, only the client's own words open it again."""
    if probe.state == "settled" and probe.resolved_by and probe.confirmed_by:
        words = _(
            "%(name)s said how it was resolved, and %(other)s confirmed it. If the client says more, write that down."
        )
        raise refused(words % {"name": probe.resolved_by.name, "other": probe.confirmed_by.name})


def _must_be_theirs(probe: Probe, by: Person) -> None:
    """Whoever wants something asked of the client isn't overruled by the other side; history says who did."""
    asked = Entry.objects.filter(subject_type=Probe._meta.label_lower, subject_id=probe.pk, verb=CHOSE).order_by("pk")
    chooser = Person.objects.filter(pk__in=asked.values("actor_id")[:1]).first()
    if chooser and not speaks_for(by, chooser):
        raise PermissionDenied(_("%(name)s wants this asked; only their side takes it back.") % {"name": chooser.name})


def _must_be_seen(probe: Probe, seen: int | None) -> None:
    """Somebody else's words are shown before anything is refused because of them."""
    if seen is not None and seen != probe.version:
        raise Stale(probe)


def _must_be_on_the_call(pitch: ReversePitch, by: Person) -> None:
    if not key_of(by) and by.pk != pitch.delivery_person_id:
        raise PermissionDenied(_("Whoever was on the call writes down what was heard."))


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]

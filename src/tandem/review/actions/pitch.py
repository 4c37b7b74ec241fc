"""The reverse pitch: planned with somebody of delivery, held, and each side says for itself that it was there."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from tandem.clients.models import Contact
from tandem.engagements.actions.sides import must_edit
from tandem.engagements.models import Engagement
from tandem.ledger.actions import Stale, add, record, revise
from tandem.ledger.deeds import locks_deal
from tandem.people.models import Person
from tandem.people.rights import key_of
from tandem.review.actions.invite import invite
from tandem.review.models import Probe, ReversePitch


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
        Stale: somebody else planned it meanwhile.
    """
    must_edit(by)
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
    isn't probed twice."""
    must_edit(by)
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
        record("chose what to probe", row, by=by, at=at, engagement=pitch.engagement, after={"words": row.words})
    return rows


@locks_deal("pitch")
def drop(probe: Probe, *, by: Person, at: datetime, seen: int | None) -> None:
    """It isn't asked after all.

    Raises:
        Stale: the client's answer was written down meanwhile.
    """
    must_edit(by)
    gone, _rows = Probe.objects.filter(pk=probe.pk, version=probe.version if seen is None else seen).delete()
    if not gone:
        raise Stale(Probe.objects.filter(pk=probe.pk).first() or probe)
    deal = probe.pitch.engagement
    record("dropped what to probe", probe, by=by, at=at, engagement=deal, before={"words": probe.words})


@locks_deal("pitch")
def hear(probe: Probe, *, heard: str, agrees: bool, by: Person, at: datetime, seen: int | None) -> Probe:
    """What the client said to it, and whether they see it as we do.

    Raises:
        PermissionDenied: only whoever could have been on the call.
        Stale: somebody else wrote it down meanwhile.
    """
    _must_be_on_the_call(probe.pitch, by)
    version = probe.version if seen is None else seen
    changes = {"heard": heard, "agrees": agrees}
    if not Probe.objects.filter(pk=probe.pk, version=version).update(**changes, version=version + 1):
        raise Stale(Probe.objects.filter(pk=probe.pk).first() or probe)
    record(
        "heard the client on it", probe, by=by, at=at, engagement=probe.pitch.engagement,
        before={"heard": probe.heard, "agrees": probe.agrees}, after=changes,
    )  # fmt: skip
    probe.heard, probe.agrees, probe.version = heard, agrees, version + 1
    return probe


@locks_deal
def hold_pitch(pitch: ReversePitch, *, heard: str, by: Person, at: datetime, seen: int | None = None) -> ReversePitch:
    """The call was held: keep what the client said back. Told by delivery, it says too that delivery was there.

    Raises:
        PermissionDenied: only the two sides hold it.
        Stale: somebody else wrote it down meanwhile.
    """
    _must_be_on_the_call(pitch, by)
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


def _must_be_on_the_call(pitch: ReversePitch, by: Person) -> None:
    if not key_of(by) and by.pk != pitch.delivery_person_id:
        raise PermissionDenied(_("Whoever was on the call writes down what was heard."))


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]

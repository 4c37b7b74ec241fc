"""The reverse pitch: planned with somebody of delivery, held, and each side says for itself that it was there."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from tandem.engagements.models import Engagement
from tandem.ledger.actions import add, revise
from tandem.people.models import Person
from tandem.people.rights import key_of
from tandem.review.models import ReversePitch


@transaction.atomic
def plan_pitch(
    deal: Engagement,
    *,
    planned_at: datetime,
    delivery_person: Person,
    sales_person: Person | None,
    probes: str = "",
    by: Person,
    at: datetime,
    seen: int | None = None,
) -> ReversePitch:
    """Name who from delivery joins the final call, and when it is. Planned anew it keeps its row.

    Raises:
        ValidationError: the person named isn't of delivery, or the call was held.
        Stale: somebody else planned it meanwhile.
    """
    if delivery_person.side != "d":
        raise ValidationError({"delivery_person": _("Name somebody from delivery.")})
    values: dict[str, Any] = {
        "planned_at": planned_at, "delivery_person": delivery_person, "sales_person": sales_person, "probes": probes,
    }  # fmt: skip
    pitch = ReversePitch.objects.filter(engagement=deal).first()
    if pitch is None:
        return add(
            ReversePitch(engagement=deal, **values), "planned the reverse pitch", by=by, at=at,
            show=("planned_at", "delivery_person"),
        )  # fmt: skip
    if pitch.held_at:
        raise ValidationError(_("The reverse pitch was held already."))
    return revise(pitch, "planned the reverse pitch", seen=seen, by=by, at=at, **values)


@transaction.atomic
def hold_pitch(pitch: ReversePitch, *, heard: str, by: Person, at: datetime, seen: int | None = None) -> ReversePitch:
    """The call was held: keep what the client said back. Told by delivery, it says too that delivery was there.

    Raises:
        PermissionDenied: only the two sides hold it.
        Stale: somebody else wrote it down meanwhile.
    """
    side = key_of(by)
    came = side == "delivery" or by.pk == pitch.delivery_person_id
    if not side and not came:
        raise PermissionDenied(_("Whoever was on the call writes down what was heard."))
    there = pitch.delivery_came or came
    changes: dict[str, Any] = {"heard": heard, "held_at": pitch.held_at or at, "delivery_came": there}
    return revise(pitch, "held the reverse pitch", seen=seen, by=by, at=at, **changes)


@transaction.atomic
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

"""The invitation to the reverse pitch, written with its plan: to everybody who is asked to come and has an address."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from tandem.jobs import actions as jobs
from tandem.jobs.actions.posting import Attached
from tandem.jobs.letters import deliver
from tandem.ledger.deeds import locks_deal
from tandem.people.models import Person
from tandem.review.models import ReversePitch
from tandem.review.queries import invitation


def invite(pitch: ReversePitch, *, by: Person, at: datetime) -> None:
    """In the transaction of the plan. Letters of an earlier plan that still wait are dropped: this one replaces them."""
    guests = invitation.guests(pitch) if pitch.planned_at else []
    jobs.drop_waiting(pitch, deliver, at=at)
    if not guests:
        return
    leader = invitation.organizer(pitch)
    calendar = invitation.calendar(pitch, at).decode()
    mail = jobs.Mail(
        invitation.title(pitch.engagement), invitation.text(pitch), [guest.email for guest in guests],
        reply_to=[leader.email] if leader else [],
        attached=[Attached("invitation.ics", "text/calendar", calendar, {"method": "REQUEST"})],
    )  # fmt: skip
    jobs.post(
        mail, title=_("Invitation to a reverse pitch"), owner=by, at=at, key=f"invitation:{pitch.pk}:{pitch.version}",
        subject=pitch, url=reverse("deal_calls", args=[pitch.engagement_id]),
    )  # fmt: skip


@locks_deal
def invite_late(pitch: ReversePitch, version: int, *, at: datetime) -> None:
    """What an older version left for the worker: nothing, once the plan is another one or the call was held."""
    if pitch.version == version and pitch.held_at is None:
        owner = pitch.sales_person or pitch.engagement.seller or pitch.delivery_person
        if owner:
            invite(pitch, by=owner, at=at)

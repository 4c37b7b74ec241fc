"""What the worker does for a call: the invitations that an older version asked for and never sent."""

from django.db import transaction

from tandem.jobs.kinds import Work, job
from tandem.review.actions.invite import invite
from tandem.review.models import ReversePitch


@job
def mail_invitation(work: Work, pitch: int, version: int) -> None:
    """Writes the letters, if the plan is still that one and the call wasn't held."""
    people = (
        "engagement__account",
        "engagement__seller",
        "engagement__lead",
        "delivery_person",
        "sales_person",
        "contact",
    )
    with transaction.atomic():
        work.settle()
        found = ReversePitch.objects.select_related(*people).filter(pk=pitch, version=version, held_at=None).first()
        if found and (owner := found.sales_person or found.engagement.seller or found.delivery_person):
            invite(found, by=owner, at=work.clock())

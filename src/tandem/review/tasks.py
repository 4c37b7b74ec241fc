"""What the worker does for a call: the invitations that an older version asked for and never sent."""

from tandem.jobs.kinds import Work, job
from tandem.ledger.deeds import deed
from tandem.review.actions.invite import invite_late
from tandem.review.models import ReversePitch


@job
def mail_invitation(work: Work, pitch: int, version: int) -> None:
    """Writes the letters, if the plan is still that one and the call wasn't held."""
    found = ReversePitch.objects.select_related("engagement").filter(pk=pitch).first()
    with deed(found.engagement if found else None):
        work.settle()
        if found:
            invite_late(found, version, at=work.clock())

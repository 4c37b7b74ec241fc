"""What the worker does for a call: mail its invitation. Nothing below here asks the time."""

from email.mime.text import MIMEText

from django.core.mail import EmailMessage
from django_tasks import task

from tandem import clock
from tandem.review.models import ReversePitch
from tandem.review.queries import invitation


@task()
def mail_invitation(pitch: int, version: int) -> None:
    """To everybody who is asked to come and has an address. A plan that was changed meanwhile has its own mail."""
    with_people = ("engagement__account", "engagement__seller", "delivery_person", "sales_person", "contact")
    found = ReversePitch.objects.select_related(*with_people).filter(pk=pitch, version=version, held_at=None).first()
    guests = invitation.guests(found) if found and found.planned_at else []
    if not found or not guests:
        return
    leader = invitation.organizer(found)
    letter = EmailMessage(
        subject=invitation.title(found.engagement), body=invitation.text(found),
        to=[guest.email for guest in guests], reply_to=[leader.email] if leader else None,
    )  # fmt: skip
    letter.attach(_as_part(invitation.calendar(found, clock.now())))
    letter.send()


def _as_part(calendar: bytes) -> MIMEText:
    """As calendars of mail programs expect it: the method is said in the type, too."""
    part = MIMEText(calendar.decode(), "calendar", "utf-8")
    part.set_param("method", "REQUEST")
    part.add_header("Content-Disposition", "attachment", filename="invitation.ics")
    return part

"""Make a link for somebody at the client, and take it back."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.clients.actions.contact import is_ours
from tandem.clients.models import Contact
from tandem.engagements.actions.sides import must_edit
from tandem.engagements.models import Engagement
from tandem.feedback import mail
from tandem.feedback.models import ClientLink
from tandem.feedback.secret import digest_of, new_secret
from tandem.jobs import actions as jobs
from tandem.jobs.letters import deliver
from tandem.ledger import actions as ledger
from tandem.ledger.deeds import deed, locks_deal
from tandem.people.models import Person

LIVES = timedelta(days=30)
LIVES_AT_MOST = timedelta(days=365)
ONE_PRESS = timedelta(minutes=2)


@locks_deal
def make(deal: Engagement, contact: Contact, expires_on: date, *, by: Person, at: datetime) -> tuple[ClientLink, str]:
    """A link with its secret, which is told here once and never again.

    Raises:
        PermissionDenied: neither of a side nor of leadership; or the contact is of another client.
        ValidationError: no address to mail to, or a day that can't be.
    """
    must_edit(by)
    if contact.account_id != deal.account_id:
        raise PermissionDenied(_("That is somebody of another client."))
    if not contact.email:
        raise ValidationError(
            _("%(name)s has no e-mail address here, so no code could reach them.") % {"name": contact}
        )
    if is_ours(contact.email):
        raise ValidationError(
            _("The address of %(name)s is a colleague’s, so no code would reach them.") % {"name": contact}
        )
    today = timezone.localdate(at)
    if not today <= expires_on <= today + LIVES_AT_MOST:
        raise ValidationError(_("A link ends within a year, and not before today."))
    secret = new_secret()
    link = ClientLink(
        engagement=deal, contact=contact, secret_digest=digest_of(secret), made_by=by, made_at=at, expires_on=expires_on
    )
    return ledger.add(link, "made a client’s link", by=by, at=at, show=("expires_on",)), secret


def make_and_mail(
    deal: Engagement, contact: Contact, expires_on: date, *, address_of: Callable[[str], str], by: Person, at: datetime
) -> tuple[ClientLink, str]:
    """`make`, and the mail that brings it, in one transaction. `address_of` turns a secret into the page's address.

    Pressed twice it's one link: whoever asks for the same again within a moment gets the first one, without its secret.
    Raises what `make` raises.
    """
    with deed(deal):
        moment_ago = ClientLink.objects.filter(
            engagement=deal, contact=contact, expires_on=expires_on, made_by=by, revoked_at=None,
            made_at__range=(at - ONE_PRESS, at + ONE_PRESS),
        )  # fmt: skip
        if found := moment_ago.select_related("contact").order_by("-pk").first():
            return found, ""
        link, secret = make(deal, contact, expires_on, by=by, at=at)
        mail.post_link(link, address_of(secret), at=at)
    return link, secret


def revoke(link: ClientLink, *, seen: int | None, by: Person, at: datetime) -> ClientLink:
    """It opens nothing from now on, and what waits to be mailed for it isn't. Raises Stale, PermissionDenied."""
    must_edit(by)
    with deed():
        ledger.revise(link, "revoked a client’s link", seen=seen, by=by, at=at, revoked_at=at, revoked_by=by)
        jobs.drop_waiting(link, deliver, at=at)
    return link

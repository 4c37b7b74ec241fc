"""What the worker does for the door: mail a link for a new password. Nothing below here asks the time."""

from datetime import datetime, timedelta

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from tandem.jobs import actions as jobs
from tandem.jobs.kinds import Work, job
from tandem.people.models import Firm, Person

LET_IN_FOR = timedelta(hours=1)


def ask_for_new_password(person: int, base: str, *, at: datetime) -> None:
    """Known or not (0), the same is written; only the worker knows who is mailed."""
    jobs.ask(
        mail_new_password, person, base, title=_("A new password was asked for"), owner=None, at=at,
        key=f"password:{get_random_string(24)}",
    )  # fmt: skip


@job
def mail_new_password(work: Work, person: int, base: str) -> None:
    """`base` is the address that they asked at, up to its host. Nobody (0) is mailed nothing: whoever asks for an unknown
    address waits as long as for a known one, since both only queue this. The link is made here, so no queue holds it."""
    found = Person.objects.filter(pk=person, is_active=True).first()
    if found is None:
        return
    link = {"uidb36": user_pk_to_url_str(found), "key": default_token_generator.make_token(found)}
    firm = Firm.objects.first()
    name = firm.name if firm else "Tandem"
    lines = [
        _("%(name)s,") % {"name": found.name},
        _("somebody asked for a new password for you at %(firm)s. Choose it here; the link opens once:")
        % {"firm": name},
        base + reverse("account_reset_password_from_key", kwargs=link),
        _("If it wasn’t you, do nothing: your password stays as it is."),
    ]
    subject = " ".join((_("%(firm)s: choose a new password") % {"firm": name}).split())
    at = work.clock()
    jobs.post(
        jobs.Mail(subject, "\n\n".join(lines), [found.email]), title=_("A mail about signing in"), owner=found, at=at,
        good_until=at + LET_IN_FOR, key=f"password:{work.job.pk}",
    )  # fmt: skip

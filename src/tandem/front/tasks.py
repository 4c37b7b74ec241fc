"""What the worker does for the door: mail a link for a new password. Nothing below here asks the time."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils.translation import gettext as _
from django_tasks import task

from tandem.people.models import Firm, Person


@task()
def mail_new_password(person: int, base: str) -> None:
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
    EmailMessage(subject, "\n\n".join(lines), to=[found.email]).send()

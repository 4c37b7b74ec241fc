"""The worker's side of a letter: open it, hand it to the mail server, forget what was in it."""

import json
import re
from email.mime.text import MIMEText
from typing import Any

from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.db import transaction
from django.utils.translation import gettext as _

from tandem.jobs.kinds import Hopeless, Work, job
from tandem.jobs.limits import within
from tandem.jobs.models import Letter
from tandem.sealed import Unopenable, unseal

PURPOSE = "letters"
# A server that takes its time at every word is left after so long, whatever the time for one word is.
HANDING_SECONDS = 60.0


class NotTaken(Exception):
    """The mail server didn't take it; in its own words."""


class ToOne(EmailMultiAlternatives):
    """Says whom else it goes to, and goes to one."""

    to_whom = ""

    def recipients(self) -> list[str]:
        return [self.to_whom]


@job
def deliver(work: Work) -> None:
    """Once the server took it, that and the end of its content are one write. Cut off between the two it's handed in
    again under the same Message-ID.

    Raises: Hopeless when it came too late or can't be opened, NotTaken otherwise.
    """
    letter = Letter.objects.get(job=work.job)
    if letter.good_until and letter.good_until < work.clock():
        raise Hopeless(_("Too late: what it says is good no longer."))
    try:
        content = json.loads(unseal(letter.sealed, PURPOSE))
    except Unopenable as problem:
        raise Hopeless(_("It was sealed with another installation’s key.")) from problem
    mail = message(letter, content)
    try:
        within(HANDING_SECONDS, mail.send)
    except OSError as problem:  # what a mail server answers is one too
        raise NotTaken(_without_secrets(words_of(problem), content)) from None
    with transaction.atomic():
        work.settle()
        Letter.objects.filter(pk=letter.pk).update(sent_at=work.clock(), sealed="")


def message(letter: Letter, content: dict[str, Any]) -> EmailMessage:
    mail = ToOne(
        content["subject"], content["body"], to=content["to"], reply_to=content["reply_to"] or None,
        headers={"Message-ID": letter.message_id},
    )  # fmt: skip
    mail.to_whom = letter.address
    if content["html"]:
        mail.attach_alternative(content["html"], "text/html")
    for file in content["attached"]:
        mail.attach(_part(file))
    return mail


def _part(file: dict[str, Any]) -> MIMEText:
    """As calendars of mail programs expect it: the method is said in the type, too."""
    part = MIMEText(file["words"], file["kind"].partition("/")[2], "utf-8")
    for name, value in file["params"].items():
        part.set_param(name, value)
    part.add_header("Content-Disposition", "attachment", filename=file["name"])
    return part


def words_of(problem: OSError) -> str:
    """What the server said (smtplib's refusals carry it), or what was in the way of asking it."""
    refused: dict[str, tuple[int, bytes]] = getattr(problem, "recipients", {})
    if refused:
        return "; ".join(f"{code} {_text(words)}" for code, words in refused.values())
    if hasattr(problem, "smtp_code"):
        return f"{problem.smtp_code} {_text(getattr(problem, 'smtp_error', ''))}"
    if isinstance(problem, TimeoutError):
        return _("The mail server doesn’t answer: %(why)s") % {"why": problem}
    if problem.errno and problem.strerror:
        return _("The mail server can’t be reached: %(why)s") % {"why": problem.strerror}
    return str(problem) or type(problem).__name__


def _text(words: bytes | str) -> str:
    return words.decode(errors="replace") if isinstance(words, bytes) else str(words)


def _without_secrets(words: str, content: dict[str, Any]) -> str:
    """A server may repeat what it refused; what might be a key or a code of the letter isn't written down."""
    said = content["subject"] + " " + content["body"]
    found = {word for word in re.findall(r"[\w-]{6,}", said) if any(sign.isdigit() for sign in word)}
    for word in sorted(found, key=len, reverse=True):
        words = words.replace(word, "…")
    return words

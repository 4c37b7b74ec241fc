"""Mails to clients and to those whose client it is. Plain text; a mail that can't be sent loses nothing else."""

from collections.abc import Iterable, Sequence

import structlog
from django.core.mail import EmailMessage
from django.utils.translation import gettext as _

from tandem.engagements.models import OutcomeSignature
from tandem.feedback.models import ClientLink
from tandem.web.words import clock_time, day

log = structlog.get_logger(__name__)


def send(subject: str, body: str, to: str) -> bool:
    """One mail to one address; False, and a line in the log, when it didn't go out."""
    try:
        EmailMessage(" ".join(subject.split()), body, to=[to]).send()
    except OSError as problem:  # what a mail server answers is one too
        log.warning("mail not sent", why=type(problem).__name__)
        return False
    return True


def send_link(link: ClientLink, address: str, firm: str) -> bool:
    lines = [
        _("%(name)s,") % {"name": link.contact.name},
        _("this is what %(firm)s and you mean by “done” for “%(deal)s”:") % _of(link, firm),
        address,
        _("You can read it and sign it there without an account, until %(day)s. To sign you ask for a code, which comes to this address.")
        % {"day": day(link.expires_on)},
        _("%(person)s sends it to you.") % {"person": link.made_by.name},
    ]  # fmt: skip
    return send(
        _("%(firm)s: what “done” means for “%(deal)s”") % _of(link, firm), "\n\n".join(lines), link.contact.email
    )


def send_code(link: ClientLink, code: str, firm: str, address: str) -> bool:
    """The code, with the way back to the page that waits for it."""
    lines = [
        _("Your code is %(code)s.") % {"code": code},
        _("It is good for half an hour, to sign what “done” means for “%(deal)s” with %(firm)s. The page waits for it:")
        % _of(link, firm),
        address,
        _("If you didn’t ask for it, do nothing: without it nobody can sign. Nobody of %(firm)s will ask you for it.")
        % _of(link, firm),
    ]
    return send(
        _("%(code)s is your code for %(firm)s") % {"code": code, "firm": firm}, "\n\n".join(lines), link.contact.email
    )


def send_copies(link: ClientLink, keys: Sequence[OutcomeSignature], firm: str) -> None:
    """What was signed, in the very words, to the client, the seller and the lead."""
    body = "\n\n".join(_copy(link, keys, firm))
    deal = link.engagement
    ours = [person.email for person in (deal.seller, deal.lead) if person and person.is_active]
    for address in dict.fromkeys([link.contact.email, *ours]):
        send(_("Signed: what “done” means for “%(deal)s”") % _of(link, firm), body, address)


def _copy(link: ClientLink, keys: Sequence[OutcomeSignature], firm: str) -> Iterable[str]:
    first = keys[0]
    yield _("%(name)s signed for %(client)s on %(day)s at %(time)s:") % {
        "name": first.client_name,
        "client": link.contact.account.name,
        "day": day(first.at),
        "time": clock_time(first.at),
    }
    for key in keys:
        words = key.evidence["words"]
        yield "\n".join(
            line
            for line in (
                words["title"],
                _("What is expected: %(words)s") % {"words": words["expects"]},
                _("What will be shown: %(words)s") % {"words": words["proves"]},
                _("From %(baseline)s to %(target)s") % {"baseline": words["baseline"] or "–", "target": f"{words['target'] or '–'} {words['unit']}".strip()},
                _("Measured: %(how)s") % {"how": ", ".join(filter(None, (words["measured_how"], words["measured_by"], words["measured_on"])))},
                _("Done is not: %(words)s") % {"words": words["not_done"]} if words["not_done"] else "",
                f"SHA-256 {key.digest}",
            )
            if line
        )  # fmt: skip
    yield first.evidence["intent"]
    yield _("Any later change of these words makes a new wording, which this signature doesn’t cover.")


def _of(link: ClientLink, firm: str) -> dict[str, str]:
    return {"firm": firm, "deal": link.engagement.name}

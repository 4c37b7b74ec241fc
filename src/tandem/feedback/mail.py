"""Mails to clients and to those whose client it is, written in the transaction of what they tell. Plain text."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from tandem.engagements.models import OutcomeSignature
from tandem.feedback.models import ClientLink
from tandem.jobs import actions as jobs
from tandem.people.models import Firm
from tandem.web.words import clock_time, day, iso_day


def firm_name() -> str:
    return Firm.objects.values_list("name", flat=True).first() or ""


def post_link(link: ClientLink, address: str, *, at: datetime) -> None:
    firm = firm_name()
    lines = [
        _("%(name)s,") % {"name": link.contact.name},
        _("this is what %(firm)s and you mean by “done” for “%(deal)s”:") % _of(link, firm),
        address,
        _("You can read it and sign it there without an account, until %(day)s. To sign you ask for a code, which comes to this address.")
        % {"day": day(link.expires_on)},
        _("%(person)s sends it to you.") % {"person": link.made_by.name},
    ]  # fmt: skip
    mail = jobs.Mail(
        _("%(firm)s: what “done” means for “%(deal)s”") % _of(link, firm), "\n\n".join(lines), [link.contact.email]
    )
    _post(link, mail, _("A client’s link"), key=f"link:{link.pk}", at=at)


def post_code(link: ClientLink, code: str, address: str, *, at: datetime, good_for: timedelta) -> None:
    """The code, with the way back to the page that waits for it."""
    firm = firm_name()
    lines = [
        _("Your code is %(code)s.") % {"code": code},
        _("It is good for half an hour, to sign what “done” means for “%(deal)s” with %(firm)s. The page waits for it:")
        % _of(link, firm),
        address,
        _("If you didn’t ask for it, do nothing: without it nobody can sign. Nobody of %(firm)s will ask you for it.")
        % _of(link, firm),
    ]
    mail = jobs.Mail(
        _("%(code)s is your code for %(firm)s") % {"code": code, "firm": firm}, "\n\n".join(lines), [link.contact.email]
    )
    key = f"code:{link.pk}:{at.isoformat()}"
    _post(link, mail, _("A code to sign, asked for by a client"), key=key, at=at, good_until=at + good_for)


def post_copies(link: ClientLink, keys: Sequence[OutcomeSignature], *, at: datetime) -> None:
    """What was signed, in the very words, to the client, the seller and the lead: each has a letter of their own."""
    firm = firm_name()
    body = "\n\n".join(_copy(link, keys, firm))
    subject = _("Signed: what “done” means for “%(deal)s”") % _of(link, firm)
    deal = link.engagement
    ours = [person.email for person in (deal.seller, deal.lead) if person and person.is_active]
    for address in dict.fromkeys([link.contact.email, *ours]):
        key = f"copy:{link.pk}:{keys[0].pk}"
        _post(link, jobs.Mail(subject, body, [address]), _("A copy of what a client signed"), key=key, at=at)


def _post(
    link: ClientLink, mail: jobs.Mail, title: str, *, key: str, at: datetime, good_until: datetime | None = None
) -> None:
    """Whoever made the link answers for its mails."""
    jobs.post(
        mail, title=title, owner=link.made_by, at=at, key=key, subject=link, good_until=good_until,
        url=reverse("deal_client_links", args=[link.engagement_id]),
    )  # fmt: skip


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
                _("Measured: %(how)s") % {"how": ", ".join(filter(None, (words["measured_how"], words["measured_by"], iso_day(words["measured_on"]) if words["measured_on"] else "")))},
                _("Done is not: %(words)s") % {"words": words["not_done"]} if words["not_done"] else "",
                f"SHA-256 {key.digest}",
            )
            if line
        )  # fmt: skip
    yield first.evidence["intent"]
    yield _("Any later change of these words makes a new wording, which this signature doesn’t cover.")


def _of(link: ClientLink, firm: str) -> dict[str, str]:
    return {"firm": firm, "deal": link.engagement.name}

"""What somebody at the client does through their link: ask for a code, sign, say that they see it differently.

The holder of a link has read what it shows; that it was the contact who signs, the code says that was mailed to their
address on file. A link on its own signs nothing.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from tandem.engagements.actions.outcome import sign_for_client
from tandem.engagements.actions.talk import say_for_client
from tandem.engagements.models import Outcome, OutcomeSignature, Remark
from tandem.engagements.queries.outcome import OutcomeRow
from tandem.feedback import mail
from tandem.feedback.models import ClientLink
from tandem.feedback.queries.links import page_of
from tandem.feedback.secret import code_digest_of, is_code, new_code
from tandem.ledger import actions as ledger
from tandem.ledger.models import Entry

CODE_LIVES = timedelta(minutes=10)
TRIES = 5
BETWEEN_CODES = timedelta(minutes=1)
CODES_WITHIN = ((timedelta(hours=1), 5), (timedelta(days=1), 12))
WORDS_A_DAY = 10
ONE_PRESS = timedelta(minutes=2)
ASKED_FOR_CODE = "asked for a code"


class TooOften(Exception):
    """Wait a little: for another code, or with more words."""


class WrongCode(Exception):
    """The code isn't the one that was mailed. `left` more tries with it; none: a new one has to be asked for."""

    def __init__(self, left: int) -> None:
        super().__init__(f"{left} tries left")
        self.left = left


class Changed(Exception):
    """What was read isn't what stands there now."""


def ask_for_code(link: ClientLink, *, at: datetime) -> str:
    """A new code, mailed to the contact and forgotten; the one before it is void.

    Raises:
        TooOften: one was sent a moment ago, or many lately.
    """
    with transaction.atomic():
        held = _held(link)
        if (held.code_sent_at and at - held.code_sent_at < BETWEEN_CODES) or _many_codes(held, at):
            raise TooOften
        code = new_code()
        held.code_digest, held.code_sent_at, held.code_tries = code_digest_of(held.pk, code), at, 0
        held.save(update_fields=["code_digest", "code_sent_at", "code_tries"])
        ledger.record(ASKED_FOR_CODE, held, by=_actor(held), at=at)
        mail.post_code(held, code, at=at, good_for=CODE_LIVES)
    return code


def sign(
    link: ClientLink, *, code: str, name: str, read: Sequence[str], evidence: dict[str, Any], at: datetime
) -> list[OutcomeSignature]:
    """The client's key on every outcome whose words were read (`read` holds their digests): all of them or none, and a
    copy to everybody concerned.

    Raises:
        WrongCode: it isn't the code, or it's too old, used, or was tried too often.
        Changed: one of the outcomes reads otherwise by now; the code stays good.
    """
    _check(link, code, at)
    with transaction.atomic():
        held = _held(link)
        rows = {row.digest: row for row in page_of(held.engagement).outcomes}
        if not read or any(digest not in rows for digest in read):
            raise Changed
        spent = ClientLink.objects.filter(pk=held.pk, code_digest=code_digest_of(held.pk, code)).update(code_digest="")
        if not spent:  # the same code went through in another window at this very moment
            raise WrongCode(0)
        how = {
            "link": held.pk,
            "mailed_to": held.contact.email,
            "code_sent_at": str(held.code_sent_at),
            **evidence,
        }
        keys = [_turn(held, rows[digest], name, how, at) for digest in dict.fromkeys(read)]
        mail.post_copies(held, keys, at=at)
    return keys


def say(link: ClientLink, words: str, *, outcome: Outcome | None, at: datetime) -> Remark:
    """It isn't as they see it: their words stand in the deal's talk and wait for an answer. Nothing is voided. The same
    words again within a moment are the same press.

    Raises:
        TooOften: more than anybody has to say in a day.
    """
    with transaction.atomic():
        held = _held(link)
        lately = Remark.objects.filter(
            engagement=held.engagement_id, contact=held.contact_id, at__gt=at - timedelta(days=1)
        )
        same = lately.filter(words=words, outcome=outcome, at__gte=at - ONE_PRESS).order_by("-pk").first()
        if same is not None:
            return same
        if lately.count() >= WORDS_A_DAY:
            raise TooOften
        return say_for_client(held.engagement, words, contact=held.contact, outcome=outcome, by=_actor(held), at=at)


def _check(link: ClientLink, code: str, at: datetime) -> None:
    """A wrong code is counted before anything is answered, in a transaction of its own, so that no rollback forgets it."""
    with transaction.atomic():
        held = _held(link)
        if not _may_try(held, at):
            raise WrongCode(0)
        if is_code(held.pk, code, held.code_digest):
            return
        held.code_tries += 1
        held.save(update_fields=["code_tries"])
        ledger.record("typed a wrong code", held, by=_actor(held), at=at, after={"tries": held.code_tries})
        left = TRIES - held.code_tries
    raise WrongCode(left)


def _may_try(link: ClientLink, at: datetime) -> bool:
    young = link.code_sent_at is not None and timedelta(0) <= at - link.code_sent_at < CODE_LIVES
    return bool(link.code_digest) and young and link.code_tries < TRIES


def _many_codes(link: ClientLink, at: datetime) -> bool:
    """Each code may be tried five times, so codes are counted too: history knows how many there were."""
    asked = Entry.objects.filter(subject_type=ClientLink._meta.label_lower, subject_id=link.pk, verb=ASKED_FOR_CODE)
    return any(asked.filter(at__gt=at - within).count() >= most for within, most in CODES_WITHIN)


def _turn(link: ClientLink, row: OutcomeRow, name: str, how: dict[str, Any], at: datetime) -> OutcomeSignature:
    return sign_for_client(row.outcome, read=row.digest, name=name, evidence=how, by=_actor(link), at=at)


def _held(link: ClientLink) -> ClientLink:
    """The row as it is now, kept from others until the transaction ends."""
    found = ClientLink.objects.select_for_update(of=("self",)).select_related("contact", "engagement")
    return found.get(pk=link.pk)


def _actor(link: ClientLink) -> ledger.Program:
    """History names them; they have no account."""
    return ledger.Program(link.contact.name)

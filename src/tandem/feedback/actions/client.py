"""What somebody at the client does through their link: ask for a code, sign, say that they see it differently.

The holder of a link has read what it shows; that it was the contact who signs, the code says that was mailed to their
address on file. A link on its own signs nothing, and what is written through it is nobody's for certain.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from tandem.calc.names import is_same_name
from tandem.delivery.actions.amendment import agree_for_client, client_signed
from tandem.engagements.actions.outcome import sign_for_client
from tandem.engagements.actions.talk import say_for_client
from tandem.engagements.models import Outcome, OutcomeSignature, Remark, Side
from tandem.engagements.queries.outcome import OutcomeRow
from tandem.feedback import mail
from tandem.feedback.models import ClientCode, ClientLink
from tandem.feedback.queries.links import Reworded, page_of
from tandem.feedback.secret import code_digest_of, is_code, new_code
from tandem.ledger import actions as ledger
from tandem.ledger.deeds import deed
from tandem.ledger.models import Entry

CODE_LIVES = timedelta(minutes=30)
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


class AnotherName(Exception):
    """The link is made for somebody else: whoever signs by it is its contact."""


def ask_for_code(link: ClientLink, *, name: str, read: Sequence[str], address: str, at: datetime) -> str:
    """A new code, mailed to the contact with the page at `address` that waits for it, and forgotten; it's kept with what is to be signed by it. Those that are out stay good.

    Raises:
        AnotherName: it isn't the contact who wants to sign.
        TooOften: one was sent a moment ago, or many lately.
    """
    if not is_same_name(name, link.contact.name):
        raise AnotherName
    with deed(link.engagement):
        held = _held(link)
        newest = pending(held, at)
        if (newest and at - newest.sent_at < BETWEEN_CODES) or _many_codes(held, at):
            raise TooOften
        code = new_code()
        ClientCode.objects.create(
            link=held, digest=code_digest_of(held.pk, code), sent_at=at, name=name, read=list(read)
        )
        ledger.record(ASKED_FOR_CODE, held, by=_holder(held), at=at)
        mail.post_code(held, code, address, at=at, good_for=CODE_LIVES)
    return code


def pending(link: ClientLink, at: datetime) -> ClientCode | None:
    """The newest code that is out and still good. One query."""
    return _live(link, at).order_by("-sent_at", "-pk").first()


def keep_choice(code: ClientCode, *, name: str, read: Sequence[str]) -> None:
    """She changed what she signs, or how she writes her name, while the code is on its way."""
    ClientCode.objects.filter(pk=code.pk).update(name=name, read=list(read))


def sign(
    link: ClientLink, *, code: str, name: str, read: Sequence[str], evidence: dict[str, Any], at: datetime
) -> list[OutcomeSignature]:
    """The client's key on every outcome whose words were read (`read` holds their digests): all of them or none, and a
    copy to everybody concerned.

    Raises:
        AnotherName: the name isn't the contact's.
        WrongCode: it isn't a code that is out, or it's too old, used, or was tried too often.
        Changed: one of the outcomes reads otherwise by now; the code stays good.
    """
    if not is_same_name(name, link.contact.name):
        raise AnotherName
    found = _check(link, code, at)
    with deed(link.engagement):
        held = _held(link)
        told = page_of(held.engagement)
        all_rows: list[OutcomeRow | Reworded] = [*told.outcomes, *told.reworded]
        rows = {row.digest: row for row in all_rows}
        if not read or any(digest not in rows for digest in read):
            raise Changed
        if not ClientCode.objects.filter(pk=found.pk, used_at=None).update(used_at=at):
            raise WrongCode(0)  # the same code went through in another window at this very moment
        _live(held, at).update(used_at=at)  # what else is out has nothing left to do
        how = {
            "link": held.pk,
            "contact": held.contact.name,
            "mailed_to": held.contact.email,
            "code_sent_at": str(found.sent_at),
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
    with deed(link.engagement):
        held = _held(link)
        lately = Remark.objects.filter(
            engagement=held.engagement_id, contact=held.contact_id, at__gt=at - timedelta(days=1)
        )
        same = lately.filter(words=words, outcome=outcome, at__gte=at - ONE_PRESS).order_by("-pk").first()
        if same is not None:
            return same
        if lately.count() >= WORDS_A_DAY:
            raise TooOften
        return say_for_client(held.engagement, words, contact=held.contact, outcome=outcome, by=_holder(held), at=at)


def _check(link: ClientLink, code: str, at: datetime) -> ClientCode:
    """A wrong code is counted before anything is answered, in a transaction of its own, so that no rollback forgets it.
    It counts against each code that is out: whoever guesses may have meant any of them."""
    with deed(link.engagement):
        held = _held(link)
        out = list(_live(held, at).order_by("-sent_at", "-pk"))
        right = next((row for row in out if is_code(held.pk, code, row.digest)), None)
        if right:
            return right
        if not out:
            raise WrongCode(0)
        _live(held, at).update(tries=F("tries") + 1)
        tries = min(row.tries for row in out) + 1
        ledger.record("typed a wrong code", held, by=_holder(held), at=at, after={"tries": tries})
    raise WrongCode(TRIES - tries)


def _live(link: ClientLink, at: datetime) -> QuerySet[ClientCode]:
    return ClientCode.objects.filter(
        link=link.pk, used_at=None, tries__lt=TRIES, sent_at__lte=at, sent_at__gt=at - CODE_LIVES
    )


def _many_codes(link: ClientLink, at: datetime) -> bool:
    """Each code may be tried five times, so codes are counted too: history knows how many there were."""
    asked = Entry.objects.filter(subject_type=ClientLink._meta.label_lower, subject_id=link.pk, verb=ASKED_FOR_CODE)
    return any(asked.filter(at__gt=at - within).count() >= most for within, most in CODES_WITHIN)


def _turn(
    link: ClientLink, row: OutcomeRow | Reworded, name: str, how: dict[str, Any], at: datetime
) -> OutcomeSignature:
    """On an amendment the client's key is the last: the words change with it."""
    if isinstance(row, Reworded):
        agree_for_client(
            row.amendment, name=name, on=timezone.localdate(at), evidence=how, read=row.amendment.version,
            by=_actor(link), at=at,
        )  # fmt: skip
        # The newest: in these very words it may have been signed once before.
        return OutcomeSignature.objects.filter(outcome=row.amendment.row, side=Side.CLIENT).order_by("-revision")[0]
    key = sign_for_client(row.outcome, read=row.digest, name=name, evidence=how, by=_actor(link), at=at)
    client_signed(row.outcome, by=_actor(link), at=at)
    return key


def _held(link: ClientLink) -> ClientLink:
    """The row as it is now, kept from others until the transaction ends."""
    found = ClientLink.objects.select_for_update(of=("self",)).select_related("contact", "engagement")
    return found.get(pk=link.pk)


def _actor(link: ClientLink) -> ledger.Program:
    """The contact, as their code has shown: history names them; they have no account."""
    return ledger.Program(link.contact.name)


def _holder(link: ClientLink) -> ledger.Program:
    """Whoever has the link: perhaps the contact, perhaps somebody to whom they forwarded it."""
    return ledger.Program(_("Somebody with the link of %(name)s") % {"name": link.contact.name})

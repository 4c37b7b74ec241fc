"""Verbs on vets: delivery's word on one section, sales' answer to its question."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from tandem.engagements.actions import challenge
from tandem.engagements.actions.sides import must_be
from tandem.engagements.models import Engagement
from tandem.gates import Finding, Refused
from tandem.ledger import actions as ledger
from tandem.ledger.deeds import deed, locks_deal
from tandem.people.models import Access, Person
from tandem.scoping.actions import flag as flags
from tandem.scoping.models import RedFlag, ScopeVersion, ScopingSession, Vet
from tandem.scoping.queries import reading, sections
from tandem.scoping.queries.sections import Line
from tandem.scoping.queries.vets import token_of

Word = Vet.Word


@locks_deal
def vet(
    engagement: Engagement, *, section: str, word: str, words: str = "", by: Person, at: datetime, seen: str | None = None
) -> Vet:  # fmt: skip
    """Delivery's word on what a section says now: fine, a question, or a red flag with its reason. A question and a
    flag are kept as challenges too.

    Raises:
        PermissionDenied: `by` isn't of delivery.
        Refused: a red flag stands on it; clearing that says fine.
        Stale: somebody vetted it meanwhile, or it says something else by now (`seen` is `queries.vets.token_of`).
    """
    must_be("delivery", by)
    with deed():
        lines = sections.said(engagement)[section]
        _must_be_seen(engagement, section, lines, seen)
        if word == Word.FINE:
            _must_not_be_flagged(engagement, section)
        row = Vet(
            engagement=engagement, scope=_scope(engagement), session=_session(engagement), section=section, said=lines,
            digest=sections.digest_of(lines), word=word, words=words if word != Word.FINE else "", person=by, at=at,
        )  # fmt: skip
        _keep_the_doubt(row, by, at)
        return ledger.add(row, "vetted section", by=by, at=at, reason=row.words, show=("section", "word"))


@locks_deal
def reply(row: Vet, *, by: Person, at: datetime, seen: int | None, reply: str) -> Vet:
    """Sales' answer to delivery's question, or leadership's. Whoever asked says then whether it will do.

    Raises:
        PermissionDenied: delivery doesn't answer itself.
        Stale: somebody else answered meanwhile, or it was vetted anew.
    """
    if by.access not in (Access.SALES, Access.LEADERSHIP):
        raise PermissionDenied(_("Sales or leadership answers delivery’s question."))
    with deed():
        last = _latest(row.engagement, row.section)
        if row.word != Word.QUESTION or (last and last.pk != row.pk):
            raise ledger.Stale(last or row)
        ledger.revise(
            row, "answered question", seen=seen, by=by, at=at, reason=reply, reply=reply, replied_by=by, replied_at=at
        )
        if row.challenge:
            challenge.reply(row.challenge, by=by, at=at, seen=None, reply=reply)
    return row


def _must_be_seen(engagement: Engagement, section: str, lines: list[Line], seen: str | None) -> None:
    last = _latest(engagement, section)
    if seen is None or seen == token_of(last, lines):
        return
    if last is None or str(seen).startswith(f"{last.pk}:"):  # nobody vetted it: it reads otherwise
        raise ledger.Stale(Vet(engagement=engagement, section=section))
    raise ledger.Stale(last)


def _must_not_be_flagged(engagement: Engagement, section: str) -> None:
    if RedFlag.objects.filter(engagement=engagement, section=section, cleared_at__isnull=True).exists():
        words = _("Delivery’s red flag stands on this section. Clear it, and say why.")
        raise Refused([Finding("red_flag", _("Red flag"), words, waivable=False)])


def _keep_the_doubt(row: Vet, by: Person, at: datetime) -> None:
    if row.word == Word.FLAG:
        row.flag = flags.raise_flag(row.engagement, section=row.section, words=row.words, by=by, at=at)
        row.challenge = row.flag.challenge
    elif row.word == Word.QUESTION:
        read = "\n".join(reading.read(row.said, reading.reader(None)))
        row.challenge = challenge.note(row.engagement, about=row.section, words=row.words, on_words=read, by=by, at=at)


def _latest(engagement: Engagement, section: str) -> Vet | None:
    return Vet.objects.filter(engagement=engagement, section=section).order_by("-pk").first()


def _scope(engagement: Engagement) -> ScopeVersion | None:
    """The version that is current: the draft, or the newest frozen one."""
    return ScopeVersion.objects.filter(engagement=engagement).order_by("-number").first()


def _session(engagement: Engagement) -> ScopingSession | None:
    """The session that is on: begun and not written down yet."""
    on = ScopingSession.objects.filter(engagement=engagement, started_at__isnull=False, held_at__isnull=True)
    return on.order_by("-started_at").first()

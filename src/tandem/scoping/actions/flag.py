"""Verbs on red flags: delivery raises and clears them, sales answers."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from tandem.engagements.actions import challenge
from tandem.engagements.actions.sides import must_be
from tandem.engagements.models import Engagement
from tandem.ledger import actions as ledger
from tandem.ledger.deeds import deed, locks_deal
from tandem.people.models import Access, Person
from tandem.scoping.models import RedFlag
from tandem.scoping.queries import reading, sections


@locks_deal
def raise_flag(
    engagement: Engagement, *, by: Person, at: datetime, section: str, words: str, seen: None = None
) -> RedFlag:
    """Delivery's objection to a section, with its reason. It stops the gate until delivery clears it, and is kept as a
    challenge to what the section says now."""
    must_be("delivery", by)
    with deed():
        lines = reading.read(sections.said(engagement).get(section, []), reading.reader(None))
        doubt = challenge.note(engagement, about=section, words=words, on_words="\n".join(lines), by=by, at=at)
        flag = RedFlag(
            engagement=engagement, section=section, words=words, raised_by=by, raised_at=at,
            raised_in=engagement.stage, challenge=doubt,
        )  # fmt: skip
        return ledger.add(flag, "raised red flag", by=by, at=at, reason=words, show=("section", "raised_in"))


@locks_deal
def reply(flag: RedFlag, *, by: Person, at: datetime, seen: int | None, reply: str) -> RedFlag:
    """Sales' answer, or leadership's. Only delivery can say whether it will do."""
    if by.access not in (Access.SALES, Access.LEADERSHIP):
        raise PermissionDenied(_("Sales or leadership answers delivery’s red flag."))
    with deed():
        ledger.revise(flag, "answered red flag", seen=seen, by=by, at=at, reply=reply, replied_by=by)
        if flag.challenge:
            challenge.reply(flag.challenge, by=by, at=at, seen=None, reply=reply)
    return flag


@locks_deal
def clear(flag: RedFlag, *, by: Person, at: datetime, seen: int | None, cleared_why: str) -> RedFlag:
    """Delivery is satisfied, and says why.

    Raises:
        PermissionDenied: `by` isn't of delivery.
    """
    must_be("delivery", by)
    return ledger.revise(
        flag, "cleared red flag", seen=seen, by=by, at=at, reason=cleared_why,
        cleared_at=at, cleared_by=by, cleared_why=cleared_why,
    )  # fmt: skip

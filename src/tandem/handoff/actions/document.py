"""What is written on the handoff itself: the paragraph, the day of the call, that it was read."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from tandem.engagements.actions.stage import WrongStage
from tandem.handoff.models import Decision, Handoff
from tandem.handoff.queries.brief import digest_of
from tandem.handoff.queries.current import is_newest, leads, newest
from tandem.ledger.actions import Stale, revise
from tandem.ledger.deeds import locks_deal
from tandem.people.models import Person
from tandem.people.rights import key_of


@locks_deal
def write_paragraph(handoff: Handoff, words: str, *, by: Person, at: datetime, seen: int) -> Handoff:
    """Sales says what it's about. The digest follows, so that what delivery signs is what it reads; whoever had read
    it to its end had read other words.

    Raises:
        PermissionDenied: by isn't of sales.
        WrongStage: it's accepted or bounced already.
        Stale: somebody else wrote meanwhile, or there is a newer number.
    """
    if key_of(by) != "sales":
        raise PermissionDenied(_("Sales writes the paragraph."))
    undecided(handoff)
    digest = digest_of(handoff.brief, words)
    return revise(handoff, "wrote the paragraph", seen=seen, by=by, at=at, paragraph=words, digest=digest, read_at=None)


@locks_deal
def plan_call(handoff: Handoff, call_at: datetime, *, by: Person, at: datetime, seen: int) -> Handoff:
    """Either side plans the handoff call. Raises as `write_paragraph`."""
    if not key_of(by):
        raise PermissionDenied(_("Sales and delivery plan the handoff call."))
    undecided(handoff)
    return revise(handoff, "planned the handoff call", seen=seen, by=by, at=at, call_at=call_at)


@locks_deal
def read_to_end(handoff: Handoff, *, by: Person, at: datetime) -> Handoff:
    """The lead came to its end. Said once; anybody else's reading isn't kept.

    Raises:
        PermissionDenied: by doesn't lead the delivery.
    """
    if not leads(by, handoff):
        raise PermissionDenied(_("It's kept when the delivery lead has read it."))
    if handoff.read_at:
        return handoff
    return revise(handoff, "read the handoff to the end", seen=None, by=by, at=at, read_at=at)


@locks_deal
def attest(handoff: Handoff, *, by: Person, at: datetime, seen: int | None) -> Handoff:
    """The seller says that everything they promised is written down: their own click, about what it says now. Other
    words, or another number, are said anew.

    Raises:
        PermissionDenied: by isn't who hands it over.
        Stale: it says something else by now, or there is a newer number.
    """
    if by.pk != handoff.from_person_id:
        raise PermissionDenied(_("Whoever sold it says what they promised; nobody says it for them."))
    if not is_newest(handoff):
        raise Stale(newest(handoff.engagement) or handoff)
    if handoff.is_attested:
        return handoff
    return revise(
        handoff, "attested that everything promised is written down", seen=seen, by=by, at=at,
        attested_by=by, attested_at=at, attested_digest=handoff.digest,
    )  # fmt: skip


def undecided(handoff: Handoff) -> None:
    """Only the newest number is written on, and only until delivery has spoken.

    Raises:
        WrongStage: delivery accepted or bounced it.
        Stale: there is a newer number.
    """
    if not is_newest(handoff):
        raise Stale(newest(handoff.engagement) or handoff)
    if Decision.objects.filter(handoff=handoff).exists():
        raise WrongStage(_("Delivery has decided on this handoff."))

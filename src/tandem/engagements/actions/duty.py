"""Verbs on duties. A duty has exactly one Accountable; a person has at most one letter in it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Max
from django.utils.translation import gettext as _

from tandem.clients.models import Contact
from tandem.engagements.actions.settled import OPEN, Noun, changed, must_be_open_to, state_of
from tandem.engagements.actions.sides import must_edit, speaks_for
from tandem.engagements.models import Duty, DutyPart, Engagement
from tandem.ledger import actions as ledger
from tandem.ledger.deeds import deed, locks_deal
from tandem.people.models import Access, Person

Somebody = Person | Contact
DOES = (DutyPart.Letter.RESPONSIBLE, DutyPart.Letter.ACCOUNTABLE)
Letters = Mapping[Somebody, str]


@locks_deal
def add(engagement: Engagement, *, by: Person, at: datetime, letters: Letters, seen: None = None, **words: Any) -> Duty:
    """A duty with its letters: {person or client contact: "R", "A", "C" or "I"}, exactly one of them "A". Once the
    deal is signed nothing more is asked of the client: raises Settled."""
    must_edit(by)
    if words.get("for_client"):
        must_be_open_to(Noun.DUTY, engagement)
    last = engagement.duties.aggregate(last=Max("position"))["last"]
    with deed():
        duty = Duty(engagement=engagement, position=0 if last is None else last + 1, **words)
        ledger.add(duty, "named duty", by=by, at=at, show=("words", "for_client", "due_on"))
        _deal_out(duty, letters, by, at)
    return duty


@locks_deal
def revise(duty: Duty, *, by: Person, at: datetime, seen: int | None, letters: Letters, **words: Any) -> Duty:
    """Change a duty and deal its letters out anew.

    Raises:
        Stale: somebody else changed it first, its letters included.
        Settled: its words were signed. Who does it may change: that is work.
        PermissionDenied: once the deal is signed, whoever does it is named off it by their own side.
    """
    must_edit(by)
    must_be_open_to(Noun.DUTY, duty.engagement, changed(duty, words), None if words.get("for_client") else duty)
    with deed():
        ledger.revise(duty, "changed duty", seen=seen, by=by, at=at, **words)
        _deal_out(duty, letters, by, at)
    return duty


@locks_deal
def do(duty: Duty, *, by: Person, at: datetime, seen: int | None) -> Duty:
    """It is done; done again, it is open again. Said by whoever does it or answers for it, or by somebody of their side;
    what only the client does, by either side.

    Raises:
        PermissionDenied: it's the other side's duty.
    """
    must_edit(by)
    _must_be_theirs(duty, by)
    verb, done_at = ("reopened duty", None) if duty.done_at else ("did duty", at)
    return ledger.revise(duty, verb, seen=seen, by=by, at=at, done_at=done_at)


def _must_be_theirs(duty: Duty, by: Person) -> None:
    doers = duty.parts.filter(letter__in=DOES)
    ours = [part.person for part in doers.select_related("person") if part.person]
    if ours and by.access != Access.LEADERSHIP and not any(by == person or by.side == person.side for person in ours):
        raise PermissionDenied(_("Only whoever does it, or their side, says that it’s done."))


def _deal_out(duty: Duty, letters: Letters, by: Person, at: datetime) -> None:
    """Replace the letters where they differ; the version grows with them, so that they conflict like words do."""
    parts = list(duty.parts.select_related("person", "contact"))
    before = {_name(part): part.letter for part in parts}
    after = {who.name: letter for who, letter in letters.items()}
    if before == after:
        return
    _must_be_given(duty, parts, letters, by)
    if not Duty.objects.filter(pk=duty.pk, version=duty.version).update(version=duty.version + 1):
        raise ledger.Stale(Duty.objects.get(pk=duty.pk))
    duty.version += 1
    duty.parts.all().delete()
    DutyPart.objects.bulk_create(_part(duty, who, letter) for who, letter in letters.items())
    ledger.record("dealt out duty", duty, by=by, at=at, before=before, after=after)


def _must_be_given(duty: Duty, parts: list[DutyPart], letters: Letters, by: Person) -> None:
    """Once it is signed who does what, nobody takes a duty off the other side: else that would be the way to say that
    it's done."""
    theirs = [
        part.person
        for part in parts
        if part.person
        and part.letter in DOES
        and letters.get(part.person) != part.letter
        and not speaks_for(by, part.person)
    ]
    if theirs and state_of(duty.engagement) != OPEN:
        words = _("It’s %(name)s’s by the contract; their side gives it to somebody else.")
        raise PermissionDenied(words % {"name": theirs[0].name})


def _name(part: DutyPart) -> str:
    return str(part.person or part.contact)


def _part(duty: Duty, who: Somebody, letter: str) -> DutyPart:
    whose = {"person": who} if isinstance(who, Person) else {"contact": who}
    return DutyPart(duty=duty, letter=letter, **whose)

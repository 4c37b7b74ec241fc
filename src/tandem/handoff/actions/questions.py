"""Delivery asks in the margin, sales answers, whoever asked closes."""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from tandem.handoff.actions.document import undecided
from tandem.handoff.models import Handoff, Question
from tandem.ledger.actions import record, revise
from tandem.ledger.deeds import locks_deal
from tandem.people.models import Person
from tandem.people.rights import key_of


@locks_deal
def ask(
    handoff: Handoff, words: str, *, by: Person, at: datetime, section: str = "", due_on: date | None = None
) -> Question:
    """Raises PermissionDenied unless by is of delivery; WrongStage or Stale as `document.undecided`."""
    if key_of(by) != "delivery":
        raise PermissionDenied(_("Delivery asks, sales answers."))
    undecided(handoff)
    question = Question.objects.create(
        handoff=handoff, section=section, words=words, asked_by=by, asked_at=at, due_on=due_on
    )
    record("asked", question, by=by, at=at, engagement=handoff.engagement)
    return question


@locks_deal("handoff")
def answer(question: Question, words: str, *, by: Person, at: datetime, seen: int) -> Question:
    """Raises PermissionDenied unless by is of sales; ValidationError once it's closed; Stale if it was answered."""
    if key_of(by) != "sales":
        raise PermissionDenied(_("Delivery asks, sales answers."))
    if question.closed_at:
        raise ValidationError(_("%(name)s has closed this question.") % {"name": question.asked_by})
    changes = {"answer": words, "answered_by": by, "answered_at": at}
    return _revise(question, "answered", by=by, at=at, seen=seen, **changes)


@locks_deal("handoff")
def close(question: Question, *, by: Person, at: datetime, seen: int) -> Question:
    """Whoever asked says that it's answered, or that it no longer matters.

    Raises:
        PermissionDenied: somebody else asked.
        Stale: the answer was changed since it was read.
    """
    if by.pk != question.asked_by_id:
        raise PermissionDenied(_("Whoever asked closes the question."))
    return _revise(question, "closed the question", by=by, at=at, seen=seen, closed_at=at)


def _revise(question: Question, verb: str, *, by: Person, at: datetime, seen: int, **changes) -> Question:
    """A question knows its engagement only through its handoff, so history is told which."""
    question.engagement_id = question.handoff.engagement_id  # type: ignore[attr-defined]
    return revise(question, verb, seen=seen, by=by, at=at, **changes)

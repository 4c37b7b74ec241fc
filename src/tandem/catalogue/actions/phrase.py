"""Verbs on phrases: added, changed, retired and taken up again. Texts that were read before stay as they are."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.utils.translation import gettext as _

from tandem.catalogue.models import Phrase
from tandem.catalogue.queries.phrases import same_as
from tandem.gates import Finding, Refused
from tandem.ledger import actions as ledger
from tandem.ledger.deeds import deed
from tandem.people.models import Access, Person

WRITERS = (Access.SALES, Access.DELIVERY, Access.LEADERSHIP)


def add(*, words: str, kind: str, hint: str = "", by: Person, at: datetime, seen: None = None) -> Phrase:
    """One more phrase to look for.

    Raises:
        PermissionDenied: `by` is neither of sales nor of delivery nor of leadership.
        Refused: there is such a phrase of this kind already; a retired one is to be taken up again.
    """
    _must_write(by)
    row = Phrase(words=words, kind=kind, hint=hint)
    _must_be_alone(row)
    try:
        with deed():
            return ledger.add(row, "added phrase", by=by, at=at, show=("kind", "hint"))
    except IntegrityError:  # somebody added the same words a moment ago
        raise _twice(row, retired=False) from None


def change(
    phrase: Phrase, *, words: str, kind: str, hint: str = "", by: Person, at: datetime, seen: int | None
) -> Phrase:
    """Other words, another kind or another hint. Raises Stale, and what `add` raises."""
    _must_write(by)
    wanted = Phrase(pk=phrase.pk, words=words, kind=kind)
    _must_be_alone(wanted)
    try:
        with deed():
            return ledger.revise(phrase, "changed phrase", seen=seen, by=by, at=at, words=words, kind=kind, hint=hint)
    except IntegrityError:
        raise _twice(wanted, retired=False) from None


def retire(phrase: Phrase, *, by: Person, at: datetime, seen: int | None, retired: bool = True) -> Phrase:
    """Look for it no more, or again. Raises Stale, PermissionDenied."""
    _must_write(by)
    verb = "retired phrase" if retired else "took up phrase again"
    return ledger.revise(phrase, verb, seen=seen, by=by, at=at, retired=retired)


def _must_write(by: Person) -> None:
    if by.access not in WRITERS:
        raise PermissionDenied(_("Sales, delivery and leadership say which words are looked for."))


def _must_be_alone(wanted: Phrase) -> None:
    same = same_as(wanted)
    if same:
        raise _twice(wanted, retired=same.retired)


def _twice(wanted: Phrase, *, retired: bool) -> Refused:
    told = _("“%(words)s” was retired: take it up again.") if retired else _("“%(words)s” is in this list already.")
    words = told % {"words": wanted.words}
    return Refused([Finding(rule="one_phrase_of_a_kind", label=_("Each phrase once"), words=words)])

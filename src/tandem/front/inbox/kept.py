"""What waits on a person, kept by this process until somebody writes something: whatever changes what waits writes the
ledger too, so the ledger's length tells whether it's still true."""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import date, datetime
from threading import Lock

from django.utils import timezone

from tandem.front.inbox.queries import Inbox, Item, inbox, waited_for
from tandem.ledger.queries import length
from tandem.people.models import Person

PEOPLE = 500
FRESH_FOR_SECONDS = 300  # "2 days" and "today" grow old without anybody writing
Key = tuple[int, int, str, int, date, int]


@dataclass
class Kept:
    """`waiting` is asked for on one page only, so only then."""

    key: Key
    box: Inbox
    waiting: list[Item] | None = None
    counts: dict[str, int] | None = None


_kept: OrderedDict[int, Kept] = OrderedDict()
_lock = Lock()


def needs_me(person: Person, at: datetime) -> Kept:
    """One query while nothing was written; else as many as `inbox` makes."""
    today = timezone.localdate(at)
    key = (person.pk, person.version, person.access, length(), today, int(at.timestamp()) // FRESH_FOR_SECONDS)
    with _lock:
        found = _kept.get(person.pk)
    if found is None or found.key != key:
        found = Kept(key, inbox(person, at))
        with _lock:
            _kept[person.pk] = found
            _kept.move_to_end(person.pk)
            while len(_kept) > PEOPLE:
                _kept.popitem(last=False)
    return found


def waiting(kept: Kept, person: Person, at: datetime) -> list[Item]:
    if kept.waiting is None:
        kept.waiting = waited_for(person, at)
    return kept.waiting


def forget() -> None:
    """For tests: another test's person has the same number."""
    with _lock:
        _kept.clear()

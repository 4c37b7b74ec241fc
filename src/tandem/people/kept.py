"""Answers that this process keeps until somebody writes something. Every verb writes the ledger in the transaction that
changes the rows, so while the ledger is as long as it was, on the same day and for the same person, the answer is too.

The length is read from the database first and at every request: what another process wrote is seen, and an answer that
was gathered while somebody wrote stands under a length that nobody asks for again.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

from django.utils.translation import get_language

from tandem.ledger.queries import length
from tandem.people.asked import Asked

ANSWERS = 400
READING = ("GET", "HEAD")
FRESH_FOR_SECONDS = 300  # what the worker counts anew (weeks further ahead) writes no ledger
Answer = TypeVar("Answer")

_kept: OrderedDict[Hashable, tuple[Hashable, Any]] = OrderedDict()
_lock = Lock()


def keep(request: Asked, name: str, make: Callable[[], Answer], *about: Hashable) -> Answer:
    """What `make` answers to this person about `about`; made anew after a write, on another day and for anybody else.

    Only while reading: what is shown in answer to a form may stand beside rows that are about to be taken back.
    `make` goes by the person, the day and `about` alone, and what it answers is shown, never changed.
    """
    if request.method not in READING:
        return make()
    person = request.user
    place = (name, person.pk, about)
    minutes = int(request.at.timestamp()) // FRESH_FOR_SECONDS
    mark = (length(), request.today, minutes, person.version, person.access, person.is_admin, get_language())
    with _lock:
        found = _kept.get(place)
        if found is not None and found[0] == mark:
            _kept.move_to_end(place)
            return found[1]
    answer = make()
    with _lock:
        _kept[place] = (mark, answer)
        _kept.move_to_end(place)
        while len(_kept) > ANSWERS:
            _kept.popitem(last=False)
    return answer


def forget() -> None:
    """For tests: another test's person has the same number."""
    with _lock:
        _kept.clear()

"""What clients answered, what surprised them, and the links by which they read and sign."""

from datetime import datetime

from tandem.feedback.queries import answers as surveys
from tandem.feedback.queries import links
from tandem.feedback.queries.answers import (
    ROWS,
    SHOWN,
    AnswerRow,
    Before,
    answers,
    before,
    of_deals,
    reads_words,
    rows_of,
    surprises,
    was_asked,
)
from tandem.people.models import Person
from tandem.waits import Wait

__all__ = [
    "ROWS",
    "SHOWN",
    "AnswerRow",
    "Before",
    "answers",
    "before",
    "of_deals",
    "reads_words",
    "rows_of",
    "surprises",
    "waits",
    "was_asked",
]


def waits(at: datetime, *, on: Person | None = None, asker: Person | None = None) -> list[Wait]:
    """Clients to call back, and clients who haven't signed."""
    return [*surveys.waits(at, on=on, asker=asker), *links.waits(at, on=on, asker=asker)]

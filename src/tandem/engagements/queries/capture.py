"""Call notes read for one deal: by the firm's own phrases, for the people who may have said it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from tandem.calc.capture import STRENGTHS, Proposal, read
from tandem.calc.days import days_in
from tandem.calc.phrases import Hit, find
from tandem.calc.said import same_name
from tandem.catalogue.models import Phrase
from tandem.catalogue.queries.phrases import by_kind
from tandem.clients.models import Contact
from tandem.engagements.models import Engagement
from tandem.engagements.models.named import people_named_on
from tandem.engagements.queries.promise import folded, quotes
from tandem.people.models import Access, Person

SPEAKERS = (Access.SALES, Access.DELIVERY, Access.LEADERSHIP)


@dataclass(frozen=True)
class Heard:
    """What was found: a row for each likely promise, and how many more there were than a page holds."""

    rows: list[dict[str, Any]]
    more: int


def speakers(deal: Engagement) -> dict[str, Person]:
    """Who of the firm may have said it, by number as text: both sides, leadership, whoever is named on the deal. One
    query."""
    named = Q(pk__in=people_named_on(deal.pk))
    found = Person.objects.filter(Q(access__in=SPEAKERS) | named, is_active=True).order_by("name", "pk")
    return {str(person.pk): person for person in found}


def contacts(deal: Engagement) -> list[str]:
    """Names of the client's people. One query at most."""
    listed = list(Contact.objects.filter(account=deal.account_id).order_by("name").values_list("name", flat=True))
    return list(dict.fromkeys([*listed, *([deal.contact_name] if deal.contact_name else [])]))


def hear(
    deal: Engagement, notes: str, day: date, said_by: Person, said_to: str, people: Mapping[str, Person], most: int
) -> Heard:
    """The likely promises of the notes, as their forms start: what was committed to is ticked, unless it's written down
    already. Three queries, however long the notes are.

    Raises:
        TooLong: more than `calc.capture.LIMIT` characters.
    """
    phrases = {kind: [row.words for row in rows] for kind, rows in by_kind().items()}
    known = quotes(deal)
    proposals = read(notes, phrases, day, theirs=contacts(deal))
    rows = [_row(each, known, said_by, said_to, people) for each in proposals[:most]]
    return Heard(rows, max(len(proposals) - most, 0))


def _row(
    found: Proposal, known: set[str], said_by: Person, said_to: str, people: Mapping[str, Person]
) -> dict[str, Any]:
    written = folded(found.quote) in known
    return {
        "take": found.strength == STRENGTHS[0] and not written,
        "quote": found.quote,
        "strength": found.strength,
        "said_by": _speaker(found.speaker, people) if found.speaker else str(said_by.pk),
        "said_to": said_to,
        "due_on": found.due,
        "found": found.quote,
    }


def _speaker(label: str, people: Mapping[str, Person]) -> str:
    """The one person whom the label means; "" when it's nobody or could be several."""
    meant = [key for key, person in people.items() if same_name(label, person.name)]
    return meant[0] if len(meant) == 1 else ""


@dataclass(frozen=True)
class Marked:
    """A quote as it was found, in runs: (words, what it is): "" plain, "vague" or "day". `hints` say what
    to write instead of the vague ones."""

    runs: list[tuple[str, str]]
    hints: list[tuple[str, str]]
    days: list[tuple[str, date]]


def marked(found: Sequence[str], day: date) -> list[Marked]:
    """Each quote with its vague words and its days. One query for all."""
    rows = by_kind()
    vague = {row.words.casefold(): row.hint for row in rows[Phrase.Kind.VAGUE]}
    words = [row.words for row in rows[Phrase.Kind.VAGUE]]
    return [_mark(quote, find(quote, words), days_in(quote, day), vague) for quote in found]


def _mark(quote: str, vague: list[Hit], days: list[Any], hints: Mapping[str, str]) -> Marked:
    spans = sorted([(hit.start, hit.end, "vague") for hit in vague] + [(one.start, one.end, "day") for one in days])
    runs: list[tuple[str, str]] = []
    end = 0
    for start, stop, kind in spans:
        if start >= end:
            runs += [(quote[end:start], ""), (quote[start:stop], kind)]
            end = stop
    runs = [run for run in [*runs, (quote[end:], "")] if run[0]]
    told = {hit.phrase: hints.get(hit.phrase.casefold(), "") for hit in vague}
    return Marked(runs, list(told.items()), [(one.words, one.on) for one in days])

"""Which forms there are over something that is there: found by walking every page, not listed."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

from django.test import Client
from django.urls import resolve

from tandem.ledger.forms import SeenForm
from tandem.people.models import Person
from tests.browser.every import PAGES, address, halden, of_role, reader, readers
from tests.browser.rows import in_the_right_state, waiting
from tests.browser.sampled import session_of

Key = tuple[str, str, frozenset[str]]
WALKERS = ("leadership", "sales", "delivery")
UNSENT = ("submit", "button", "image", "reset")


@dataclass(frozen=True)
class Place:
    """Where a form stands, and before whom."""

    address: str
    person: Person


class Forms(HTMLParser):
    """The forms of a page that say what was read, by key; `asks` tells whether there is anything to type."""

    def __init__(self, here: str) -> None:
        super().__init__()
        self.here, self.found, self.form = urlsplit(here).path, list[dict[str, Any]](), None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form" and given.get("method", "").lower() == "post":
            self.form = {"action": given.get("action") or self.here, "seen": False, "what": "", "names": set()}
        elif self.form is not None and tag in ("input", "select", "textarea") and given.get("name"):
            self._take(given)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self.form is not None:
            self.found.append(self.form)
            self.form = None

    def _take(self, given: dict[str, str]) -> None:
        name, kind = given["name"], given.get("type", "")
        if kind == "hidden" and says_what_was_read(name, given.get("value", "")):
            self.form["seen"] = True
        elif kind == "hidden" and name == "what":
            self.form["what"] = given.get("value", "")
        elif kind not in ("hidden", *UNSENT):
            self.form["names"].add(name)


def says_what_was_read(name: str, value: str) -> bool:
    return bool(value) and name.split("-")[-1] in ("seen", "version")


def route_of(action: str) -> str:
    return resolve(urlsplit(action).path).url_name or ""


def find() -> dict[Key, Place]:
    """Every form over something that is there, once, with whoever gets it first."""
    found: dict[Key, Place] = {}
    sessions: dict[int, Client] = {}
    for here, person in pages():
        client = sessions.setdefault(person.pk, session_of(person))
        answer = client.get(here)
        if answer.status_code != 200 or "html" not in answer["Content-Type"]:
            continue
        for key in keys_in(answer.content.decode(), here):
            found.setdefault(key, Place(here, person))
    return found


def pages() -> Iterator[tuple[str, Person]]:
    """Each page before somebody of each side; then those that need a row in the right state."""
    for name in PAGES:
        here = address(name)
        yield from ((here, person) for person in people_for(name))
    yield from in_the_right_state()
    yield from waiting()


def keys_in(html: str, here: str) -> list[Key]:
    read = Forms(here)
    read.feed(html)
    return [(route_of(one["action"]), one["what"], frozenset(one["names"])) for one in read.found if one["seen"]]


def people_for(name: str) -> list[Person]:
    """Somebody of each side, and whoever sells and leads the deal of the stories: some forms are only theirs."""
    may = readers(name)
    if not may:
        return []
    wanted = [of_role(role) for role in WALKERS if role in may] or [reader(name) or of_role(may[0])]
    deal = halden()
    named = [person for person in (deal.seller, deal.lead) if person and person.access in may]
    return list({person.pk: person for person in [*wanted, *named]}.values()) if "deal" in name else wanted


@contextmanager
def settling() -> Iterator[list[SeenForm]]:
    """The forms that were settled meanwhile."""
    seen: list[SeenForm] = []
    settled = SeenForm.settled

    def noted(form: SeenForm, verb: Any) -> bool:
        if form.is_bound:
            seen.append(form)
        return settled(form, verb)

    SeenForm.settled = noted  # type: ignore[method-assign]
    try:
        yield seen
    finally:
        SeenForm.settled = settled  # type: ignore[method-assign]

"""A deal with outcomes that both sides have signed, and a link for Ruth: what tests of clients' pages share."""

import re
from datetime import timedelta

from django.core import mail
from django.test import Client
from django.urls import reverse

from tandem.clients.models import Contact
from tandem.engagements.actions import outcome as outcomes
from tandem.engagements.models import Engagement, Outcome
from tandem.engagements.queries.outcome import digest_of, words_of
from tandem.feedback.actions import links
from tandem.feedback.models import ClientLink
from tests.working import work_off
from tests.world import World

TITLE = "Planners trust one register"


def agreed(world: World, title: str = TITLE, **fields) -> Outcome:
    words = {"expects": "One list of our assets.", "proves": "98% matched to the map.", "target": "98", "unit": "%"}
    row = outcomes.add(world.deal, by=world.sol, at=world.at, title=title, **{**words, **fields})
    for person in (world.sol, world.dee):
        outcomes.sign(row, by=person, at=world.at, seen=row.version)
    return row


def ruth(world: World) -> Contact:
    Contact.objects.filter(pk=world.ruth.pk).update(email="ruth@halden.example")
    world.ruth.refresh_from_db()
    return world.ruth


def linked(world: World, deal: Engagement | None = None, days: int = 30) -> tuple[ClientLink, str]:
    deal = deal or world.deal
    return links.make(deal, ruth(world), world.today + timedelta(days=days), by=world.sol, at=world.at)


def address(secret: str, what: str = "view") -> str:
    return reverse(f"client_{what}", args=[secret])


def read(*rows: Outcome) -> list[str]:
    return [digest_of(words_of(row)) for row in rows]


def ask(secret: str, *rows: Outcome, name: str = "Ruth Castellan", client: Client | None = None, **more):
    """The first step: choose, name yourself, have a code mailed."""
    return (client or Client()).post(address(secret, "sign"), {"read": read(*rows), "name": name, **more})


def mailed_code() -> str:
    work_off()
    return re.search(r"Your code is (\d{6})\.", mail.outbox[-1].body)[1]  # type: ignore[index]


def send(secret: str, code: str, *rows: Outcome, name: str = "Ruth Castellan", client: Client | None = None):
    """The second step: type the code."""
    values = {"step": "sign", "read": read(*rows), "name": name, "code": code}
    return (client or Client()).post(address(secret, "sign"), values)


def text(answer) -> str:
    plain = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))
    return plain.replace("&#39;", "'").replace("&#34;", '"')

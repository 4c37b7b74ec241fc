"""“I have written down everything I promised” is the seller's own click, on what the handoff says then."""

from html import unescape

import pytest
from django.urls import reverse

from tandem.front.inbox.queries import inbox
from tandem.handoff.actions.compose import compose_again
from tandem.handoff.actions.document import attest, write_paragraph
from tandem.handoff.models import Handoff
from tandem.handoff.queries.page import document
from tandem.handoff.queries.paper import paper_of
from tests import dealing

ASKED = "Have you written down everything you promised?"


def text(answer) -> str:
    return unescape(" ".join(answer.content.decode().split()))


def said(world, row) -> str:
    return paper_of(document(row, world.lea, world.today))["signatures"][0][2]


def test_signing_says_nothing_for_the_seller(world):
    row = dealing.signed(world, attested=False)
    assert said(world, row) == "not said yet"
    assert "not said yet" in text(world.browser(world.dee).get(reverse("handoff", args=[row.pk])))
    assert ASKED in [item.wait.title for item in inbox(world.sol, world.at).items]


def test_the_seller_says_it_with_one_click(world):
    row = dealing.signed(world, attested=False)
    answer = world.browser(world.sol).post(reverse("handoff_attest", args=[row.pk]), {"seen": row.version})
    assert answer.status_code == 303
    row = Handoff.objects.get()
    assert (row.attested_by, row.is_attested) == (world.sol, True)
    assert said(world, row).startswith("said Tue 24 Nov") or said(world, row).startswith("said 24 Nov")
    assert ASKED not in [item.wait.title for item in inbox(world.sol, world.at).items]


@pytest.mark.parametrize("who", ["sue", "lea", "dee", "fay", "con"])
def test_nobody_says_it_for_the_seller(world, who):
    row = dealing.signed(world, attested=False)
    answer = world.browser(getattr(world, who)).post(reverse("handoff_attest", args=[row.pk]), {"seen": row.version})
    assert answer.status_code in (403, 404)
    assert not Handoff.objects.get().is_attested


def test_other_words_and_another_number_are_said_anew(world):
    row = attest(dealing.signed(world, attested=False), by=world.sol, at=world.at, seen=None)
    write_paragraph(row, "By somebody else.", by=world.sue, at=world.at, seen=row.version)
    assert not row.is_attested
    attest(row, by=world.sol, at=world.at, seen=None)
    fresh = compose_again(row, by=world.sue, at=world.at)
    assert not fresh.is_attested


def test_what_was_read_before_somebody_wrote_is_stale(world):
    row = dealing.signed(world, attested=False)
    write_paragraph(row, "By somebody else.", by=world.sue, at=world.at, seen=row.version)
    answer = world.browser(world.sol).post(reverse("handoff_attest", args=[row.pk]), {"seen": row.version - 1})
    assert answer.status_code == 409
    assert not Handoff.objects.get().is_attested

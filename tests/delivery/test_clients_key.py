"""What a client signed by their own link changes by their own key, whenever they turned it."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from tandem.delivery.actions.amendment import agree, client_agreed, propose
from tandem.engagements.models import Amendment, Engagement, Outcome, OutcomeSignature
from tandem.feedback.models import ClientCode
from tandem.feedback.queries.links import page_of
from tandem.gates import Refused
from tests import dealing
from tests.feedback import linked

TITLE = "Planners trust one register"


@pytest.fixture
def deal(world) -> Engagement:
    return dealing.signed(world, handed=False).engagement


def ask(world, deal, **changes) -> Amendment:
    row = Outcome.objects.get()
    return propose(deal, "outcome", row, changes or {"target": "70"}, why="Late", by=world.sol, at=world.at)


def told(world, amendment: Amendment) -> Amendment:
    said = {"client_name": "Ruth Castellan", "client_on": world.today}
    return client_agreed(amendment, **said, by=world.sol, at=world.at, seen=amendment.version, today=world.today)


def signs_by_link(world, deal) -> int:
    """Whatever waits for Ruth; answers the status of her last step."""
    _link, secret = linked.linked(world, deal)
    ClientCode.objects.update(sent_at=world.at - timedelta(days=2))
    typed = {"read": [page_of(deal).unsigned[0].digest], "name": "Ruth Castellan"}
    browser = Client()
    browser.post(linked.address(secret, "sign"), typed)
    code = linked.mailed_code()
    return browser.post(linked.address(secret, "sign"), {**typed, "code": code, "step": "sign"}).status_code


def test_signed_after_somebody_asked_for_other_words_it_is_theirs_to_agree_to(world, deal):
    asked = ask(world, deal)
    assert not asked.needs_link
    assert signs_by_link(world, deal) == 303
    asked = agree(asked, by=world.dee, at=world.at, seen=None)
    with pytest.raises(PermissionDenied, match="through their link"):
        told(world, asked)
    assert Outcome.objects.get().target == ""
    assert signs_by_link(world, deal) == 303
    assert Outcome.objects.get().target == "70"


def test_signed_after_our_note_of_their_word_the_note_counts_no_more(world, deal):
    asked = told(world, ask(world, deal))
    assert signs_by_link(world, deal) == 303
    asked.refresh_from_db()
    assert (asked.needs_link, asked.client_on) == (True, None)
    agree(asked, by=world.dee, at=world.at, seen=asked.version)
    assert Outcome.objects.get().target == ""


def test_a_key_that_came_otherwise_is_seen_at_the_next_step(world, deal):
    asked = ask(world, deal)
    row = Outcome.objects.get()
    OutcomeSignature.objects.create(outcome=row, revision=1, side="client", client_name="Ruth Castellan", at=world.at)
    with pytest.raises(PermissionDenied, match="through their link"):
        told(world, asked)
    agree(asked, by=world.dee, at=world.at, seen=asked.version)
    assert Amendment.objects.get().open_sides == ("client",)


def test_words_that_were_signed_once_before_are_signed_again(world, deal):
    assert signs_by_link(world, deal) == 303
    for title in ("Everybody trusts one register", TITLE):
        agree(ask(world, deal, title=title), by=world.dee, at=world.at, seen=None)
        assert signs_by_link(world, deal) == 303
        assert Outcome.objects.get().title == title
    assert OutcomeSignature.objects.filter(side="client").count() == 3


def test_nobody_agreed_before_it_was_asked_for(world, deal):
    asked = ask(world, deal)
    said = {"client_name": "Ruth Castellan", "client_on": world.today - timedelta(days=1)}
    with pytest.raises(ValidationError, match="nobody had asked"):
        client_agreed(asked, **said, by=world.sol, at=world.at, seen=asked.version, today=world.today)


def test_another_deals_words_are_not_amended_here(world, deal):
    other = world.engagement("Fleet register")
    row = Outcome.objects.create(engagement=other, title="One fleet", expects="One.", proves="All.")
    for noun, theirs in (("outcome", row), ("deal", other)):
        with pytest.raises(Refused, match="another deal"):
            propose(deal, noun, theirs, {"title": "No", "paragraph": "No"}, why="Late", by=world.sol, at=world.at)

"""Whoever is told no reads it where they look, with why: an objection of the board, a condition that isn't met."""

import re

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from tandem.ledger.actions import Stale
from tandem.review.actions.votes import doubt_condition, meet_condition, own_condition, vote
from tandem.review.queries.gate import decide_checklist
from tandem.review.queries.waits import waits
from tandem.scoping.actions.draft import start_again
from tests import dealing
from tests.review.test_pages import post, text


def asked(world, person, key: str) -> list[tuple[str, str]]:
    return [(wait.title, wait.context) for wait in waits(world.at, on=person) if wait.key.startswith(key)]


@pytest.mark.parametrize(("seat", "by", "answers"), [("delivery", "dee", "sol"), ("sales", "sol", "dee")])
def test_an_objection_waits_on_the_other_side_until_the_scope_changes(world, seat, by, answers):
    deal = dealing.scoped(world)
    vote(deal, seat, "object", by=getattr(world, by), at=world.at, reason="The keys never come in time")
    name = getattr(world, by).name
    assert asked(world, getattr(world, answers), "objection") == [
        (f"{name} objects to scope 1: change it", asked(world, getattr(world, answers), "objection")[0][1])
    ]
    assert "The keys never come in time" in asked(world, getattr(world, answers), "objection")[0][1]
    assert asked(world, getattr(world, by), "objection") == []
    standing = next(each for each in decide_checklist(deal, world.today) if each.rule == "no_objection_stands")
    assert standing.waits_on == (getattr(world, answers),)
    page = world.browser(getattr(world, answers)).get(f"/deals/{deal.pk}/board/").content.decode()
    assert re.search(rf'href="/deals/{deal.pk}/scope/">Change the scope to answer it', page)
    start_again(dealing.scopes(deal).get(), by=world.sol, at=world.at)
    assert asked(world, getattr(world, answers), "objection") == []


class TestACondition:
    @pytest.fixture
    def said(self, world):
        """Dee's condition, of which Rex says that it's met."""
        deal = dealing.scoped(world)
        verdict = vote(deal, "delivery", "if", by=world.dee, at=world.at, reason="Jonas is free")
        own_condition(verdict, owner=world.rex, due=world.today, by=world.dee, at=world.at, seen=1)
        return meet_condition(verdict, by=world.rex, at=world.at, seen=2)

    def test_the_seat_says_no_and_its_owner_reads_why(self, world, said):
        deal = said.engagement
        page = text(world.browser(world.dee).get(f"/deals/{deal.pk}/board/"))
        assert "Or why it isn’t met yet" in page
        answer = post(
            world, world.dee, f"/deals/{deal.pk}/board/{said.pk}/met/", seen=3, says="no", why="He starts in May"
        )
        assert answer.status_code == 303
        [(title, context)] = asked(world, world.rex, "condition")
        assert title == "Meet the condition: Jonas is free"
        assert context.endswith("Not met yet: He starts in May")
        assert asked(world, world.dee, "condition") == []
        page = text(world.browser(world.rex).get(f"/deals/{deal.pk}/board/"))
        assert "Not met yet, says Dee Lund:" in page
        assert "He starts in May" in page
        meet_condition(said.__class__.objects.get(), by=world.rex, at=world.at, seen=4)
        assert "Not met yet" not in text(world.browser(world.rex).get(f"/deals/{deal.pk}/board/"))

    def test_what_was_typed_stays_when_somebody_was_first(self, world, said):
        answer = post(
            world,
            world.dee,
            f"/deals/{said.engagement_id}/board/{said.pk}/met/",
            seen=2,
            says="no",
            why="He starts in May",
        )
        assert answer.status_code == 409
        assert 'value="He starts in May"' in answer.content.decode()

    def test_why_is_said(self, world, said):
        answer = post(world, world.dee, f"/deals/{said.engagement_id}/board/{said.pk}/met/", seen=3, says="no", why=" ")
        assert answer.status_code == 422
        assert "Say why it isn’t met" in text(answer)

    def test_only_by_the_seat_that_set_it(self, world, said):
        for who in (world.rex, world.sol):
            with pytest.raises(PermissionDenied):
                doubt_condition(said, why="No", by=who, at=world.at, seen=3)

    def test_only_of_what_was_said_and_as_it_is(self, world, said):
        with pytest.raises(Stale):
            doubt_condition(said, why="No", by=world.dee, at=world.at, seen=1)
        doubt_condition(said, why="No", by=world.dee, at=world.at, seen=3)
        with pytest.raises(ValidationError):
            doubt_condition(said, why="No", by=world.dee, at=world.at, seen=4)

"""What the overview shows of the sections, and what waits on whom in them."""

import pytest

from tandem.engagements.models import Promise
from tandem.engagements.queries.panels import panels
from tandem.engagements.queries.section_waits import waits
from tests.engagements.made import assumption, fill, outcome, promise, risk, sign


@pytest.mark.parametrize("n", [3, 300])
def test_panels_take_five_queries(world, n, django_assert_num_queries):
    fill(world, n)
    with django_assert_num_queries(5):
        found = panels(world.deal, world.sol)
        assert [line.owner.name for line in found.risks] == ["Dee Lund"] * n
        assert (len(found.outcomes), found.agreed, len(found.assumptions)) == (n, 0, n)
        assert found.promises["judged"] == n


def test_panels_leave_out_what_is_settled(world):
    risk(world, fate="passed")
    assumption(world, verified_at=world.at)
    promise(world, paper=Promise.Paper.CLAUSE)
    found = panels(world.deal, world.sol)
    assert (found.risks, found.assumptions) == ([], [])
    assert found.promises["papered"] == 1


def told(found) -> list[tuple[str, str, str]]:
    return sorted((row.kind, row.on.name, row.title) for row in found)


def test_everything_that_waits_says_on_whom(world):
    assumption(world, asked=world.dov, asked_at=world.at)
    assumption(
        world, answer="if", condition="C", answered_by=world.dee, condition_owner=world.sol, condition_by=world.today
    )
    risk(world, owner=world.dee, named_by=world.sol, named_at=world.at)
    risk(world, owner_contact=world.ruth, named_by=world.dee, named_at=world.at)
    sign(outcome(world), "sales", world.sol, world.at)
    promise(world)
    assert told(waits(world.at)) == [
        ("answer", "Dee Lund", "Can we keep this promise?"),
        ("answer", "Dee Lund", "Own a risk"),
        ("answer", "Dov Reis", "Challenge an assumption"),
        ("answer", "Sol Hart", "Ask Ruth Castellan to own a risk"),
        ("do", "Sol Hart", "Make a condition true"),
        ("sign", "Dee Lund", "Sign what “done” means"),
    ]
    assert told(waits(world.at, on=world.dov)) == [("answer", "Dov Reis", "Challenge an assumption")]
    assert {row.on.name for row in waits(world.at, asker=world.sol)} == {"Dee Lund", "Dov Reis"}
    for person in (world.sol, world.dee, world.dov):
        for row in waits(world.at, on=person):
            assert world.browser(person).get(row.url).status_code == 200


def test_what_is_done_waits_on_nobody(world):
    assumption(world, asked=world.dov, answer="agree", answered_by=world.dov)
    risk(world, owner=world.dee, accepted_at=world.at)
    risk(world, owner=world.dee, declined_why="No")
    row = outcome(world)
    sign(row, "sales", world.sol, world.at)
    sign(row, "delivery", world.dee, world.at)
    outcome(world, proves="")
    promise(world, verdict="feasible", judged_by=world.dee)
    promise(world, paper="withdrawn")
    assert waits(world.at) == []


def test_an_outcome_nobody_signed_waits_on_both_and_blocks_nobody(world):
    outcome(world)
    found = waits(world.at)
    assert {row.on.name for row in found} == {"Sol Hart", "Dee Lund"}
    assert {row.asker for row in found} == {None}
    assert len({row.key for row in found}) == 2


def test_lost_and_signed_deals_ask_nothing(world):
    risk(world, owner=world.dee)
    world.deal.stage, world.deal.lost_reason = "lost", "Price"
    world.deal.save()
    assert waits(world.at) == []


@pytest.mark.parametrize("n", [1, 50])
def test_as_many_queries_for_50_rows_as_for_one(world, n, django_assert_num_queries):
    for i in range(n):
        risk(world, words=f"R{i}", owner=world.dee, named_by=world.sol)
        assumption(world, words=f"A{i}", asked=world.dee)
        promise(world, quote=f"P{i}")
        outcome(world, title=f"O{i}")
    with django_assert_num_queries(10):
        found = waits(world.at, on=world.dee)
        assert len({row.key for row in found}) == 4 * n

"""Naming oneself is no way to the other side's word, and what was signed isn't priced anew by what turns out false."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from tandem.clients.actions import contact
from tandem.engagements.actions import assumption, duty, promise, risk
from tandem.engagements.models import Assumption, DutyPart, Promise, Risk, Stage
from tandem.gates import Refused
from tandem.scoping.actions import draft, items
from tandem.scoping.queries.papered import said
from tests import dealing
from tests.engagements import made


def now(world, by) -> dict:
    return {"by": by, "at": world.at, "seen": None}


def put(world, stage) -> None:
    world.deal.stage = stage
    world.deal.save()


class TestRisks:
    def test_what_the_other_side_took_is_theirs_to_give(self, world):
        row = made.risk(world, size="major", owner=world.dee, accepted_at=world.at, named_at=world.at)
        with pytest.raises(PermissionDenied, match="Dee Lund has taken this risk"):
            risk.name_owner(row, owner=world.sol, owner_contact=None, **now(world, world.sol))
        with pytest.raises(PermissionDenied, match="Dee Lund has taken this risk"):
            risk.revise(row, owner=None, owner_contact=world.ruth, **now(world, world.sol))
        row.refresh_from_db()
        assert row.owner == world.dee

    @pytest.mark.parametrize("who", ["dee", "dov", "lea"])
    def test_their_side_and_leadership_give_it(self, world, who):
        row = made.risk(world, owner=world.dee, accepted_at=world.at, named_at=world.at)
        risk.name_owner(row, owner=world.sol, owner_contact=None, **now(world, getattr(world, who)))
        assert row.owner == world.sol

    def test_who_only_was_named_may_be_named_otherwise(self, world):
        row = made.risk(world, owner=world.dee, named_at=world.at)
        risk.name_owner(row, owner=world.dov, owner_contact=None, **now(world, world.sol))
        assert row.owner == world.dov


class TestDuties:
    def test_once_signed_it_is_taken_off_by_their_own_side(self, world):
        row = made.duty(world, [(world.dee, "A")])
        put(world, Stage.DELIVERING)
        with pytest.raises(PermissionDenied, match="Dee Lund’s by the contract"):
            duty.revise(row, letters={world.sol: "A"}, **now(world, world.sol))
        assert DutyPart.objects.get().person == world.dee
        duty.revise(row, letters={world.dov: "A"}, **now(world, world.dee))
        assert DutyPart.objects.get().person == world.dov

    def test_before_that_both_sides_deal_out(self, world):
        row = made.duty(world, [(world.dee, "A")])
        duty.revise(row, letters={world.sol: "A"}, **now(world, world.sol))
        assert DutyPart.objects.get().person == world.sol


class TestAssumptions:
    def test_what_turns_out_false_after_the_signature_is_in_no_price(self, world):
        row = made.assumption(world, minutes_if_false=60)
        put(world, Stage.DELIVERING)
        assumption.disprove(row, verified_how="It isn't", minutes_if_false=6000, **now(world, world.dee))
        found = Assumption.objects.get()
        assert (found.minutes_if_false, found.priced, found.disproved_at) == (60, False, world.at)
        happened = Risk.objects.get()
        assert (happened.fate, happened.priced, happened.actual_minutes) == ("happened", False, 6000)

    def test_before_it_its_hours_go_into_the_next_price(self, world):
        row = made.assumption(world, minutes_if_false=60)
        assumption.disprove(row, verified_how="It isn't", minutes_if_false=6000, **now(world, world.dee))
        assert (row.minutes_if_false, row.priced) == (6000, True)

    def test_asking_again_after_the_signature_takes_no_answer_away(self, world):
        row = made.assumption(world, asked=world.dee, minutes_if_false=60)
        said_if = {
            "answer": "if",
            "condition": "Keys by May",
            "condition_owner": world.sol,
            "condition_by": world.today,
        }
        assumption.answer(row, **said_if, **now(world, world.dee))
        put(world, Stage.DELIVERING)
        assumption.ask(row, asked=world.dov, **now(world, world.sol))
        found = Assumption.objects.get()
        assert (found.answer, found.condition, found.asked) == ("if", "Keys by May", world.dov)


class TestPaper:
    @pytest.mark.parametrize("where", ["clause", "excluded"])
    def test_the_scope_is_the_paper_and_no_mark(self, world, where):
        row = made.promise(world, verdict="feasible", judged_by=world.dee)
        with pytest.raises(Refused, match="Tick it at the clause"):
            promise.paper(row, paper=where, paper_words="Somewhere", **now(world, world.sol))

    def test_a_version_without_its_clause_carries_it_no_more(self, world):
        deal = dealing.scoped(world)
        row = dealing.promise(world, deal, paper="")
        second = draft.start_again(dealing.scopes(deal).get(), by=world.sol, at=world.at)
        items.add(second, kind="in", words="Vans on the map", promises=[row], by=world.sol, at=world.at)
        dealing.freeze(world, second)
        assert said(deal).unpapered == []
        third = draft.start(deal, by=world.sol, at=world.at)
        assert said(deal).unpapered == [row]
        items.add(
            third, kind="out", words="No vans on the map", promises=[Promise.objects.get()], by=world.sol, at=world.at
        )
        assert said(deal).unpapered == []

    def test_a_mark_from_before_counts_for_nothing_without_a_clause(self, world):
        deal = dealing.scoped(world)
        row = dealing.promise(world, deal, paper="clause")
        assert said(deal).unpapered == [row]


class TestAddresses:
    @pytest.mark.parametrize("email", ["sol@brook.example", "SOL@Brook.example", "sol+ruth@brook.example"])
    def test_a_colleagues_isnt_a_clients(self, world, email):
        assert world.sol.email == "sol@brook.example"
        with pytest.raises(Refused, match="colleague’s address"):
            contact.change(world.ruth, email=email, **now(world, world.sol))
        with pytest.raises(Refused, match="colleague’s address"):
            contact.add(world.client, name="Ruth", email=email, **now(world, world.sol))

    def test_it_is_told_where_it_was_typed(self, world):
        typed = {"name": "Ruth Castellan", "email": world.sol.email, "seen": world.ruth.version}
        answer = world.browser(world.sol).post(f"/clients/{world.client.pk}/contacts/{world.ruth.pk}/", typed)
        assert answer.status_code == 422
        assert "colleague’s address" in answer.content.decode()


def test_nothing_has_been_said_on_a_day_to_come(world):
    tomorrow = world.today + timedelta(days=1)
    words = {"quote": "Free for ever", "said_by": world.sol, "said_on": tomorrow}
    with pytest.raises(Refused, match="still to come"):
        promise.add(world.deal, **words, **now(world, world.sol))
    with pytest.raises(Refused, match="still to come"):
        promise.capture(world.deal, [words], by=world.sol, at=world.at)
    row = made.promise(world)
    with pytest.raises(Refused, match="still to come"):
        promise.revise(row, said_on=tomorrow, **now(world, world.sol))

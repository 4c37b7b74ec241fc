"""Assumptions: raised, asked, answered by delivery alone, verified or priced, or turned into a risk."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse

from tandem.engagements.actions import assumption as actions
from tandem.engagements.models import Assumption, Risk
from tandem.engagements.queries import assumption as queries
from tandem.engagements.queries import risk as risks
from tandem.people.models import Access
from tests.engagements.made import HOSTILE, assumption

IF = {"answer": "if", "condition": "A second sample by 2 December.", "condition_by": "2026-12-02"}


def page(world, person, name, *args, data=None):
    browser, address = world.browser(person), reverse(name, args=[world.deal.pk, *args])
    return browser.get(address) if data is None else browser.post(address, data)


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({}, "raised"),
        ({"asked_id": 1}, "asked"),
        ({"answer": "agree"}, "agreed"),
        ({"answer": "if"}, "open_if"),
        ({"answer": "if", "condition_met_at": "now"}, "agreed"),
        ({"answer": "agree", "priced": True}, "priced"),
        ({"verified_at": "now", "priced": True}, "verified"),
        ({"answer": "red", "verified_at": "now", "priced": True}, "flagged"),
        ({"answer": "if", "priced": True}, "priced"),
    ],
)
def test_each_is_in_exactly_one_state(fields, state):
    assert queries.state(Assumption(**fields)) == state


def test_one_is_raised_with_somebody_asked(world):
    data = {"words": "The extract is clean.", "because": "Ruth said so.", "asked": world.dee.pk, "verify_by": "scoped",
            "minutes_if_false": "7.5", "price_if_false": "900"}  # fmt: skip
    assert page(world, world.sol, "deal_assumption_new", data=data).status_code == 303
    row = Assumption.objects.get()
    assert (row.raised_by, row.asked, row.asked_at is not None, row.minutes_if_false) == (
        world.sol,
        world.dee,
        True,
        450,
    )
    html = page(world, world.dee, "deal_assumptions").content.decode()
    assert "Sol Hart assumes" in html
    assert "Dee is asked" in html


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        ({"answer": ""}, "This field is required."),
        ({"answer": "red"}, "Say what is wrong"),
        ({"answer": "if"}, "Name the condition."),
        ({**IF}, "Name one person who must make it true."),
        ({**IF, "condition_by": ""}, "Say by when."),
    ],
)
def test_an_answer_needs_its_words(world, data, problem):
    row = assumption(world)
    answer = page(world, world.dee, "deal_assumption_answer", row.pk, data={**data, "seen": 1})
    assert answer.status_code == 422
    assert problem in answer.content.decode()
    assert data.get("condition", "") in answer.content.decode()
    assert Assumption.objects.get().answer == ""


@pytest.mark.parametrize(
    ("data", "said"),
    [({"answer": "agree"}, "Dee Lund agrees"), ({"answer": "red", "condition": "No."}, "raises a red flag")],
)
def test_delivery_answers(world, data, said):
    row = assumption(world, asked=world.dee)
    assert page(world, world.dee, "deal_assumption_answer", row.pk, data={**data, "seen": 1}).status_code == 303
    assert said in page(world, world.sol, "deal_assumptions").content.decode()


def test_delivery_agrees_if_and_the_owner_makes_it_true(world):
    row = assumption(world, asked=world.dee)
    data = {**IF, "condition_owner": world.sol.pk, "seen": 1}
    assert page(world, world.dee, "deal_assumption_answer", row.pk, data=data).status_code == 303
    html = page(world, world.sol, "deal_assumptions").content.decode()
    assert "agreed, if Sol makes it true" in html
    assert page(world, world.sol, "deal_assumption_met", row.pk, data={"seen": 2}).status_code == 303
    assert queries.state(Assumption.objects.get()) == "open_if"
    assert "delivery confirms it" in page(world, world.sol, "deal_assumptions").content.decode()
    assert page(world, world.dee, "deal_assumption_met", row.pk, data={"seen": 3}).status_code == 303
    assert queries.state(Assumption.objects.get()) == "agreed"


@pytest.mark.parametrize("who", ["sol", "lea"])
def test_nobody_answers_for_delivery(world, who):
    row = assumption(world)
    answer = page(world, getattr(world, who), "deal_assumption_answer", row.pk, data={"answer": "agree", "seen": 1})
    assert answer.status_code == 403
    assert Assumption.objects.get().answer == ""


def test_a_condition_is_met_by_its_owner_or_delivery_alone(world):
    row = assumption(world, answer="if", condition="C", answered_by=world.dee, condition_owner=world.sol)
    world.sue.team = world.sales_team
    with pytest.raises(PermissionDenied):
        actions.meet(row, by=world.sue, at=world.at, seen=1)
    actions.meet(row, by=world.dov, at=world.at, seen=1)


def test_only_its_verifier_verifies(world):
    row = assumption(world, verifier=world.dee)
    data = {"verified_how": "Second sample drawn", "seen": 1}
    assert page(world, world.sol, "deal_assumption_verify", row.pk, data=data).status_code == 403
    assert page(world, world.dee, "deal_assumption_verify", row.pk, data=data).status_code == 303
    assert "Second sample drawn" in page(world, world.sol, "deal_assumptions").content.decode()


def test_without_a_verifier_either_side_verifies(world):
    assert actions.verify(assumption(world), by=world.sol, at=world.at, seen=1, verified_how="Asked").verified_at


@pytest.mark.parametrize(("hours", "minutes", "priced"), [("12", 720, True), ("0.25", 15, True), ("0", 0, False)])
def test_hours_go_into_the_price_and_out_of_it(world, hours, minutes, priced):
    row = assumption(world, minutes_if_false=60, priced=True)
    assert (
        page(world, world.sol, "deal_assumption_price", row.pk, data={"minutes_if_false": hours, "seen": 1}).status_code
        == 303
    )
    row.refresh_from_db()
    assert (row.minutes_if_false, row.priced) == (minutes, priced)


@pytest.mark.parametrize("hours", ["", "-1", "1e9", "many", "NaN", "Infinity"])
def test_hours_that_are_none_are_said_to_be(world, hours):
    row = assumption(world)
    answer = page(world, world.sol, "deal_assumption_price", row.pk, data={"minutes_if_false": hours, "seen": 1})
    assert answer.status_code == 422
    assert f'value="{hours}"' in answer.content.decode() or not hours


def test_other_words_void_the_answer_and_the_verification(world):
    row = assumption(world, answer="if", answered_by=world.dee, condition="No.", verified_at=world.at)
    assert "is voided" in page(world, world.sol, "deal_assumption", row.pk).content.decode()
    actions.revise(row, by=world.sol, at=world.at, seen=1, words="Half of the extract is clean.")
    row.refresh_from_db()
    assert (row.answer, row.answered_by, row.condition, row.verified_at) == ("", None, "", None)


def test_a_red_flag_stands_on_other_words(world):
    row = assumption(world, answer="red", answered_by=world.dee, condition="No.", verified_at=world.at)
    assert "red flag stands on them" in page(world, world.sol, "deal_assumption", row.pk).content.decode()
    actions.revise(row, by=world.sol, at=world.at, seen=1, words="Half of the extract is clean.")
    row.refresh_from_db()
    assert (row.answer, row.answered_by, row.condition, row.verified_at) == ("red", world.dee, "No.", None)


def test_asking_somebody_else_asks_anew(world):
    row = assumption(world, asked=world.dee, answer="agree", answered_by=world.dee)
    assert (
        page(world, world.sol, "deal_assumption_ask", row.pk, data={"asked": world.dov.pk, "seen": 1}).status_code
        == 303
    )
    row.refresh_from_db()
    assert (row.asked, row.answer) == (world.dov, "")


def test_only_delivery_can_be_asked(world):
    row = assumption(world)
    assert (
        page(world, world.sol, "deal_assumption_ask", row.pk, data={"asked": world.sue.pk, "seen": 1}).status_code
        == 422
    )


def test_whoever_is_asked_on_a_confidential_deal_can_open_it(world):
    world.deal.confidential = True
    world.deal.save()
    row = assumption(world)
    assert page(world, world.dov, "deal_assumptions").status_code == 404
    actions.ask(row, by=world.sol, at=world.at, seen=1, asked=world.dov)
    assert page(world, world.dov, "deal_assumption_answer", row.pk).status_code == 200


def test_what_nobody_verified_becomes_a_risk_once_and_its_hours_are_counted_once(world):
    row = assumption(world, minutes_if_false=600, priced=True)
    assert page(world, world.sol, "deal_assumption_risk", row.pk, data={"seen": 1}).status_code == 303
    made = Risk.objects.get()
    assert (made.words, made.impact_minutes, made.from_assumption) == (row.words, 600, row)
    assert queries.contingency_of(world.deal) == [("The extract is clean.", 600)]
    assert risks.priced_of(world.deal) == []
    again = page(world, world.sol, "deal_assumption_risk", row.pk, data={"seen": 1})
    assert again.status_code == 422
    assert "It is a risk already." in again.content.decode()


def test_two_leads_answering_at_once_lose_nothing(world):
    row = assumption(world, asked=world.dee)
    actions.answer(
        Assumption.objects.get(), by=world.dov, at=world.at, seen=1, answer="red", condition="Ports are shut."
    )
    data = {**IF, "condition_owner": world.sol.pk, "seen": 1}
    answer = page(world, world.dee, "deal_assumption_answer", row.pk, data=data)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Dov Reis changed this" in html
    assert "Ports are shut." in html
    assert "A second sample by 2 December." in html
    assert "Red flag" in html


def test_hostile_answers_are_shown_as_words(world):
    assumption(world, answer="red", answered_by=world.dee, condition=HOSTILE, verified_how=HOSTILE)
    assert HOSTILE not in page(world, world.sol, "deal_assumptions").content.decode()


@pytest.mark.parametrize("fields", [{"answer": "agree"}, {"answer": "red", "condition": ""}])
def test_the_database_wants_a_person_and_words(world, fields):
    people = {} if fields["answer"] == "agree" else {"answered_by": world.dee}
    with pytest.raises(IntegrityError), transaction.atomic():
        assumption(world, **fields, **people)


def test_finance_and_resources_write_nothing(world):
    for person in (world.rex, world.fay):
        assert person.access in (Access.RESOURCE, Access.FINANCE)
        with pytest.raises(PermissionDenied):
            actions.add(world.deal, by=person, at=world.at, words="X")

"""Duties: exactly one Accountable, in the form and in the database; the client's with dates."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from tandem.engagements.actions import duty as actions
from tandem.engagements.models import Duty, DutyPart
from tandem.engagements.queries.duty import grid
from tests.engagements.made import HOSTILE, duty


def page(world, person, name, *args, data=None):
    browser, address = world.browser(person), reverse(name, args=[world.deal.pk, *args])
    return browser.get(address) if data is None else browser.post(address, data)


def letters(world, **chosen) -> dict:
    people = {"sol": f"p{world.sol.pk}", "dee": f"p{world.dee.pk}", "ruth": f"c{world.ruth.pk}"}
    return {f"letter_{people[name]}": letter for name, letter in chosen.items()}


def test_a_duty_is_named_with_letters_for_ours_and_the_clients(world):
    data = {
        "words": "Give SAP access",
        "for_client": "on",
        "due_on": "2027-01-04",
        **letters(world, sol="I", dee="C", ruth="A"),
    }
    assert page(world, world.dee, "deal_duty_new", data=data).status_code == 303
    found = grid(world.deal)
    assert [who.name for _, who in found.columns] == ["Sol Hart", "Dee Lund", "Ruth Castellan"]
    assert sorted(found.rows[0].letters.values()) == ["A", "C", "I"]
    html = page(world, world.sol, "deal_raci").content.decode()
    assert "What Halden Water owes" in html
    assert "1 of 1 duties named" in html


@pytest.mark.parametrize(
    ("chosen", "problem"),
    [
        ({}, "Name one person who is Accountable."),
        ({"sol": "R", "ruth": "I"}, "Name one person who is Accountable."),
        ({"sol": "A", "dee": "A"}, "it&#39;s Sol Hart, Dee Lund."),
        ({"sol": "X"}, "Select a valid choice"),
    ],
)
def test_exactly_one_is_accountable(world, chosen, problem):
    answer = page(world, world.dee, "deal_duty_new", data={"words": "Write the checks", **letters(world, **chosen)})
    assert answer.status_code == 422
    assert problem in answer.content.decode()
    assert "Write the checks" in answer.content.decode()
    assert not Duty.objects.exists()


@pytest.mark.parametrize(("chosen", "fine"), [({"sol": "A", "ruth": "R"}, False), ({"sol": "R", "ruth": "A"}, True)])
def test_what_the_client_owes_somebody_of_the_client_answers_for(world, chosen, fine):
    data = {"words": "Give SAP access", "for_client": "on", "due_on": "2027-01-04", **letters(world, **chosen)}
    answer = page(world, world.dee, "deal_duty_new", data=data)
    assert answer.status_code == (303 if fine else 422)
    assert ("make somebody of the client Accountable" in answer.content.decode()) is not fine
    assert Duty.objects.exists() is fine


def test_two_who_edit_one_duty_lose_nothing(world):
    row = duty(world, [(world.sol, "A")])
    browser, address = world.browser(world.dee), reverse("deal_duty", args=[world.deal.pk, row.pk])
    actions.revise(row, by=world.dov, at=world.at, seen=1, words="Give SAP and GIS access", letters={world.sol: "A"})
    mine = {"words": "Give SAP access by Friday", "seen": 1, **letters(world, sol="A", dee="R")}
    answer = browser.post(address, mine)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Give SAP access by Friday" in html
    assert "Give SAP and GIS access" in html
    row.refresh_from_db()
    assert (
        browser.post(address, {**mine, "words": "Give SAP and GIS access by Friday", "seen": row.version}).status_code
        == 303
    )
    row.refresh_from_db()
    assert (row.words, row.parts.count()) == ("Give SAP and GIS access by Friday", 2)


def test_somebody_else_can_be_given_a_letter(world):
    data = {"words": "Write the checks", "also": world.dov.pk, "also_letter": "A", **letters(world, dee="R")}
    assert page(world, world.dee, "deal_duty_new", data=data).status_code == 303
    assert DutyPart.objects.get(letter="A").person == world.dov
    half = page(world, world.dee, "deal_duty_new", data={**data, "also_letter": ""})
    assert "Choose both somebody and their letter." in half.content.decode()


def test_what_the_client_owes_has_a_date(world):
    answer = page(
        world, world.dee, "deal_duty_new", data={"words": "W", "for_client": "on", **letters(world, ruth="A")}
    )
    assert "Say by when the client owes it." in answer.content.decode()


def test_the_accountable_is_handed_over_in_one_save(world):
    row = duty(world, [(world.sol, "A")])
    data = {"words": row.words, "seen": 1, **letters(world, dee="A", sol="R")}
    assert page(world, world.dee, "deal_duty", row.pk, data=data).status_code == 303
    assert {part.person: part.letter for part in row.parts.all()} == {world.dee: "A", world.sol: "R"}


def test_letters_conflict_like_words(world):
    row = duty(world, [(world.sol, "A")])
    actions.revise(row, by=world.dov, at=world.at, seen=1, letters={world.dov: "A"})
    data = {"words": row.words, "seen": 1, **letters(world, dee="A"), f"letter_p{world.dov.pk}": ""}
    answer = page(world, world.dee, "deal_duty", row.pk, data=data)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Dov Reis changed this" in html
    assert row.parts.get().person == world.dov


def test_it_is_done_and_reopened(world):
    row = duty(world, [(world.sol, "A")])
    assert page(world, world.sol, "deal_duty_done", row.pk, data={"seen": 1}).status_code == 303
    assert "Reopen" in page(world, world.sol, "deal_raci").content.decode()
    assert page(world, world.sol, "deal_duty_done", row.pk, data={"seen": 2}).status_code == 303
    row.refresh_from_db()
    assert row.done_at is None
    assert page(world, world.sol, "deal_duty_done", row.pk, data={"seen": 1}).status_code == 409


def test_the_database_keeps_one_accountable_and_one_person_a_part(world):
    row = duty(world, [(world.sol, "A")])
    with pytest.raises(IntegrityError), transaction.atomic():
        DutyPart.objects.create(duty=row, letter="A", person=world.dee)
    with pytest.raises(IntegrityError), transaction.atomic():
        DutyPart.objects.create(duty=row, letter="R", person=world.dee, contact=world.ruth)
    with pytest.raises(IntegrityError), transaction.atomic():
        DutyPart.objects.create(duty=row, letter="R")


def test_a_hostile_name_is_a_name(world):
    world.ruth.name = HOSTILE
    world.ruth.save()
    row = duty(world)
    DutyPart.objects.create(duty=row, letter="A", contact=world.ruth)
    for name, args in (("deal_raci", []), ("deal_duty", [row.pk])):
        assert HOSTILE not in page(world, world.sol, name, *args).content.decode()

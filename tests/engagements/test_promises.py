"""Promises: exactly one state each; judged by delivery alone; the paper trail."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from tandem.engagements.actions import promise as actions
from tandem.engagements.models import Promise
from tandem.engagements.queries import promise as queries
from tests.engagements.made import promise


def page(world, person, name, *args, data=None):
    browser, address = world.browser(person), reverse(name, args=[world.deal.pk, *args])
    return browser.get(address) if data is None else browser.post(address, data)


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({}, "said"),
        ({"verdict": "no"}, "judged"),
        ({"paper": "clause"}, "papered"),
        ({"paper": "excluded"}, "papered"),
        ({"verdict": "feasible", "paper": "unwritten"}, "unwritten"),
        ({"verdict": "no", "paper": "withdrawn"}, "withdrawn"),
        *(({"verdict": "if", "paper": "clause", "result": result}, result) for result in Promise.Result.values),
    ],
)
def test_each_is_in_exactly_one_state(fields, state):
    counts = queries.by_state([Promise(**fields)])
    assert counts[state] == sum(counts.values()) == 1


def test_a_promise_is_written_down_judged_and_papered(world):
    data = {"quote": "It works in the van.", "said_by": world.sol.pk, "said_to": "Ruth", "said_on": "2026-11-18",
            "said_where": "on the phone", "strength": "implied"}  # fmt: skip
    assert page(world, world.sol, "deal_promise_new", data=data).status_code == 303
    row = Promise.objects.get()
    html = page(world, world.dee, "deal_promises").content.decode()
    assert "“It works in the van.”" in html
    assert "Sol Hart to Ruth, on the phone" in html
    judged = {"verdict": "if", "condition": "With signal", "seen": 1}
    assert page(world, world.dee, "deal_promise_judge", row.pk, data=judged).status_code == 303
    papered = {"paper": "excluded", "paper_words": "Exclusion 3", "seen": 2}
    assert page(world, world.sol, "deal_promise_paper", row.pk, data=papered).status_code == 303
    html = page(world, world.sol, "deal_promises").content.decode()
    assert "Dee Lund: feasible if" in html
    assert "<dt>Excluded in writing</dt><dd>Exclusion 3" in html


@pytest.mark.parametrize(
    ("name", "who", "data", "problem"),
    [
        ("deal_promise_judge", "dee", {"verdict": "no"}, "Say what it depends on"),
        ("deal_promise_judge", "dee", {}, "This field is required."),
        ("deal_promise_paper", "sol", {"paper": "withdrawn"}, "Say who told the client and when, and how."),
        ("deal_promise_paper", "sol", {"paper": "unwritten"}, "Say why it stays unwritten"),
    ],
)
def test_words_are_asked_for(world, name, who, data, problem):
    row = promise(world)
    answer = page(world, getattr(world, who), name, row.pk, data={**data, "seen": 1})
    assert answer.status_code == 422
    assert problem in answer.content.decode()


@pytest.mark.parametrize("who", ["sol", "lea"])
def test_nobody_judges_for_delivery(world, who):
    row = promise(world)
    answer = page(world, getattr(world, who), "deal_promise_judge", row.pk, data={"verdict": "feasible", "seen": 1})
    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("changes", "still"), [({"quote": "Other"}, ""), ({"strength": "mentioned"}, ""), ({"said_to": "R"}, "no")]
)
def test_other_words_ask_delivery_again(world, changes, still):
    row = promise(world, verdict="no", condition="C", judged_by=world.dee)
    actions.revise(row, by=world.sol, at=world.at, seen=1, **changes)
    assert Promise.objects.get().verdict == still


def test_a_stale_verdict_keeps_both(world):
    row = promise(world)
    actions.judge(Promise.objects.get(), by=world.dov, at=world.at, seen=1, verdict="feasible")
    data = {"verdict": "no", "condition": "The vans have no signal.", "seen": 1}
    answer = page(world, world.dee, "deal_promise_judge", row.pk, data=data)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Not feasible" in html
    assert ">Feasible<" in html
    assert "The vans have no signal." in html


def test_the_database_wants_a_judge(world):
    with pytest.raises(IntegrityError), transaction.atomic():
        promise(world, verdict="no")

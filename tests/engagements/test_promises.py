"""Promises: exactly one state each; judged by delivery alone; the paper trail."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from tandem.delivery.models import Milestone, Project
from tandem.engagements.actions import promise as actions
from tandem.engagements.actions.sides import speaks_for
from tandem.engagements.models import Engagement, Promise
from tandem.engagements.queries import promise as queries
from tandem.scoping.models import ScopeItem, ScopeVersion
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
    row.refresh_from_db()
    actions.paper(row, paper="excluded", paper_words="Exclusion 3", by_clause=True, seen=2, by=world.sol, at=world.at)
    html = page(world, world.sol, "deal_promises").content.decode()
    assert "Dee Lund: feasible if" in html
    assert "<dt>Excluded in writing</dt><dd>Exclusion 3" in html


@pytest.mark.parametrize(
    ("name", "who", "data", "problem"),
    [
        ("deal_promise_judge", "dee", {"verdict": "no"}, "Say what it depends on"),
        ("deal_promise_judge", "dee", {}, "This field is required."),
        ("deal_promise_paper", "sol", {"paper": "withdrawn"}, "Say who told the client."),
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


# The ledger: one sentence, filters, rights, where each went


@pytest.mark.parametrize(
    ("counts", "sentence"),
    [
        ({"papered": 4, "said": 1, "judged": 2}, "7 promises: 4 on paper, 1 waits for delivery, 2 unpapered"),
        ({"said": 1}, "1 promise: 1 waits for delivery"),
        ({"said": 2, "unwritten": 1}, "3 promises: 2 wait for delivery, 1 knowingly unwritten"),
        (
            {"withdrawn": 1, "kept": 5, "late": 2, "renegotiated": 1, "broken": 1},
            "10 promises: 1 withdrawn, 5 kept, 2 kept late, 1 renegotiated, 1 broken",
        ),
        ({}, "0 promises"),
    ],
)
def test_all_of_them_in_one_sentence(counts, sentence):
    assert queries.summary({state: counts.get(state, 0) for state in queries.STATES}) == sentence


def every_state(world):
    judged = {"judged_by": world.dee, "judged_at": world.at, "verdict": "feasible"}
    promise(world, quote="Said.")
    promise(world, quote="Judged.", **judged)
    promise(world, quote="On paper.", **judged, paper="clause", paper_words="Clause 4")
    promise(
        world,
        quote="In nobody’s contract.",
        **judged,
        paper="unwritten",
        paper_words="A favour",
        paper_knows="Ruth and Sol",
    )
    promise(world, quote="Taken back.", paper="withdrawn", paper_words="Sol told Ruth")
    for result in ("kept", "late", "renegotiated", "broken"):
        promise(world, quote=f"It was {result}.", **judged, paper="clause", result=result, settled_at=world.at)


def test_every_state_is_told_and_filtered(world):
    every_state(world)
    html = page(world, world.sol, "deal_promises").content.decode()
    assert (
        "9 promises: 1 on paper, 1 waits for delivery, 1 unpapered, 1 knowingly unwritten, 1 withdrawn, 1 kept" in html
    )
    assert "25% of what came due was kept as it was said (1 of 4)" in html
    assert "A favour Known to Ruth and Sol." in html
    browser, address = world.browser(world.sol), reverse("deal_promises", args=[world.deal.pk])
    for state, quote in (("said", "Said."), ("judged", "Judged."), ("broken", "It was broken.")):
        html = browser.get(address, {"state": state}).content.decode()
        assert f"“{quote}”" in html
        assert html.count("<article") == 1
    assert browser.get(address, {"state": "lovely"}).content.decode().count("<article") == 9


def test_fifty_a_page_and_the_one_that_is_worked_on_is_never_out_of_sight(world):
    first = promise(world, quote="The oldest.", said_on=world.at.date().replace(year=2020))
    for n in range(60):
        promise(world, quote=f"P{n}")
    browser, address = world.browser(world.dee), reverse("deal_promises", args=[world.deal.pk])
    html = browser.get(address).content.decode()
    assert html.count("<article") == 50
    assert "Show 11 more" in html
    assert '<p class="said">“The oldest.”</p>' not in html
    assert browser.get(address, {"all": "1"}).content.decode().count("<article") == 61
    assert "The oldest." in browser.get(reverse("deal_promise_judge", args=[world.deal.pk, first.pk])).content.decode()


@pytest.mark.parametrize(
    ("speaker", "who", "may"),
    [
        ("sol", "sol", True), ("sol", "lea", True), ("sol", "dee", False), ("dee", "dee", True), ("dee", "sol", False),
        ("con", "dee", True), ("con", "sol", False), ("lea", "sol", True), ("lea", "dee", True), ("sol", "fay", False),
        ("lea", "rex", False),
    ],
)  # fmt: skip
def test_only_their_own_side_corrects_what_somebody_said(world, speaker, who, may):
    assert speaks_for(getattr(world, who), getattr(world, speaker)) is may


def test_delivery_reads_what_sales_said_and_corrects_nothing(world):
    row = promise(world)
    address = reverse("deal_promise", args=[world.deal.pk, row.pk])
    html = world.browser(world.dee).get(address).content.decode()
    assert 'name="quote"' not in html
    assert "Works in the van." in html
    data = {
        "quote": "Nothing works.",
        "said_by": world.sol.pk,
        "said_on": "2026-11-24",
        "strength": "implied",
        "seen": 1,
    }
    assert world.browser(world.dee).post(address, data).status_code == 403
    assert Promise.objects.get().quote == "Works in the van."
    assert 'name="quote"' in world.browser(world.sol).get(address).content.decode()


def test_delivery_writes_down_what_it_heard(world):
    """Correcting is the speaker's; the ledger needs whoever was in the room."""
    data = {"quote": "It works in the van.", "said_by": world.sol.pk, "said_on": "2026-11-18", "strength": "implied",
            "due_on": "2027-03-31"}  # fmt: skip
    assert page(world, world.dee, "deal_promise_new", data=data).status_code == 303
    assert str(Promise.objects.get().due_on) == "2027-03-31"
    assert "31 Mar 2027" in page(world, world.sol, "deal_promises").content.decode()


def test_who_put_it_on_paper_stands_beside_it(world):
    row = promise(world)
    data = {"paper": "unwritten", "paper_words": "A favour.", "paper_knows": "Ruth and both of us", "seen": 1}
    assert page(world, world.sol, "deal_promise_paper", row.pk, data=data).status_code == 303
    row.refresh_from_db()
    assert (row.paper_by, row.paper_at is not None, row.state) == (world.sol, True, "unwritten")


def test_that_the_scope_says_it_is_ticked_there(world):
    row = promise(world)
    data = {"paper": "clause", "paper_words": "Clause 4", "paper_knows": "Ruth and both of us", "seen": 1}
    answer = page(world, world.sol, "deal_promise_paper", row.pk, data=data)
    assert answer.status_code == 422
    assert "Tick it at the clause of the scope that says it." in answer.content.decode()
    row.refresh_from_db()
    assert row.paper == ""


def test_unwritten_asks_why_and_who_knows(world):
    row = promise(world)
    answer = page(world, world.sol, "deal_promise_paper", row.pk, data={"paper": "unwritten", "seen": 1})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Say why it stays unwritten." in html
    assert "Say who knows it" in html


def test_its_clause_and_its_milestone_lead_there(world):
    """And the project's page leads back."""
    row = promise(world, verdict="feasible", judged_by=world.dee, judged_at=world.at, paper="clause")
    for number, words in ((1, "An old clause"), (2, "One register")):
        frozen = world.at if number == 1 else None
        scope = ScopeVersion.objects.create(
            engagement=world.deal, number=number, fee=1, made_at=world.at, made_by=world.sol, frozen_at=frozen
        )
        item = ScopeItem.objects.create(scope=scope, kind="in", words=words)
        item.promises.add(row)
    Engagement.objects.filter(pk=world.deal.pk).update(stage="delivering")
    project = Project.objects.create(engagement=world.deal, opened_at=world.at)
    milestone = Milestone.objects.create(project=project, name="Register live", due_on=world.today)
    milestone.promises.add(row)
    html = page(world, world.sol, "deal_promises").content.decode()
    assert "One register" in html
    assert "An old clause" not in html
    assert "Register live" in html
    assert f"/projects/{world.deal.pk}/promises/#promise-{row.pk}" in html
    html = world.browser(world.dee).get(reverse("project_promises", args=[world.deal.pk])).content.decode()
    assert f"/deals/{world.deal.pk}/promises/?all=1#promise-{row.pk}" in html
    assert f'id="promise-{row.pk}"' in html

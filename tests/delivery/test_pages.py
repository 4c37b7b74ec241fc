"""Projects on the screen: whom they answer, what they say, what they keep from whom."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tandem.delivery.models import ChangeOrder, Milestone
from tandem.engagements.models import Stage
from tests.delivery import world as make

TABS = ["", "milestones/", "promises/", "hours/", "changes/", "status/"]


@pytest.mark.parametrize("tab", TABS)
def test_a_stranger_is_told_that_there_is_nothing(world, tab):
    project = make.project(world)
    assert world.browser(world.con).get(f"/projects/{project.engagement_id}/{tab}").status_code == 404
    world.join(world.con, project.engagement)
    assert world.browser(world.con).get(f"/projects/{project.engagement_id}/{tab}").status_code == 200


@pytest.mark.parametrize("tab", TABS)
def test_money_never_reaches_who_may_not_see_it(world, tab):
    project = make.project(world, sold_amount=Decimal(123457), sold_cost=Decimal(98765))
    world.join(world.con, project.engagement)
    for person in (world.con, world.rex):
        html = world.browser(person).get(f"/projects/{project.engagement_id}/{tab}").content.decode()
        assert "Asset data platform" in html
        for figure in ("123,457", "98,765", "123457", "98765", "20.0%"):
            assert figure not in html
    html = world.browser(world.sol).get(f"/projects/{project.engagement_id}/hours/").content.decode()
    assert "123,457" in html
    assert "98,765" not in html
    assert "98,765" in world.browser(world.fay).get(f"/projects/{project.engagement_id}/hours/").content.decode()


def test_the_list_says_what_is_late(world):
    project = make.project(world)
    make.milestone(project, "Register live", date(2026, 11, 20))
    html = world.browser(world.dee).get("/projects/").content.decode()
    assert "Register live" in html
    assert "late" in html
    assert "34.0%" in html


def test_the_list_takes_the_same_queries_for_1_and_50(world):
    browser = world.browser(world.lea)
    make.project(world)
    browser.get("/projects/")
    with CaptureQueriesContext(
        connection,
    ) as one:
        browser.get("/projects/")
    for n in range(49):
        make.milestone(make.project(world, f"Project {n}"))
    with CaptureQueriesContext(connection) as fifty:
        browser.get("/projects/")
    assert len(one) == len(fifty)


def test_a_milestone_moves_only_with_a_reason(world):
    project = make.project(world)
    row = make.milestone(project)
    address = f"/projects/{project.engagement_id}/milestones/{row.pk}/"
    browser = world.browser(world.dee)
    typed = {"name": "Register live", "due_on": "2027-01-15", "seen": "1"}
    answer = browser.post(address, typed)
    assert answer.status_code == 422
    assert "Say why the date moves" in answer.content.decode()
    assert browser.post(address, {**typed, "reason": "SAP access came late"}).status_code == 302
    row.refresh_from_db()
    assert (row.due_on, row.sold_on) == (date(2027, 1, 15), date(2026, 12, 18))


def test_two_people_move_one_milestone(world):
    project = make.project(world)
    row = make.milestone(project)
    address = f"/projects/{project.engagement_id}/milestones/{row.pk}/"
    world.browser(world.lea).post(address, {"name": "Theirs", "due_on": "2026-12-18", "seen": "1"})
    answer = world.browser(world.dee).post(address, {"name": "Mine", "due_on": "2026-12-18", "seen": "1"})
    assert answer.status_code == 409
    assert "Theirs" in answer.content.decode()
    assert 'value="Mine"' in answer.content.decode()
    assert Milestone.objects.get().name == "Theirs"


def test_sales_does_not_speak_for_delivery(world):
    project = make.project(world)
    answer = world.browser(world.sol).post(
        f"/projects/{project.engagement_id}/status/", {"health": "on_track", "words": "Fine"}
    )
    assert answer.status_code == 403


def test_a_change_order_counts_with_three_agreements(world):
    project = make.project(world)
    base = f"/projects/{project.engagement_id}/changes/"
    seller, lead = world.browser(world.sol), world.browser(world.dee)
    typed = {"words": "Twelve days of test data", "cause": "duty", "price": "14400", "hours": "90"}
    assert lead.post(base, typed).status_code == 302
    lead.post(f"{base}1/key/", {"seen": "1"})
    seller.post(f"{base}1/key/", {"seen": "2"})
    assert "112,000" not in seller.get(f"/projects/{project.engagement_id}/hours/").content.decode()
    bad = seller.post(f"{base}1/client/", {"client_name": "", "client_on": "2026-11-24", "seen": "3"})
    assert bad.status_code == 422
    seller.post(f"{base}1/client/", {"client_name": "Nadia Voss", "client_on": "2026-11-24", "seen": "3"})
    change = ChangeOrder.objects.get()
    assert (change.sales_by, change.delivery_by, change.client_name) == (world.sol, world.dee, "Nadia Voss")
    assert "114,400" in seller.get(f"/projects/{project.engagement_id}/hours/").content.decode()


def test_closing_says_what_is_open_and_then_closes(world):
    project = make.project(world)
    kept = make.promise(world, project)
    row = make.milestone(project)
    lead = world.browser(world.dee)
    base = f"/projects/{project.engagement_id}/"
    refused = lead.post(f"{base}close/")
    assert refused.status_code == 422
    html = refused.content.decode()
    assert "Not reached: Register live." in html
    assert "It works in the van" in html
    lead.post(f"{base}promises/", {"promise": kept.pk, "cover": row.pk})
    kept.refresh_from_db()
    lead.post(f"{base}promises/", {"promise": kept.pk, "result": "kept", "seen": kept.version})
    row.refresh_from_db()
    lead.post(f"{base}milestones/{row.pk}/done/", {"seen": row.version})
    assert lead.post(f"{base}close/").status_code == 302
    project.engagement.refresh_from_db()
    assert project.engagement.stage == Stage.DELIVERED


def test_a_broken_promise_needs_words(world):
    project = make.project(world)
    broken = make.promise(world, project)
    answer = world.browser(world.sol).post(
        f"/projects/{project.engagement_id}/promises/", {"promise": broken.pk, "result": "broken", "seen": 1}
    )
    assert answer.status_code == 422
    assert "Say what happened" in answer.content.decode()


def test_only_the_lead_closes(world):
    project = make.project(world)
    assert world.browser(world.dov).post(f"/projects/{project.engagement_id}/close/").status_code == 403

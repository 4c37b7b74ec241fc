"""Settings > Jobs and mail: who sees what, what can be done about it, and what waits on an owner."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tandem.jobs.actions import ask, deciding
from tandem.jobs.models import Job
from tandem.jobs.queries import waits
from tandem.ledger.models import Entry
from tests.feedback.linked import text
from tests.jobs import made
from tests.jobs.made import asked
from tests.working import work_off

State = Job.State
ALL = "/settings/jobs/"


@pytest.fixture
def failed(world) -> Job:
    row = ask(made.hopeless, title="A note of Sol’s", owner=world.sol, at=world.at)
    work_off()
    row.refresh_from_db()
    return row


def press(world, person, what: str, row: Job, **data):
    return world.browser(person).post(reverse(f"job_{what}", args=[row.pk]), {"seen": row.version, **data})


def test_leadership_and_whoever_runs_the_software_see_all(world, failed):
    world.con.is_admin = True
    world.con.save()
    for person in (world.lea, world.con):
        shown = text(world.browser(person).get(ALL))
        assert "There is nothing to be done." in shown
        assert "Sol Hart" in shown
        assert "1 failed, 0 wait, 0 run" in shown
        assert 'href="/settings/jobs/"' in world.browser(person).get("/settings/").content.decode()


@pytest.mark.parametrize("who", ["sol", "dee", "rex", "fay", "con"])
def test_everybody_else_sees_their_own_and_nobody_elses(world, failed, who):
    browser = world.browser(getattr(world, who))
    assert browser.get(ALL).status_code == 403
    assert ("There is nothing to be done." in text(browser.get("/jobs/"))) == (who == "sol")
    assert ALL not in browser.get("/settings/").content.decode()


@pytest.mark.parametrize("what", ["again", "give_up"])
@pytest.mark.parametrize("who", ["dee", "rex", "fay", "con", "sue"])
def test_who_may_not_decide_finds_nothing_there(world, failed, who, what):
    assert press(world, getattr(world, who), what, failed).status_code == 404
    with pytest.raises(PermissionDenied):
        getattr(deciding, what)(failed, seen=failed.version, by=getattr(world, who), at=world.at)
    failed.refresh_from_db()
    assert failed.state == State.FAILED


@pytest.mark.parametrize("who", ["sol", "lea"])
def test_tried_again_it_has_three_more_days(world, failed, who):
    person = getattr(world, who)
    Job.objects.filter(pk=failed.pk).update(kind=made.note.path, args=["note"])
    assert press(world, person, "again", failed).status_code == 302
    failed.refresh_from_db()
    assert failed.state == State.WAITING
    assert failed.until - failed.next_at == timedelta(days=3)
    work_off(failed.next_at)
    assert made.notes() == 1
    assert Entry.objects.filter(verb="had a job tried again", actor_id=person.pk).count() == 1


def test_given_up_it_is_over_and_listed_as_ended(world, failed):
    assert press(world, world.lea, "give_up", failed).status_code == 302
    assert "given up" in text(world.browser(world.lea).get(f"{ALL}?show=ended"))
    assert "Nothing waits" in text(world.browser(world.lea).get(ALL))
    assert Entry.objects.filter(verb="gave up a job").exists()


@pytest.mark.parametrize("what", ["again", "give_up"])
@pytest.mark.parametrize("seen", ["0", "99", "x"])
def test_what_moved_meanwhile_is_not_decided_about(world, failed, what, seen):
    answer = press(world, world.lea, what, failed, seen=seen)
    assert answer.status_code == 409
    assert "It moved meanwhile" in text(answer)
    failed.refresh_from_db()
    assert failed.state == State.FAILED


@pytest.mark.parametrize("what", ["again", "give_up"])
@pytest.mark.parametrize("state", [State.DONE, State.RUNNING, State.DROPPED])
def test_what_runs_or_is_over_is_left_alone_in_words(world, failed, what, state):
    Job.objects.filter(pk=failed.pk).update(state=state)
    answer = press(world, world.lea, what, failed)
    assert answer.status_code == 422
    assert "Only what waits or has failed" in text(answer)
    failed.refresh_from_db()
    assert failed.state == state


def test_pressed_twice_it_is_decided_once(world, failed):
    assert [press(world, world.lea, "again", failed).status_code for _press in range(2)] == [302, 409]


@pytest.mark.parametrize("to", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_nobody_is_led_elsewhere(world, failed, to):
    assert press(world, world.lea, "again", failed, next=to)["Location"] == ALL


def test_a_job_that_nobody_takes_is_said(world):
    asked(world, at=world.at - timedelta(days=1))
    assert "1 job is due for more than five minutes. Is a worker running?" in text(world.browser(world.lea).get(ALL))


def test_one_and_sixty_rows_take_the_same_number_of_queries(world):
    def queries() -> int:
        browser.get(ALL)
        with CaptureQueriesContext(connection) as caught:
            browser.get(ALL)
        return len(caught)

    browser = world.browser(world.lea)
    asked(world)
    one = queries()
    for _n in range(59):
        asked(world)
    assert queries() == one
    assert "More" in text(browser.get(ALL))
    assert browser.get(f"{ALL}?after=50").content.decode().count("A note") >= 10


def test_what_failed_for_good_waits_on_its_owner(world, failed):
    (wait,) = waits(world.at, on=world.sol)
    assert "A note of Sol’s" in wait.title
    assert waits(world.at, on=world.dee) == []
    assert "A note of Sol’s" in text(world.browser(world.sol).get("/needs-me/", follow=True))
    press(world, world.sol, "give_up", failed)
    assert waits(world.at, on=world.sol) == []


def test_words_of_a_server_are_shown_as_text(world, failed):
    Job.objects.update(error="<script>alert(1)</script>")
    assert "<script>alert(1)" not in world.browser(world.lea).get(ALL).content.decode()

"""What to probe: proposed from the deal's own history and from lessons of the same client or offering."""

from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tandem.engagements.models import Assumption, Engagement
from tandem.learning.models import Debrief, Lesson
from tandem.learning.queries.lessons import like
from tandem.review.actions.pitch import hold_pitch, plan_pitch
from tandem.review.models import Probe, ReversePitch
from tests import dealing


@pytest.fixture
def pitch(world) -> ReversePitch:
    return plan_pitch(
        world.deal, planned_at=world.at, delivery_person=world.dee, sales_person=world.sol, by=world.sol, at=world.at
    )


def lesson(world, words: str, taken: bool | None = True, **deal) -> Lesson:
    done = world.engagement(f"Project of {words}", stage="learnt", **deal)
    debrief = Debrief.objects.create(engagement=done, held_at=world.at, by=world.dee)
    return Lesson.objects.create(debrief=debrief, words=words, target="practice", taken=taken)


def address(world) -> str:
    return reverse("deal_probes", args=[world.deal.pk])


def text(answer) -> str:
    return unescape(" ".join(answer.content.decode().split()))


def test_lessons_of_the_same_client_or_offering_are_like_it(world):
    from tandem.clients.models import Account

    elsewhere = Account.objects.create(name="Orchard", key="orchard", created_at=world.at)
    world.deal.tier = dealing.tier(world)
    world.deal.save()
    lesson(world, "Same client")
    lesson(world, "Same offering", account=elsewhere, tier=dealing.tier(world))
    lesson(world, "Neither", account=elsewhere)
    lesson(world, "Put aside", taken=False)
    lesson(world, "To be decided", taken=None)
    assert [row.words for row in like(world.deal, world.sol)] == ["To be decided", "Same offering", "Same client"]
    lesson(world, "Confidential", confidential=True, seller=world.sue, lead=world.dov)
    assert "Confidential" not in [row.words for row in like(world.deal, world.dee)]


def test_what_is_ticked_and_what_is_written_goes_on_the_list(world, pitch):
    learnt = lesson(world, "A change of sponsor is told the same day.")
    open_one = Assumption.objects.create(
        engagement=world.deal, words="The extract is clean", raised_by=world.sol, raised_at=world.at
    )
    browser = world.browser(world.sol)
    html = text(browser.get(address(world)))
    assert "We learnt it before" in html
    assert "Project of A change of sponsor" in html
    assert "We take it as true" in html
    data = {"pick": [f"lesson-{learnt.pk}", f"assumption-{open_one.pk}", "flag-99"], "own": "Vans?\n\n Depots? "}
    answer = browser.post(address(world), data)
    assert (answer.status_code, answer["Location"]) == (302, reverse("deal_calls", args=[world.deal.pk]))
    assert set(pitch.blind_spots.values_list("source", "source_id", "words")) == {
        ("lesson", learnt.pk, "A change of sponsor is told the same day."),
        ("assumption", open_one.pk, "The extract is clean"), ("own", None, "Vans?"), ("own", None, "Depots?"),
    }  # fmt: skip
    html = text(browser.get(address(world)))
    assert "The extract is clean" not in html.split('id="probes-h"')[1].split('id="rail"')[0]
    assert "all of it is on the list" in html


def test_nothing_chosen_is_told_and_what_was_typed_stays(world, pitch):
    browser = world.browser(world.sol)
    assert "Tick one, or write one of your own." in text(browser.post(address(world), {"own": "  "}))
    long = browser.post(address(world), {"own": "x" * 2001})
    assert long.status_code == 422
    assert "x" * 2001 in text(long)
    assert not Probe.objects.exists()


def test_who_chooses_and_when(world, pitch):
    world.join(world.con, world.deal)
    for who, status in ((world.dee, 200), (world.lea, 200), (world.rex, 403), (world.con, 403), (world.sue, 404)):
        assert world.browser(who).get(address(world)).status_code == status
    hold_pitch(pitch, heard="One register.", by=world.dee, at=world.at)
    assert world.browser(world.sol).get(address(world)).status_code == 200  # what came up on the call
    Engagement.objects.update(stage="signed")
    assert world.browser(world.sol).get(address(world)).status_code == 404
    Engagement.objects.update(stage="proposed")
    ReversePitch.objects.all().delete()
    assert world.browser(world.sol).get(address(world)).status_code == 404


def test_one_or_fifty_proposals_cost_the_same(world, pitch):
    browser = world.browser(world.dee)

    def cost() -> int:
        browser.get(address(world))
        with CaptureQueriesContext(connection) as found:
            assert browser.get(address(world)).status_code == 200
        return len(found)

    def add(n: int) -> None:
        lesson(world, f"Lesson {n}")
        Assumption.objects.create(engagement=world.deal, words=f"A{n}", raised_by=world.sol, raised_at=world.at)

    add(0)
    one = cost()
    for n in range(1, 50):
        add(n)
    assert cost() == one

"""A promised day is kept by a milestone on or before it: at the start, at linking, at the close."""

from datetime import date
from html import unescape

import pytest
from django.urls import reverse

from tandem.delivery.actions.start import accept_and_start
from tandem.delivery.models import Milestone
from tandem.delivery.queries.gate import close_checklist
from tandem.engagements.models import Promise
from tandem.gates import Refused
from tests import dealing
from tests.delivery import world as made


def text(answer) -> str:
    return unescape(" ".join(answer.content.decode().split()))


@pytest.mark.parametrize(
    ("due", "keeper"), [(date(2027, 4, 20), "Register live"), (date(2027, 7, 1), "Handed over"), (None, "Handed over")]
)
def test_the_project_ties_it_to_the_last_milestone_in_time(world, due, keeper):
    handoff = dealing.signed(world)
    Promise.objects.update(due_on=due)
    accept_and_start(handoff, by=world.dee, at=world.at, today=world.today)
    assert Milestone.objects.get(promises__isnull=False).name == keeper


def test_what_no_milestone_keeps_in_time_holds_the_start_up(world):
    handoff = dealing.signed(world)
    Promise.objects.update(due_on=date(2027, 3, 28))
    with pytest.raises(
        Refused, match="was promised by 28 Mar 2027; the first milestone, “Register live”, is on 4 Apr 2027"
    ):
        accept_and_start(handoff, by=world.dee, at=world.at, today=world.today)


@pytest.mark.parametrize(("due", "warns"), [(date(2026, 12, 17), True), (date(2026, 12, 18), False), (None, False)])
def test_tying_it_to_a_later_milestone_warns(world, due, warns):
    project = made.project(world)
    late, row = made.milestone(project), made.promise(world, project)
    Promise.objects.update(due_on=due)
    page = reverse("project_promises", args=[project.engagement_id])
    answer = world.browser(world.dee).post(page, {"promise": row.pk, "cover": late.pk}, follow=True)
    assert ("“Register live” on 18 Dec 2026 keeps it too late." in text(answer)) is warns
    assert late.promises.get() == row


@pytest.mark.parametrize(
    ("result", "done_on", "words"),
    [
        ("kept", date(2026, 12, 18), "Its milestone came after the promised day, so it was kept late: “It works in the van”."),
        ("late", date(2026, 12, 18), None), ("broken", date(2026, 12, 18), None), ("kept", date(2026, 12, 1), None),
    ],
)  # fmt: skip
def test_kept_after_its_day_is_kept_late(world, result, done_on, words):
    project = made.project(world)
    milestone, row = made.milestone(project), made.promise(world, project)
    milestone.promises.add(row)
    Milestone.objects.update(done_on=done_on)
    Promise.objects.update(due_on=date(2026, 12, 10), result=result)
    found = {each.rule: each.words for each in close_checklist(project.engagement, world.today)}
    assert found["promised_days_were_kept"] == words

"""Logging a week: what is typed, what is refused, what somebody else changed."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from tandem.delivery.actions.hours import TooLong, log_week
from tandem.delivery.forms.hours import minutes_of, shown
from tandem.delivery.models import TimeEntry
from tandem.ledger.actions import Stale
from tandem.ledger.models import Entry
from tests.delivery import world as make

MONDAY = date(2026, 11, 23)
TUESDAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("words", "minutes"),
    [
        *[("", 0), ("7.5", 450), ("7,5", 450), ("7:30", 450), ("0:05", 5), ("8", 480)],
        *[("abc", None), ("7:75", None), ("-1", None), ("1e3", None)],
    ],
)
def test_hours_as_people_write_them(words, minutes):
    assert minutes_of(words) == minutes


@pytest.mark.parametrize("minutes", [0, 15, 30, 450, 465, 600])
def test_what_is_shown_is_read_back(minutes):
    assert minutes_of(shown(minutes)) == minutes


def test_nobody_logs_for_somebody_else(world):
    project = make.project(world)
    with pytest.raises(PermissionDenied):
        log_week(world.con, MONDAY, {(project.pk, TUESDAY): 60}, {}, by=world.dee, at=world.at)


def test_a_consultant_logs_only_where_they_are_named(world):
    project = make.project(world)
    with pytest.raises(PermissionDenied):
        log_week(world.con, MONDAY, {(project.pk, TUESDAY): 60}, {}, by=world.con, at=world.at)
    world.join(world.con, project.engagement)
    assert log_week(world.con, MONDAY, {(project.pk, TUESDAY): 60}, {}, by=world.con, at=world.at) == 1


def test_zero_removes_and_the_ledger_keeps_both(world):
    project = make.project(world)
    log_week(world.dee, MONDAY, {(project.pk, TUESDAY): 60}, {}, by=world.dee, at=world.at)
    log_week(world.dee, MONDAY, {(project.pk, TUESDAY): 0}, {(project.pk, TUESDAY): 60}, by=world.dee, at=world.at)
    assert not TimeEntry.objects.exists()
    assert [e.after for e in Entry.objects.order_by("pk")] == [{"2026-11-24": 60}, {"2026-11-24": 0}]


def test_a_cell_that_changed_meanwhile_is_not_overwritten(world):
    project = make.project(world)
    log_week(world.dee, MONDAY, {(project.pk, TUESDAY): 60}, {}, by=world.dee, at=world.at)
    with pytest.raises(Stale):
        log_week(world.dee, MONDAY, {(project.pk, TUESDAY): 90}, {(project.pk, TUESDAY): 0}, by=world.dee, at=world.at)
    assert TimeEntry.objects.get().minutes == 60


def test_a_day_has_24_hours_over_all_projects(world):
    one, two = make.project(world), make.project(world, "Two")
    cells = {(one.pk, TUESDAY): 800, (two.pk, TUESDAY): 700}
    with pytest.raises(TooLong):
        log_week(world.dee, MONDAY, cells, {}, by=world.dee, at=world.at)
    assert not TimeEntry.objects.exists()


def test_the_page_keeps_what_was_typed(world):
    project = make.project(world)
    browser = world.browser(world.dee)
    name = f"h-{project.pk}-2026-11-24"
    answer = browser.post("/me/week/?week=2026-11-23", {name: "seven", f"was-{name}": "0"})
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "There is a problem" in html
    assert "isn&#39;t a number of hours" in html
    assert 'value="seven"' in html


def test_the_page_saves_and_shows_the_week(world):
    project = make.project(world)
    browser = world.browser(world.dee)
    name = f"h-{project.pk}-2026-11-24"
    answer = browser.post("/me/week/?week=2026-11-23", {name: "7:30", f"was-{name}": "0"}, follow=True)
    assert 'value="7.5"' in answer.content.decode()
    stale = browser.post("/me/week/?week=2026-11-23", {name: "3", f"was-{name}": "0"})
    assert stale.status_code == 409
    assert "saved: 7.5 h" in stale.content.decode()
    assert 'value="3"' in stale.content.decode()

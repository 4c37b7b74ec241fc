from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.calc import weeks

DAYS = st.dates(date(1990, 1, 1), date(2090, 1, 1))


def test_the_axis_begins_on_the_monday_of_the_week_that_holds_the_day():
    axis = weeks.axis(date(2026, 11, 26), 3)
    assert axis.mondays() == [date(2026, 11, 23), date(2026, 11, 30), date(2026, 12, 7)]
    assert (axis.days, axis.last) == (21, date(2026, 12, 13))


def test_an_axis_that_cannot_be_is_refused():
    with pytest.raises(ValueError, match="Monday"):
        weeks.Weeks(date(2026, 11, 24), 1)
    with pytest.raises(ValueError, match="-1 weeks"):
        weeks.Weeks(date(2026, 11, 23), -1)


def test_no_weeks_hold_no_day():
    axis = weeks.Weeks(date(2026, 11, 23), 0)
    assert (axis.mondays(), axis.days, axis.last) == ([], 0, date(2026, 11, 22))
    assert not axis.holds(date(2026, 11, 23))


def test_the_index_runs_on_before_and_after_the_axis():
    axis = weeks.axis(date(2026, 12, 28), 2)
    assert [axis.index(day) for day in (date(2026, 12, 27), date(2027, 1, 3), date(2027, 1, 11))] == [
        -1,
        0,
        2,
    ]
    assert [axis.holds(day) for day in (date(2026, 12, 27), date(2027, 1, 3), date(2027, 1, 11))] == [
        False,
        True,
        False,
    ]


@given(DAYS, st.integers(-500, 500))
def test_moving_by_weeks_is_undone_and_counted(day, count):
    moved = weeks.plus_weeks(day, count)
    assert moved.weekday() == day.weekday()
    assert weeks.weeks_between(day, moved) == count
    assert weeks.plus_weeks(moved, -count) == day


@given(DAYS)
def test_a_week_has_the_iso_number_of_each_of_its_days(day):
    monday = weeks.week_of(day)
    assert monday.isocalendar()[:2] == day.isocalendar()[:2]
    assert monday <= day < monday + timedelta(days=7)


def test_christmas_week_has_three_working_days():
    holidays = {date(2026, 12, 25), date(2026, 12, 24)}
    assert [day.day for day in weeks.working_days_in_week(date(2026, 12, 27), holidays)] == [21, 22, 23]
    assert weeks.working_days(date(2026, 12, 26), date(2026, 12, 25)) == []


@given(DAYS, st.integers(-5, 60), st.lists(st.integers(-3, 70), max_size=6), st.sets(st.integers(0, 6)))
def test_counting_working_days_agrees_with_listing_them(start, length, off, weekdays):
    end = start + timedelta(days=length)
    holidays = [start + timedelta(days=offset) for offset in off]
    counted = weeks.count_working_days(
        weeks.ordinals([start]), weeks.ordinals([end]), holidays, weekdays or weeks.MONDAY_TO_FRIDAY
    )
    listed = weeks.working_days(start, end, holidays, weekdays or weeks.MONDAY_TO_FRIDAY)
    assert counted.tolist() == [len(listed)]


def test_a_header_puts_each_week_in_the_month_of_its_monday():
    spans = weeks.months(weeks.mondays(date(2026, 11, 23), 14))
    assert [(f"{span.month:%b %Y}", span.weeks) for span in spans] == [
        ("Nov 2026", 2),
        ("Dec 2026", 4),
        ("Jan 2027", 4),
        ("Feb 2027", 4),
    ]
    assert weeks.months([]) == []

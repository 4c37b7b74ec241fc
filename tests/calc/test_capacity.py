from datetime import date, timedelta
from time import process_time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.calc import capacity, weeks
from tandem.calc.spans import Spans, lay
from tandem.web.words import percent

MONDAY = date(2026, 12, 21)
FULL_TIME = (480, 480, 480, 480, 480, 0, 0)
NOBODY = lay([], {})


def days_of(axis, rows, people=1, **also):
    return capacity.available_days(axis, people, lay(rows, {n: n for n in range(people)}), **also)


def test_a_week_with_a_holiday_a_day_off_and_a_booking():
    axis = weeks.axis(MONDAY, 2)
    working = lay([("ana", date(2026, 1, 1), None, FULL_TIME)], {"ana": 0})
    off = lay([("ana", date(2026, 12, 24), date(2026, 12, 24), capacity.WHOLE_DAY)], {"ana": 0})
    closed = capacity.closed_days(axis, [date(2026, 12, 25), date(2027, 1, 1)])
    days = capacity.available_days(axis, 1, working, closed=closed, time_off=off)
    assert capacity.to_weeks(days).tolist() == [[1440, 1920]]
    bookings = lay([("ana", date(2026, 12, 22), date(2026, 12, 29), 360)], {"ana": 0})
    taken = capacity.load(axis, days, bookings)
    assert taken.tolist() == [[720, 720]]
    assert capacity.utilisation(taken, capacity.to_weeks(days)).tolist() == [[0.5, 0.375]]


def test_half_a_day_off_leaves_the_booking_whole():
    axis = weeks.axis(MONDAY, 1)
    half = lay([(0, MONDAY, MONDAY, 240)], {0: 0})
    days = days_of(axis, [(0, MONDAY, None, FULL_TIME)], time_off=half)
    booked = lay([(0, MONDAY, MONDAY, 480)], {0: 0})
    assert (days[0, 0], capacity.load(axis, days, booked)[0, 0]) == (240, 480)


def test_the_working_week_that_began_later_counts_while_it_holds():
    axis = weeks.axis(MONDAY, 3)
    part_time = (480, 480, 0, 0, 0, 0, 0)
    second_week = MONDAY + timedelta(days=7)
    days = days_of(
        axis,
        [
            (0, second_week, second_week + timedelta(days=6), part_time),
            (0, date(2020, 1, 1), None, FULL_TIME),
        ],
    )
    assert capacity.to_weeks(days).tolist() == [[2400, 960, 2400]]


def test_each_person_has_the_holidays_of_their_own_calendar():
    axis = weeks.axis(MONDAY, 1)
    calendars = np.stack([capacity.closed_days(axis, [date(2026, 12, 25)]), capacity.closed_days(axis, [])])
    working = [(person, date(2026, 1, 1), None, FULL_TIME) for person in range(3)]
    days = days_of(axis, working, people=3, closed=calendars[[0, 1, 0]])
    assert capacity.to_weeks(days).tolist() == [[1920], [2400], [1920]]


def test_two_requests_for_the_same_day_off_do_not_make_capacity_negative():
    axis = weeks.axis(MONDAY, 1)
    off = lay([(0, MONDAY, MONDAY, capacity.WHOLE_DAY)] * 2, {0: 0})
    assert days_of(axis, [(0, MONDAY, None, FULL_TIME)], time_off=off)[0].tolist() == [0, *FULL_TIME[1:]]


@pytest.mark.parametrize(("people", "count"), [(0, 0), (0, 4), (3, 0), (1, 1)])
def test_nothing_is_defined(people, count):
    axis = weeks.axis(MONDAY, count)
    days = capacity.available_days(axis, people, NOBODY, closed=capacity.closed_days(axis, [MONDAY]), time_off=NOBODY)
    taken = capacity.load(axis, days, NOBODY)
    share = capacity.utilisation(taken, capacity.to_weeks(days))
    assert taken.shape == share.shape == (people, count)
    assert np.isnan(share).all()
    assert (capacity.heat_step(share) == -1).all()
    assert capacity.group_sums(taken, np.zeros(people, dtype=int), 2).shape == (2, count)


def test_rows_of_people_who_are_not_shown_are_left_out():
    assert len(lay([("bo", MONDAY, None, 60)], {"ana": 0}).person) == 0


def test_rows_that_cannot_be_are_refused():
    axis = weeks.axis(MONDAY, 1)
    backwards = lay([(0, MONDAY, MONDAY - timedelta(days=1), 60)], {0: 0})
    with pytest.raises(ValueError, match="ends before it begins"):
        capacity.minutes_by_day(axis, 1, backwards)
    with pytest.raises(ValueError, match="isn't among the 1"):
        capacity.minutes_by_day(axis, 1, lay([(7, MONDAY, MONDAY, 60)], {7: 7}))
    with pytest.raises(ValueError, match="isn't among the 1"):
        capacity.contracted_days(axis, 1, lay([(7, MONDAY, MONDAY, FULL_TIME)], {7: -1}))


# The same sums, day by day and row by row, as somebody would do them on paper.

OFFSETS = st.integers(-10, 40)
LENGTHS = st.integers(0, 25)
PEOPLE = 3


def spans(minutes, longest=8):
    row = st.tuples(st.integers(0, PEOPLE - 1), OFFSETS, LENGTHS, minutes)
    return st.lists(row, max_size=longest)


def dated(rows):
    return [
        (who, MONDAY + timedelta(days=at), MONDAY + timedelta(days=at + length), minutes)
        for who, at, length, minutes in rows
    ]


def contracted_on_paper(working, who, day):
    holding = [row for row in working if row[0] == who and row[1] <= day <= row[2]]
    return sorted(holding, key=lambda row: row[1])[-1][3][day.weekday()] if holding else 0


def available_on_paper(working, holidays, off, who, day):
    if day in holidays:
        return 0
    away = sum(minutes for person, start, end, minutes in off if person == who and start <= day <= end)
    return max(contracted_on_paper(working, who, day) - away, 0)


def load_on_paper(bookings, who, day):
    return sum(minutes for person, start, end, minutes in bookings if person == who and start <= day <= end)


@settings(max_examples=60, deadline=None)
@given(
    working=spans(st.tuples(*[st.integers(0, 600)] * 7), 6),
    off=spans(st.sampled_from([120, 240, capacity.WHOLE_DAY]), 4),
    holidays=st.sets(OFFSETS, max_size=5),
    bookings=spans(st.integers(0, 600)),
)
def test_it_agrees_with_counting_day_by_day(working, off, holidays, bookings):
    axis = weeks.axis(MONDAY, 4)
    working, off, bookings = dated(working), dated(off), dated(bookings)
    closed = {MONDAY + timedelta(days=offset) for offset in holidays}
    place = {n: n for n in range(PEOPLE)}
    days = capacity.available_days(
        axis, PEOPLE, lay(working, place), closed=capacity.closed_days(axis, closed), time_off=lay(off, place)
    )
    expected_days, expected_load = np.zeros((PEOPLE, 28), int), np.zeros((PEOPLE, 4), int)
    for who in range(PEOPLE):
        for offset in range(28):
            day = MONDAY + timedelta(days=offset)
            expected_days[who, offset] = available_on_paper(working, closed, off, who, day)
            if expected_days[who, offset]:
                expected_load[who, offset // 7] += load_on_paper(bookings, who, day)
    assert days.tolist() == expected_days.tolist()
    taken = capacity.load(axis, days, lay(bookings, place))
    assert taken.dtype == np.int32
    assert taken.tolist() == expected_load.tolist()


@given(spans(st.integers(0, 600)), st.integers(0, 8))
def test_load_adds_up_whichever_way_the_bookings_are_split(rows, cut):
    axis = weeks.axis(MONDAY, 4)
    place = {n: n for n in range(PEOPLE)}
    days = np.full((PEOPLE, axis.days), 480, dtype=np.int32)

    def taken(part):
        return capacity.load(axis, days, lay(dated(part), place))

    assert (taken(rows) == taken(rows[:cut]) + taken(rows[cut:])).all()


def test_a_group_is_the_ratio_of_sums():
    taken, there = np.array([[100], [0]]), np.array([[80], [720]])
    group = [0, 0]
    together = capacity.utilisation(capacity.group_sums(taken, group, 1), capacity.group_sums(there, group, 1))
    assert together.tolist() == [[0.125]]
    assert np.mean(capacity.utilisation(taken, there)) == 0.625


def test_people_without_a_group_are_in_none():
    values = np.array([[1, 2], [10, 20], [100, 200]], dtype=np.int32)
    assert capacity.group_sums(values, [1, -1, 1], 3).tolist() == [[0, 0], [101, 202], [0, 0]]
    assert capacity.group_sums(values / 2, [0, 0, 0], 1).tolist() == [[55.5, 111.0]]


def test_sums_of_large_groups_do_not_overflow():
    values = np.full((3, 1), 2_000_000_000, dtype=np.int32)
    assert capacity.group_sums(values, [0, 0, 0], 1).tolist() == [[6_000_000_000]]


HEAT = [
    (0, 0),
    (0.004, 0),
    (0.005, 1),
    (0.01, 1),
    (0.494, 1),
    (0.49499999, 1),
    (0.495, 2),
    (0.5, 2),
    (0.844, 2),
    (0.845, 3),
    (0.85, 3),
    (1.0, 3),
    (1.004, 3),
    (1.00499999, 3),
    (1.005, 4),
    (1.01, 4),
    (1.15, 4),
    (1.154, 4),
    (1.155, 5),
    (1.16, 5),
    (9.9, 5),
]


@pytest.mark.parametrize(("share", "step"), HEAT)
def test_the_colour_follows_the_printed_percent(share, step):
    assert capacity.heat_step(share) == step
    assert capacity.heat_step([share])[0] == step


@given(st.integers(0, 20_000), st.integers(1, 10_000))
def test_the_whole_percent_is_the_one_that_is_printed(taken, there):
    share = capacity.utilisation(np.array([taken]), np.array([there]))
    printed = percent(share[0])
    assert f"{int(capacity.whole_percent(share)[0])}%" == printed
    whole = int(printed[:-1])
    expected = (whole >= 1) + (whole >= 50) + (whole >= 85) + (whole >= 101) + (whole >= 116)
    assert capacity.heat_step(share)[0] == expected


def test_thresholds_are_the_firms_own():
    assert capacity.heat_step([0.6, 0.75, 0.9, 0.96], (0, 0.7, 0.8, 0.9, 0.95)).tolist() == [1, 2, 3, 5]
    with pytest.raises(ValueError, match="rising order"):
        capacity.heat_step([0.5], (0, 0.9, 0.8, 1, 1.1))
    with pytest.raises(ValueError, match="five thresholds"):
        capacity.heat_step([0.5], (0, 1))


def test_free_time_of_one_is_not_eaten_by_the_overload_of_another():
    there, taken = np.array([[2400], [2400]]), np.array([[1200], [3600]])
    assert capacity.free(there, taken).sum() == 1200


def bench_on_paper(there, taken, weeks):
    """Runs of one person: each run is a list of week numbers."""
    runs, run = [], []
    for week, (has, used) in enumerate(zip(there, taken, strict=True)):
        if has and max(has - used, 0) * 2 >= has:
            run.append(week)
        elif has:
            runs.append(run)
            run = []
    counted = {week for run in [*runs, run] if len(run) >= weeks for week in run}
    return [
        max(has - used, 0) if week in counted else 0 for week, (has, used) in enumerate(zip(there, taken, strict=True))
    ]


def test_a_year_of_five_thousand_people_is_laid_out_in_a_blink():
    """A quarter of a million bookings: about a hundredth of a second of CPU; far more would mean a loop over rows."""
    people, rows = 5_000, 250_000
    axis = weeks.axis(MONDAY, 52)
    draw = np.random.default_rng(7)
    start = axis.ordinal + draw.integers(-30, 364, rows)
    bookings = Spans(
        draw.integers(0, people, rows), start, start + draw.integers(0, 60, rows), np.full(rows, 60, np.int32)
    )
    days = np.full((people, axis.days), 480, dtype=np.int32)
    began = process_time()
    taken = capacity.load(axis, days, bookings)
    assert process_time() - began < 0.5
    first = np.maximum(bookings.start, axis.ordinal)
    last = np.minimum(bookings.end, axis.last.toordinal())
    assert taken.sum() == 60 * np.maximum(last - first + 1, 0).sum()

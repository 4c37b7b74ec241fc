from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.calc import weeks
from tandem.calc.demand import cut_by_week, expected_demand, lay_demand

MONDAY = date(2026, 12, 14)
AXIS = weeks.axis(MONDAY, 4)


def lines(*rows):
    return lay_demand(rows, {"analyst": 0, "engineer": 1})


def test_eighty_hours_at_sixty_per_cent_over_eight_working_days():
    """From a Thursday, less Christmas Day and the 28th: 2 + 4 days of 6, so a third and two thirds."""
    demand = lines(("deal", "engineer", date(2026, 12, 17), date(2026, 12, 28), 4800, 0.6))
    hours = expected_demand(AXIS, 2, demand, [date(2026, 12, 25), date(2026, 12, 28)]) / 60
    assert hours.round(9).tolist() == [[0, 0, 0, 0], [16, 32, 0, 0]]


def test_what_lies_outside_the_axis_is_left_out_not_squeezed_in():
    demand = lines(("deal", "analyst", MONDAY - timedelta(days=7), MONDAY + timedelta(days=4), 1000, 1))
    assert expected_demand(AXIS, 2, demand)[0].tolist() == [500, 0, 0, 0]


def test_a_line_without_a_working_day_falls_on_its_first_day():
    saturday = MONDAY + timedelta(days=5)
    demand = lines(("deal", "analyst", saturday, saturday + timedelta(days=1), 300, 0.5))
    assert expected_demand(AXIS, 2, demand)[0].tolist() == [150, 0, 0, 0]


def test_nothing_wanted_is_nothing():
    assert expected_demand(AXIS, 2, lines()).tolist() == [[0] * 4] * 2
    assert len(lines(("deal", "gardener", MONDAY, MONDAY, 60, 1)).deal) == 0


def test_a_line_that_ends_before_it_begins_is_refused():
    with pytest.raises(ValueError, match="ends before it begins"):
        cut_by_week(AXIS, lines(("deal", "analyst", MONDAY, MONDAY - timedelta(days=1), 60, 1)))


LINE = st.tuples(
    st.integers(0, 5),
    st.sampled_from(["analyst", "engineer"]),
    st.integers(-20, 30),
    st.integers(0, 30),
    st.integers(0, 9000),
    st.floats(0, 1),
)


@settings(deadline=None)
@given(st.lists(LINE, max_size=8), st.sets(st.integers(-20, 60), max_size=6))
def test_it_agrees_with_putting_the_minutes_on_days_one_by_one(rows, off):
    holidays = {MONDAY + timedelta(days=offset) for offset in off}
    expected = np.zeros((2, 4))
    laid = []
    for deal, role, at, length, minutes, chance in rows:
        start, end = MONDAY + timedelta(days=at), MONDAY + timedelta(days=at + length)
        laid.append((deal, role, start, end, minutes, chance))
        days = weeks.working_days(start, end, holidays) or [start]
        for day in days:
            if AXIS.holds(day):
                expected[["analyst", "engineer"].index(role), AXIS.index(day)] += minutes / len(days) * chance
    np.testing.assert_allclose(expected_demand(AXIS, 2, lines(*laid), holidays), expected, rtol=1e-9, atol=1e-9)

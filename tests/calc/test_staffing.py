import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tandem.calc import staffing

FREE = np.array([[600, 600, 0, 1200, 1200, 1200], [2400, 2400, 2400, 2400, 300, 2400]])


def test_each_tier_has_its_own_honest_start():
    demands = {
        "Bronze": np.array([[600, 600], [0, 0]]),
        "Silver": np.array([[1200, 1200], [1200, 0]]),
        "Gold": np.array([[1200, 1200, 1200], [600, 600, 600]]),
    }
    starts = staffing.earliest_starts(FREE, demands)
    assert starts == {"Bronze": 0, "Silver": 3, "Gold": None}
    assert staffing.earliest_start(FREE, demands["Bronze"], not_before=1) == 3


def test_what_is_missing_is_said():
    gold = np.array([[1200, 1200, 1200], [600, 600, 600]])
    assert staffing.shortfall(FREE, gold, 3).tolist() == [[0, 0, 0], [0, 300, 0]]
    demand = np.array([[600, 600, 600], [0, 0, 0]])
    assert staffing.shortfall(FREE, demand, 1).tolist() == [[0, 600, 0], [0, 0, 0]]
    assert staffing.shortfall(FREE, demand, 5).tolist() == [[0, 600, 600], [0, 0, 0]]
    with pytest.raises(ValueError, match="before the axis"):
        staffing.shortfall(FREE, demand, -1)


def test_a_role_that_is_not_needed_may_be_overbooked():
    assert staffing.earliest_start(np.array([[-600], [600]]), np.array([[0], [600]])) == 0


def test_nothing_wanted_fits_at_once_and_nothing_fits_nowhere():
    assert staffing.earliest_start(FREE, np.zeros((2, 0), int)) == 0
    assert staffing.earliest_start(FREE, np.zeros((2, 3), int), not_before=2) == 2
    assert staffing.earliest_start(np.zeros((2, 0), int), np.zeros((2, 1), int)) is None
    assert staffing.earliest_start(FREE, np.zeros((2, 1), int), not_before=99) is None


def test_other_roles_are_refused():
    with pytest.raises(ValueError, match="same roles"):
        staffing.earliest_start(FREE, np.array([[1]]))


@given(
    arrays(int, (2, 7), elements=st.integers(-3, 9)),
    arrays(int, (2, 3), elements=st.integers(0, 9)),
    st.integers(0, 8),
)
def test_it_agrees_with_trying_week_after_week(free, demand, not_before):
    expected = None
    for start in range(not_before, 7 - 3 + 1):
        needed = [(role, week) for role in range(2) for week in range(3) if demand[role, week]]
        if all(free[role, start + week] >= demand[role, week] for role, week in needed):
            expected = start
            break
    found = staffing.earliest_start(free, demand, not_before)
    assert found == expected
    if found is not None:
        assert staffing.shortfall(free, demand, found).sum() == 0


def test_an_even_profile_keeps_its_totals():
    assert staffing.even_profile([100, 0, 7], 3).tolist() == [[34, 33, 33], [0, 0, 0], [3, 2, 2]]
    assert staffing.even_profile([], 3).shape == (0, 3)
    with pytest.raises(ValueError, match="among nobody"):
        staffing.even_profile([1], 0)

"""How far work ran over: the hand-worked example of docs/formulas.md, the edges, and what shrinking promises."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.calc.estimate import overrun, per_job

TIMES, JOBS = st.integers(0, 10**7), st.integers(1, 500)


def test_the_worked_example():
    """Seven jobs sold at 700 h took 917 h: 1.31 times. Five usual jobs of 100 h beside them: 1417 / 1200."""
    assert overrun(917, 700, 7, usual=0) == pytest.approx(1.31)
    assert overrun(917, 700, 7) == pytest.approx(1.1808, abs=0.00005)


@pytest.mark.parametrize(("actual", "sold", "jobs"), [(0, 0, 0), (100, 0, 1), (100, 100, 0)])
def test_nothing_sold_or_finished_is_no_figure(actual, sold, jobs):
    assert overrun(actual, sold, jobs) is None


@pytest.mark.parametrize("given", [(-1, 1, 1, 5), (1, -1, 1, 5), (1, 1, -1, 5), (1, 1, 1, -5)])
def test_negative_is_refused(given):
    with pytest.raises(ValueError, match="can't be negative"):
        overrun(*given)


@given(TIMES, st.integers(1, 10**7), JOBS)
def test_it_lies_between_1_and_what_was(actual, sold, jobs):
    raw, found = actual / sold, overrun(actual, sold, jobs)
    assert min(raw, 1) - 1e-9 <= found <= max(raw, 1) + 1e-9


@given(st.integers(1, 10**6), st.integers(1, 10**6), JOBS)
def test_more_jobs_of_the_same_kind_are_believed_more(actual, sold, jobs):
    few, many = overrun(actual, sold, jobs), overrun(actual * 2, sold * 2, jobs * 2)
    assert abs(many - actual / sold) <= abs(few - actual / sold) + 1e-9


def test_surprises_a_job():
    assert per_job(3, 4) == 0.75
    assert per_job(0, 0) is None
    with pytest.raises(ValueError, match="can't be negative"):
        per_job(-1, 2)

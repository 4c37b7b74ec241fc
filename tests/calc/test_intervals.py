"""Small numbers: hidden, greyed, and with an interval that holds what it says."""

import random
from statistics import mean, stdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.calc.intervals import Estimate, difference, jackknife, per_job, student, trust


@pytest.mark.parametrize(("count", "word"), [(0, "none"), (4, "none"), (5, "few"), (19, "few"), (20, "sure")])
def test_how_far_a_count_is_trusted(count, word):
    assert trust(count) == word


# Source: tables of Student's distribution, two-sided 95 %.
@pytest.mark.parametrize(
    ("freedom", "size"), [(1, 12.706), (2, 4.303), (3, 3.182), (4, 2.776), (7, 2.365), (10, 2.228), (30, 2.042)]
)
def test_student(freedom, size):
    assert student(freedom) == pytest.approx(size, abs=0.0006)


@pytest.mark.parametrize(("freedom", "confidence"), [(0, 0.95), (3, 0.0), (3, 1.0)])
def test_student_of_nothing(freedom, confidence):
    with pytest.raises(ValueError, match="degree of freedom"):
        student(freedom, confidence)


# Source: the exact limits of Garwood 1936 for a Poisson count.
@pytest.mark.parametrize(
    ("events", "low", "high"), [(0, 0.0, 3.689), (1, 0.0253, 5.572), (3, 0.619, 8.767), (12, 6.201, 20.962)]
)
def test_events_per_job(events, low, high):
    found = per_job(events, 10)
    assert (found.value, found.low, found.high) == (
        events / 10, pytest.approx(low / 10, abs=0.0001), pytest.approx(high / 10, abs=0.0001),
    )  # fmt: skip


def test_thousands_of_events_dont_underflow():
    found = per_job(9_000, 300)
    assert found.low < 30 < found.high
    assert found.high - found.low == pytest.approx(2 * 1.96 * 9_000**0.5 / 300, rel=0.01)


def test_events_are_never_negative():
    with pytest.raises(ValueError, match="negative"):
        per_job(-1, 10)


@pytest.mark.parametrize("jobs", [0, 1, 4])
def test_too_few_to_say(jobs):
    assert per_job(3, jobs) == Estimate(jobs)
    assert jackknife([(1.0,)] * jobs, lambda sums: sums[0]) == Estimate(jobs)


@given(st.lists(st.floats(-50, 50), min_size=5, max_size=40))
def test_of_a_mean_it_is_students_interval(values):
    found = jackknife([(value, 1.0) for value in values], lambda sums: sums[0] / sums[1])
    error = stdev(values) / len(values) ** 0.5
    assert found.value == pytest.approx(mean(values), abs=1e-9)
    assert found.error == pytest.approx(error, abs=1e-6)
    assert found.high - found.value == pytest.approx(student(len(values) - 1) * error, abs=1e-5)


def test_it_holds_the_true_ratio_nineteen_times_of_twenty():
    rng, held, rounds = random.Random(7), 0, 600
    for _ in range(rounds):
        jobs = [(price, price * rng.gauss(0.7, 0.06)) for price in (rng.uniform(20, 200) for _job in range(12))]
        found = jackknife(jobs, lambda sums: 1 - sums[1] / sums[0])
        held += found.low <= 0.3 <= found.high
    assert 0.91 < held / rounds < 0.975


def test_difference():
    found = difference(Estimate(6, -0.05, -0.09, -0.01, 0.015), Estimate(10, 0.0, -0.02, 0.02, 0.01))
    assert found.value == pytest.approx(-0.05)
    # Welch: variances 0.000225 and 0.0001 over 5 and 9 degrees give 9.36, rounded down to 9: t = 2.262
    assert found.high == pytest.approx(-0.05 + 2.262 * 0.000325**0.5, abs=0.0001)


@pytest.mark.parametrize(("one", "other"), [(Estimate(3), Estimate(9, 1.0, 0.0, 2.0, 0.5)), (Estimate(3), Estimate(2))])
def test_no_difference_from_what_isnt_known(one, other):
    assert difference(one, other).value is None


def test_two_certainties_differ_for_certain():
    sure = Estimate(5, 0.2, 0.2, 0.2, 0.0)
    assert difference(sure, Estimate(5, 0.1, 0.1, 0.1, 0.0)) == Estimate(5, 0.1, 0.1, 0.1, 0.0)

from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.calc import shares
from tandem.calc.weeks import working_days

WEIGHTS = st.lists(st.integers(0, 10**6), min_size=1, max_size=40)


def test_a_hundred_pounds_in_three():
    assert shares.allocate_money(Decimal("100.00"), [1, 1, 1]) == [
        Decimal("33.34"),
        Decimal("33.33"),
        Decimal("33.33"),
    ]


def test_the_largest_remainders_are_served_first():
    assert shares.allocate(10, [50, 30, 15, 5]) == [5, 3, 2, 0]
    assert shares.allocate(7, [Fraction(1, 3), Decimal("0.5"), 0]) == [3, 4, 0]


def test_the_edges():
    assert shares.allocate(0, []) == []
    assert shares.allocate(5, [0, 0]) == [3, 2]
    assert shares.allocate(-5, [1, 1]) == [-3, -2]
    assert shares.allocate_money(Decimal(5), [1, 1], unit=Decimal(1)) == [Decimal(3), Decimal(2)]
    with pytest.raises(ValueError, match="among nobody"):
        shares.allocate(1, [])
    with pytest.raises(ValueError, match="negative"):
        shares.allocate(1, [1, -1])
    with pytest.raises(ValueError, match="whole number"):
        shares.allocate_money(Decimal("0.005"), [1])


@given(st.integers(-(10**9), 10**9), WEIGHTS)
def test_parts_add_up_and_are_less_than_one_off(total, weights):
    parts = shares.allocate(total, weights)
    assert sum(parts) == total
    whole = sum(weights) or len(weights)
    exact = [Fraction(total * (weight if sum(weights) else 1), whole) for weight in weights]
    assert all(abs(part - share) < 1 for part, share in zip(parts, exact, strict=True))


@given(st.integers(0, 10**6), WEIGHTS, st.integers(1, 1000))
def test_only_the_proportion_of_the_weights_counts(total, weights, factor):
    assert shares.allocate(total, weights) == shares.allocate(total, [weight * factor for weight in weights])


@given(st.integers(0, 10**6), WEIGHTS)
def test_a_larger_weight_never_gets_less(total, weights):
    pairs = sorted(zip(weights, shares.allocate(total, weights), strict=True))
    for (light, less), (heavy, more) in pairwise(pairs):
        assert light == heavy or less <= more


@given(st.integers(0, 10**5), st.integers(1, 200))
def test_an_even_spread_differs_by_one_at_most(total, count):
    parts = shares.spread_evenly(total, count)
    assert (sum(parts), max(parts) - min(parts) <= 1) == (total, True)


def test_minutes_over_the_days_of_christmas_week():
    days = working_days(date(2026, 12, 21), date(2026, 12, 27), {date(2026, 12, 25)})
    spread = shares.spread_minutes(1000, days)
    assert spread == {date(2026, 12, day): 250 for day in (21, 22, 23, 24)}
    assert shares.spread_minutes(0, []) == {}
    with pytest.raises(ValueError, match="among nobody"):
        shares.spread_minutes(10, [])


@pytest.mark.parametrize(("value", "whole"), [("1/2", 1), ("-1/2", 0), ("3/2", 2), ("1/3", 0), ("-7/4", -2), ("5", 5)])
def test_half_goes_up(value, whole):
    assert shares.half_up(Fraction(value)) == whole

from datetime import date
from statistics import NormalDist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.calc.rates import rate, wilson
from tandem.calc.repeat import months_before, repeat_clients

YEAR = date(2026, 1, 1), date(2026, 12, 31)


def test_two_of_three_clients_came_back():
    projects = [
        ("Halden", date(2025, 3, 1)),
        ("Halden", date(2026, 2, 1)),
        ("Halden", date(2026, 9, 1)),
        ("Pell", date(2024, 6, 15)),
        ("Pell", date(2026, 6, 15)),
        ("Orrin", date(2026, 4, 1)),
        ("Orrin", date(2026, 8, 1)),
        ("Gorse", date(2025, 4, 1)),
    ]
    clients = repeat_clients(projects, *YEAR)
    assert (clients.count, clients.of) == (2, 3)
    assert repeat_clients(projects, *YEAR, lookback_months=23).count == 1


def test_no_client_has_no_rate():
    nobody = repeat_clients([("Halden", date(2027, 1, 1))], *YEAR)
    assert (nobody.of, nobody.share, nobody.low, nobody.high) == (0, None, None, None)
    with pytest.raises(ValueError, match="ends before it begins"):
        repeat_clients([], YEAR[1], YEAR[0])


def test_eleven_of_eighteen():
    found = rate(11, 18)
    assert round(found.share, 3) == 0.611
    assert (round(found.low, 3), round(found.high, 3)) == (0.386, 0.797)


@pytest.mark.parametrize(
    ("count", "of", "low", "high"), [(0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (81, 263, 0.2553, 0.3662)]
)
def test_known_wilson_intervals(count, of, low, high):
    """The last is the worked example of Newcombe 1998, table I, method 3."""
    assert wilson(count, of) == pytest.approx((low, high), abs=5e-5)


@given(st.integers(0, 300), st.integers(0, 300), st.floats(0.5, 0.99))
def test_the_ends_solve_the_equation_of_the_score_test(count, missed, confidence):
    """(share - p)^2 = z^2 p (1 - p) / n at both ends."""
    of = count + missed
    interval = wilson(count, of, confidence)
    if of == 0:
        assert interval is None
        return
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    for end in interval:
        assert (count / of - end) ** 2 == pytest.approx(z * z * end * (1 - end) / of, abs=1e-9)


def test_counts_that_cannot_be_are_refused():
    for count, of in [(3, 2), (-1, 2)]:
        with pytest.raises(ValueError, match="isn't a share"):
            wilson(count, of)
    with pytest.raises(ValueError, match="confidence"):
        wilson(1, 2, 1.0)


def test_months_end_where_they_end():
    assert months_before(date(2026, 3, 31), 1) == date(2026, 2, 28)
    assert months_before(date(2026, 1, 15), 25) == date(2023, 12, 15)
    assert months_before(date(2024, 2, 29), 12) == date(2023, 2, 28)

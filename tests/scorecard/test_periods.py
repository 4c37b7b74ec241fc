"""Months, quarters and years."""

from datetime import date

import pytest

from tandem.scorecard.periods import Period, holding, named

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("name", "first", "last", "before", "label"),
    [
        ("2026-Q4", date(2026, 10, 1), date(2026, 12, 31), "2026-Q3", "Q4 2026"),
        ("2026-Q1", date(2026, 1, 1), date(2026, 3, 31), "2025-Q4", "Q1 2026"),
        ("2026-02", date(2026, 2, 1), date(2026, 2, 28), "2026-01", "February 2026"),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29), "2024-01", "February 2024"),
        ("2026", date(2026, 1, 1), date(2026, 12, 31), "2025", "2026"),
    ],
)
def test_a_named_period(name, first, last, before, label):
    period = named(name, TODAY)
    assert (period.first, period.last, period.previous.name, period.name, period.label) == (
        first, last, before, name, label,
    )  # fmt: skip
    assert period.previous.next == period


@pytest.mark.parametrize("name", ["", "x", "2026-Q5", "2026-13", "0001", "2026-Q4; DROP", "9999-12"])
def test_anything_else_is_this_quarter(name):
    assert named(name, TODAY) == Period("quarter", date(2026, 10, 1))


def test_a_day_lies_in_its_periods():
    assert [holding(TODAY, kind).name for kind in ("month", "quarter", "year")] == ["2026-11", "2026-Q4", "2026"]

"""Prices against an oracle in plain Decimal, and by hand."""

from decimal import ROUND_HALF_UP, Decimal
from random import Random

import pytest

from tandem.calc.price import Line, at_fee, price

CENT = Decimal("0.01")


def line(hours: float, bill: str = "120", cost: str = "60", standard: float | None = None) -> Line:
    covered = None if standard is None else int(standard * 60)
    return Line(int(hours * 60), Decimal(bill), Decimal(cost), covered)


def test_by_the_hour():
    """100 h at 120 and 50 h at 180 list at 21,000; cost 100 x 60 + 50 x 90 = 10,500; margin a half."""
    found = price([line(100), line(50, "180", "90")])
    assert (found.work, found.list_price, found.fee, found.cost) == (21000, 21000, 21000, 10500)
    assert found.margin == Decimal("0.5")


def test_contingency_at_the_average_rates():
    """10 h at an average of 21,000 / 150 h = 140 an hour: 1,400 more, costing 700."""
    found = price([line(100), line(50, "180", "90")], contingency_minutes=600)
    assert (found.contingency, found.list_price, found.cost) == (1400, 22400, 11200)


def test_a_tier_s_fee_changes_only_by_what_differs_from_its_standard():
    """30,000 for 200 h standard; 220 h of it and 10 h of a role that isn't in it: + 20 x 120 + 10 x 200."""
    found = price([line(220, standard=200), line(10, "200", "100")], fixed_fee=Decimal(30000))
    assert found.work == 30000 + 2400 + 2000


def test_less_than_standard_costs_less():
    assert price([line(150, standard=200)], fixed_fee=Decimal(30000)).work == 30000 - 50 * 120


def test_a_discount_comes_off_the_list_price_and_out_of_the_margin():
    found = price([line(100)], discount=Decimal(2000))
    assert (found.list_price, found.fee) == (12000, 10000)
    assert found.margin == Decimal("0.4")


@pytest.mark.parametrize(("lines", "contingency"), [([], 0), ([], 600), ([line(0)], 600)])
def test_nothing_estimated_is_nothing_and_has_no_margin(lines, contingency):
    found = price(lines, contingency)
    assert (found.list_price, found.cost, found.margin) == (0, 0, None)


def test_an_agreed_fee_moves_the_margin_and_nothing_of_the_cost():
    found = at_fee(price([line(100)], 0, Decimal(500)), Decimal(10000))
    assert (found.fee, found.list_price, found.cost, found.margin) == (10000, 10500, 6000, Decimal("0.4"))


def test_against_an_oracle():
    chance = Random(5)
    for _ in range(300):
        rows = [
            Line(chance.randrange(0, 90_000), Decimal(chance.randrange(5000, 30000)) / 100,
                 Decimal(chance.randrange(2000, 15000)) / 100, chance.choice([None, chance.randrange(90_000)]))
            for _ in range(chance.randrange(1, 9))
        ]  # fmt: skip
        spare, fee = chance.randrange(0, 6000), chance.choice([None, Decimal(chance.randrange(5000, 500_000))])
        found = price(rows, spare, Decimal(100), fee)
        minutes, work, bill, cost = 0, Decimal(0), Decimal(0), Decimal(0)
        for row in rows:
            minutes += row.minutes
            bill += row.minutes * row.bill_hourly / 60
            cost += row.minutes * row.cost_hourly / 60
            work += (row.minutes - ((row.standard or 0) if fee is not None else 0)) * row.bill_hourly / 60
        expected = work + (fee or 0) + (spare * bill / minutes if minutes else 0) - 100
        assert abs(found.fee - expected) <= CENT
        assert abs(found.cost - (cost + (spare * cost / minutes if minutes else 0))) <= CENT
        assert found.fee == (found.work + found.contingency - found.discount).quantize(CENT, ROUND_HALF_UP)

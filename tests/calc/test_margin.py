from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tandem.calc import margin

MONEY = st.decimals(-(10**7), 10**7, places=2)
EARNED = st.decimals("0.01", 10**7, places=2)


def test_a_project_sold_at_34_and_delivered_at_31_4():
    lines = [(30_000, Decimal("90")), (12_000, Decimal("105"))]
    sold = margin.sold_margin(Decimal(100_000), lines)
    assert margin.labour_cost(lines) == Decimal("66000.00")
    assert sold == Decimal("0.34")
    now = margin.forecast_margin(Decimal(100_000), Decimal(50_000), Decimal(18_600))
    assert margin.cost_at_completion(Decimal(50_000), Decimal(18_600)) == 68_600
    assert now == Decimal("0.314")
    assert margin.erosion(sold, now) == Decimal("0.026")


def test_what_others_are_paid_lowers_the_sold_margin():
    assert margin.sold_margin(Decimal(1000), [(60, Decimal(100))], Decimal(400)) == Decimal("0.5")


def test_nothing_earned_has_no_margin():
    for revenue in (Decimal(0), Decimal(-5)):
        assert margin.gross_margin(revenue, Decimal(10)) is None
    assert margin.sold_margin(Decimal(0), []) is None
    assert margin.group_margin([]) is None
    assert margin.erosion(None, Decimal("0.1")) is None
    assert margin.erosion(Decimal("0.1"), None) is None


def test_a_loss_is_negative():
    assert margin.gross_margin(Decimal(100), Decimal(150)) == Decimal("-0.5")


def test_many_projects_are_the_ratio_of_sums():
    small_and_bad, large_and_good = (Decimal(10), Decimal(15)), (Decimal(990), Decimal(485))
    assert margin.group_margin([small_and_bad, large_and_good]) == Decimal("0.5")


@given(st.lists(st.tuples(EARNED, MONEY), min_size=1))
def test_a_group_lies_between_its_best_and_its_worst(rows):
    each = [margin.gross_margin(*row) for row in rows]
    slack = Decimal("1e-15")
    assert min(each) - slack <= margin.group_margin(rows) <= max(each) + slack


@given(EARNED, MONEY, MONEY)
def test_margin_at_completion_does_not_mind_where_the_cost_lies(revenue, actual, remaining):
    assert margin.forecast_margin(revenue, actual, remaining) == margin.gross_margin(revenue, actual + remaining)


def test_labour_is_rounded_once():
    assert margin.labour_cost([(1, Decimal("0.40"))] * 3) == Decimal("0.02")
    assert margin.labour_cost([]) == Decimal("0.00")

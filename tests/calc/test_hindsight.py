"""What became of waived jobs beside clean ones."""

from decimal import Decimal

import pytest

from tandem.calc.hindsight import Job, compare, outcome


def job(price: int, cost: int, came: int, *scores: int, surprises: int = 0) -> Job:
    return Job((Decimal(price), Decimal(cost)), (Decimal(price), Decimal(came)), scores, surprises)


WAIVED = [
    job(100, 66, 66, 9), job(100, 66, 70, 6, surprises=1), job(100, 66, 75, 7), job(100, 66, 64, 9),
    job(100, 66, 80, 3, surprises=2),
]  # fmt: skip
CLEAN = [job(100, 66, cost, 9) for cost in (66, 65, 67, 66, 64, 68)]


def test_by_hand():
    found = outcome(WAIVED)
    # 34.0 % sold, 29.0 % delivered; leave-one-outs -6.25, -5.25, -4.0, -6.75, -2.75 points; t of 4 = 2.776
    assert found.margin.value == pytest.approx(-0.05)
    assert (found.margin.low, found.margin.high) == (pytest.approx(-0.1314, abs=1e-4), pytest.approx(0.0314, abs=1e-4))
    assert found.nps.score == pytest.approx(0)
    assert found.surprises.value == pytest.approx(0.6)


def test_a_ratio_of_sums_not_a_mean_of_ratios():
    large, small = job(900, 600, 600), job(100, 50, 90)
    found = outcome([large, small, large, small, large])
    sold, came = 1 - (3 * 600 + 2 * 50) / 2900, 1 - (3 * 600 + 2 * 90) / 2900
    assert found.margin.value == pytest.approx(came - sold)


def test_both_sides_and_what_can_be_told():
    found = compare(WAIVED, CLEAN)
    assert found.gap.value == pytest.approx(-0.05)
    assert not found.tells
    worse = [job(100, 66, 80 + n) for n in range(6)]
    assert compare(worse, CLEAN).tells


@pytest.mark.parametrize("few", [0, 1, 4])
def test_fewer_than_five_say_nothing(few):
    found = outcome(WAIVED[:few])
    assert (found.jobs, found.margin.value, found.nps.score, found.surprises.value) == (few, None, None, None)
    assert compare(WAIVED[:few], CLEAN).gap.value is None
    assert not compare(WAIVED[:few], CLEAN).tells


def test_what_has_no_price_counts_for_the_rest():
    found = outcome(
        [*CLEAN[:4], Job(scores=(9,), surprises=1), Job((Decimal(0), Decimal(1)), (Decimal(0), Decimal(1)))]
    )
    assert (found.jobs, found.margin.count, found.margin.value) == (6, 4, None)
    assert found.surprises.value == pytest.approx(1 / 6)
    assert found.nps.answers.count == 5

from itertools import product
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.calc import nps
from tandem.calc.nps import Answers
from tests.calc import shared_data

COUNTS = st.builds(Answers, *[st.integers(0, 60)] * 3)


def rounded(found):
    return round(found.score, 1), round(found.low), round(found.high)


def test_twelve_answers_of_twenty_clients():
    answers = nps.tally([10, 9, 9, 10, 9, 10, 9, 7, 8, 8, 3, 6])
    assert answers == Answers(7, 3, 2)
    assert rounded(nps.nps(answers)) == (41.7, -6, 72)
    assert rounded(nps.nps(answers, clients=20)) == (41.7, 8, 59)


def test_the_published_score_of_a_real_poll():
    answers = nps.tally(
        int(row["On a scale of 0-10, how would you rate Sudzilla?"])
        for row in shared_data.rows("nps/sudzilla_survey.csv")
    )
    assert answers.count == 39
    assert rounded(nps.nps(answers)) == (-35.9, -58, -9)


def test_the_carpentries_survey_of_2017():
    given_answers = [row["Likely-To-Recommend"] for row in shared_data.rows("nps/carpentries_longterm_2017.csv")]
    answers = nps.tally(int(answer) for answer in given_answers if answer)
    assert answers == Answers(148 + 67, 59 + 59, 30 + 28 + 2 + 3 + 2 + 4)
    assert rounded(nps.nps(answers)) == (36.3, 29, 43)


@pytest.mark.parametrize(
    ("score", "low", "high", "count"),
    [(62.7, 51, 72, 134), (47.1, 32, 59, 87)],
    ids=["2020", "December 2020"],
)
def test_the_intervals_of_two_later_carpentries_surveys(score, low, high, count):
    """Their answers aren't in the shared data, but some split of so many answers gives the known figures."""
    found = {
        rounded(nps.nps(Answers(up, count - up - down, down)))
        for up, down in product(range(count + 1), repeat=2)
        if up + down <= count and round(100 * (up - down) / count, 1) == score
    }
    assert (score, low, high) in found


def test_too_few_answers_show_nothing():
    assert nps.nps(Answers(4, 0, 0)).score is None
    assert nps.nps(Answers(5, 0, 0)).score == 100
    assert nps.nps(Answers(1, 0, 0), fewest=1).score == 100
    assert nps.nps(Answers(0, 0, 0), fewest=0).low is None


def test_what_cannot_be_is_refused():
    with pytest.raises(ValueError, match="between 0 and 10"):
        nps.tally([5, 11])
    with pytest.raises(ValueError, match="12 answers from 11"):
        nps.nps(Answers(7, 3, 2), clients=11)
    with pytest.raises(ValueError, match="no answers"):
        nps.score(Answers(0, 0, 0))


def test_few_answers_follow_the_exact_posterior():
    """Against draws from the Dirichlet distribution itself."""
    draws = np.random.default_rng(3).dirichlet([4.5, 2.5, 1.5], 400_000)
    low, high = np.quantile(draws[:, 0] - draws[:, 2], [0.025, 0.975])
    assert nps.jeffreys(Answers(4, 2, 1)) == pytest.approx((100 * low, 100 * high), abs=0.4)


def test_few_answers_of_few_clients_narrow_towards_the_middle_of_the_posterior():
    draws = np.random.default_rng(4).dirichlet([4.5, 2.5, 1.5], 400_000)
    difference = 100 * (draws[:, 0] - draws[:, 2])
    middle = difference.mean()
    low, high = middle + (np.quantile(difference, [0.025, 0.975]) - middle) * (3 / 9) ** 0.5
    found = nps.nps(Answers(4, 2, 1), clients=10)
    assert (found.low, found.high) == pytest.approx((low, min(high, 60)), abs=0.4)


def test_without_promoters_or_detractors_the_interval_stays_on_the_scale():
    for answers in (Answers(0, 0, 0), Answers(8, 0, 0), Answers(0, 8, 0), Answers(0, 0, 8)):
        low, high = nps.jeffreys(answers)
        assert -100 <= low < high <= 100
    assert nps.adjusted_wald(Answers(0, 0, 0)) == pytest.approx((-80.0, 80.0), abs=0.02)
    assert nps.adjusted_wald(Answers(20, 0, 0))[1] == 100


@settings(deadline=None)
@given(COUNTS, st.integers(0, 40))
def test_intervals_hold_the_score_and_shrink_with_the_clients_asked(answers, silent):
    endless, few = nps.nps(answers, fewest=1), nps.nps(answers, answers.count + silent, fewest=1)
    if not answers.count:
        assert endless.score is few.score is None
        return
    for found in (endless, few):
        assert -100 <= found.low <= found.score <= found.high <= 100
    assert few.high - few.low <= endless.high - endless.low + 1e-9
    if not silent:
        assert few.low == few.high == few.score


@settings(deadline=None, max_examples=30)
@given(COUNTS)
def test_turning_promoters_into_detractors_mirrors_it(answers):
    if not answers.count:
        return
    there = nps.nps(answers, fewest=1)
    back = nps.nps(Answers(answers.detractors, answers.passives, answers.promoters), fewest=1)
    assert (back.score, back.low, back.high) == pytest.approx((-there.score, -there.high, -there.low), abs=0.01)


def coverage(count, truths):
    """Share of all outcomes, by their exact probability, whose interval holds the true score."""
    outcomes = [Answers(up, count - up - down, down) for up in range(count + 1) for down in range(count + 1 - up)]
    ends = [nps.jeffreys(a) if count < nps.FEWEST_FOR_WALD else nps.adjusted_wald(a) for a in outcomes]
    held = []
    for up, passive, down in truths:
        true = 100 * (up - down)
        chances = [
            comb(count, a.promoters) * comb(count - a.promoters, a.passives)
            * up**a.promoters * passive**a.passives * down**a.detractors
            for a in outcomes
        ]  # fmt: skip
        held.append(sum(c for c, (low, high) in zip(chances, ends, strict=True) if low <= true <= high))
    return held


TRUTHS = [
    (up / 10, (10 - up - down) / 10, down / 10) for up in range(1, 9) for down in range(1, 10 - up)
]  # fmt: skip


@pytest.mark.parametrize("count", [5, 8, 12, 20])
def test_nineteen_intervals_in_twenty_hold_the_truth(count):
    held = coverage(count, TRUTHS)
    assert 0.94 <= np.mean(held) <= 0.97
    assert min(held) >= 0.90

"""A score is told with its number of answers and its interval, a change only where it's more than chance."""

import re
from datetime import timedelta
from math import sqrt

import pytest

from tandem.calc.nps import Answers, change, nps, one_each
from tandem.engagements.models import Engagement
from tandem.feedback.models import Survey
from tandem.scorecard.periods import named
from tandem.scorecard.queries import clients

LAST = timedelta(days=70)


def answer(world, score: int, name: str, ago: timedelta = timedelta(days=3)) -> Survey:
    return Survey.objects.create(
        engagement=world.deal, account=world.client, contact_name=name, asked_at=world.at - ago,
        answered_at=world.at - ago, score=score,
    )  # fmt: skip


def read(world, path: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", world.browser(world.lea).get(path).content.decode()))


def quarter(world):
    return named("2026-Q4", world.today)


def test_who_answers_twice_in_a_period_is_one_voice_and_the_last_word_counts(world):
    for score, name, days in ((3, "Ruth Castellan", 20), (9, "ruth  castellan", 10), (10, "Tom", 5)):
        answer(world, score, name, timedelta(days=days))
    answer(world, 0, "Tom", LAST)
    assert [row.score for row in clients.answers(world.lea, quarter(world))] == [10, 9]
    now, before = clients.scores(world.lea, quarter(world))
    assert (now.answers.count, now.answers.promoters, before.answers.count) == (2, 2, 1)
    assert one_each([("a", 1), ("b", 2), ("a", 3)]) == [3, 2]


def test_the_rows_of_the_figure_are_what_it_counts(world):
    for n in range(12):
        answer(world, (10, 9, 7, 3)[n % 4], f"Client {n % 6}", timedelta(days=30 - n))
    now, _before = clients.scores(world.lea, quarter(world))
    rows = clients.answers(world.lea, quarter(world))
    assert clients.score(rows) == now
    assert now.answers.count == len(rows) == 6
    assert "of 6 answers, the latest of each contact" in read(world, "/scorecard/nps/?period=2026-Q4")


@pytest.mark.parametrize("path", ["/scorecard/", "/clients/", "client"])
def test_no_page_tells_a_score_without_how_many_answered_and_how_sure_it_is(world, path):
    for n in range(12):
        answer(world, 10 if n < 7 else 7 if n < 10 else 3, f"Client {n}")
    told = nps(Answers(7, 3, 2))
    page = read(world, f"/clients/{world.client.pk}/" if path == "client" else path)
    low, high = f"{round(told.low):+d}".replace("-", "−"), f"{round(told.high):+d}".replace("-", "−")
    assert "+42" in page
    assert f"{low} to {high}" in page
    assert "12 answers" in page or "n 12" in page


@pytest.mark.parametrize(
    ("now", "before", "words"),
    [
        ((7, 5, 0), (6, 6, 0), "no clear change since Q3 2026"),
        ((12, 0, 0), (2, 2, 8), "Clients are happier than in Q3 2026."),
        ((2, 2, 8), (12, 0, 0), "Clients are less happy than in Q3 2026."),
        ((3, 0, 0), (12, 0, 0), "Too few clients answered"),
    ],
)
def test_happier_is_said_only_where_the_difference_is_more_than_chance(world, now, before, words):
    for kinds, ago in ((now, timedelta(days=3)), (before, LAST)):
        for score, count in zip((10, 8, 2), kinds, strict=True):
            for n in range(count):
                answer(world, score, f"{ago.days} {score} {n}", ago)
    page = read(world, "/scorecard/?period=2026-Q4")
    assert words in page
    assert ("happier than" in page, "less happy" in page) == ("happier than" in words, "less happy" in words)


@pytest.mark.parametrize("now", [(1, 4, 0), (5, 3, 2), (20, 5, 3), (4, 1, 15), (12, 0, 0)])
@pytest.mark.parametrize("before", [(2, 2, 2), (10, 1, 1), (8, 8, 8), (0, 2, 18)])
def test_the_interval_of_a_difference_by_hand(now, before):
    one, other = nps(Answers(*now)), nps(Answers(*before))
    found = change(one, other)
    difference = one.score - other.score
    assert found.low == pytest.approx(difference - sqrt((one.score - one.low) ** 2 + (other.high - other.score) ** 2))
    assert found.high == pytest.approx(difference + sqrt((one.high - one.score) ** 2 + (other.score - other.low) ** 2))
    back = change(other, one)
    assert (back.low, back.high) == pytest.approx((-found.high, -found.low))
    assert found.is_clear == (found.low > 0 or found.high < 0)
    assert not change(one, nps(Answers(1, 0, 0))).is_clear


def test_what_is_said_of_a_client_holds_for_more_answers_than_a_page_shows(world):
    for n in range(60):
        answer(world, 10, f"Client {n}")
    assert Engagement.objects.count() == 1
    assert "n 60" in read(world, f"/clients/{world.client.pk}/")

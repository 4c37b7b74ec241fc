"""Asking, answering, calling back within two days; surprises in fifteen seconds."""

import re
from datetime import timedelta

import pytest

from tandem.feedback.models import Surprise, Survey
from tandem.feedback.queries import rows_of, waits
from tests.delivery.world import project


def text(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())).replace("&#39;", "'")


@pytest.fixture
def survey(world):
    row = project(world)
    world.browser(world.sol).post(f"/projects/{row.engagement_id}/ask/", {"contact_name": "Ruth Castellan"})
    return Survey.objects.get()


def answered(world, survey, score: int, words: str = "Nobody told us"):
    return world.browser(world.sol).post(
        f"/feedback/{survey.pk}/", {"what": "answer", "score": score, "words": words, "seen": survey.version}
    )


def test_asked_answered_called_back(world, survey):
    assert survey.owner == world.dee
    answered(world, survey, 5)
    assert [wait.title for wait in waits(world.at, on=world.dee)] == ["A client scored us 5. Call Ruth back"]
    survey.refresh_from_db()
    values = {"what": "follow", "how": "Dates sent", "seen": survey.version}
    world.browser(world.dee).post(f"/feedback/{survey.pk}/", values)
    assert waits(world.at) == []


@pytest.mark.parametrize(("score", "state"), [(0, "open"), (6, "open"), (7, "fine"), (10, "fine")])
def test_up_to_six_is_called_back(world, survey, score, state):
    answered(world, survey, score)
    survey.refresh_from_db()
    assert rows_of([survey], world.sol, world.today)[0].state == state


@pytest.mark.parametrize(("days", "late"), [(0, False), (2, False), (3, True)])
def test_the_clock_is_two_days(world, survey, days, late):
    answered(world, survey, 5)
    survey.refresh_from_db()
    assert rows_of([survey], world.sol, world.today + timedelta(days=days))[0].late is late


@pytest.mark.parametrize("score", ["", "11", "-1", "x"])
def test_a_score_that_is_none(world, survey, score):
    answer = answered(world, survey, score, words="Keep these words")
    assert answer.status_code == 422
    assert "Choose a number from 0 to 10." in text(answer)
    assert "Keep these words" in text(answer)


def test_two_who_write_the_answer_down(world, survey):
    answered(world, survey, 9, words="Lovely")
    answer = answered(world, survey, 3, words="Terrible")
    assert answer.status_code == 409
    assert "Lovely" in text(answer)
    assert "Terrible" in text(answer)


def test_who_reads_answers(world, survey):
    answered(world, survey, 5)
    assert "Nobody told us" in text(world.browser(world.rex).get("/feedback/"))
    assert world.browser(world.con).get("/feedback/").status_code == 403
    survey.engagement.confidential = True
    survey.engagement.save()
    assert world.browser(world.sue).get(f"/feedback/{survey.pk}/").status_code == 404


class TestSurprise:
    def test_anybody_on_the_project_logs_one(self, world):
        row = project(world)
        world.join(world.con, row.engagement)
        values = {"deal": row.engagement_id, "words": "No test data", "origin": "duty", "minutes": "1.5"}
        answer = world.browser(world.con).post("/surprises/new/", values)
        assert answer["Location"] == f"/projects/{row.engagement_id}/surprises/"
        assert Surprise.objects.get().minutes == 90

    def test_the_project_is_chosen_already(self, world):
        row = project(world)
        seen = world.browser(world.dee).get(f"/surprises/new/?deal={row.engagement_id}").content.decode()
        assert f'value="{row.engagement_id}" selected' in seen

    def test_what_one_may_not_see_cannot_be_chosen_or_read(self, world):
        row = project(world)
        con = world.browser(world.con)
        assert "Asset data platform" not in text(con.get(f"/surprises/new/?deal={row.engagement_id}"))
        answer = con.post("/surprises/new/", {"deal": row.engagement_id, "words": "x", "origin": "duty"})
        assert answer.status_code == 422
        assert not Surprise.objects.exists()

    def test_bad_input_keeps_the_words(self, world):
        row = project(world)
        values = {"deal": row.engagement_id, "words": "No test data", "origin": "nonsense", "minutes": "-3"}
        answer = world.browser(world.dee).post("/surprises/new/", values)
        assert answer.status_code == 422
        assert "No test data" in text(answer)

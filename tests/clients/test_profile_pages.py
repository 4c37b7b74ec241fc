"""The draft's pages: right person, wrong person, stale form, bad input, and what was typed is kept."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tandem.clients.actions import profile as verbs
from tandem.clients.models import Criterion, Level, Profile
from tandem.clients.queries import profile as profiles
from tests.clients.made import current, draft, typed
from tests.front.pages.test_shelf_and_clients import text

NEW = "/icp/draft/questions/new/"
PAY = ("Do they pay?", 20, ("Always", 100), ("Late", 40), ("", ""))


@pytest.fixture
def made(world) -> Profile:
    current(world)
    return draft(world)


def sponsor(row: Profile) -> Criterion:
    return row.criteria.get(question="Who sponsors it?")


def where(row: Criterion) -> str:
    return f"/icp/draft/questions/{row.pk}/"


class TestBegin:
    @pytest.mark.parametrize("who", ["sol", "dee", "lea"])
    def test_by_both_sides_and_leadership(self, world, who):
        current(world)
        browser = world.browser(getattr(world, who))
        assert "Begin a draft" in text(browser.get("/icp/"))
        assert browser.post("/icp/draft/begin/")["Location"] == "/icp/draft/"
        assert profiles.draft().number == 2

    @pytest.mark.parametrize("who", ["rex", "fay", "con"])
    def test_by_nobody_else(self, world, who):
        current(world)
        browser = world.browser(getattr(world, who))
        assert "Begin a draft" not in text(browser.get("/icp/"))
        assert browser.post("/icp/draft/begin/").status_code == 403
        assert browser.get("/icp/draft/").status_code == 403
        assert profiles.draft() is None

    def test_a_second_one_leads_to_the_first(self, world, made):
        answer = world.browser(world.dee).post("/icp/draft/begin/", follow=True)
        assert "There is a draft already; here it is." in text(answer)
        assert Profile.objects.count() == 2


class TestQuestion:
    def test_added(self, world, made):
        answer = world.browser(world.dee).post(NEW, typed(*PAY), follow=True)
        assert "Do they pay?" in text(answer)
        row = made.criteria.get(question="Do they pay?")
        assert [(each.words, int(each.share * 100)) for each in row.levels.order_by("position")] == [
            ("Always", 100),
            ("Late", 40),
        ]

    def test_with_bands_of_a_measure(self, world, made):
        bands = {"measure": "revenue_millions", "a0_low": "100", "a1_high": "100.00"}
        world.browser(world.sol).post(NEW, typed(*PAY, **bands))
        row = made.criteria.get(question="Do they pay?")
        assert [(each.low, each.high) for each in row.levels.order_by("position")] == [(100, None), (None, 100)]
        assert "Every figure has one answer" in text(world.browser(world.sol).get("/icp/draft/"))

    BAD = [
        ({"question": ""}, "Write the question."),
        ({"weight": ""}, "Give it a weight."),
        ({"weight": "1001"}, "Ensure this value is less than or equal to 1000."),
        ({"weight": "-1"}, "Ensure this value is greater than or equal to 0."),
        ({"a1_percent": "101"}, "Ensure this value is less than or equal to 100."),
        ({"a2_percent": "30"}, "Write the answer, or empty its row."),
        ({"a0_low": "many"}, "Enter a number."),
        ({"measure": "shoe size"}, "Select a valid choice. shoe size is not one of the available choices."),
    ]

    @pytest.mark.parametrize(("changes", "words"), BAD)
    def test_bad_input_is_said_and_what_was_typed_is_kept(self, world, made, changes, words):
        answer = world.browser(world.sol).post(NEW, {**typed(*PAY), **changes})
        assert answer.status_code == 422
        assert words in text(answer)
        assert 'value="Always"' in answer.content.decode()
        assert made.criteria.count() == 2

    def test_changed_as_it_was_read(self, world, made):
        row, browser = sponsor(made), world.browser(world.sol)
        html = browser.get(where(row)).content.decode()
        seen = re.search(r'name="seen" value="(\w+)"', html).group(1)
        assert 'value="Nearly"' in html
        browser.post(
            where(row), typed("Who really sponsors it?", 70, ("A director", 100), ("Nobody", 0), ("", ""), seen=seen)
        )
        row.refresh_from_db()
        assert (row.question, row.weight, row.levels.count()) == ("Who really sponsors it?", 70, 2)

    def test_somebody_was_first_and_nothing_is_lost(self, world, made):
        row = sponsor(made)
        seen = profiles.digest_of_question(row)
        world.browser(world.dee).post(where(row), typed("Who sponsors it?", 90, ("Yes", 100), ("No", 0), seen=seen))
        mine = typed("Who pays for it?", 30, ("A director", 100), ("Nobody", 0), seen=seen)
        answer = world.browser(world.sol).post(where(row), mine)
        said = text(answer)
        assert answer.status_code == 409
        assert "Dee Lund changed this" in said
        for words in (
            "Who pays for it?",
            "Who sponsors it?",
            "90",
            "A director (100 %) · Nobody (0 %)",
            "Yes (100 %) · No (0 %)",
        ):
            assert words in said
        assert row.levels.filter(words="Yes").exists()
        html = answer.content.decode()
        again = {**mine, "seen": re.search(r'name="seen" value="(\w+)"', html).group(1)}
        assert world.browser(world.sol).post(where(row), again).status_code == 302
        assert sponsor_words(made) == ["Who pays for it?", "How large are they?"]

    def test_dropped_meanwhile_it_comes_back_as_a_new_one(self, world, made):
        row = sponsor(made)
        seen = profiles.digest_of_question(row)
        path = where(row)
        verbs.drop_question(row, seen=seen, by=world.dee, at=world.at)
        answer = world.browser(world.sol).post(path, typed("Who pays?", 30, ("We", 100), ("They", 0), seen=seen))
        assert answer.status_code == 409
        assert "Somebody dropped this question meanwhile." in text(answer)
        html = answer.content.decode()
        assert f'action="{NEW}"' in html
        assert 'value="Who pays?"' in html

    @pytest.mark.parametrize("path", ["question", "new", "bands"])
    def test_published_meanwhile_what_was_typed_is_still_there(self, world, made, path):
        row = sponsor(made)
        verbs.set_bands(made, floor=70, strong=80, seen=None, by=world.sol, at=world.at)
        verbs.publish(made, why="Now", seen=None, by=world.lea, at=world.at)
        address = {"question": where(row), "new": NEW, "bands": "/icp/draft/bands/"}[path]
        values = {"floor": "61", "strong": "88"} if path == "bands" else typed(*PAY)
        answer = world.browser(world.sol).post(address, values)
        assert answer.status_code == 409
        assert "The draft was published or dropped meanwhile." in text(answer)
        assert f'value="{"61" if path == "bands" else "Do they pay?"}"' in answer.content.decode()
        assert world.browser(world.sol).get(address).status_code == 404

    def test_dropped_as_it_was_read(self, world, made):
        row = sponsor(made)
        seen = profiles.digest_of_question(row)
        Level.objects.filter(criterion=row, words="Nearly").update(words="Almost")
        answer = world.browser(world.sol).post(f"{where(row)}drop/", {"seen": seen})
        assert answer.status_code == 409
        assert "It still stands; read it before you drop it." in text(answer)
        world.browser(world.sol).post(f"{where(row)}drop/", {"seen": profiles.digest_of_question(row)})
        assert sponsor_words(made) == ["How large are they?"]

    def test_moved(self, world, made):
        browser = world.browser(world.sol)
        browser.post(f"{where(sponsor(made))}move/", {"to": "down"})
        assert sponsor_words(made) == ["How large are they?", "Who sponsors it?"]
        assert browser.post("/icp/draft/questions/999/move/", {"to": "up"}).status_code == 404

    @pytest.mark.parametrize("who", ["rex", "fay", "con"])
    def test_not_by_others(self, world, made, who):
        browser, row = world.browser(getattr(world, who)), sponsor(made)
        assert browser.get(NEW).status_code == 403
        for path in (
            NEW,
            where(row),
            f"{where(row)}move/",
            f"{where(row)}drop/",
            "/icp/draft/bands/",
            "/icp/draft/drop/",
        ):
            assert browser.post(path, {}).status_code == 403
        assert made.criteria.count() == 2

    def test_a_question_of_a_published_version_isnt_edited(self, world, made):
        old = profiles.current().criteria.first()
        assert world.browser(world.sol).get(where(old)).status_code == 404

    def test_the_editor_says_that_nobodys_person_is_asked_about(self, world, made):
        assert "never about a person" in text(world.browser(world.sol).get(NEW))


class TestBands:
    def test_kept(self, world, made):
        world.browser(world.dee).post("/icp/draft/bands/", {"floor": "70", "strong": "85", "seen": str(made.version)})
        made.refresh_from_db()
        assert (made.floor, made.strong) == (70, 85)

    BAD = [
        ({"floor": "81"}, "Strong begins at the floor or above it: 81 or more."),
        ({"floor": "101"}, "Ensure this value is less than or equal to 100."),
        ({"floor": ""}, "This field is required."),
    ]

    @pytest.mark.parametrize(("changes", "words"), BAD)
    def test_bad_input(self, world, made, changes, words):
        answer = world.browser(world.sol).post(
            "/icp/draft/bands/", {"floor": "70", "strong": "80", "seen": "1", **changes}
        )
        assert answer.status_code == 422
        assert words in text(answer)

    def test_somebody_was_first(self, world, made):
        verbs.set_bands(made, floor=71, strong=81, seen=made.version, by=world.dee, at=world.at)
        answer = world.browser(world.sol).post("/icp/draft/bands/", {"floor": "60", "strong": "81", "seen": "1"})
        assert answer.status_code == 409
        assert "Dee Lund changed this" in text(answer)
        assert 'value="60"' in answer.content.decode()


class TestVersion:
    def test_it_reads_with_what_it_changed_and_why(self, world, made):
        verbs.set_bands(made, floor=70, strong=80, seen=None, by=world.sol, at=world.at)
        verbs.publish(made, why="We lost the small ones", seen=None, by=world.lea, at=world.at)
        said = text(world.browser(world.con).get("/icp/2/"))
        for words in (
            "Lea Marsh published it",
            "We lost the small ones",
            "Against version 1",
            "Floor 65 70",
            "1 change",
        ):
            assert words in said
        assert "Against version 2" in text(world.browser(world.con).get("/icp/1/?with=2"))

    def test_a_draft_is_no_version_to_read(self, world, made):
        assert world.browser(world.con).get("/icp/2/").status_code == 404
        assert world.browser(world.con).get("/icp/9/").status_code == 404

    @pytest.mark.parametrize("asked", ["x", "99999999999999", "1", "²"])
    def test_nonsense_compares_with_nothing(self, world, made, asked):
        assert "Against" not in text(world.browser(world.con).get("/icp/1/", {"with": asked}))


PAGES = [("/icp/draft/", 16), ("/icp/1/", 7)]


@pytest.mark.parametrize(("path", "queries"), PAGES)
def test_as_many_queries_for_three_questions_as_for_forty(world, made, path, queries):
    sol, counted = world.browser(world.sol), []
    sol.get(path)
    for rows in (1, 37):
        for row in (made, profiles.current()):
            for number in range(rows):
                criterion = Criterion.objects.create(profile=row, question=f"Q{rows}-{number}", weight=1, position=9)
                Level.objects.create(criterion=criterion, words="Yes", share=1)
        with CaptureQueriesContext(connection) as found:
            assert sol.get(path).status_code == 200
        counted.append(len(found))
    assert counted == [queries, queries]


def sponsor_words(made: Profile) -> list[str]:
    return list(made.criteria.order_by("position", "pk").values_list("question", flat=True))

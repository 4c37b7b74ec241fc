"""What is kept until somebody writes: for the same person only, and never once it's no longer true."""

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tandem.engagements.actions import deal as deals
from tandem.engagements.actions import risk as risks
from tandem.people import kept
from tandem.people.kept import keep
from tests.delivery.world import project

pytestmark = pytest.mark.kept
PAGES = [
    "/pipeline/?view=list",
    "/pipeline/?view=board",
    "/deals/{pk}/",
    "/deals/{pk}/risks/",
    "/capacity/",
    "/projects/",
    "/scorecard/",
    "/handoffs/",
]


def _text(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())).replace("&#39;", "'")


def _asked(browser, address: str) -> tuple[str, int]:
    with CaptureQueriesContext(connection) as queries:
        shown = _text(browser.get(address))
    return shown, len(queries)


def _risk(world, words: str = "The old pumps have no sensors") -> None:
    risks.add(world.deal, words=words, size="major", by=world.sol, at=world.at)


def _looking(world, person, **changes) -> SimpleNamespace:
    values = {"method": "GET", "user": person, "today": world.today, "at": world.at, **changes}
    return SimpleNamespace(**values)


class TestPages:
    @pytest.mark.parametrize("address", PAGES)
    def test_the_second_look_is_the_first_and_asks_less(self, world, address):
        browser = world.browser(world.lea)
        browser.get("/needs-me/")
        first, gathered = _asked(browser, address.format(pk=world.deal.pk))
        second, asked = _asked(browser, address.format(pk=world.deal.pk))
        assert second == first
        assert asked < gathered

    def test_a_new_risk_is_on_the_overview_at_once(self, world):
        browser, address = world.browser(world.dee), f"/deals/{world.deal.pk}/"
        assert "No open risk is written down" in _text(browser.get(address))
        _risk(world)
        assert "The old pumps have no sensors" in _text(browser.get(address))

    def test_a_new_name_is_in_the_pipeline_and_on_the_board_at_once(self, world):
        browser, addresses = world.browser(world.dee), ("/pipeline/?view=list", "/pipeline/?view=board")
        deal = world.deal
        for address in addresses:
            browser.get(address)
        deals.edit(deal, seen=deal.version, by=world.sol, at=world.at, name="Pumps and sensors")
        for address in addresses:
            assert "Pumps and sensors" in _text(browser.get(address))

    def test_a_hidden_deal_is_gone_at_once(self, world):
        deal, browser = world.deal, world.browser(world.rex)
        assert deal.name in _text(browser.get("/pipeline/?view=list"))
        deals.keep_confidential(deal, True, seen=deal.version, by=world.sol, at=world.at)
        assert deal.name not in _text(browser.get("/pipeline/?view=list"))
        assert browser.get(f"/deals/{deal.pk}/").status_code == 404

    @pytest.mark.parametrize("address", ["/deals/{pk}/", "/pipeline/?view=list", "/pipeline/?view=board"])
    def test_a_price_kept_for_one_is_not_shown_to_another(self, world, address):
        address = address.format(pk=world.deal.pk)
        assert "286" in _text(world.browser(world.sol).get(address))
        assert "286" not in _text(world.browser(world.rex).get(address))
        assert "286" in _text(world.browser(world.sol).get(address))

    def test_who_changes_places_sees_by_the_new_one(self, world):
        address = f"/deals/{world.deal.pk}/"
        browser = world.browser(world.sol)
        assert "286" in _text(browser.get(address))
        type(world.sol).objects.filter(pk=world.sol.pk).update(access="resource", version=world.sol.version + 1)
        assert "286" not in _text(browser.get(address))

    def test_margins_on_the_scorecard_are_for_those_who_see_them(self, world):
        project(world, "Well", opened_at=world.at)
        assert 'href="/scorecard/margin/' in world.browser(world.lea).get("/scorecard/").content.decode()
        assert 'href="/scorecard/margin/' not in world.browser(world.con).get("/scorecard/").content.decode()


class TestKeep:
    """`keep` by itself: when it asks again."""

    @pytest.fixture
    def turns(self):
        return iter(range(1, 100))

    def test_once_while_nothing_is_written(self, world, turns):
        look = _looking(world, world.sol)
        assert [keep(look, "turn", lambda: next(turns)) for _ in range(3)] == [1, 1, 1]

    def test_again_after_a_write(self, world, turns):
        look = _looking(world, world.sol)
        keep(look, "turn", lambda: next(turns))
        _risk(world)
        assert keep(look, "turn", lambda: next(turns)) == 2

    @pytest.mark.parametrize(
        "change",
        [
            lambda world: {"today": world.today + timedelta(days=1)},
            lambda world: {"at": world.at + timedelta(minutes=5)},
            lambda world: {"user": world.sue},
            lambda world: {"method": "POST"},
        ],
        ids=["another day", "five minutes later", "another person", "a form"],
    )
    def test_again_for(self, world, turns, change):
        keep(_looking(world, world.sol), "turn", lambda: next(turns))
        assert keep(_looking(world, world.sol, **change(world)), "turn", lambda: next(turns)) == 2

    def test_again_about_something_else(self, world, turns):
        look = _looking(world, world.sol)
        assert [keep(look, "turn", lambda: next(turns), about) for about in (1, 2, 1)] == [1, 2, 1]

    def test_an_answer_gathered_while_somebody_wrote_is_not_given_again(self, world):
        look = _looking(world, world.sol)

        def gather() -> str:
            _risk(world)
            return "half old"

        assert keep(look, "turn", gather) == "half old"
        assert keep(look, "turn", lambda: "new") == "new"

    def test_a_form_leaves_nothing_behind(self, world, turns):
        keep(_looking(world, world.sol, method="POST"), "turn", lambda: next(turns))
        assert keep(_looking(world, world.sol), "turn", lambda: next(turns)) == 2

    def test_no_more_than_so_many_the_oldest_go(self, world, monkeypatch):
        monkeypatch.setattr(kept, "ANSWERS", 3)
        look = _looking(world, world.sol)
        for number in range(5):
            keep(look, "turn", lambda: "first", number)
        assert len(kept._kept) == 3
        assert keep(look, "turn", lambda: "anew", 0) == "anew"
        assert keep(look, "turn", lambda: "anew", 4) == "first"

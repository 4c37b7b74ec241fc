"""Every section of a deal: who sees it, what it costs, what it says when it's empty or hostile."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.engagements.made import HOSTILE, HTMX, assumption, duty, fill, outcome, promise, risk

SECTIONS = ("deal_success", "deal_assumptions", "deal_raci", "deal_risks", "deal_promises")


def section_of(answer) -> str:
    """What the section itself says, without the frame around it."""
    html = answer.content.decode()
    return html[html.index('id="section"') :].split('id="rail"')[0]


@pytest.mark.parametrize("name", SECTIONS)
class TestEverySection:
    def test_an_empty_one_says_what_it_is_for_and_offers_one_action(self, world, name):
        html = section_of(world.browser(world.sol).get(reverse(name, args=[world.deal.pk])))
        assert html.count('class="btn primary"') == 1

    def test_an_empty_one_offers_a_reader_nothing(self, world, name):
        html = section_of(world.browser(world.fay).get(reverse(name, args=[world.deal.pk])))
        assert "/new/" not in html

    def test_strangers_get_404_and_a_named_consultant_reads_without_buttons(self, world, name):
        address = reverse(name, args=[world.deal.pk])
        assert world.browser(world.con).get(address).status_code == 404
        assert world.browser(world.sue).get(address).status_code == 404
        world.join(world.con, world.deal)
        fill(world, 1)
        html = section_of(world.browser(world.con).get(address))
        assert "/new/" not in html
        assert "<form" not in html

    def test_htmx_gets_the_main_block_alone(self, world, name):
        html = world.browser(world.sol).get(reverse(name, args=[world.deal.pk]), headers=HTMX).content.decode()
        assert "<html" not in html
        assert "<h1" in html

    def test_as_many_queries_for_300_rows_as_for_3(self, world, name):
        counts = []
        for n in (3, 297):
            fill(world, n)
            browser = world.browser(world.sol)
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert browser.get(reverse(name, args=[world.deal.pk])).status_code == 200
            counts.append(len(queries))
        assert counts[0] == counts[1]


NEW = ("deal_outcome_new", "deal_assumption_new", "deal_duty_new", "deal_risk_new", "deal_promise_new")


@pytest.mark.parametrize("name", NEW)
class TestEveryNewForm:
    def test_only_the_two_sides_and_leadership_open_it(self, world, name):
        address = reverse(name, args=[world.deal.pk])
        world.join(world.con, world.deal)
        seen = {person.name: world.browser(person).get(address).status_code for person in (world.sol, world.dee, world.lea, world.rex, world.fay, world.con, world.sue)}  # fmt: skip
        assert seen == {
            "Sol Hart": 200, "Dee Lund": 200, "Lea Marsh": 200, "Rex Amin": 403, "Fay Chen": 403, "Con Ortiz": 403,
            "Sue Odell": 404,
        }  # fmt: skip

    def test_an_empty_post_is_422_with_the_problems_at_their_fields(self, world, name):
        answer = world.browser(world.sol).post(reverse(name, args=[world.deal.pk]), {"nothing": ""})
        html = answer.content.decode()
        assert answer.status_code == 422
        assert "There is a problem" in html
        assert 'aria-invalid="true"' in html


def test_hostile_words_are_shown_as_words(world):
    rows = [
        ("deal_success", outcome(world, title=HOSTILE, expects=HOSTILE, proves=HOSTILE, not_done=HOSTILE)),
        ("deal_assumptions", assumption(world, words=HOSTILE, because=HOSTILE)),
        ("deal_raci", duty(world, words=HOSTILE)),
        ("deal_risks", risk(world, words=HOSTILE, mitigation=HOSTILE, trigger=HOSTILE)),
        ("deal_promises", promise(world, quote=HOSTILE, said_to=HOSTILE)),
    ]
    for name, _row in rows:
        html = world.browser(world.sol).get(reverse(name, args=[world.deal.pk])).content.decode()
        assert HOSTILE not in html
        assert "&lt;script&gt;" in html


MASKED = ("4,321", "8,765", "4321", "8765")


def test_money_reaches_only_those_who_may_see_prices(world):
    risk(world, impact_money=4321, probability=1)
    assumption(world, price_if_false=8765)
    world.join(world.con, world.deal)
    for name in ("deal_risks", "deal_assumptions"):
        address = reverse(name, args=[world.deal.pk])
        for person in (world.rex, world.con):
            assert not [figure for figure in MASKED if figure in world.browser(person).get(address).content.decode()]
        for person in (world.sol, world.fay):
            assert [figure for figure in MASKED if figure in world.browser(person).get(address).content.decode()]

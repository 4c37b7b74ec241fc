"""Find or do: everything that one may see by its name, nothing else, and what one may do about it."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tandem.catalogue.models import Offering
from tandem.engagements.models import Stage
from tests.delivery.world import project


def options(world, person, words: str, **headers) -> dict[str, str]:
    """What the palette lists: words -> address."""
    answer = world.browser(person).get("/search/", {"q": words, "part": "palette"}, HTTP_HX_REQUEST="true", **headers)
    found = re.findall(r'href="([^"]+)"><svg.*?</svg>(.*?)(?:<small>.*?</small>)?</a>', answer.content.decode(), re.S)
    return {told.replace("&#39;", "'"): href for href, told in found}


def test_deals_clients_and_offerings_by_a_part_of_their_name(world):
    Offering.objects.create(name="Halden-like data platform", slug="data-platform", line="Data")
    assert world.deal.account == world.client
    found = options(world, world.sol, "hald")
    assert found["Halden Water, Asset data platform"] == f"/deals/{world.deal.pk}/"
    assert found["Halden Water"] == f"/clients/{world.client.pk}/"
    assert found["Halden-like data platform"] == "/catalogue/data-platform/"


def test_a_project_leads_to_the_project(world):
    row = project(world)
    assert options(world, world.dee, "asset")["Halden Water, Asset data platform"] == f"/projects/{row.engagement_id}/"


def test_names_that_start_with_it_come_first(world):
    world.engagement("About Zebras")
    world.engagement("Zebra crossing")
    named = (told for told in options(world, world.sol, "zebra") if "ebra" in told)
    assert next(named) == "Halden Water, Zebra crossing"


@pytest.mark.parametrize("part", ["palette", ""])
def test_what_one_may_not_see_is_neither_named_nor_counted(world, part):
    world.engagement("Secret merger", confidential=True)
    for person, seen in ((world.sol, True), (world.con, False), (world.sue, False), (world.dov, False)):
        answer = world.browser(person).get("/search/", {"q": "merger", "part": part}).content.decode()
        assert ("Secret merger" in answer) is seen, person


def test_a_hidden_deal_makes_no_difference_to_the_answer(world):
    con = world.browser(world.con)
    before = con.get("/search/", {"q": "merger", "part": "palette"}).content
    world.engagement("Secret merger", confidential=True)
    world.engagement("Open merger")
    assert con.get("/search/", {"q": "merger", "part": "palette"}).content == before


class TestVerbs:
    def test_on_the_best_match(self, world):
        found = options(world, world.sol, world.deal.account.name[:3])
        assert found["Plan the reverse pitch of Halden Water"] == f"/deals/{world.deal.pk}/calls/"
        assert found["New deal for Halden Water"] == f"/deals/new/?account={world.client.pk}"

    def test_by_their_own_words(self, world):
        assert options(world, world.sol, "new deal")["New deal"] == "/deals/new/"
        assert "Log a surprise" in options(world, world.con, "surp")

    def test_words_of_a_verb_with_a_name(self, world):
        assert world.deal.account == world.client
        found = options(world, world.dee, "red flag hald")
        assert found["Raise a red flag on Halden Water"] == f"/deals/{world.deal.pk}/review/"

    def test_on_the_page_that_one_comes_from(self, world):
        row = project(world)
        came = f"http://testserver/projects/{row.engagement_id}/"
        found = options(world, world.dee, "change", HTTP_REFERER=came)
        assert found["Raise a change order on Halden Water"] == f"/projects/{row.engagement_id}/changes/"

    def test_a_page_elsewhere_tells_nothing(self, world):
        row = project(world)
        came = f"https://evil.example/projects/{row.engagement_id}/"
        assert "Raise a change order on Halden Water" not in options(world, world.dee, "change", HTTP_REFERER=came)

    def test_only_what_one_may_do(self, world):
        assert "New deal" not in options(world, world.rex, "new deal")
        assert "Import deals from a file" not in options(world, world.con, "import")

    def test_a_page_one_may_not_see_lends_no_name(self, world):
        row = project(world)
        came = f"http://testserver/projects/{row.engagement_id}/"
        assert not any("Halden" in told for told in options(world, world.con, "log", HTTP_REFERER=came))


@pytest.mark.parametrize("words", ["", "a", "%", "'\"<script>", "x" * 400, "\u202e"])
def test_anything_may_be_typed(world, words):
    answer = world.browser(world.sol).get("/search/", {"q": words})
    assert answer.status_code == 200
    assert b"<script>alert" not in answer.content


def test_as_many_queries_for_one_as_for_fifty(world):
    sol, counted = world.browser(world.sol), []
    for rows in (1, 49):
        for number in range(rows):
            world.engagement(f"Asset {rows}-{number}", stage=Stage.QUALIFIED)
        with CaptureQueriesContext(connection) as found:
            sol.get("/search/", {"q": "asset"})
        counted.append(len(found))
    assert counted[0] == counted[1] <= 9

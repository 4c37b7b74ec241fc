"""The library of risks: what the firm has met before, named on a deal in one click with its source."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tandem.catalogue.models import LibraryRisk, TierClause
from tandem.engagements.actions import clauses
from tandem.engagements.models import Assumption, Risk, Stage
from tandem.engagements.queries import library
from tests import dealing
from tests.engagements.made import HOSTILE, assumption, risk


def kept(world, **fields) -> LibraryRisk:
    return LibraryRisk.objects.create(**{"words": "Access comes late", "made_at": world.at, **fields})


def happened(world, name: str, words: str = "The sponsor leaves", **fields) -> Risk:
    deal = world.engagement(name, stage=Stage.DELIVERED, **fields)
    return Risk.objects.create(engagement=deal, words=words, fate="happened", actual_minutes=600)


def page(world, person, name, *args, data=None, query=""):
    browser, address = world.browser(person), reverse(name, args=[world.deal.pk, *args]) + query
    return browser.get(address) if data is None else browser.post(address, data)


def test_it_holds_the_firms_the_packages_and_what_happened(world):
    kept(world, source="Lesson of Corvid")
    kept(world, words="Retired", retired=True)
    world.deal.tier = dealing.tier(world)
    world.deal.save()
    world.deal.tier.clauses.create(kind="risk", words="Only one knows the format", probability=Decimal("0.25"))
    for name in ("First", "Second"):
        happened(world, name)
    third = world.engagement("Third")
    Risk.objects.create(engagement=third, words="The sponsor leaves", fate="passed")
    found = library.shelf(world.deal, world.sol)
    told = {each.words: (each.source, each.happened, each.deals) for each in found.rows}
    assert told == {
        "The sponsor leaves": ("Happened on Second, Halden Water", 2, 3),
        "Access comes late": ("Risk library: Lesson of Corvid", 0, 0),
        "Only one knows the format": ("Standard risk of Data platform Gold, version 1", 0, 0),
    }
    assert found.rows[0].words == "The sponsor leaves"
    assert "happened on 2 of 3 deals" in page(world, world.sol, "deal_risks").content.decode()


def test_what_the_deal_has_named_already_is_left_out(world):
    kept(world)
    risk(world, words="ACCESS comes late")
    assert library.shelf(world.deal, world.sol).rows == []


@pytest.mark.parametrize(("q", "n"), [("", 2), ("late", 1), ("access LATE", 1), ("extracts", 1), ("nothing", 0)])
def test_it_is_searched(world, q, n):
    kept(world, mitigation="Start from extracts")
    kept(world, words="Two sources differ")
    assert library.shelf(world.deal, world.sol, q).count == n


def test_only_deals_that_one_may_see_are_told_and_a_confidential_one_is_not_named(world):
    happened(world, "Secret", confidential=True, seller=world.sue, lead=world.dov)
    assert library.shelf(world.deal, world.dee).rows == []
    (known,) = library.shelf(world.deal, world.dov).rows
    assert known.source == "Happened on an earlier deal"
    assert library.known(world.deal, world.dee, known.key) is None


def test_one_click_fills_the_form_and_keeps_the_source(world):
    row = kept(world, probability=Decimal("0.350"), minutes=2250, mitigation="Extracts", source="Lesson of Corvid")
    query = f"?from=library-{row.pk}"
    html = page(world, world.sol, "deal_risk_new", query=query).content.decode()
    for value in ("Access comes late", 'value="35"', 'value="37.5"', "Extracts", "Risk library: Lesson of Corvid"):
        assert value in html
    data = {"words": "Access comes late", "size": "major", "probability": "35", "impact_minutes": "37.5"}
    assert page(world, world.sol, "deal_risk_new", data=data, query=query).status_code == 303
    made = Risk.objects.get()
    assert (made.source, made.impact_minutes) == ("Risk library: Lesson of Corvid", 2250)


@pytest.mark.parametrize("key", ["", "library-", "library-999999", "deal-x", "x-1", "library-1' or 1=1", "tier-1_0"])
def test_a_key_that_leads_nowhere_opens_an_empty_form(world, key):
    assert library.known(world.deal, world.sol, key) is None
    assert page(world, world.sol, "deal_risk_new", query=f"?from={key}").status_code == 200


def test_whoever_names_no_risks_sees_no_library(world):
    kept(world)
    world.join(world.con, world.deal)
    for person in (world.con, world.rex, world.fay):
        assert "From the library" not in page(world, person, "deal_risks").content.decode()


def test_hostile_words_are_words(world):
    kept(world, words=HOSTILE, mitigation=HOSTILE, source=HOSTILE)
    html = page(world, world.sol, "deal_risks", query="?q=<script>").content.decode()
    assert HOSTILE not in html
    assert "&lt;script&gt;" in html


def test_as_many_queries_for_300_as_for_3(world):
    counts = []
    for n in (3, 297):
        for i in range(n):
            kept(world, words=f"Risk {n}-{i}")
        browser = world.browser(world.sol)
        browser.get(reverse("deal_risks", args=[world.deal.pk]))
        with CaptureQueriesContext(connection) as queries:
            browser.get(reverse("deal_risks", args=[world.deal.pk]))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_tier_brings_what_its_clauses_cost(world):
    tier = dealing.tier(world)
    kinds = TierClause.Kind
    tier.clauses.create(kind=kinds.ASSUMPTION, words="Data is clean", minutes=450)
    tier.clauses.create(
        kind=kinds.RISK, words="Access late", minutes=900, probability=Decimal("0.2"), mitigation="Extracts"
    )
    clauses.take_over(world.deal, tier, by=world.sol, at=world.at)
    made, assumed = Risk.objects.get(), Assumption.objects.get()
    assert (made.impact_minutes, made.probability, made.mitigation) == (900, Decimal("0.200"), "Extracts")
    assert made.source == assumed.source == "Standard of Data platform Gold, version 1"
    assert (assumed.minutes_if_false, assumed.because) == (450, "")


def test_an_assumption_that_came_out_false_is_no_library_risk(world):
    other = world.engagement("Other", stage=Stage.DELIVERED)
    false = Assumption.objects.create(engagement=other, words="It is clean", raised_by=world.sol, raised_at=world.at)
    Risk.objects.create(engagement=other, words="It is clean", fate="happened", from_assumption=false)
    assert library.shelf(world.deal, world.sol).rows == []
    assert assumption(world).words not in [each.words for each in library.shelf(world.deal, world.sol).rows]

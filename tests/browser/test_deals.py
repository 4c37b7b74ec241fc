"""The pipeline and a deal in a real browser: read by axe, dragged, refused, filtered."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from tandem.engagements.models import Engagement, Outcome, Remark, Risk, Stage, Waiver
from tests.engagements.test_deal_verbs import fit, profile

PAGES = ["deal", "deal_fit", "deal_history", "deal_talk", "deal_waivers", "deal_edit", "deal_lose"]


@pytest.fixture
def firm(transactional_db):
    from tests.world import World

    world = World()
    profile(world)
    deal = world.engagement(close_on=world.today + timedelta(days=5))
    Outcome.objects.create(engagement=deal, title="Trust", expects="One list.", proves="98% matched.")
    Risk.objects.create(engagement=deal, words="SAP access arrives late", size="major")
    Remark.objects.create(engagement=deal, by=world.sol, at=world.at, words="Ruth asked for dates.")
    Waiver.objects.create(
        engagement=deal,
        rule="the_fit_meets_the_profile",
        asked_by=world.sol,
        asked_at=world.at,
        asked_why="New.",
    )
    world.engagement("Ready", fit=fit(world, 90), amount=Decimal(90000), stage=Stage.LEAD)
    return world


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_every_page_reads_well(page, live_server, sign_in, axe, firm, scheme, width):
    sign_in(firm.lea)
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    deal = Engagement.objects.order_by("pk").first()
    paths = ["/pipeline/", "/pipeline/?view=board", "/deals/new/", *(reverse(name, args=[deal.pk]) for name in PAGES)]
    for path in paths:
        page.goto(f"{live_server.url}{path}")
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_a_card_is_dragged_through_an_open_gate_and_comes_back_from_a_shut_one(page, live_server, sign_in, firm):
    sign_in(firm.sol)
    shut, ready = Engagement.objects.order_by("pk")
    page.goto(f"{live_server.url}/pipeline/?view=board")
    column = page.locator('[data-column="qualified"]')
    page.locator(f'[data-id="{ready.pk}"]').drag_to(column)
    page.wait_for_selector(f'[data-column="qualified"] [data-id="{ready.pk}"][data-version="2"]')
    page.locator(f'[data-id="{shut.pk}"] p').first.drag_to(column)
    page.wait_for_selector("#refusal[open]")
    assert "Answer the ideal client questions for Halden Water." in page.inner_text("#refusal")
    assert page.locator(f'[data-column="lead"] [data-id="{shut.pk}"]').count() == 1
    assert [deal.stage for deal in Engagement.objects.order_by("pk")] == ["lead", "qualified"]


def test_the_score_follows_the_answers_and_the_shut_button_gives_its_reasons(page, live_server, sign_in, firm):
    sign_in(firm.sol)
    deal = Engagement.objects.order_by("pk").first()
    page.goto(f"{live_server.url}{reverse('deal_fit', args=[deal.pk])}")
    page.get_by_label("Right").first.check()
    page.wait_for_selector("#score:has-text('60 of 100')")
    page.get_by_role("button", name="to go").first.focus()
    page.keyboard.press("Enter")
    assert "Answer the ideal client questions" in page.inner_text("#next-why")


def test_a_client_is_found_by_a_few_letters(page, live_server, sign_in, firm):
    sign_in(firm.sol)
    page.goto(f"{live_server.url}/deals/new/")
    page.locator("#id_client").press_sequentially("hald")
    page.get_by_label("Halden Water").check()
    page.get_by_label("Name", exact=True).fill("Vans")
    page.get_by_role("button", name="Create the deal").click()
    page.wait_for_url("**/deals/*/")
    assert Engagement.objects.get(name="Vans").account == firm.client

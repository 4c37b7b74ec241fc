"""Needs me by mouse and by keyboard, in both themes, without a barrier."""

from datetime import timedelta

import pytest

from tandem.engagements.models import Assumption

pytestmark = pytest.mark.badges


def assume(world, words: str) -> Assumption:
    return Assumption.objects.create(
        engagement=world.deal, words=words, raised_by=world.sol, raised_at=world.at - timedelta(days=2),
        asked=world.dee, asked_at=world.at - timedelta(days=2),
    )  # fmt: skip


def test_a_challenge_is_answered_with_one_key(page, live_server, sign_in, axe, shot, world):
    first, second = assume(world, "The extract is clean"), assume(world, "The ports are open")
    sign_in(world.dee)
    page.goto(f"{live_server.url}/")
    axe(page)
    shot(page, "needs-me")
    page.keyboard.press("a")
    page.wait_for_url("**/needs-me/")
    first.refresh_from_db()
    assert first.answer == "agree"
    assert page.locator(".pane .said").inner_text() == second.words
    page.keyboard.press("r")
    page.get_by_label("Condition, as the client will read it").fill("They never are")
    page.get_by_role("button", name="Answer Sol").click()
    second.refresh_from_db()
    assert second.answer == "red"


def test_found_and_done_from_the_palette(page, live_server, sign_in, axe, world):
    assert world.deal.account == world.client
    sign_in(world.sol)
    page.goto(f"{live_server.url}/clients/")
    axe(page)
    page.keyboard.press("Control+k")
    page.get_by_role("combobox").fill("hald")
    page.get_by_role("option", name="Halden Water, Asset data platform").wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/deals/{world.deal.pk}/")


def test_a_phone_shows_the_item_alone(page, live_server, sign_in, axe, world):
    row = assume(world, "The extract is clean")
    page.set_viewport_size({"width": 390, "height": 844})
    sign_in(world.dee)
    page.goto(f"{live_server.url}/needs-me/")
    page.get_by_role("link", name="Challenge an assumption").click()
    page.wait_for_url(f"**/needs-me/deal-assumption-{row.pk}/")
    assert page.get_by_role("heading", name="Is this assumption safe to price on?").is_visible()
    assert not page.locator(".list").is_visible()
    axe(page)

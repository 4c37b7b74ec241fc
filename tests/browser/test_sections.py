"""A seller and a delivery lead in the sections of one deal, by mouse and keyboard, in the page."""

import pytest

from tandem.engagements.models import Outcome, Risk
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def firm(transactional_db) -> World:
    world = World()
    world.engagement()
    return world


def open_section(page, live_server, deal, section: str) -> None:
    page.goto(f"{live_server.url}/deals/{deal.pk}/{section}/")


def test_a_risk_is_named_sized_and_owned_without_leaving_the_page(page, live_server, sign_in, axe, firm):
    deal = firm.deal
    sign_in(firm.sol)
    open_section(page, live_server, deal, "risks")
    page.get_by_role("link", name="Add a risk").click()
    page.get_by_label("Risk", exact=True).fill("Spring board date moves forward")
    page.get_by_label("Size").select_option("major")
    page.get_by_label("Review on").fill("2026-12-18")
    page.get_by_role("button", name="Add risk").click()
    problem = "Review date must be before the proposal goes out, 11 December 2026"
    page.get_by_role("link", name=problem).wait_for()
    page.wait_for_function("document.activeElement.id === 'problems'")
    assert page.get_by_label("Risk", exact=True).input_value() == "Spring board date moves forward"
    axe(page)
    page.get_by_label("Review on").fill("2026-12-01")
    page.get_by_role("button", name="Add risk").click()
    page.get_by_role("link", name="Name an owner for “Spring board date moves forward”").click()
    page.get_by_label("Who owns").select_option(label="Dee Lund")
    page.get_by_role("button", name="Ask them to own it").click()
    page.get_by_text("was named, hasn’t answered").wait_for()
    axe(page)
    assert page.url.endswith(f"/deals/{deal.pk}/risks/")
    assert Risk.objects.get().owner == firm.dee


def test_two_edit_one_outcome_and_nothing_is_lost(page, live_server, sign_in, axe, firm):
    row = Outcome.objects.create(engagement=firm.deal, title="One register", expects="One list.", proves="98%.")
    sign_in(firm.sol)
    open_section(page, live_server, firm.deal, "success")
    page.get_by_role("link", name="Edit “One register”").click()
    page.get_by_label("What the client expects").fill("One list before the spring board.")
    Outcome.objects.filter(pk=row.pk).update(expects="One list by May.", version=2)
    page.get_by_role("button", name="Save outcome").click()
    page.get_by_text("Your words are kept below.").wait_for()
    assert page.get_by_text("One list by May.").is_visible()
    assert page.get_by_label("What the client expects").input_value() == "One list before the spring board."
    axe(page)
    page.get_by_role("button", name="Save outcome").click()
    page.get_by_role("button", name="Sign “One register”").click()
    page.get_by_role("img", name="Sales has signed, delivery has not").wait_for()
    row.refresh_from_db()
    assert row.expects == "One list before the spring board."


def test_everything_works_without_a_script(browser, live_server, firm, client):
    client.force_login(firm.sol, backend="allauth.account.auth_backends.AuthenticationBackend")
    context = browser.new_context(java_script_enabled=False)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    context.add_cookies([cookie])
    page = context.new_page()
    page.goto(f"{live_server.url}/deals/{firm.deal.pk}/success/")
    page.get_by_role("link", name="Add an outcome").click()
    page.get_by_role("textbox", name="Outcome").fill("One register")
    page.get_by_label("What the client expects").fill("One list.")
    page.get_by_label("What we can prove").fill("98% matched.")
    page.get_by_role("button", name="Add outcome").click()
    page.get_by_role("button", name="Sign “One register”").click()
    assert page.get_by_text("waits on Dee").is_visible()
    context.close()

"""Four of the commonest errands without a mouse: answer a challenge, name a risk's owner, book a person, accept a
handoff. Tab finds everything, the focus is always to be seen, and nobody is caught anywhere."""

from datetime import timedelta

import pytest

from tandem.engagements.models import Assumption, Risk, Stage
from tandem.planning.models import Booking
from tests import dealing
from tests.browser.hands import choose, tab_to
from tests.engagements.test_deal_verbs import profile
from tests.planning import firm as planning
from tests.world import TODAY, World


@pytest.fixture
def firm(transactional_db, settings) -> World:
    settings.TANDEM_TODAY = TODAY
    return World()


def test_a_challenge_is_answered_with_a_condition(page, live_server, sign_in, firm):
    row = Assumption.objects.create(
        engagement=firm.deal, words="The extract is clean", raised_by=firm.sol, raised_at=firm.at - timedelta(days=2),
        asked=firm.dee, asked_at=firm.at - timedelta(days=2),
    )  # fmt: skip
    sign_in(firm.dee)
    page.goto(f"{live_server.url}/")
    page.keyboard.press("i")
    tab_to(page, page.get_by_label("Condition, as the client will read it"))
    page.keyboard.type("Ruth sends a sample by Friday")
    choose(page, page.get_by_label("Who must make it true"), "Sol")
    tab_to(page, page.get_by_label("By", exact=True))
    page.keyboard.type("12122026")
    tab_to(page, page.get_by_role("button", name="Answer Sol"))
    page.keyboard.press("Enter")
    page.get_by_text("Nothing waits on you.").wait_for()
    row.refresh_from_db()
    assert (row.answer, row.condition_owner, str(row.condition_by)) == ("if", firm.sol, "2026-12-12")


def test_a_risk_gets_its_owner_from_the_gate(page, live_server, sign_in, firm):
    profile(firm)
    risk = Risk.objects.create(engagement=firm.deal, words="SAP access arrives late", size="major")
    sign_in(firm.sol)
    page.goto(f"{live_server.url}/deals/{firm.deal.pk}/")
    tab_to(
        page,
        page.get_by_role("complementary", name="Gate").get_by_role(
            "link", name="Name an owner for: “SAP access arrives late”."
        ),
    )
    page.keyboard.press("Enter")
    page.wait_for_url("**/risks/")
    tab_to(page, page.get_by_role("link", name="Name an owner for “SAP access arrives late”"))
    page.keyboard.press("Enter")
    choose(page, page.get_by_label("Who owns"), "Dee")
    tab_to(page, page.get_by_role("button", name="Ask them to own it"))
    page.keyboard.press("Enter")
    page.get_by_text("was named, hasn’t answered").wait_for()
    risk.refresh_from_db()
    assert risk.owner == firm.dee


def test_a_person_is_booked(page, live_server, sign_in, firm):
    assert firm.deal.pk
    assert firm.con.pk
    planning.roll_up(firm)
    sign_in(firm.rex)
    page.goto(f"{live_server.url}/")
    page.keyboard.press("g")
    page.keyboard.press("c")
    page.wait_for_url("**/capacity/**")
    page.wait_for_function("document.querySelector('[data-book]') && window.htmx")
    tab_to(page, page.locator("td[tabindex='0']"))
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    tab_to(page, dialog.get_by_label("Deal or project"))
    page.keyboard.type("Asset")
    tab_to(page, dialog.get_by_role("button", name="Book", exact=True))
    page.keyboard.press("Enter")
    page.locator(".toast").wait_for()
    made = Booking.objects.get()
    assert (made.engagement, made.starts_on, made.ends_on) == (
        firm.deal, planning.MONDAY + timedelta(7), planning.MONDAY + timedelta(18),
    )  # fmt: skip


def test_a_handoff_is_read_and_accepted(page, live_server, sign_in, firm):
    handoff = dealing.signed(firm)
    sign_in(firm.dee)
    page.goto(f"{live_server.url}/")
    page.keyboard.press("a")
    page.wait_for_url(f"**/handoffs/{handoff.pk}/**")
    tab_to(page, page.get_by_role("button", name="Accept", exact=True))
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    tab_to(page, dialog.get_by_label("Type “Dee Lund”"))
    page.keyboard.type("Dee Lund")
    page.keyboard.press("Enter")
    page.get_by_text("Accepted. The project is open").wait_for()
    handoff.engagement.refresh_from_db()
    assert handoff.engagement.stage == Stage.DELIVERING

"""Booking by keyboard, by drag and by form in a real browser; the pages of planning under axe, at both sizes."""

from datetime import timedelta
from decimal import Decimal

import pytest

from tandem.planning.models import Booking
from tests.planning import firm
from tests.planning.firm import JAN_11, MONDAY
from tests.world import TODAY, World


@pytest.fixture
def crew(transactional_db, settings, sign_in):
    """Three engineers below Dee in the map, a likely deal; the resource manager is signed in."""
    settings.TANDEM_TODAY = TODAY
    world = World()
    people = firm.engineers(world, 3)
    deal = world.engagement("Register rollout", probability=Decimal(".7"))
    firm.need(world, deal, 45_000)
    firm.roll_up(world)
    sign_in(world.rex)
    world.crew = people
    return world


def open_map(page, live_server):
    page.goto(f"{live_server.url}/capacity/")
    page.wait_for_function("document.querySelector('[data-book]') && window.htmx")


def row(page, person):
    return page.locator(f"#p{person.pk}")


def choose_work(page):
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Deal or project").fill("Register")
    return dialog


def test_shift_and_arrows_choose_weeks_and_enter_books_them(page, live_server, crew, axe):
    open_map(page, live_server)
    who = crew.crew[0]
    page.locator("td[tabindex='0']").focus()
    for key in ("ArrowDown", "ArrowRight", "ArrowRight"):
        page.keyboard.press(key)
    page.keyboard.press("Shift+ArrowRight")
    assert row(page, who).locator("td.picked").count() == 2
    page.keyboard.press("Enter")
    dialog = choose_work(page)
    assert dialog.get_by_label("Who").input_value() == who.name
    assert dialog.get_by_label("From").input_value() == "2026-12-07"
    assert dialog.get_by_label("To", exact=True).input_value() == "2026-12-18"
    axe(page)
    dialog.get_by_role("button", name="Book", exact=True).click()
    page.locator(".toast").wait_for()
    assert not dialog.is_visible()
    assert row(page, who).locator("td").nth(2).inner_text() == "100"
    assert row(page, who).locator("td").nth(4).inner_text() == "0"
    made = Booking.objects.get()
    assert (made.person, made.starts_on, made.ends_on) == (who, MONDAY + timedelta(14), MONDAY + timedelta(25))


def test_escape_clears_what_was_chosen(page, live_server, crew):
    open_map(page, live_server)
    page.locator("td[tabindex='0']").focus()
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Escape")
    assert page.locator(".picked").count() == 0
    page.keyboard.press("ArrowDown")
    assert row(page, crew.crew[0]).locator("td[tabindex='0']").count() == 1
    assert page.locator("td[tabindex='0']").count() == 1


def test_a_drag_books_and_undo_takes_it_back(page, live_server, crew):
    open_map(page, live_server)
    who = crew.crew[1]
    cells = row(page, who).locator("td")
    cells.nth(3).scroll_into_view_if_needed()
    cells.nth(3).hover()
    page.mouse.down()
    cells.nth(5).hover()
    assert row(page, who).locator("td.picked").count() == 3
    page.mouse.up()
    dialog = choose_work(page)
    dialog.get_by_label("How much").fill("50")
    dialog.get_by_text("50% of their week").wait_for()
    dialog.get_by_role("button", name="Book", exact=True).click()
    page.locator(".toast").wait_for()
    assert cells.nth(4).inner_text() == "50"
    page.locator(".toast").get_by_role("button", name="Undo").click()
    page.get_by_text("Undone.").wait_for()
    assert cells.nth(4).inner_text() == "0"
    assert not Booking.objects.exists()


def test_a_mistake_comes_back_in_the_dialog_and_too_much_is_said_first(page, live_server, crew):
    firm.booking(crew, crew.crew[0], minutes=450, end=MONDAY + timedelta(days=60))
    firm.roll_up(crew)
    open_map(page, live_server)
    row(page, crew.crew[0]).locator("td").nth(3).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("would be over 100% in").wait_for()
    dialog.get_by_label("Deal or project").fill("Atlantis")
    dialog.get_by_role("button", name="Book", exact=True).click()
    dialog.get_by_role("heading", name="There is a problem").wait_for()
    assert dialog.get_by_label("Deal or project").input_value() == "Atlantis"
    dialog.get_by_label("Deal or project").fill("Register")
    dialog.get_by_role("button", name="Book", exact=True).click()
    page.locator(".toast").wait_for()
    assert row(page, crew.crew[0]).locator("td").nth(3).inner_text().startswith("200")


def test_leaving_a_deal_out_is_one_tap(page, live_server, crew):
    open_map(page, live_server)
    chip = page.locator(".chip[name=flip]")
    assert chip.get_attribute("aria-pressed") == "true"
    chip.click()
    page.wait_for_url("**flip=**")
    page.locator(".chip[name=flip][aria-pressed='false']").wait_for()
    assert page.locator(".grp .pipe").count() == 0


@pytest.mark.parametrize(
    "path",
    [
        "/capacity/",
        "/capacity/?lens=all",
        "/people/",
        "/staffing/",
        "/people/{}/",
        "/bookings/new/",
        "/deals/{deal}/capacity/",
    ],
)
def test_pages_of_planning_are_accessible_and_fit_every_width(page, live_server, crew, axe, path):
    firm.booking(crew, crew.crew[0], crew.deal, JAN_11, JAN_11 + timedelta(days=11), 540)
    firm.roll_up(crew)
    page.goto(live_server.url + path.format(crew.crew[0].pk, deal=crew.deal.pk))
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        axe(page)
    for width in (320, 390, 768, 1024, 1280, 1920):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width
    page.set_viewport_size({"width": 390, "height": 844})
    axe(page)

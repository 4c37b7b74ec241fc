"""The frame and the components before a real browser: seen, read aloud, and used by keyboard alone."""

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.django_db(transaction=True)

WIDTHS = (320, 390, 768, 1024, 1280, 1920)


@pytest.fixture
def patterns(page, live_server, sign_in, world) -> Page:
    sign_in(world.lea)
    page.goto(f"{live_server.url}/patterns/")
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_every_component_can_be_read_by_everybody(patterns, axe, scheme, width):
    patterns.emulate_media(color_scheme=scheme)
    patterns.set_viewport_size({"width": width, "height": 900})
    axe(patterns)


@pytest.mark.parametrize("address", ["/account/login/", "/account/password/reset/", "/nowhere/"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_door_can_be_read_by_everybody(page, live_server, world, axe, complaints, address, scheme):
    complaints.allow("404")
    page.emulate_media(color_scheme=scheme)
    page.goto(live_server.url + address)
    axe(page)


def test_nothing_scrolls_sideways_at_any_width(patterns):
    for width in WIDTHS:
        patterns.set_viewport_size({"width": width, "height": 900})
        assert patterns.evaluate("document.documentElement.scrollWidth") <= width, width


def test_the_focus_goes_to_what_went_wrong_and_the_title_says_so(patterns):
    expect(patterns.locator("#problems").first).to_be_focused()
    assert patterns.title().startswith("Error:")


def test_find_opens_by_key_and_chooses_by_arrows(patterns, live_server):
    patterns.route(
        "**/search/?q=hal*",
        lambda route: route.fulfill(
            content_type="text/html",
            body='<div class="h" id="g">Go to</div><div role="listbox" aria-labelledby="g">'
            '<a role="option" tabindex="-1" aria-selected="false" href="/keyboard/">Halden Water</a>'
            '<a role="option" tabindex="-1" aria-selected="false" href="/patterns/">Halden, phase 2</a></div>',
        ),
    )
    patterns.keyboard.press("Control+k")
    field = patterns.get_by_role("combobox", name="Find or do")
    expect(field).to_be_focused()
    field.press_sequentially("hal")
    expect(patterns.get_by_role("option", name="Halden Water")).to_have_attribute("aria-selected", "true")
    field.press("ArrowDown")
    expect(field).to_have_attribute("aria-activedescendant", "found-1")
    field.press("ArrowUp")
    field.press("Enter")
    patterns.wait_for_url(f"{live_server.url}/keyboard/")


def test_single_keys_stay_silent_while_somebody_types(patterns, live_server):
    patterns.get_by_label("Risk", exact=True).press("?")
    assert patterns.url.endswith("/patterns/")
    patterns.get_by_role("heading", name="Patterns").focus()
    patterns.keyboard.press("?")
    patterns.wait_for_url(f"{live_server.url}/keyboard/")


def test_colours_follow_the_choice_and_it_is_kept(patterns):
    patterns.get_by_role("button", name="Lea Marsh your menu").click()
    patterns.get_by_role("button", name="Dark").click()
    assert patterns.evaluate("getComputedStyle(document.body.parentElement).colorScheme") == "dark"
    patterns.reload()
    assert patterns.evaluate("document.documentElement.dataset.theme") == "dark"


def test_weeks_are_chosen_and_booked_by_keyboard_alone(patterns):
    asked = []
    patterns.route(
        "**/bookings/new/**",
        lambda route: (asked.append(route.request.url), route.fulfill(body="<p>Book Lucía</p>")),
    )
    patterns.locator("[data-book] tr[data-person] > td").first.focus()
    patterns.keyboard.press("ArrowRight")
    patterns.keyboard.press("Shift+ArrowRight")
    patterns.keyboard.press("Shift+ArrowRight")
    expect(patterns.locator(".picked")).to_have_count(3)
    patterns.keyboard.press("Escape")
    expect(patterns.locator(".picked")).to_have_count(0)
    patterns.keyboard.press("Shift+ArrowLeft")
    patterns.keyboard.press("Enter")
    expect(patterns.get_by_role("dialog")).to_contain_text("Book Lucía")
    assert asked[0].endswith("from=2026-12-07&to=2026-12-14")


def test_weeks_are_chosen_by_dragging_along_one_person(patterns):
    asked = []
    patterns.route(
        "**/bookings/new/**",
        lambda route: (asked.append(route.request.url), route.fulfill(body="<p>Book Jonas</p>")),
    )
    row = patterns.locator('[data-person="Jonas Pihl"] > td')
    row.nth(1).scroll_into_view_if_needed()
    row.nth(1).hover()
    patterns.mouse.down()
    row.nth(3).hover()
    patterns.locator('[data-person="Wen Zhao"] > td').nth(5).hover()
    patterns.mouse.up()
    expect(patterns.get_by_role("dialog")).to_contain_text("Book Jonas")
    assert asked[0].endswith("from=2026-11-30&to=2026-12-14")


def test_a_card_that_is_refused_goes_back_and_says_why(patterns, complaints):
    complaints.allow("422")
    patterns.route(
        "**/move/",
        lambda route: route.fulfill(status=422, body='<div id="problems" tabindex="-1">Sign outcome 2</div>'),
    )
    card = patterns.locator("[data-move-url]", has_text="Pell Energy")
    card.scroll_into_view_if_needed()
    start, goal = card.bounding_box(), patterns.locator('[data-column="propose"]').bounding_box()
    patterns.mouse.move(start["x"] + 80, start["y"] + 60)
    patterns.mouse.down()
    patterns.mouse.move(goal["x"] + 60, goal["y"] + 30, steps=12)
    patterns.mouse.up()
    expect(patterns.locator("#refusal")).to_contain_text("Sign outcome 2")
    expect(patterns.locator('[data-column="scope"] [data-move-url]').first).to_contain_text("Pell Energy")


def test_a_note_with_undo_goes_by_itself_but_waits_while_it_is_read(patterns):
    patterns.clock.install()
    patterns.evaluate(
        """document.getElementById("toasts").insertAdjacentHTML("beforeend",
        '<div class="toast" data-toast="10"><span>Saved</span><button>Undo <span data-left>10</span></button></div>')"""
    )
    note = patterns.locator("#toasts .toast")
    note.get_by_role("button").focus()
    patterns.clock.run_for(20_000)
    expect(note).to_contain_text("Undo 10")
    patterns.get_by_role("heading", name="Patterns").focus()
    patterns.clock.run_for(11_000)
    expect(note).to_have_count(0)


def test_leaving_a_changed_form_asks_first(patterns, live_server):
    asked = []
    patterns.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    patterns.get_by_label("Risk", exact=True).fill("The van is late")
    patterns.goto(f"{live_server.url}/keyboard/")
    assert asked == ["beforeunload"]


def test_on_a_phone_every_place_is_two_taps_away(patterns, shot):
    patterns.set_viewport_size({"width": 390, "height": 844})
    patterns.get_by_role("button", name="More", exact=True).click()
    expect(patterns.get_by_role("navigation", name="All places")).to_be_visible()

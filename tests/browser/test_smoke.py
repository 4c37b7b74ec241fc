"""The browser itself works, and what it watches for is really noticed."""

import pytest
from playwright.sync_api import Page

STRICT = "default-src 'self'; script-src 'self'; style-src 'self'"
GOOD = '<!doctype html><html lang="en"><title>Good</title><main><h1>Good</h1><p>All is well.</p></main></html>'
BAD = '<!doctype html><html lang="en"><title>Bad</title><main><h1>Bad</h1><button></button></main></html>'
INLINE = '<!doctype html><html lang="en"><title>Inline</title><h1 style="color: red">Inline</h1></html>'


def serve(page: Page, html: str, status: int = 200) -> None:
    """Answer the address with this page under the product's policy, without a server."""
    page.route(
        "http://tandem.test/**",
        lambda route: route.fulfill(
            status=status, body=html, headers={"Content-Security-Policy": STRICT, "Content-Type": "text/html"}
        ),
    )
    page.goto("http://tandem.test/")


def test_smoke_page_is_shown(page):
    page.goto("data:text/html,<h1>Here</h1>")
    assert page.get_by_role("heading").inner_text() == "Here"


def test_smoke_pictures_are_taken_at_both_sizes_light_and_dark(page, shot):
    serve(page, GOOD)
    taken = shot(page, "smoke")
    assert [path.name for path in taken] == [
        "smoke-1440-light.png",
        "smoke-1440-dark.png",
        "smoke-390-light.png",
        "smoke-390-dark.png",
    ]
    assert all(path.stat().st_size > 1000 for path in taken)


def test_smoke_axe_passes_a_good_page_under_the_strict_policy(page, axe):
    serve(page, GOOD)
    axe(page)


def test_smoke_axe_names_what_is_wrong(page, axe):
    serve(page, BAD)
    with pytest.raises(AssertionError, match="button-name"):
        axe(page)


def test_smoke_inline_style_is_a_complaint(page, complaints):
    serve(page, INLINE)
    assert any(text.startswith("CSP: style-src-attr") for text in complaints)
    complaints.clear()


def test_smoke_uncaught_error_is_a_complaint(page, complaints):
    page.goto("data:text/html,<script>missing()</script>")
    assert any("missing is not defined" in text for text in complaints)
    complaints.clear()


def test_smoke_form_with_mistakes_is_no_complaint(page, complaints):
    serve(page, GOOD, status=422)
    assert not complaints


def test_smoke_server_error_is_a_complaint(page, complaints):
    serve(page, GOOD, status=500)
    assert any("500" in text for text in complaints)
    complaints.clear()


def test_smoke_server_answers(page, live_server):
    page.goto(f"{live_server.url}/healthz")
    assert page.get_by_text("ok").is_visible()

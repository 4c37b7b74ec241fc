"""Every page of the product over the sample firm: it reads well, fits every width, and complains of nothing."""

import re
from collections import Counter

import pytest

from tests.browser.conftest import AXE_TAGS, assert_accessible, described, take_shots
from tests.browser.every import NOT_A_PAGE, PAGES, ROLES, TABLE, address, of_role, reader, readers
from tests.browser.sampled import let_in, served, session_of

pytestmark = [pytest.mark.badges, pytest.mark.django_db(transaction=True)]
PICTURED = ("pipeline", "deal", "handoff", "project", "capacity", "scorecard", "inbox")
WIDTHS = (320, 390, 768, 1440)
CONTRAST = "axe.run(document, {runOnly: ['color-contrast'], resultTypes: ['violations']})"


@pytest.fixture(scope="module")
def server(django_db_setup, django_db_blocker):
    with served(django_db_blocker) as running:
        yield running


def assert_readable_in_the_dark(page) -> None:
    """Only colours change with the theme."""
    page.emulate_media(color_scheme="dark")
    found = page.evaluate(CONTRAST)["violations"]
    page.emulate_media(color_scheme="light")
    assert not found, "in the dark:\n" + "\n".join(described(each) for each in found)


def assert_fits(page) -> None:
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        needs = page.evaluate("document.documentElement.scrollWidth")
        assert needs <= width, f"scrolls sideways at {width}: needs {needs}"


@pytest.mark.parametrize("name", PAGES)
def test_the_page_reads_well_and_fits(page, context, server, name):
    let_in(context, server, reader(name))
    answer = page.goto(server.url + address(name))
    assert answer.status == 200, f"{answer.status} at {page.url}"
    assert page.locator("h1").count() == 1
    assert re.search(r"\w.* · Northlight Partners$", page.title()), page.title()
    if name in PICTURED:
        take_shots(page, name)
    assert_accessible(page)
    assert_readable_in_the_dark(page)
    assert_fits(page)
    page.set_viewport_size({"width": 390, "height": 844})
    found = page.evaluate("tags => axe.run(document, {runOnly: tags, resultTypes: ['violations']})", AXE_TAGS)
    assert not found["violations"], "on a phone:\n" + "\n".join(described(each) for each in found["violations"])


def twice(page: str) -> set[str]:
    """Ids that two elements have: a label or a link would lead to the first. Hidden fields have no label."""
    shown = re.sub(r'<input type="hidden"[^>]*>', "", page)
    return {each for each, count in Counter(re.findall(r'<[^>]*?\sid="([^"]+)"', shown)).items() if count > 1}


@pytest.mark.parametrize("role", ROLES)
def test_everybody_who_may_open_a_page_gets_a_whole_one(server, role):
    """A row that isn't theirs answers 404, an item that is somebody else's leads home, and even that is a page."""
    client = session_of(of_role(role))
    for name in PAGES:
        if role not in readers(name):
            continue
        answer = client.get(address(name), follow=True)
        page = answer.content.decode()
        assert answer.status_code in (200, 403, 404), f"{name}: {answer.status_code}"
        assert page.count("<h1") == 1, name
        assert re.search(r"<title>\s*\S", page), name
        assert name == "patterns" or not twice(page), f"{name}: {twice(page)}"


def test_what_is_no_page_is_still_an_address():
    assert set(NOT_A_PAGE) <= set(TABLE)

"""Hostile text in every text field of every row, opened in a real browser: it stays text."""

import pytest

from tandem.front.permissions import whole
from tandem.people.models import Access
from tests.browser.every import NOT_A_PAGE
from tests.protection.addresses import every_address
from tests.protection.firm import Firm
from tests.protection.test_forms import HOSTILE, OWN_ACCOUNT

pytestmark = pytest.mark.django_db(transaction=True)
# Where the sample firm's picture isn't, but files, steps of an errand, or links that were used.
NOT_PAGES = ("look", "healthz", "import_problems", "import_progress", "inbox_give")
RAN = "window.ran || document.querySelector('img[src=\"x\"], [onerror], [onload], main script:not([src])') !== null"


@pytest.fixture
def hostile(db, settings) -> Firm:
    settings.TANDEM_TODAY = Firm.today
    return Firm(HOSTILE)


def test_hostile_text_runs_nowhere(page, live_server, sign_in, hostile, complaints):
    """No dialog, no report of the content security policy, no error in the console; nothing of it became markup."""
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.add_init_script("window.alert = () => { window.ran = true; }")
    sign_in(hostile.people[Access.LEADERSHIP])
    ran, shown = [], 0
    for address in every_address():
        if (
            address.name in NOT_PAGES
            or NOT_A_PAGE.get(address.name) == "a file"
            or address.name.startswith(OWN_ACCOUNT)
            or "GET" not in whole()[address.name]
        ):
            continue
        answer = page.goto(live_server.url + address.path(hostile, hostile.open), wait_until="load")
        assert answer.status == 200, address.name
        shown += "<script>alert(1)" in page.inner_text("body")
        if page.evaluate(RAN):
            ran.append(address.name)
    assert (dialogs, ran, list(complaints)) == ([], [], [])
    assert shown > 40, "the control: the text was there to be seen"


def test_hostile_text_as_a_search_runs_nowhere(page, live_server, sign_in, hostile, complaints):
    sign_in(hostile.people[Access.LEADERSHIP])
    for place in ("/search/?q=", "/pipeline/?client=", "/projects/?q=", "/clients/?q=", "/people/?q="):
        page.goto(f"{live_server.url}{place}{HOSTILE.replace('#', '%23')}")
        assert page.evaluate(RAN) is False, place

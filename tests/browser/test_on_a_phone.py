"""Pages about what was signed, and about mail that failed, at 390 pixels: nothing stands beyond the edge, and what can be
pressed can be reached."""

import pytest

from tandem.delivery.actions.amendment import agree, propose
from tandem.engagements.models import Outcome
from tandem.jobs.actions import ask
from tests import dealing
from tests.delivery.test_amend_pages import client_signs
from tests.feedback import linked
from tests.jobs import made
from tests.working import work_off

WIDE = "document.documentElement.scrollWidth - innerWidth"


@pytest.fixture
def phone(page):
    page.set_viewport_size({"width": 390, "height": 844})
    return page


def within(page, button) -> bool:
    box = button.bounding_box()
    return box is not None and box["x"] >= 0 and box["x"] + box["width"] <= 390


def test_a_mail_that_failed_is_sent_again(phone, live_server, sign_in, axe, world):
    row = ask(made.hopeless, title="An invitation to a reverse pitch", owner=world.sol, at=world.at)
    work_off()
    sign_in(world.lea)
    phone.goto(f"{live_server.url}/settings/jobs/")
    assert phone.evaluate(WIDE) <= 0
    again = phone.get_by_role("button", name="Try again now")
    assert again.count() == 1
    assert within(phone, again)
    axe(phone)
    again.click()
    phone.wait_for_load_state()
    row.refresh_from_db()
    assert row.state == "waiting"


def test_an_amendment_is_asked_for_declined_and_read_by_the_client(phone, live_server, sign_in, axe, world):
    deal = dealing.signed(world, handed=False).engagement
    row = client_signs(deal, world)
    asked = propose(deal, "outcome", row, {"target": "97"}, why="They asked", by=world.sol, at=world.at)
    sign_in(world.dee)
    for place in ("amendments/", "success/", f"amendments/new/outcome/{Outcome.objects.get().pk}/", "history/"):
        phone.goto(f"{live_server.url}/deals/{deal.pk}/{place}")
        assert phone.evaluate(WIDE) <= 0, place
        axe(phone, "main")
    phone.goto(f"{live_server.url}/deals/{deal.pk}/amendments/")
    assert within(phone, phone.get_by_role("button", name="Decline"))
    agree(asked, by=world.dee, at=world.at, seen=asked.version)
    _link, secret = linked.linked(world, deal)
    phone.goto(f"{live_server.url}{linked.address(secret)}")
    assert phone.evaluate(WIDE) <= 0
    assert phone.locator("del").inner_text() == "98"
    assert phone.locator("ins").inner_text() == "97"
    axe(phone)

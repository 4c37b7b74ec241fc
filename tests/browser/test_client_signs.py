"""A seller makes a link; the client signs on a phone with the code from the mail; an edit voids all three keys."""

import re

import pytest
from django.core import mail
from playwright.sync_api import expect

from tandem.clients.models import Contact
from tandem.engagements.actions import outcome
from tandem.engagements.models import OutcomeSignature, Remark
from tests.browser.conftest import new_visitor
from tests.working import work_off
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def firm(transactional_db) -> World:
    """Both of our sides have signed one outcome, and Ruth has an address."""
    world = World()
    Contact.objects.filter(pk=world.ruth.pk).update(email="ruth@halden.example")
    row = outcome.add(
        world.deal, by=world.sol, at=world.at, title="Planners trust one register", expects="One list of our assets.",
        proves="98% matched to the map.", not_done="The other 68 vans",
    )  # fmt: skip
    for person in (world.sol, world.dee):
        outcome.sign(row, by=person, at=world.at, seen=1)
    return world


@pytest.fixture
def phone(browser, complaints):
    """The client's own telephone: no session of ours."""
    visitor = new_visitor(browser, complaints)
    opened = visitor.new_page()
    opened.set_viewport_size(PHONE)
    yield opened
    visitor.close()


def fits(page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def make_link(page, live_server, deal) -> str:
    page.goto(f"{live_server.url}/deals/{deal.pk}/success/")
    page.get_by_role("link", name="Client’s page").click()
    page.get_by_label("For whom at the client").select_option(label="Ruth Castellan, ruth@halden.example")
    page.get_by_role("button", name="Make the link and mail it").click()
    shown = page.locator("[data-address]")
    expect(shown).to_be_visible()
    return shown.input_value()


def mailed(pattern: str) -> str:
    work_off()
    return re.search(pattern, mail.outbox[-1].body)[1]  # type: ignore[index]


def looks_into_her_mail_and_comes_back(phone, address: str) -> None:
    """However she comes back, the page waits for the code that she holds, and no other is mailed."""
    for leaves in (phone.reload, lambda: phone.goto(address), phone.go_back):
        leaves()
        if not phone.get_by_role("heading", name="Look into your mail").count():
            phone.get_by_role("link", name="Type it here").click()
        expect(phone.get_by_role("heading", name="Look into your mail")).to_be_visible()
    work_off()
    assert len([m for m in mail.outbox if "is your code" in m.subject]) == 1


def test_the_client_signs_on_a_phone_and_an_edit_voids_all_three(page, phone, live_server, sign_in, axe, firm):
    sign_in(firm.sol)
    address = make_link(page, live_server, firm.deal)
    axe(page)
    assert mailed(r"(http://\S+/c/\S+)") == address

    phone.goto(address)
    expect(phone.get_by_role("heading", name="What “done” means")).to_be_visible()
    expect(phone.get_by_text("The other 68 vans")).to_be_visible()
    axe(phone)
    assert fits(phone)
    phone.get_by_role("link", name="Sign this").click()
    phone.get_by_role("button", name="Mail me the code").click()
    expect(phone.get_by_role("link", name="Type your full name.")).to_be_visible()
    phone.get_by_label("Your full name").fill("Ruth Castellan")
    axe(phone)
    phone.get_by_role("button", name="Mail me the code").click()
    looks_into_her_mail_and_comes_back(phone, address)
    phone.get_by_label("The code from the mail").fill("12")
    phone.get_by_role("button", name="Sign", exact=True).click()
    expect(phone.get_by_role("link", name="The code has 6 digits.")).to_be_visible()
    phone.get_by_label("The code from the mail").fill(mailed(r"code is (\d{6})"))
    axe(phone)
    assert fits(phone)
    phone.get_by_role("button", name="Sign", exact=True).click()
    expect(phone.get_by_text("signed by Ruth Castellan")).to_be_visible()
    work_off()
    assert len([m for m in mail.outbox if m.subject.startswith("Signed:")]) == 3

    page.goto(f"{live_server.url}/deals/{firm.deal.pk}/success/")
    for mark in ("Both have signed", "Halden Water has signed"):
        expect(page.get_by_role("img", name=mark)).to_be_visible()
    axe(page)
    page.get_by_role("link", name="Edit “Planners trust one register”").click()
    expect(page.get_by_text("the client’s too; everybody signs it again")).to_be_visible()
    page.get_by_label("What we can prove").fill("97% matched to the map.")
    page.get_by_role("button", name="Save outcome").click()
    for mark in ("Neither has signed", "Halden Water has not signed"):
        expect(page.get_by_role("img", name=mark)).to_be_visible()
    page.get_by_role("link", name="Wording 2: what changed, who had signed").click()
    expect(page.locator("del", has_text="98%")).to_be_visible()
    expect(page.get_by_text("void since")).to_have_count(3)
    axe(page)
    assert OutcomeSignature.objects.count() == 3

    phone.reload()
    expect(phone.get_by_text("we are still writing it down")).to_be_visible()


def test_the_client_sees_it_differently_and_the_seller_answers(page, phone, live_server, sign_in, axe, firm):
    sign_in(firm.sol)
    phone.goto(make_link(page, live_server, firm.deal))
    phone.get_by_role("link", name="This isn’t as we see it").click()
    phone.get_by_label("About what").select_option(label="Planners trust one register")
    phone.get_by_label("How do you see it?").fill("We meant all 74 vans.")
    axe(phone)
    assert fits(phone)
    phone.get_by_role("button", name="Send it to us").click()
    expect(phone.get_by_role("heading", name="Thank you, we have it")).to_be_visible()
    page.goto(f"{live_server.url}/needs-me/deal-remark-{Remark.objects.get().pk}/")
    expect(page.get_by_text("We meant all 74 vans.").first).to_be_visible()
    axe(page)
    page.get_by_label("Our answer").fill("The six new ones. It says so now.")
    page.get_by_role("button", name="Send the answer").click()
    page.wait_for_url(re.compile("/needs-me/"))
    assert Remark.objects.get().answered_at is not None
    phone.get_by_role("link", name="Back to what “done” means").click()
    expect(phone.get_by_text("Sol Hart answered")).to_be_visible()
    expect(phone.get_by_text("The six new ones. It says so now.")).to_be_visible()
    axe(phone)
    assert fits(phone)


def test_a_revoked_link_says_nothing(page, phone, live_server, sign_in, axe, complaints, firm):
    complaints.allow("status of 404")
    sign_in(firm.sol)
    address = make_link(page, live_server, firm.deal)
    with page.expect_navigation():
        page.get_by_role("button", name="Revoke the link of Ruth Castellan").click()
    expect(page.get_by_text("revoked", exact=False).first).to_be_visible()
    phone.goto(address)
    expect(phone.get_by_role("heading", name="This link doesn’t open anything")).to_be_visible()
    assert "Halden" not in phone.content()
    axe(phone)

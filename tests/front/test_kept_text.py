"""Who was signed out, or signed in anew, between opening a form and sending it keeps what they typed."""

import re
from html import unescape

import pytest
from django.test import Client

from tandem.engagements.models import Remark

pytestmark = pytest.mark.django_db
WORDS = 'An hour\'s work, with "quotes", <b>signs</b> & all that'
HERE = {"headers": {"Origin": "http://testserver"}}


@pytest.fixture
def browser(world) -> Client:
    made = Client(enforce_csrf_checks=True)
    made.force_login(world.sol)
    return made


def talk(world) -> str:
    return f"/deals/{world.deal.pk}/talk/"


def opened(browser: Client, path: str) -> dict[str, str]:
    """The form of that page as it was drawn."""
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', browser.get(path).content.decode())
    assert token
    return {"csrfmiddlewaretoken": token[1], "words": WORDS}


def sent_again(html: str) -> dict[str, str]:
    """What its button would send."""
    return {unescape(name): unescape(value) for name, value in re.findall(r'name="([^"]+)" value="([^"]*)"', html)}


def test_signed_out_meanwhile_the_text_comes_back_and_is_saved_after_signing_in(browser, world):
    form = opened(browser, talk(world))
    del browser.cookies["sessionid"]
    answer = browser.post(talk(world), form, **HERE)
    html = answer.content.decode()
    assert (answer.status_code, answer["Kept"]) == (401, "1")
    assert WORDS in unescape(re.sub("<input[^>]*>", "", html)), "to be read and copied"
    assert "<b>signs" not in html
    assert not Remark.objects.exists()
    browser.force_login(world.sol)
    again = sent_again(html)
    assert again["words"] == WORDS
    assert browser.post(talk(world), again, **HERE).status_code == 302
    assert Remark.objects.get().words == WORDS


def test_signed_in_anew_in_another_tab_it_is_sent_again_under_a_token_of_now(browser, world):
    form = opened(browser, talk(world))
    browser.cookies["csrftoken"] = "n" * 32
    answer = browser.post(talk(world), form, **HERE)
    again = sent_again(answer.content.decode())
    assert (answer.status_code, again["words"]) == (403, WORDS)
    assert not Remark.objects.exists()
    assert browser.post(talk(world), again, **HERE).status_code == 302
    assert Remark.objects.get().words == WORDS


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://other.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://testserver"},
        {"Referer": "https://other.example/testserver"},
        {},
    ],
)
def test_another_sites_form_finds_no_button(browser, world, headers):
    answer = browser.post(talk(world), {"csrfmiddlewaretoken": "x" * 32, "words": WORDS}, headers=headers)
    html = answer.content.decode()
    assert answer.status_code == 403
    assert "<form" not in html
    assert "quotes" not in html


def test_who_had_typed_nothing_is_just_led_to_the_door(client, world):
    answer = client.post(talk(world), {"words": "short"})
    assert (answer.status_code, answer["Location"]) == (302, f"/account/login/?next={talk(world)}")


def test_no_password_comes_back(client, world):
    long = "a password of some length, long enough"
    strict = Client(enforce_csrf_checks=True)
    for browser in (client, strict):
        html = browser.post("/account/password/change/", {"oldpassword": long, "words": WORDS}, **HERE).content.decode()
        assert long not in html

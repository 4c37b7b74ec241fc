"""Settings: a list of what the firm decides for itself, of which each person sees what they may open."""

import re

import pytest
from django.urls import reverse

from tandem.front.permissions import whole
from tandem.front.settings_page import SETTINGS

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["lea", "sol", "dee", "fay", "rex", "con"])
def test_everybody_finds_what_they_may_open_and_every_link_opens(world, name):
    person = getattr(world, name)
    browser = world.browser(person)
    main = browser.get(reverse("settings")).content.decode().split("<main")[1].split("</main>")[0]
    shown = re.findall(r'<a class="link" href="([^"]+)"', main)
    assert shown == [reverse(each.name) for each in SETTINGS if person.access in whole()[each.name]["GET"]]
    assert all(browser.get(address).status_code == 200 for address in shown)


def test_the_menu_leads_there(world):
    assert f'href="{reverse("settings")}"' in world.browser(world.sol).get("/scorecard/").content.decode()

"""Pressed twice, done once: links, surveys, a client's words; also when the browser had the form drawn anew."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from tandem.engagements.models import Remark
from tandem.feedback.actions import ask
from tandem.feedback.models import ClientLink, Survey
from tandem.jobs.models import Letter
from tests.delivery.world import project
from tests.feedback.linked import address, agreed, linked, ruth, text


def pressed(world, browser, **fields):
    where = reverse("deal_client_links", args=[world.deal.pk])
    return browser.post(where, {"contact": ruth(world).pk, "expires_on": "2026-12-24", **fields})


def test_a_link_pressed_twice_is_one_link_and_one_mail(world):
    agreed(world)
    browser = world.browser(world.sol)
    first, second = pressed(world, browser), pressed(world, browser)
    assert first["Location"] == second["Location"]
    assert (ClientLink.objects.count(), Letter.objects.count()) == (1, 1)
    assert "/c/" in browser.get(second["Location"]).content.decode(), "whoever pressed twice still sees the address"


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_are_one_link(world):
    agreed(world)
    browsers = [world.browser(world.sol) for _n in range(4)]
    ruth(world)

    def press(browser) -> int:
        try:
            return pressed(world, browser).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(press, browsers)) == [303] * 4
    assert (ClientLink.objects.count(), Letter.objects.count()) == (1, 1)


def test_another_day_another_person_or_later_is_another_link(world):
    agreed(world)
    pressed(world, world.browser(world.sol))
    pressed(world, world.browser(world.sol), expires_on="2026-12-25")
    pressed(world, world.browser(world.dee))
    ClientLink.objects.update(made_at=world.at - timedelta(days=2))
    pressed(world, world.browser(world.sol))
    assert ClientLink.objects.count() == 4


def test_nobody_else_sees_the_address(world):
    agreed(world)
    where = pressed(world, world.browser(world.sol))["Location"]
    for person in (world.sol, world.dee, world.lea):
        assert "/c/" not in world.browser(person).get(where).content.decode()


def test_a_survey_asked_twice_is_asked_once(world):
    deal = project(world).engagement
    first = ask(deal, "Ruth Castellan", by=world.dee, at=world.at)
    assert ask(deal, "Ruth Castellan", by=world.dee, at=world.at + timedelta(seconds=5)).pk == first.pk
    assert ask(deal, "Karin Dahl", by=world.dee, at=world.at).pk != first.pk
    assert Survey.objects.count() == 2
    ask(deal, "Ruth Castellan", by=world.dee, at=world.at + timedelta(days=90))
    assert Survey.objects.count() == 3


def test_a_clients_words_sent_twice_stand_once(world):
    agreed(world)
    _link, secret = linked(world)
    for _press in range(2):
        answer = Client().post(address(secret, "words"), {"words": "That isn't what we said.", "about": ""})
        assert answer.status_code == 303
        assert "Thank you, we have it" in text(Client().get(answer["Location"]))
    assert "That isn't what we said." in text(Client().get(address(secret)))
    assert Remark.objects.filter(contact=world.ruth).count() == 1

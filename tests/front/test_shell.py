"""What stands around every page."""

import re
from types import SimpleNamespace

import pytest
from django.test import RequestFactory

from tandem.front import shell
from tandem.web import pages

INLINE = re.compile(r"\sstyle=|<style|\son[a-z]+=\"|<script>")


@pytest.fixture
def seen_by(client, settings):
    def see(person, address="/keyboard/"):
        client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
        return client.get(address).content.decode()

    return see


def test_every_place_of_the_side_is_a_page():
    assert [place.name for place in shell.places() if shell.address_of(place.name) is None] == []


@pytest.mark.django_db
def test_the_frame_names_the_firm_the_person_and_where_to_skip_to(world, seen_by):
    page = seen_by(world.dee)
    assert "<title>Keyboard · Brook &amp; Vale</title>" in page
    assert re.search(r'<span class="who d"[^>]*>DL</span><span class="me-name">Dee Lund</span>', page)
    assert '<a class="skip" href="#main">Skip to content</a>' in page
    assert re.search(r'id="toasts" role="status"', page)
    assert INLINE.findall(page) == []


@pytest.mark.django_db
def test_the_policy_of_the_page_lets_nothing_inline_run(world, client, settings):
    client.force_login(world.dee, backend=settings.AUTHENTICATION_BACKENDS[0])
    policy = client.get("/keyboard/")["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize(
    ("here", "lit"),
    [
        ("inbox", "inbox"),
        ("inbox_item", "inbox"),
        ("deal_risks", "pipeline"),
        ("deal_boards", "deal_boards"),
        ("deal_board", "deal_boards"),
        ("handoff_pdf", "handoffs"),
        ("capacity_review", "capacity"),
        ("person", "staffing"),
        ("project", "projects"),
        ("debrief", "projects"),
        ("client_view", "clients"),
        ("help_keys", ""),
    ],
)
def test_a_page_lights_the_place_that_it_lies_in(here, lit):
    assert shell._lit(here) == lit


@pytest.mark.django_db
def test_counts_are_asked_for_the_person_and_shown(world, monkeypatch):
    monkeypatch.setattr(shell, "COUNTS", {"all": lambda person, at, today: {"inbox": 7 if person == world.dee else 0}})
    monkeypatch.setattr(shell, "address_of", lambda name, *args: f"/{name}/")
    request = RequestFactory().get("/")
    request.user, request.resolver_match = world.dee, SimpleNamespace(url_name="inbox_item", kwargs={})
    request.at, request.today = world.at, world.today
    around = shell.shell(request)
    assert [(item.count, item.current) for item in around.home] == [(7, True), (None, False)]
    assert [str(item.phone_label) for item in around.phone] == ["Needs me", "Scorecard", "Deals", "Capacity"]


@pytest.mark.django_db
def test_single_keys_can_be_turned_off_and_are_then_off_everywhere(world, client, settings):
    client.force_login(world.con, backend=settings.AUTHENTICATION_BACKENDS[0])
    assert 'data-keys="off"' not in client.get("/keyboard/").content.decode()
    told = client.post("/keyboard/", {"single_keys": "off"}, follow=True).content.decode()
    assert 'data-keys="off"' in told
    assert "Single keys are off." in told


@pytest.mark.django_db
def test_patterns_are_for_leadership(world, client, settings):
    client.force_login(world.con, backend=settings.AUTHENTICATION_BACKENDS[0])
    assert client.get("/patterns/").status_code == 403
    client.force_login(world.lea, backend=settings.AUTHENTICATION_BACKENDS[0])
    assert "How the product says no, nothing, wait, undone and yes." in client.get("/patterns/").content.decode()


@pytest.mark.django_db
def test_a_block_alone_knows_what_its_page_imports_and_costs_no_frame(world, django_assert_num_queries):
    request = RequestFactory().get("/")
    request.user, request.session = world.dee, {}
    from tandem.front.patterns import every_pattern

    with django_assert_num_queries(0):
        answer = pages.fragment(request, "front/patterns.html", "dialogs", every_pattern())
    assert '<dialog class="dialog" id="waive"' in answer.content.decode()
    assert "<html" not in answer.content.decode()

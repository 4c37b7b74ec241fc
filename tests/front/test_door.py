"""The door: slow for those who guess, the same for everybody else, and shut behind those who left."""

import json
import os
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
import structlog
import time_machine
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tandem import clock
from tandem.jobs.models import Job
from tandem.people.models import Person
from tests.working import work_off

pytestmark = pytest.mark.django_db
PASSWORD = "four plain words together"
LOGIN = "/account/login/"
ROOT = Path(__file__).parents[2]


@pytest.fixture
def dee(world, hashed) -> Person:
    cache.clear()
    world.dee.set_password(PASSWORD)
    world.dee.save()
    hashed.clear()
    return world.dee


def sign_in(client: Client, email: str, password: str = PASSWORD, **extra):
    return client.post(f"{LOGIN}{extra.pop('query', '')}", {"login": email, "password": password, **extra})


def test_nobody_learns_who_has_an_account(dee, hashed, mailoutbox):
    here = sign_in(Client(), dee.email, "wrong")
    there = sign_in(Client(), "nobody@brook.example", "wrong")
    assert _words(here, dee.email) == _words(there, "nobody@brook.example")
    assert len(hashed) == 2  # the same work for both, so that the time doesn't tell either


def test_asking_for_a_new_password_is_the_same_for_all_and_mails_none_who_has_no_account(dee, mailoutbox):
    """Same answer and same work here: a task is queued, which mails somebody or nobody."""
    gone = Person.objects.create(email="gone@brook.example", name="Gus Gone", is_active=False)
    work = []
    Client().post("/account/password/reset/", {"email": "first@brook.example"})  # from now on this address is counted
    for email in (dee.email, "no@brook.example", gone.email):
        with CaptureQueriesContext(connection) as done:
            answer = Client().post("/account/password/reset/", {"email": email})
        assert (answer.status_code, answer["Location"]) == (302, "/account/password/reset/done/")
        work.append([query["sql"].split()[0] for query in done])
    assert work[0] == work[1] == work[2]
    assert mailoutbox == []
    for queued in Job.objects.all():
        assert "key" not in json.dumps(queued.args), "a link in the queue could be read there"
    work_off()
    assert [mail.to for mail in mailoutbox] == [[dee.email]]
    assert "Brook & Vale" in mailoutbox[0].subject


def _words(answer, email: str) -> str:
    said = answer.content.decode().replace(email, "")
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", said)


def test_signing_in_changes_the_session(dee):
    client = Client()
    client.get(LOGIN)
    client.session["seen"] = True
    client.session.save()
    before = client.session.session_key
    assert sign_in(client, dee.email).status_code == 302
    assert client.session.session_key != before


def test_who_was_sent_away_is_out_at_the_next_request(dee):
    client = Client()
    sign_in(client, dee.email)
    assert client.get("/keyboard/").status_code == 200
    Person.objects.filter(pk=dee.pk).update(is_active=False)
    assert client.get("/keyboard/")["Location"].startswith(LOGIN)
    assert sign_in(Client(), dee.email).headers.get("Location") == "/account/inactive/"


def test_another_password_ends_every_other_session(dee):
    here, there = Client(), Client()
    sign_in(here, dee.email)
    sign_in(there, dee.email)
    changed = here.post(
        "/account/password/change/",
        {"oldpassword": PASSWORD, "password1": "quite another four", "password2": "quite another four"},
    )
    assert changed.status_code == 302
    assert here.get("/keyboard/").status_code == 200
    assert there.get("/keyboard/").status_code == 302


def test_a_reset_link_opens_once(dee, mailoutbox):
    Client().post("/account/password/reset/", {"email": dee.email})
    work_off()
    link = re.search(r"http://[^/]+(/account/password/reset/key/\S+)", mail.outbox[-1].body)
    assert link
    client = Client()
    form = client.get(link[1], follow=True)
    address = form.redirect_chain[-1][0]
    assert "set-password" in address, "the key must not stay in the address"
    new = "entirely new words here"
    assert client.post(address, {"password1": new, "password2": new}).status_code == 302
    assert "no longer works" in Client().get(link[1], follow=True).content.decode()
    assert sign_in(Client(), dee.email, new).status_code == 302


@pytest.mark.parametrize("there", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_the_way_after_signing_in_stays_here(dee, there):
    inside = sign_in(Client(), dee.email, next=there)
    assert inside["Location"].startswith("/")
    assert not inside["Location"].startswith(("//", "/\\"))
    assert there not in Client().get(LOGIN, {"next": there}).headers.get("Location", "")
    client = Client()
    sign_in(client, dee.email)
    out = client.post(f"/account/logout/?next={there}", {"next": there})
    assert out["Location"] == LOGIN
    sign_in(client, dee.email)
    elsewhere = client.post(f"/keyboard/?next={there}", {"single_keys": "on"})
    assert elsewhere["Location"] == "/keyboard/"


def test_only_a_button_signs_out(dee):
    client = Client()
    sign_in(client, dee.email)
    client.get("/account/logout/")
    assert client.get("/keyboard/").status_code == 200
    client.post("/account/logout/")
    assert client.get("/keyboard/").status_code == 302


def test_a_session_ends_when_nobody_uses_it(dee, settings):
    settings.TANDEM_TODAY = None
    client = Client()
    start = clock.now()
    with time_machine.travel(start, tick=False):
        sign_in(client, dee.email)
    for hours, status in ((11, 200), (22, 200), (35, 302)):
        with time_machine.travel(start + timedelta(hours=hours), tick=False):
            assert client.get("/keyboard/").status_code == status, hours


def test_a_session_ends_after_its_days_however_busy(dee, settings):
    settings.TANDEM_TODAY, settings.SESSION_IDLE_SECONDS = None, 10**9
    client = Client()
    start = clock.now()
    with time_machine.travel(start, tick=False):
        sign_in(client, dee.email)
    for days, status in ((1, 200), (13, 200), (15, 302)):
        with time_machine.travel(start + timedelta(days=days), tick=False):
            assert client.get("/keyboard/").status_code == status, days


def test_who_came_in_and_who_did_not_is_logged_without_secrets(dee):
    with structlog.testing.capture_logs() as lines:
        sign_in(Client(), dee.email, "my secret guess")
        sign_in(Client(), dee.email)
    assert [line["event"] for line in lines] == ["sign-in failed", "signed in"]
    assert lines[1]["person"] == dee.pk
    told = json.dumps(lines)
    assert "my secret guess" not in told
    assert PASSWORD not in told
    assert dee.email not in told


def test_a_refusal_is_logged_with_who_and_what(world):
    with structlog.testing.capture_logs() as lines:
        assert world.browser(world.con).get("/patterns/").status_code == 403
    assert [(line["event"], line["by"], line["page"]) for line in lines] == [("refused", "table", "patterns")]


def test_every_answer_has_its_headers(client, world):
    for address in (LOGIN, "/nowhere/", "/keyboard/", "/healthz"):
        headers = client.get(address).headers
        csp = headers["Content-Security-Policy"]
        assert "unsafe" not in csp
        assert {"object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'"} <= {
            part.strip() for part in csp.split(";")
        }
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert headers["X-Frame-Options"] == "DENY"
        assert re.fullmatch(r"[0-9a-f]{16}", headers["X-Request-ID"])


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(dee, settings):
    client = Client()
    sign_in(client, dee.email)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


def test_a_deployment_behind_https_has_nothing_to_be_warned_of(tmp_path):
    environment = {**os.environ, "HTTPS": "1", "TANDEM_HOME": str(tmp_path), "PYTHONPATH": str(ROOT / "src")}
    environment.pop("DATABASE_URL", None)
    checked = subprocess.run(
        [sys.executable, "-m", "tandem", "check", "--deploy", "--fail-level", "WARNING"],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert checked.returncode == 0, checked.stderr
    assert "0 silenced" in checked.stdout


def test_what_is_larger_than_any_file_is_not_read(client, world, settings):
    settings.REQUEST_MAX_BYTES = 1000
    answer = client.post(LOGIN, {"login": "x" * 2000})
    assert answer.status_code == 413


def test_too_many_fields_are_refused(client, world):
    answer = client.post(LOGIN, {f"f{n}": "x" for n in range(2100)})
    assert answer.status_code == 400


def test_a_nul_in_an_address_finds_nothing(world):
    browser = world.browser(world.sol)
    for address in (
        f"{reverse('search')}?q=%00a",
        f"{reverse('pipeline')}?client=a%00",
        f"{reverse('projects')}?q=%00",
    ):
        assert browser.get(address).status_code == 200


BLANKS = [
    " " * 12,
    "\u00a0" * 12,
    "\u200b" * 12,
    "\t" * 12,
    "\u3164 \u2800 \u115f \u00ad \ufeff ",
    "a" * 14,
    "abc" + " " * 12,
    "ab ab ab ab ab ab",
]


@pytest.mark.parametrize("blanks", BLANKS)
def test_blanks_are_no_password(dee, blanks):
    client = Client()
    sign_in(client, dee.email)
    for old, address in ((PASSWORD, "/account/password/change/"),):
        answer = client.post(address, {"oldpassword": old, "password1": blanks, "password2": blanks})
        assert answer.status_code != 302
        assert "There is a problem" in answer.content.decode()
    dee.refresh_from_db()
    assert dee.check_password(PASSWORD)


def test_a_reset_link_takes_no_blanks_either(dee, mailoutbox):
    Client().post("/account/password/reset/", {"email": dee.email})
    work_off()
    link = re.search(r"http://[^/]+(/account/password/reset/key/\S+)", mail.outbox[-1].body)
    assert link
    client = Client()
    address = client.get(link[1], follow=True).redirect_chain[-1][0]
    assert client.post(address, {"password1": " " * 12, "password2": " " * 12}).status_code != 302


def test_a_head_is_answered_wherever_a_get_is(world):
    """Also on pages whose views name only GET and POST; without a body, and writing nothing."""
    browser = world.browser(world.lea)
    for address in (
        "/deals/new/",
        "/imports/",
        "/settings/",
        "/healthz",
        f"/deals/{world.deal.pk}/edit/",
        LOGIN,
        "/nowhere/",
    ):
        got, head = browser.get(address), browser.head(address)
        assert (head.status_code, head.content) == (got.status_code, b""), address
        assert head["Content-Type"] == got["Content-Type"]
    assert browser.head("/imports/1/start/").status_code == 405

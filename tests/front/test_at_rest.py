"""A database that somebody reads opens nothing: second-step secrets and sessions lie sealed."""

import importlib
import json
from datetime import timedelta
from types import SimpleNamespace

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.test import Client

from tandem import clock
from tandem.front import guesses
from tandem.front.second_step import reseal_all
from tandem.front.sessions import row_key
from tandem.people.models import Person
from tandem.sealed import MARK, Unopenable, is_sealed, seal, unseal

pytestmark = pytest.mark.django_db
PASSWORD = "four plain words together"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def _still():
    """No code runs out between its making and its use."""
    with time_machine.travel(clock.now(), tick=False):
        yield


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


@pytest.fixture
def dee(world, hashed):
    cache.clear()
    world.dee.set_password(PASSWORD)
    world.dee.save()
    return world.dee


@pytest.fixture
def second_step(dee) -> tuple[str, list[str]]:
    secret = generate_totp_secret()
    TOTP.activate(dee, secret)
    return secret, RecoveryCodes.activate(dee).generate_codes()


def everything_stored() -> str:
    """Every text of every table, as somebody reads it who has the database."""
    said = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            said += [str(row) for row in cursor.fetchall()]
    return "\n".join(said)


def at_second_step(dee, **more) -> Client:
    client = Client(**more)
    assert client.post("/account/login/", {"login": dee.email, "password": PASSWORD}).status_code == 302
    return client


def test_no_secret_of_the_second_step_can_be_read(dee, second_step):
    secret, codes = second_step
    stored = everything_stored()
    assert secret not in stored
    assert not any(code in stored for code in codes)
    for row in Authenticator.objects.all():
        for kept in (row.data.get("secret"), row.data.get("seed")):
            assert kept is None or is_sealed(kept)


def test_the_secret_being_set_up_and_the_session_cannot_be_read_either(dee):
    client = at_second_step(dee)
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    client.get("/account/2fa/totp/activate/")
    secret, cookie = client.session["mfa.totp.secret"], client.cookies["sessionid"].value
    stored = everything_stored()
    assert secret not in stored
    assert cookie not in stored
    done = client.post("/account/2fa/totp/activate/", {"code": code_of(secret)}, follow=True)
    assert ">Recovery codes</h1>" in done.content.decode()


def test_codes_and_recovery_codes_open_the_door_once(dee, second_step):
    secret, codes = second_step
    for code in (code_of(secret), codes[0]):
        client = at_second_step(dee)
        assert client.post("/account/2fa/authenticate/", {"code": code}).status_code == 302
        assert client.get("/keyboard/").status_code == 200
        again = at_second_step(dee)
        assert again.post("/account/2fa/authenticate/", {"code": code}).status_code == 200


def test_a_row_of_a_session_opens_no_page(dee):
    client = at_second_step(dee)
    assert client.get("/keyboard/").status_code == 200
    for key in Session.objects.values_list("session_key", flat=True):
        thief = Client()
        thief.cookies["sessionid"] = key
        assert thief.get("/keyboard/").status_code == 302
    assert Session.objects.filter(session_key=row_key(client.cookies["sessionid"].value)).exists()


def test_signing_out_removes_the_row_and_the_cookie_is_worth_nothing(dee):
    client = at_second_step(dee)
    cookie = client.cookies["sessionid"].value
    client.post("/account/logout/")
    assert not Session.objects.filter(session_key=row_key(cookie)).exists()
    client.cookies["sessionid"] = cookie
    assert client.get("/keyboard/").status_code == 302


@pytest.mark.parametrize("cookie", ["", "x", "short", "z" * 32, "'; --", "é" * 9, "a" * 5000])
def test_a_made_up_cookie_is_nobody(world, cookie):
    client = Client()
    client.cookies["sessionid"] = cookie
    assert client.get("/keyboard/").status_code == 302


def test_a_session_that_was_tampered_with_is_empty(dee):
    client = at_second_step(dee)
    Session.objects.update(session_data=seal("nonsense", "session"))
    assert client.get("/keyboard/").status_code == 302
    Session.objects.update(session_data="e30:1:x")
    assert client.get("/keyboard/").status_code == 302


def test_an_older_secret_still_opens_and_everything_is_sealed_anew(dee, second_step, settings):
    secret, codes = second_step
    client = at_second_step(dee)
    old, settings.SECRET_KEY = settings.SECRET_KEY, "a new secret of fifty letters or so, made by nobody"
    settings.SECRET_KEY_FALLBACKS = [old]
    assert client.post("/account/2fa/authenticate/", {"code": codes[1]}).status_code == 302, "the session goes on"
    assert reseal_all() == 2
    assert reseal_all() == 0
    settings.SECRET_KEY_FALLBACKS = []
    client = at_second_step(dee)
    assert client.post("/account/2fa/authenticate/", {"code": code_of(secret)}).status_code == 302


def test_with_the_secret_gone_no_code_fits_and_nothing_breaks(dee, second_step, settings):
    secret, codes = second_step
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "quite another secret, which never sealed anything", []
    client = at_second_step(dee)
    for code in (code_of(secret), codes[0], code_of(""), code_of("A" * 32)):
        answer = client.post("/account/2fa/authenticate/", {"code": code})
        assert answer.status_code == 200
        assert "There is a problem" in answer.content.decode()
    assert reseal_all() == 0, "what can't be read stays as it is: the old secret may come back"


def test_what_one_purpose_sealed_another_does_not_open():
    kept = seal("words", "session")
    assert kept.startswith(MARK)
    assert unseal(kept, "session") == "words"
    assert seal("words", "session") != kept
    for broken in (kept[:-2], kept.replace(MARK, ""), MARK, "", kept[:-9] + "A" + kept[-8:]):
        with pytest.raises(Unopenable):
            unseal(broken, "session")
    with pytest.raises(Unopenable):
        unseal(kept, "second step")


def test_rows_from_before_are_sealed_by_the_update_once(dee, second_step):
    codes = RecoveryCodes(Authenticator.objects.get(type="recovery_codes")).generate_codes()
    seed = unseal(Authenticator.objects.get(type="recovery_codes").data["seed"], "second step")
    Authenticator.objects.filter(type="totp").update(data={"secret": SECRET})
    Authenticator.objects.filter(type="recovery_codes").update(data={"seed": seed, "used_mask": 3, "viewed_at": 1.5})
    other = Person.objects.create(email="some.body@brook.example", name="Some Body")
    sol = Authenticator.objects.create(user=other, type="recovery_codes", data={"migrated_codes": ["one1", "two2"]})
    Session.objects.create(session_key="plain", session_data="x", expire_date="2999-01-01T00:00Z")
    update = importlib.import_module("tandem.front.migrations.0009_nothing_readable_at_rest")
    editor = SimpleNamespace(connection=connection)
    update.seal(apps, editor)
    first = list(Authenticator.objects.order_by("pk").values_list("data", flat=True))
    update.seal(apps, editor)
    assert list(Authenticator.objects.order_by("pk").values_list("data", flat=True)) == first
    stored = json.dumps(first)
    assert not any(words in stored for words in (SECRET, seed, "one1", "two2"))
    assert not Session.objects.exists()
    kept = Authenticator.objects.get(type="recovery_codes", user=dee)
    assert (kept.data["used_mask"], kept.data["viewed_at"]) == (3, 1.5)
    assert RecoveryCodes(kept).generate_codes() == codes
    sol.refresh_from_db()
    assert RecoveryCodes(sol).generate_codes() == ["one1", "two2"]
    assert RecoveryCodes(sol).validate_code("one1")
    client = at_second_step(dee)
    assert client.post("/account/2fa/authenticate/", {"code": code_of(SECRET)}).status_code == 302


def test_wrong_codes_wait_like_wrong_passwords_and_keep_nobody_out_of_their_own_browser(dee, second_step):
    _secret, codes = second_step
    own = at_second_step(dee, REMOTE_ADDR="198.51.100.7")
    assert own.post("/account/2fa/authenticate/", {"code": codes[0]}).status_code == 302
    own.post("/account/logout/")
    thief = at_second_step(dee, REMOTE_ADDR="203.0.113.9")
    said = [thief.post("/account/2fa/authenticate/", {"code": f"{n:06}"}).content.decode() for n in range(8)]
    assert ["Too many tries" in words for words in said] == [False] * 5 + [True] * 3
    assert thief.post("/account/2fa/authenticate/", {"code": codes[1]}).status_code == 200, "held, though it's right"
    own.post("/account/login/", {"login": dee.email, "password": PASSWORD})
    assert own.post("/account/2fa/authenticate/", {"code": codes[2]}).status_code == 302


def test_codes_tried_from_many_machines_are_slowed_together(dee, second_step, monkeypatch):
    tried = []
    monkeypatch.setattr(TOTP, "validate_code", lambda self, code: bool(tried.append(code)))
    for n in range(40):
        client = at_second_step(dee, REMOTE_ADDR=f"192.0.2.{n}")
        client.post("/account/2fa/authenticate/", {"code": f"{n:06}"})
    assert len(tried) == guesses.CODE["account"].free
    assert timedelta(hours=1) == guesses.CODE["account"].longest

"""Coming in and what can go wrong at the door, all in the firm's own look."""

import pytest
from django.views.defaults import server_error

from tandem.front import signin

PASSWORD = "four plain words together"


@pytest.fixture
def dee(world):
    world.dee.set_password(PASSWORD)
    world.dee.save()
    return world.dee


@pytest.fixture
def signed_in(client, dee, settings):
    client.force_login(dee, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


@pytest.mark.django_db
def test_the_right_password_lets_somebody_in(client, dee):
    answer = client.post("/account/login/", {"login": dee.email, "password": PASSWORD, "next": "/keyboard/"})
    assert (answer.status_code, answer["Location"]) == (302, "/keyboard/")
    assert "Dee Lund" in client.get("/keyboard/").content.decode()


@pytest.mark.django_db
def test_the_wrong_password_is_told_without_saying_which_half_was_wrong(client, dee):
    page = client.post("/account/login/", {"login": dee.email, "password": "nope nope nope"}).content.decode()
    assert "There is a problem" in page
    assert "not correct" in page
    assert f'value="{dee.email}"' in page
    assert "nope nope nope" not in page


@pytest.mark.django_db
def test_where_somebody_wanted_to_go_is_kept(client, world):
    page = client.get("/account/login/?next=/patterns/").content.decode()
    assert '<input type="hidden" name="next" value="/patterns/">' in page


@pytest.mark.django_db
@pytest.mark.parametrize(("shown", "offered"), [(True, True), (False, False)])
def test_sample_people_are_offered_only_where_the_sample_firm_is_shown(
    client, world, settings, monkeypatch, shown, offered
):
    settings.SAMPLE_SIGN_INS = shown
    person = signin.SamplePerson("Ana Ruiz", "AR", "s", "Sells", "ana@sample.example", "sample")
    monkeypatch.setattr(signin, "sample_people", lambda: [person])
    assert ("Ana Ruiz" in client.get("/account/login/").content.decode()) == offered


STRANGERS_MAY_OPEN = {
    "/account/login/": "Sign in",
    "/account/signup/": "Accounts are made by your firm",
    "/account/inactive/": "This account is closed",
    "/account/password/reset/": "I forgot my password",
    "/account/password/reset/done/": "Look into your e-mail",
    "/account/password/reset/key/1-x/": "This link no longer works",
    "/account/password/reset/key/done/": "Your new password is set",
    "/account/confirm-email/": "Look into your e-mail",
    "/account/confirm-email/abc/": "Confirm your e-mail",
    "/nowhere/": "That is not here",
}
DEE_MAY_OPEN = {
    "/account/logout/": "Sign out?",
    "/account/password/change/": "Change your password",
    "/account/reauthenticate/": "Is it still you?",
    "/account/2fa/": "Two-step sign-in",
    "/account/email/": "This is somebody else’s to do",
}


@pytest.mark.django_db
@pytest.mark.parametrize("address", STRANGERS_MAY_OPEN)
def test_pages_at_the_door_are_ours(client, world, address):
    page = client.get(address).content.decode()
    assert f">{STRANGERS_MAY_OPEN[address]}</h1>" in page
    assert "/app.css" in page


@pytest.mark.django_db
@pytest.mark.parametrize("address", DEE_MAY_OPEN)
def test_pages_about_the_own_account_are_ours(signed_in, address):
    page = signed_in.get(address).content.decode()
    assert f">{DEE_MAY_OPEN[address]}</h1>" in page
    assert "/app.css" in page


@pytest.mark.django_db
def test_the_second_step_is_set_up_used_and_turned_off(client, dee):
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

    def code(secret: str) -> str:
        counter = next(iter(yield_hotp_counters_from_time()))
        return format_hotp_value(hotp_value(secret, counter))

    client.post("/account/login/", {"login": dee.email, "password": PASSWORD, "next": "/keyboard/"})
    asked = client.get("/account/2fa/totp/activate/", follow=True).content.decode()
    assert ">Is it still you?</h1>" in asked
    client.post("/account/reauthenticate/", {"password": PASSWORD, "next": "/account/2fa/totp/activate/"})
    page = client.get("/account/2fa/totp/activate/")
    assert ">Set up the authenticator app</h1>" in page.content.decode()
    secret = client.session["mfa.totp.secret"]
    codes = client.post("/account/2fa/totp/activate/", {"code": code(secret)}, follow=True).content.decode()
    assert ">Recovery codes</h1>" in codes
    assert codes.count('<li class="code">') == 10

    client.post("/account/logout/")
    step = client.post("/account/login/", {"login": dee.email, "password": PASSWORD}, follow=True).content.decode()
    assert ">Second step</h1>" in step
    wrong = client.post("/account/2fa/authenticate/", {"code": "000000"}).content.decode()
    assert "There is a problem" in wrong


def test_a_broken_page_needs_no_database_to_say_so(rf):
    answer = server_error(rf.get("/"))
    assert answer.status_code == 500
    assert "Something went wrong on our side" in answer.content.decode()

"""Guesses at passwords and codes: slow for who guesses, never a lock on a colleague's own browser or on an office."""

import threading
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client

from tandem import clock
from tandem.front import guesses
from tandem.front.models import Guess, KnownNetwork
from tandem.people.models import Access, Person

pytestmark = pytest.mark.django_db
PASSWORD = "four plain words together"
LOGIN = "/account/login/"
OFFICE, HOME = "198.51.100.7", "203.0.113.9"


@pytest.fixture(autouse=True)
def _still():
    """Waits are told by the clock, not by how fast a machine runs the test."""
    with time_machine.travel(clock.now(), tick=False):
        yield


@pytest.fixture
def dee(world, hashed) -> Person:
    return with_password(world.dee, hashed)


def with_password(person: Person, hashed) -> Person:
    person.set_password(PASSWORD)
    person.save()
    hashed.clear()
    return person


def at(address: str, **more) -> Client:
    return Client(REMOTE_ADDR=address, **more)


def sign_in(client: Client, email: str, password: str = PASSWORD):
    return client.post(LOGIN, {"login": email, "password": password})


def gets_in(client: Client, email: str, password: str = PASSWORD) -> bool:
    return sign_in(client, email, password).status_code == 302


def wrong(client: Client, email: str, times: int = 1) -> None:
    for n in range(times):
        assert not gets_in(client, email, f"wrong {n}")


def test_guesses_at_one_account_from_one_place_wait_longer_each_time(dee, hashed):
    start = clock.now()
    with time_machine.travel(start, tick=False):
        wrong(at(HOME), dee.email, 20)
        assert len(hashed) == 5
        held = sign_in(at(HOME), dee.email).content.decode()
        assert "Too many tries. Try again in a minute." in held
    for minutes, tried in ((2, 6), (3, 6), (5, 7), (8, 7), (10, 8)):
        with time_machine.travel(start + timedelta(minutes=minutes), tick=False):
            wrong(at(HOME), dee.email, 3)
            assert len(hashed) == tried, minutes
    with time_machine.travel(start + timedelta(minutes=21), tick=False):
        assert gets_in(at(HOME), dee.email)
        assert gets_in(at(HOME), dee.email)


def test_the_waits_never_grow_beyond_an_hour_and_are_forgotten_after_a_day(dee):
    rule, now = guesses.PASSWORD["pair"], clock.now()
    assert rule.wait(4, now, now) == timedelta()
    assert [rule.wait(tries, now, now).total_seconds() / 60 for tries in (5, 6, 7, 10, 11, 12, 10_000)] == [
        1, 2, 4, 32, 60, 60, 60,
    ]  # fmt: skip
    assert rule.wait(50, now - timedelta(days=1), now) == timedelta()
    assert rule.wait(5, now + timedelta(days=40), now) == timedelta(minutes=1), "a clock that went back"


def test_the_look_of_an_office_behind_one_address(world, dee, hashed):
    """Twenty-four wrong passwords for one account: another's right one, and then a third's, go through."""
    sol, lea = with_password(world.sol, hashed), with_password(world.lea, hashed)
    wrong(at(OFFICE), dee.email, 24)
    assert gets_in(at(OFFICE), sol.email)
    assert gets_in(at(OFFICE), lea.email)
    assert not gets_in(at(OFFICE), dee.email)


def test_an_office_of_thirty_with_slips_comes_in_on_a_monday_morning(world, hashed):
    office = [with_password(world.person(f"P{n} Staff", Access.CONSULTANT), hashed) for n in range(30)]
    for person in office:  # everybody slips once, before anybody gets it right
        wrong(at(OFFICE), person.email)
    for person in office:
        assert gets_in(at(OFFICE), person.email), person


def test_a_list_of_stolen_passwords_is_slowed_at_its_address(dee, hashed):
    start = clock.now()
    with time_machine.travel(start, tick=False):
        for n in range(300):
            wrong(at(HOME), f"guess{n}@brook.example")
    assert len(hashed) == 30
    for n in range(59):
        with time_machine.travel(start + timedelta(minutes=n), tick=False):
            wrong(at(HOME), f"more{n}@brook.example")
    assert len(hashed) < 45, "an hour at it brings a handful more"
    made_up = Guess.objects.count()
    with time_machine.travel(start + timedelta(minutes=59), tick=False):
        for n in range(50):
            wrong(at(HOME), f"even-more{n}@brook.example")
    assert Guess.objects.count() <= made_up + 110


def test_a_made_up_forwarded_header_is_no_new_place(dee, hashed):
    for n in range(60):
        client = at(HOME, headers={"X-Forwarded-For": f"203.0.113.{n}", "X-Real-IP": f"203.0.113.{n}"})
        client.post(LOGIN, {"login": f"guess{n}@brook.example", "password": "wrong"})
    assert len(hashed) == 30


def test_many_machines_that_guess_at_one_person_are_slowed_together(dee, hashed):
    for n in range(200):
        wrong(at(f"192.0.2.{n}"), dee.email)
    assert len(hashed) == 5


def test_and_that_person_gets_in_from_where_they_always_do(dee, hashed):
    known = at(OFFICE)
    assert gets_in(known, dee.email)
    known.post("/account/logout/")
    for n in range(50):
        wrong(at(f"192.0.2.{n}"), dee.email)
    assert gets_in(at(OFFICE), dee.email), "the network is known"
    travelling = Client(REMOTE_ADDR="192.0.2.250")
    travelling.cookies = known.cookies
    assert gets_in(travelling, dee.email), "the browser is known"
    assert not gets_in(at("192.0.2.251"), dee.email), "neither is"
    with time_machine.travel(clock.now() + timedelta(minutes=16)):
        assert gets_in(at("192.0.2.251"), dee.email)


def test_a_colleague_at_the_same_address_cannot_keep_somebody_out_of_their_own_browser(dee, hashed):
    own = at(OFFICE)
    assert gets_in(own, dee.email)
    own.post("/account/logout/")
    wrong(at(OFFICE), dee.email, 30)
    assert not gets_in(at(OFFICE), dee.email)
    assert gets_in(own, dee.email)


def test_a_known_browser_is_held_back_too(dee, hashed):
    """A stolen cookie buys no more tries than a new browser has."""
    own = at(OFFICE)
    assert gets_in(own, dee.email)
    own.post("/account/logout/")
    hashed.clear()
    for n in range(60):
        own.defaults["REMOTE_ADDR"] = f"192.0.2.{n}"
        wrong(own, dee.email)
    assert len(hashed) == 5


@pytest.mark.parametrize("cookie", ["", "x", "eyJpZCI6ICIxIn0:1:1", "é" * 20])
def test_a_made_up_cookie_knows_nobody(dee, hashed, cookie):
    for n in range(60):
        client = at(f"192.0.2.{n}")
        client.cookies[guesses.COOKIE] = cookie
        wrong(client, dee.email)
    assert len(hashed) == 5


def test_another_persons_browser_is_not_known_for_this_account(world, dee, hashed):
    sol, mine = with_password(world.sol, hashed), at(HOME)
    assert gets_in(mine, sol.email)
    mine.post("/account/logout/")
    hashed.clear()
    for n in range(60):
        mine.defaults["REMOTE_ADDR"] = f"192.0.2.{n}"
        wrong(mine, dee.email)
    assert len(hashed) == 5


def test_success_costs_nothing_and_buys_nothing(world, dee, hashed):
    """Right sign-ins between wrong ones don't wipe what was counted of another account."""
    sol = with_password(world.sol, hashed)
    for _n in range(8):
        assert gets_in(at(HOME), sol.email)
        wrong(at(HOME), dee.email)
    assert len(hashed) == 8 + 5


def test_a_new_password_opens_the_door_again(dee, hashed):
    wrong(at(HOME), dee.email, 30)
    guesses.forget_account(dee)
    assert gets_in(at(HOME), dee.email)


def test_one_account_written_in_many_ways_is_one(dee, hashed):
    for n in range(20):
        wrong(at(HOME), [dee.email, dee.email.upper(), f" {dee.email} ", dee.email.title()][n % 4])
    assert len(hashed) == 5


def test_the_cookie_opens_nothing_and_scripts_cannot_read_it(dee, settings):
    client = at(OFFICE)
    assert gets_in(client, dee.email)
    morsel = client.cookies[guesses.COOKIE]
    assert (morsel["httponly"], morsel["samesite"]) == (True, "Lax")
    stranger = Client()
    stranger.cookies[guesses.COOKIE] = morsel.value
    assert stranger.get("/keyboard/").status_code == 302


def test_what_is_kept_of_the_door_names_nobody(dee):
    wrong(at(HOME), dee.email, 3)
    assert gets_in(at(HOME), dee.email)
    kept = str(list(Guess.objects.values())) + str(list(KnownNetwork.objects.values("network")))
    assert dee.email not in kept
    assert HOME not in kept


def test_old_counts_are_forgotten(dee):
    wrong(at(HOME), dee.email, 3)
    assert gets_in(at(OFFICE), dee.email)
    guesses.forget_old(clock.now() + timedelta(days=1))
    assert (Guess.objects.exists(), KnownNetwork.objects.exists()) == (True, True)
    guesses.forget_old(clock.now() + timedelta(days=3))
    assert (Guess.objects.exists(), KnownNetwork.objects.exists()) == (False, True)
    guesses.forget_old(clock.now() + timedelta(days=181))
    assert not KnownNetwork.objects.exists()


def test_asking_again_for_the_password_is_counted_too(dee, hashed):
    """Is it still you? is a door like the first one; whoever sits at somebody's open screen guesses there."""
    client = at(OFFICE)
    assert gets_in(client, dee.email)
    hashed.clear()
    for n in range(30):
        client.post("/account/reauthenticate/", {"password": f"wrong {n}"})
    assert len(hashed) <= 5


@pytest.mark.django_db(transaction=True)
def test_many_at_once_are_counted_one_by_one(dee, hashed):
    """Counted before it's hashed, in the database: threads don't get a free try each."""

    def go(n: int) -> None:
        try:
            sign_in(at(HOME), dee.email, f"wrong {n}")
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=(n,)) for n in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(hashed) == 5

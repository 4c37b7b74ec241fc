"""More than can be served: some wait, the rest are told at once, and health answers through it all."""

import time
from threading import Event, Thread

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from tandem.front.overload import Door, Places, threads
from tandem.front.running import Web


def test_there_are_so_many_places_and_one_that_is_given_back_is_free():
    places = Places(2, waiting=0)
    assert [places.take(False) for _n in range(3)] == [True, True, False]
    places.give_back(False)
    assert places.take(False)


def test_writers_take_half_of_the_places_and_readers_all():
    places = Places(4, waiting=0)
    assert [places.take(True) for _n in range(3)] == [True, True, False]
    assert [places.take(False) for _n in range(3)] == [True, True, False]


@pytest.mark.parametrize("at_once", [1, 2, 3])
def test_there_is_a_place_for_a_writer_on_the_smallest_machine(at_once):
    assert Places(at_once, waiting=0).take(True)


def test_who_waits_gets_the_next_place_and_who_waits_too_long_none():
    places = Places(1, waiting=1, patience=5)
    assert places.take(False)
    told: list[bool] = []
    waiting = Thread(target=lambda: told.append(places.take(False)))
    waiting.start()
    while not places.queue[False]:
        time.sleep(0.001)
    assert not places.take(False), "one may wait, the next is told at once"
    places.give_back(False)
    waiting.join(5)
    assert told == [True]
    places.patience = 0.01
    assert not places.take(False)
    assert places.queue == {True: 0, False: 0}


def test_a_crowd_of_writers_takes_no_readers_place_in_the_queue():
    places = Places(2, waiting=1, patience=2)
    assert places.take(True)
    crowd = [Thread(target=places.take, args=(True,)) for _n in range(3)]
    for each in crowd:
        each.start()
    while not places.queue[True]:
        time.sleep(0.001)
    assert places.take(False), "a reader goes past them"
    places.give_back(True)
    for each in crowd:
        each.join(5)


def test_everybody_gets_an_answer_and_nobody_waits_long(settings):
    """Twenty people at a server with room for two, whose writers hang: the others are sent away in words, at once."""
    settings.WEB_THREADS, settings.WEB_WAITING = 2, 1
    go_on, made = Event(), RequestFactory()

    def view(request):
        if request.method == "POST":
            assert go_on.wait(20)
        return HttpResponse("done")

    door = Door(view)
    posts = [made.post("/deals/1/talk/", {"words": "What was typed at some length"}) for _n in range(10)]
    answers: dict[int, HttpResponse] = {}
    took: dict[int, float] = {}

    def send(n: int) -> None:
        began = time.monotonic()
        answers[n] = door(posts[n])
        took[n] = time.monotonic() - began

    crowd = [Thread(target=send, args=(n,)) for n in range(10)]
    for each in crowd:
        each.start()
    while len(answers) < 8:
        time.sleep(0.001)
    for address in ("/healthz", "/readyz", "/static/front/icon.svg", "/look/1/app.css", "/pipeline/"):
        assert door(made.get(address)).content == b"done", address
    go_on.set()
    for each in crowd:
        each.join(20)
    sent_away = [n for n, answer in answers.items() if answer.status_code == 503]
    assert len(sent_away) == 8
    assert all(answers[n]["Retry-After"] for n in sent_away)
    assert all("What was typed at some length" in answers[n].content.decode() for n in sent_away)
    assert all("Nothing was saved" in answers[n].content.decode() for n in sent_away)
    assert sum(answer.content == b"done" for answer in answers.values()) == 2
    assert door.places.taken == {True: 0, False: 0}


def test_a_place_is_given_back_when_the_view_fails(settings):
    settings.WEB_THREADS, settings.WEB_WAITING = 1, 0

    def view(request):
        raise ZeroDivisionError

    door = Door(view)
    for _n in range(3):
        with pytest.raises(ZeroDivisionError):
            door(RequestFactory().get("/"))


def test_there_are_threads_for_those_who_wait_and_for_saying_no(settings):
    settings.WEB_WAITING = 6
    assert threads(4) == 4 + 12 + 8
    with Web("127.0.0.1", 0, 2, 4).listen() as listening:
        command = Web("127.0.0.1", 0, 2, 4).command(listening)
    assert command[command.index("--threads") + 1] == "24"

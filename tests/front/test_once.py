"""A form that was sent twice is done once: at once, again, after a crash, after a deadlock; and never without its key."""

import time
from threading import Event

import pytest
from django.contrib import messages
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, transaction
from django.test import Client

from tandem.connectors.models import ImportBatch
from tandem.engagements.actions import talk as verbs
from tandem.front import once
from tandem.front.models import Sent
from tandem.ledger.models import Entry
from tandem.ledger.queries import breaks
from tests.ledger.test_together import at_once

pytestmark = pytest.mark.django_db(transaction=True)
DRAWN = "a" * 64


@pytest.fixture
def deal(world):
    world.sol  # noqa: B018 (made before the threads ask for it)
    return world.deal


def say(browser: Client, deal, words: str = "Said", drawn: str = DRAWN):
    return browser.post(f"/deals/{deal.pk}/talk/", {"words": words, "csrfmiddlewaretoken": drawn})


def done_once(deal, answers: list) -> None:
    assert [answer.status_code for answer in answers] == [302] + [303] * (len(answers) - 1)
    assert len({answer["Location"] for answer in answers}) == 1
    assert deal.talk.count() == 1
    assert Sent.objects.count() == 1
    assert list(breaks()) == []


def test_pressed_again_it_is_answered_like_the_first(world, deal):
    browser = world.browser(world.sol)
    done_once(deal, [say(browser, deal), say(browser, deal), say(browser, deal)])


def test_other_words_another_drawing_and_another_person_are_other_deeds(world, deal):
    browser = world.browser(world.sol)
    say(browser, deal)
    say(browser, deal, words="Other")
    say(browser, deal, drawn="b" * 64)
    say(world.browser(world.lea), deal)
    assert deal.talk.count() == 4


def test_four_at_once_are_done_once(world, deal):
    browsers = [world.browser(world.sol) for _n in range(4)]
    answers = at_once([lambda b=browser: say(b, deal) for browser in browsers])
    assert {answer.status_code for answer in answers} <= {302, 303}
    assert len({answer["Location"] for answer in answers}) == 1
    assert (deal.talk.count(), Sent.objects.count()) == (1, 1)


def test_what_is_slow_before_the_first_write_holds_up_nobody(world, deal, monkeypatch):
    """The heart of it: while one request reads a file or draws a paper, another is saved at once."""
    slow, go_on = Event(), Event()
    real = verbs.say

    def drawing(*given, **named):
        if "Slow" in str(given) + str(named):
            slow.set()
            assert go_on.wait(20)
        return real(*given, **named)

    monkeypatch.setattr(verbs, "say", drawing)

    def quick() -> float:
        assert slow.wait(20)
        began = time.monotonic()
        assert say(world.browser(world.lea), deal, words="Quick").status_code == 302
        took = time.monotonic() - began
        go_on.set()
        return took

    browser = world.browser(world.sol)
    world.lea  # noqa: B018
    answers = at_once([lambda: say(browser, deal, words="Slow"), quick])
    assert not isinstance(answers[1], Exception), answers[1]
    assert sorted(row.words for row in deal.talk.all()) == ["Quick", "Slow"]


def test_two_at_once_that_are_both_slow_first_are_done_once(world, deal, monkeypatch):
    """Both are beyond the look for the key when neither has written."""
    ready = []
    real = verbs.say

    def drawing(*given, **named):
        ready.append(1)
        ends = time.monotonic() + 10
        while len(ready) < 2 and time.monotonic() < ends:
            time.sleep(0.01)
        return real(*given, **named)

    monkeypatch.setattr(verbs, "say", drawing)
    browsers = [world.browser(world.sol), world.browser(world.sol)]
    answers = at_once([lambda b=browser: say(b, deal) for browser in browsers])
    assert len(ready) == 2, "the control: both came to write"
    assert sorted(answer.status_code for answer in answers) == [302, 303]
    assert deal.talk.count() == 1


def test_killed_between_the_commit_and_the_answer_it_is_answered_when_sent_again(world, deal, monkeypatch):
    class Killed(BaseException):
        """Nothing catches this, as nothing catches a kill."""

    did = once.Once._do

    def killed(self, request, key):
        did(self, request, key)
        raise Killed

    browser = world.browser(world.sol)
    with monkeypatch.context() as patch:
        patch.setattr(once.Once, "_do", killed)
        with pytest.raises(Killed):
            say(browser, deal)
    assert deal.talk.count() == 1
    assert say(browser, deal).status_code == 303
    assert deal.talk.count() == 1


def test_killed_before_the_commit_nothing_is_there_and_it_is_done_when_sent_again(world, deal, monkeypatch):
    class Killed(BaseException):
        """Nothing catches this, as nothing catches a kill."""

    def killed(key, response):
        raise Killed

    browser = world.browser(world.sol)
    with monkeypatch.context() as patch:
        patch.setattr(once, "_settle", killed)
        with pytest.raises(Killed):
            say(browser, deal)
    assert (deal.talk.count(), Sent.objects.count(), Entry.objects.count()) == (0, 0, 0)
    assert say(browser, deal).status_code == 302
    assert deal.talk.count() == 1


def test_one_that_looked_before_the_first_was_through_and_finds_it_done_is_answered_like_it(world, deal, monkeypatch):
    """It would be told that somebody was first: itself."""
    monkeypatch.setattr(once, "_sent", _blind_at_first(once._sent))
    browser = world.browser(world.sol)
    address = f"/deals/{deal.pk}/lose/"
    form = {"reason": "They chose another", "version": deal.version, "csrfmiddlewaretoken": DRAWN}
    first, second = browser.post(address, form), browser.post(address, form)
    assert (first.status_code, second.status_code) == (302, 303)
    assert second["Location"] == first["Location"]


def _blind_at_first(real):
    asked = []

    def sent(request, key):
        asked.append(key)
        return None if len(asked) <= 2 else real(request, key)

    return sent


def test_what_came_back_to_be_put_right_may_be_sent_again(world, deal):
    browser = world.browser(world.sol)
    assert say(browser, deal, words="").status_code == 422
    assert Sent.objects.count() == 0
    assert say(browser, deal, words="Said").status_code == 302


def test_a_file_of_the_same_name_and_size_is_another_file(world, deal):
    browser = world.browser(world.sol)
    for content in (b"Deal Name,Stage\nA,Won\n", b"Deal Name,Stage\nB,Won\n", b"Deal Name,Stage\nB,Won\n"):
        file = SimpleUploadedFile("deals.csv", content)
        assert browser.post("/imports/", {"file": file, "csrfmiddlewaretoken": DRAWN}).status_code in (302, 303)
    kept = [default_storage.open(f"imports/{batch.stored_as}").read() for batch in ImportBatch.objects.all()]
    assert len(kept) == 2
    assert sorted(text.decode()[-6] for text in kept) == ["A", "B"]


# A second try


@pytest.mark.parametrize("words", ["deadlock detected", "database is locked", "could not serialize access"])
def test_a_deadlock_or_a_busy_database_is_tried_again_once_and_nothing_is_done_twice(world, deal, monkeypatch, words):
    tries = _failing(monkeypatch, times=1, words=words)
    browser = world.browser(world.sol)
    answer = say(browser, deal)
    assert answer.status_code == 302
    assert len(tries) == 2
    assert (deal.talk.count(), Sent.objects.count(), Entry.objects.filter(verb__icontains="said").count()) == (1, 1, 1)


def test_no_word_is_left_of_the_first_try(world, deal):
    request = say(world.browser(world.sol), deal).wsgi_request
    messages.success(request, "Noted")
    once._as_it_came(request)
    assert len(messages.get_messages(request)) == 0
    assert request.user == world.sol


def test_a_second_failure_is_told_and_nothing_is_done(world, deal, monkeypatch):
    tries = _failing(monkeypatch, times=9, words="deadlock detected")
    answer = say(world.browser(world.sol), deal, words="What was said at length")
    assert answer.status_code == 503
    assert len(tries) == 2
    assert "Nothing was saved; your text is still here, try again." in answer.content.decode()
    assert "What was said at length" in answer.content.decode()
    assert (deal.talk.count(), Sent.objects.count(), Entry.objects.count()) == (0, 0, 0)


def test_a_full_disk_is_not_tried_again(world, deal, monkeypatch):
    tries = _failing(monkeypatch, times=9, words="database or disk is full")
    assert say(world.browser(world.sol), deal).status_code == 503
    assert len(tries) == 1


def test_a_fault_of_ours_is_no_busy_database(world, deal, monkeypatch):
    _failing(monkeypatch, times=9, words="no such column: words")
    browser = world.browser(world.sol)
    browser.raise_request_exception = False
    assert say(browser, deal).status_code == 500


def test_a_file_is_read_from_its_start_on_the_second_try(world, monkeypatch):
    from tandem.connectors import tasks

    failing, real = [1], tasks.look_soon

    def soon(batch, *, at):
        if failing:
            failing.pop()
            raise OperationalError("database is locked")
        real(batch, at=at)

    monkeypatch.setattr(tasks, "look_soon", soon)
    text = b"Deal Name,Stage\nA,Won\n"
    answer = world.browser(world.sol).post("/imports/", {"file": SimpleUploadedFile("deals.csv", text)})
    assert answer.status_code == 302
    batch = ImportBatch.objects.get()
    assert default_storage.open(f"imports/{batch.stored_as}").read() == text


def test_two_that_deadlock_are_both_done(world, deal):
    """For real: each holds a row that the other wants. (SQLite's writers queue.)"""
    rows = [world.sol, world.lea]
    held = [Event(), Event()]
    real = verbs.say

    def crossing(n: int):
        def add(*given, **named):
            if not held[n].is_set():
                _lock(rows[n])
                held[n].set()
                held[1 - n].wait(1)
                _lock(rows[1 - n])
            return real(*given, **named)

        return add

    by = {world.sol.pk: crossing(0), world.lea.pk: crossing(1)}

    def add(*given, **named):
        with transaction.atomic():
            return by[named["by"].pk](*given, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(verbs, "say", add)
        browsers = [world.browser(world.sol), world.browser(world.lea)]
        answers = at_once([lambda b=browser: say(b, deal) for browser in browsers])
    assert [answer.status_code for answer in answers] == [302, 302]
    assert deal.talk.count() == 2


def _lock(row) -> None:
    type(row).objects.filter(pk=row.pk).update(name=row.name)


def _failing(monkeypatch, *, times: int, words: str) -> list[int]:
    """The verb writes, and then the database fails under it, so often."""
    real = verbs.say
    tries: list[int] = []

    def add(*given, **named):
        tries.append(1)
        with transaction.atomic():
            done = real(*given, **named)
            if len(tries) <= times:
                raise OperationalError(words)
        return done

    monkeypatch.setattr(verbs, "say", add)
    return tries

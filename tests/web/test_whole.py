"""A form whose connection broke while it was sent isn't saved cut."""

import io
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse

from tandem.engagements.models import Remark
from tandem.web.whole import CutOff, Whole, taken_whole

WORDS = "We promised three things: first, second, and the third, which isn't to be lost"


class CutBrowser(Client):
    """Announces a whole form and sends as much of it as `sent` says."""

    def post_cut(self, path: str, body: bytes, sent: int, **more: str) -> int:
        environ = self._base_environ(
            REQUEST_METHOD="POST", PATH_INFO=path, CONTENT_TYPE="application/x-www-form-urlencoded",
            CONTENT_LENGTH=str(len(body)), **more,
        )  # fmt: skip
        environ["wsgi.input"] = Whole(io.BytesIO(body[:sent]), len(body))
        return self.handler(environ).status_code


def test_what_comes_whole_is_read_as_it_is():
    body = Whole(io.BytesIO(b"one\ntwo\nrest"), 12)
    assert (body.readline(), body.read(2), body.read(), body.read(), body.readline()) == (
        b"one\n", b"tw", b"o\nrest", b"", b""
    )  # fmt: skip
    assert list(Whole(io.BytesIO(b"one\ntwo"), 7)) == [b"one\n", b"two"]
    assert Whole(io.BytesIO(b"of this and of the next"), 7).read() == b"of this"


def test_what_ends_too_early_says_so():
    body = Whole(io.BytesIO(b"half"), 9)
    assert body.read(0) == b""
    assert body.readline() == b"half"
    with pytest.raises(CutOff, match="5 bytes"):
        body.read()
    with pytest.raises(CutOff):
        Whole(io.BytesIO(b""), 1).readline()


@pytest.mark.django_db
@pytest.mark.parametrize("sent", [0, 60, -1])
@pytest.mark.parametrize("by", ["field", "header"])
def test_a_form_that_was_cut_off_is_not_saved(world, sent, by):
    browser = CutBrowser(enforce_csrf_checks=True)
    browser.force_login(world.sol)
    browser.get(reverse("account_login"))
    browser.cookies["csrftoken"] = "s" * 32
    body = urlencode({"csrfmiddlewaretoken": "s" * 32, "words": WORDS}).encode()
    more = {"HTTP_X_CSRFTOKEN": "s" * 32} if by == "header" else {}
    path = reverse("deal_talk", args=[world.deal.pk])
    assert browser.post_cut(path, body, sent, **more) == 400
    assert not Remark.objects.exists()
    assert browser.post_cut(path, body, len(body), **more) in (302, 303), "whole, it's taken"
    assert Remark.objects.get().words == WORDS


def test_every_server_hands_its_requests_on_through_it():
    def application(environ, start_response):
        return [environ["wsgi.input"].read(), environ["wsgi.input"].read()]

    wrapped = taken_whole(application)
    assert wrapped({"wsgi.input": io.BytesIO(b"words"), "CONTENT_LENGTH": "5"}, None) == [b"words", b""]
    with pytest.raises(CutOff):
        wrapped({"wsgi.input": io.BytesIO(b"wor"), "CONTENT_LENGTH": "5"}, None)
    assert wrapped({"wsgi.input": io.BytesIO(b"")}, None) == [b"", b""]

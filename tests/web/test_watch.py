"""The log: whatever lets its reader in isn't in it, however it came into the line."""

import io
import json
import logging
import re
from urllib.parse import quote

import pytest
from django.contrib.sessions.backends.base import VALID_KEY_CHARS
from django.test import Client, RequestFactory
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLPattern, URLResolver
from django.utils.crypto import get_random_string

from tandem.feedback.secret import new_secret
from tandem.web import watch

SECRET = "Xk3vQ9-pLm_72hTzRw5YbNc8DfGj1sAeUiO4t6KqVxM"
# Arguments that could be a secret, and in these addresses aren't: they name an item of somebody's own list.
NO_SECRETS = {"inbox_item", "inbox_later", "inbox_give", "inbox_nudge"}
NAMES = re.compile(r"token|key|secret|code", re.IGNORECASE)


@pytest.fixture
def lines():
    """A logger of Django's with our formatter; what it wrote."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(watch.formatter())
    loggers = [logging.getLogger(name) for name in ("django.request", "django.security.csrf", "somebody.else")]
    for each in loggers:
        each.addHandler(handler)
    yield stream
    for each in loggers:
        each.removeHandler(handler)


def _routes(resolver: URLResolver) -> list[URLPattern]:
    found: list[URLPattern] = []
    for each in resolver.url_patterns:
        found += [each] if isinstance(each, URLPattern) else _routes(each)
    return found


def secret_addresses() -> list[str]:
    """Every address that takes something named like a secret, with a secret in it."""
    found = []
    for route in _routes(get_resolver()):
        names = set(route.pattern.regex.groupindex)
        if {name for name in names if NAMES.search(name)} and route.name not in NO_SECRETS:
            told = {name: SECRET if NAMES.search(name) else "1" for name in names}
            found.append(reverse(str(route.name), kwargs=told))
    return found


def test_there_are_such_addresses():
    assert len(secret_addresses()) >= 6
    assert any(path.startswith("/c/") for path in secret_addresses())


SHORT = "northlight-sample-halden"


@pytest.mark.parametrize("secret", [SECRET, SHORT, "1", "a b", "ü"])
def test_no_address_with_a_secret_is_in_a_line(lines, secret):
    for address in secret_addresses():
        path = address.replace(SECRET, quote(secret))
        request = RequestFactory().post(path, headers={"cookie": f"sessionid={SECRET}"})
        log = logging.getLogger("django.request")
        log.error("Internal Server Error: %s", path, extra={"request": request, "status_code": 500})
        csrf = logging.getLogger("django.security.csrf")
        csrf.warning("Forbidden (%s): %s", "CSRF cookie not set.", path, extra={"request": request, "status_code": 403})
        log.error(f"wsgi {request!r} and ?next={quote(path, safe='')}")
        try:
            raise ValueError(f"no such thing: {path}")
        except ValueError:
            log.exception("failed", extra={"context": {"path": path, "of": [request]}})
    said = lines.getvalue()
    shown = [quote(secret), json.dumps(secret).strip('"')]
    for text in shown if len(secret) > 1 else []:
        assert text not in said
    for line in said.splitlines():
        read = json.loads(line)
        assert not isinstance(read.get("request"), dict)
        assert "WSGIRequest" not in str(read.get("request", ""))
    assert len(said.splitlines()) == 4 * len(secret_addresses())


def secrets_of_ours() -> dict[str, str]:
    return {
        "a client's link": new_secret(),
        "a session": get_random_string(32, VALID_KEY_CHARS),
        "a form's key": get_random_string(64),
        "a reset key": "1k-d3nuu8-4b9f1c0a7d6e5f4a3b2c1d0e9f8a7b6c",
    }


@pytest.mark.parametrize("kind", secrets_of_ours())
@pytest.mark.parametrize("around", ["{}", "/c/{}/", "x {} y", "('{}',)", '{{"a": "{}"}}', "%2Fc%2F{}%2Fsign"])
def test_what_we_make_as_a_secret_is_cut_wherever_it_stands(lines, kind, around):
    secret = secrets_of_ours()[kind]
    logging.getLogger("somebody.else").error("Said %s", around.format(secret), extra={"more": around.format(secret)})
    assert secret not in lines.getvalue()


@pytest.mark.parametrize(
    "words", ["Your code is 051281.", "051281 is your code for Brook & Vale", '{"code": "051281"}', "code=051281&x=1"]
)
def test_codes_are_cut(lines, words):
    logging.getLogger("somebody.else").error(words)
    assert "051281" not in lines.getvalue()


def test_what_is_no_secret_stays(lines):
    digest, number = "9f" * 32, "0123456789abcdef"
    logging.getLogger("somebody.else").error(
        "Deal 12 at /deals/12/ %s", digest, extra={"status_code": 500, "number": number}
    )
    read = json.loads(lines.getvalue())
    assert (read["event"], read["status_code"], read["number"]) == (f"Deal 12 at /deals/12/ {digest}", 500, number)


@pytest.mark.django_db
def test_a_client_without_cookies_and_a_page_that_breaks(lines, world, monkeypatch):
    """The whole way: the browser's own 403 and 500 on a client's link."""
    secret = new_secret()
    strict = Client(enforce_csrf_checks=True, raise_request_exception=False)
    assert strict.post(f"/c/{secret}/sign/").status_code == 403

    def breaks(*_told, **_more):
        raise RuntimeError(f"while looking at /c/{secret}/")

    monkeypatch.setattr("django.core.handlers.base.BaseHandler._get_response", breaks)
    assert Client(raise_request_exception=False).get(f"/c/{secret}/").status_code == 500
    said = [json.loads(line) for line in lines.getvalue().splitlines()]
    assert [line["status_code"] for line in said if "status_code" in line] == [403, 500]
    assert secret not in lines.getvalue()
    assert any("RuntimeError" in line.get("exception", "") for line in said)

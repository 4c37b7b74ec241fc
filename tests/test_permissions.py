"""Role x URL x method as data: a URL without a row fails here, before anybody can open it."""

import pytest
from django.urls import get_resolver
from django.urls.resolvers import URLPattern, URLResolver

from tandem.front.permissions import whole
from tandem.people.models import Access
from tandem.people.permissions import ADMIN, ANYBODY


def names(resolver: URLResolver) -> set[str]:
    found: set[str] = set()
    for pattern in resolver.url_patterns:
        found |= {str(pattern.name)} if isinstance(pattern, URLPattern) else names(pattern)
    return found


def test_every_url_has_a_row():
    assert sorted(names(get_resolver()) - set(whole())) == []


def test_every_row_has_a_url():
    """A row that no address goes by tells of a page that isn't there."""
    assert sorted(set(whole()) - names(get_resolver())) == []


def test_every_row_names_known_roles_and_methods():
    for url, methods in whole().items():
        for method, who in methods.items():
            assert method in ("GET", "POST"), url
            assert who == ANYBODY or who <= {*Access.values, ADMIN}, url


@pytest.mark.django_db
def test_a_stranger_is_sent_to_sign_in(client):
    answer = client.get("/account/password/change/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/account/login/")

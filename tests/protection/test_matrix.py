"""Role x URL x method: what the permission table says is what happens, and nobody opens what they may not see."""

import pytest

from tandem.front.permissions import whole
from tandem.people.models import Access
from tandem.people.permissions import ADMIN, ANYBODY
from tests.protection.addresses import every_address
from tests.protection.crawl import Visit

pytestmark = pytest.mark.django_db
TABLE = whole()


def allowed(visit: Visit) -> bool:
    who = TABLE[visit.address.name].get(visit.method, frozenset())
    return who == ANYBODY or visit.role in who or (visit.role == ADMIN and Access.CONSULTANT in who)


def open_to_anybody(visit: Visit) -> bool:
    return ANYBODY in TABLE[visit.address.name].values()


def declared(visit: Visit) -> bool:
    return visit.method in TABLE[visit.address.name]


def wrong(visits: list[Visit], holds) -> str:
    return "\n".join(sorted({str(visit) for visit in visits if not holds(visit)}))


def test_every_url_is_opened_by_every_role(gets, posts):
    names = {address.name for address in every_address()}
    assert names <= set(TABLE)
    for role in ("", *Access.values):
        assert {visit.address.name for visit in gets if visit.role == role} == names


def test_whoever_has_not_signed_in_is_sent_to_sign_in(gets, posts):
    outside = [visit for visit in gets + posts if visit.role == "" and not open_to_anybody(visit)]
    assert wrong(outside, lambda visit: visit.status == 302 and "/account/login/" in visit.headers["Location"]) == ""


def test_whoever_is_not_in_the_table_is_refused(gets, posts):
    refused = [visit for visit in gets + posts if visit.role and declared(visit) and not allowed(visit)]
    assert refused
    assert wrong(refused, lambda visit: visit.status == 403) == ""


def test_a_method_that_the_table_does_not_name_is_not_answered(gets, posts):
    unnamed = [visit for visit in gets + posts if not declared(visit) and (visit.role or open_to_anybody(visit))]
    assert unnamed
    assert wrong(unnamed, lambda visit: visit.status == 405) == ""


def test_whoever_is_in_the_table_gets_the_page(gets):
    welcome = [visit for visit in gets if visit.role and allowed(visit) and not visit.of_kept]
    assert welcome
    assert wrong(welcome, lambda visit: visit.status in (200, 302, 303) or _elsewhere(visit)) == ""


def _elsewhere(visit: Visit) -> bool:
    """Pages that have nothing to show for this person: somebody else's view, a link that was used."""
    if visit.status == 403:
        return visit.address.name in ("account_reauthenticate", "mfa_reauthenticate", "scorecard_metric")
    return visit.status in (401, 404) and not visit.address.of_story


def test_nothing_that_somebody_does_is_our_fault(gets, posts):
    assert wrong(gets + posts, lambda visit: visit.status < 500) == ""


def test_what_somebody_may_not_see_is_not_there(gets, posts, built):
    seen_by = built.kept.seen_by
    hidden = [
        visit for visit in gets + posts if visit.of_kept and visit.role and visit.role not in seen_by and allowed(visit)
    ]
    assert len({visit.address.name for visit in hidden}) > 50
    assert wrong(hidden, lambda visit: visit.status == 404) == ""


def test_opening_a_page_changes_nothing(gets):
    """But the one that says whether this machine can write: it tries."""
    assert {str(visit): visit.wrote for visit in gets if visit.wrote and visit.address.name != "readyz"} == {}


def test_what_is_refused_changes_nothing(posts):
    refused = [visit for visit in posts if visit.status in (302, 403, 404, 405) and not allowed(visit)]
    assert {str(visit): visit.wrote for visit in refused if visit.wrote} == {}


# What a hand in the address asks for: a digit that is no number, a day that never comes, too large a number.
ODD = ({"": "²", "from": "2026-02-31", "week": "2026-02-31", "period": "2026-q9"}, {"": "9" * 40})
ASKED = (
    "after", "before", "sort", "version", "old", "new", "q", "client", "person", "role", "from", "to", "weeks", "show",
    "stage", "offering", "period", "week", "deal", "account", "view", "compare", "kind", "section", "part", "map",
    "close", "amount", "work", "rule", "seller", "close_from", "fit", "mine", "all", "tiers", "team", "open",
)  # fmt: skip


def test_no_address_breaks_a_page(firm):
    """Every page with every parameter that any page knows, each saying something odd."""
    client = firm.browser(Access.LEADERSHIP)
    client.raise_request_exception = False
    broken = set()
    pages = [
        each for each in every_address() if "GET" in TABLE[each.name] and not each.name.startswith(("account", "mfa"))
    ]
    for address in pages:
        path = address.path(firm, firm.open)
        for odd in ODD:
            status = client.get(path, {name: odd.get(name, odd[""]) for name in ASKED}).status_code
            if status >= 500:
                broken.add((address.name, odd[""][:20]))
    assert broken == set()

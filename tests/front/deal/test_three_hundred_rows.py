"""A deal with three hundred of everything asks the database as often as one with three: every page of the deal."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, get_resolver, reverse

from tandem.engagements.models import Challenge, Risk
from tandem.people.models import Role
from tandem.scoping.models import EstimateLine, RedFlag, ScopeItem, ScopeVersion, Vet
from tests.engagements import made

FEW, MANY = 3, 300
DAY_ONE = {"deal_id", "pk"}


def pages() -> list[str]:
    """The pages of a deal: addresses that take nothing but the deal, of those that are read."""
    return sorted(
        {
            each.name
            for each in get_resolver().url_patterns
            for each in (each.url_patterns if hasattr(each, "url_patterns") else [each])
            if isinstance(each, URLPattern)
            and str(each.pattern).startswith("deals/<int:")
            and len(each.pattern.converters) == 1
            and set(each.pattern.converters) <= DAY_ONE
            and each.name
        }
    )


def deal_of(world, n: int):
    """`n` of each kind of row on one deal, none of them settled, so that nothing is left out of a page."""
    world.deal = world.engagement(name=f"With {n}", stage="scoped", starts_on=world.today, ends_on=world.today)
    made.fill(world, n)
    scope = ScopeVersion.objects.create(
        engagement=world.deal, number=1, fee=100_000, made_at=world.at, made_by=world.sol, starts_on=world.today
    )
    for i in range(n):
        role = Role.objects.get_or_create(name=f"Role {i}", defaults={"team": world.data_team, "position": 10 + i})[0]
        EstimateLine.objects.create(scope=scope, role=role, minutes=600, bill_hourly=120, cost_hourly=60)
        for kind in ScopeItem.Kind.values:
            ScopeItem.objects.create(scope=scope, kind=kind, words=f"Clause {kind} {i}, as needed", position=i)
        flag = RedFlag.objects.create(
            engagement=world.deal, section="scope", words=f"Flag {i}", raised_by=world.dee, raised_at=world.at,
            raised_in="qualified",
        )  # fmt: skip
        Vet.objects.create(
            engagement=world.deal, scope=scope, section="scope", said=[{"is": "clause", "kind": "in", "words": f"Clause {i}"}], digest=f"{i:064}", word="flag",
            words="Says too little.", person=world.dee, at=world.at, flag=flag,
        )  # fmt: skip
        Challenge.objects.create(
            engagement=world.deal, about="scope", words=f"Doubt {i}", raised_by=world.dee, raised_at=world.at,
            raised_in="qualified",
        )  # fmt: skip
    Risk.objects.filter(engagement=world.deal, words__endswith="1").update(owner=None)
    return world.deal


def asked(browser, name: str, deal) -> tuple[int, int]:
    """(status, how often a page asks) the second time it's opened: what is kept for everybody is kept by then."""
    address = reverse(name, args=[deal.pk])
    browser.get(address)
    with CaptureQueriesContext(connection) as caught:
        answer = browser.get(address)
    assert answer.status_code < 500, name
    return answer.status_code, len(caught)


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["sol", "dee"])
def test_every_page_of_a_deal_asks_as_often_for_three_hundred_rows_as_for_three(world, who):
    few, many = deal_of(world, FEW), deal_of(world, MANY)
    browser = world.browser(getattr(world, who))
    counts = {name: (asked(browser, name, few), asked(browser, name, many)) for name in pages()}
    assert sum(pair[0][0] == 200 for pair in counts.values()) > 20
    assert {name: pair for name, pair in counts.items() if pair[0] != pair[1]} == {}

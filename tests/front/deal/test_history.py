"""History reads whatever the ledger keeps: rows that hold other rows' fields too, and figures only for who sees them."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from tandem.delivery.actions.amendment import propose
from tandem.engagements.models import Assumption, Duty, Outcome, Promise, Risk
from tandem.front.deal.history import _plain
from tests import dealing
from tests.front.deal.test_deal_pages import text

VALUE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)


@settings(deadline=None)
@given(VALUE, st.sampled_from(["stage", "amount", "sales_at", "changes"]))
def test_any_value_that_the_ledger_can_hold_has_words(value, name):
    assert isinstance(_plain(name, value, "GBP", {"lead": "Lead", True: "Yes"}), str)


@pytest.mark.parametrize(
    ("noun", "model", "changes", "words"),
    [
        ("outcome", Outcome, {"target": "97%"}, "97%"),
        ("promise", Promise, {"due_on": date(2027, 3, 1)}, "1 Mar 2027"),
        ("assumption", Assumption, {"minutes_if_false": 90}, "1.5 h"),
        ("duty", Duty, {"words": "Name two owners"}, "Name two owners"),
        ("risk", Risk, {"words": "Keys come late"}, "Keys come late"),
        ("deal", None, {"ends_on": date(2027, 7, 30)}, "30 Jul 2027"),
    ],
)
def test_an_amendment_reads_as_on_its_own_page(world, noun, model, changes, words):
    deal = dealing.signed(world, handed=False).engagement
    if noun == "risk":
        Risk.objects.create(engagement=deal, words="SAP late", size="minor")
    row = model.objects.first() if model else deal
    propose(deal, noun, row, changes, why="Their survey came late", by=world.sol, at=world.at)
    answer = world.browser(world.dee).get(reverse("deal_history", args=[deal.pk]))
    assert answer.status_code == 200
    said = text(answer)
    assert "asked for an amendment" in said
    assert words in said
    assert "{" not in said
    assert "Their survey came late" in said


def test_an_amended_price_is_for_who_sees_prices(world):
    deal = dealing.signed(world, handed=False).engagement
    propose(deal, "deal", deal, {"amount": Decimal("98765.50")}, why="They asked", by=world.sol, at=world.at)
    world.join(world.con, deal)
    for who, sees in ((world.fay, True), (world.con, False)):
        said = text(world.browser(who).get(reverse("deal_history", args=[deal.pk])))
        assert "asked for an amendment" in said
        assert ("£98,765.50" in said) is sees

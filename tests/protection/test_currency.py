"""A firm counts in its own currency: every page and file of one in euros, in yen and in Kuwaiti dinars says no other, and
no amount has digits that its currency hasn't."""

import html
import re

import pytest

from tandem.people.models import Access, Firm
from tandem.web.words import DIGITS, money, short_money
from tests.protection.crawl import Visit, gets_of

pytestmark = pytest.mark.django_db
MARKS = {"GBP": "£", "EUR": "€", "USD": "$", "JPY": "JPY", "KWD": "KWD"}
SIGNS = re.compile(r"[£€¥]|\$(?=\s?\d)|\b(?:GBP|USD|EUR|JPY|KWD)(?=\s?\d)")
AFTER = r"\s?[\d,]+(?:\.(\d+))?(?P<short>[km])?\b"
SEES = (Access.LEADERSHIP, Access.DELIVERY)
# Kept as they were when they were drawn or sent in; patterns that a file of strangers is read with.
AS_IT_WAS = {"deal_paper_kept"}
TAGS = re.compile(r"<(script|style)\b.*?</\1>|<[^>]+>", re.DOTALL)


def shown(visit: Visit) -> str:
    """What is read: a page without its tags, a file as it is."""
    return html.unescape(TAGS.sub(" ", visit.said.replace("&nbsp;", " ")))


def wrong(visit: Visit, coin: str) -> set[str]:
    """What names another currency, and amounts whose digits aren't this one's."""
    said, mark = shown(visit), MARKS[coin]
    found = {sign for sign in SIGNS.findall(said) if sign != mark}
    if "wordprocessingml" in visit.headers.get("Content-Type", ""):
        found.discard("$")  # its fonts and styles, which are read along, hold any letter
    for amount in re.finditer(re.escape(mark) + AFTER, said):
        digits = len(amount[1] or "")
        if digits and not amount["short"] and digits != DIGITS.get(coin, 2):
            found.add(amount[0])
    return found


@pytest.fixture
def counts_in(firm):
    def change(coin: str):
        Firm.objects.update(currency=coin)
        return firm

    return change


@pytest.mark.parametrize("coin", ["EUR", "JPY", "KWD"])
def test_no_page_and_no_file_says_another_currency(counts_in, coin):
    firm, told, amounts = counts_in(coin), {}, 0
    for role in SEES if coin == "EUR" else SEES[:1]:
        for visit in gets_of(firm, role):
            if visit.status != 200 or visit.address.name in AS_IT_WAS:
                continue
            amounts += shown(visit).count(MARKS[coin])
            if bad := wrong(visit, coin):
                told[str(visit)] = bad
    assert told == {}
    assert amounts > 100


def test_the_crawl_would_find_pounds(counts_in, monkeypatch):
    """The control that has to lose: the fault as it was found, one call that took pounds for granted."""
    from tandem.scorecard.queries import tables

    firm = counts_in("EUR")
    monkeypatch.setattr(tables, "currency", lambda: "GBP")
    visits = [each for each in gets_of(firm, Access.LEADERSHIP) if each.address.name == "scorecard_metric"]
    assert any("£" in wrong(each, "EUR") for each in visits)


@pytest.mark.parametrize(
    ("coin", "whole", "exact"),
    [("GBP", "£1,235", "£1,234.50"), ("EUR", "€1,235", "€1,234.50"), ("JPY", "JPY 1,235", "JPY 1,235"), ("KWD", "KWD 1,235", "KWD 1,234.500")],
)  # fmt: skip
def test_an_amount_has_the_digits_of_its_currency(coin, whole, exact):
    assert (money(1234.5, coin), money(1234.5, coin, cents=True)) == (whole, exact)


@pytest.mark.parametrize("missing", ["", None])
def test_no_currency_is_an_error_and_not_a_guess(missing):
    for said in (money, short_money):
        with pytest.raises(ValueError, match="without a currency"):
            said(5, missing)
        with pytest.raises(ValueError, match="without a currency"):
            said(None, missing)
        with pytest.raises(TypeError):
            said(5)

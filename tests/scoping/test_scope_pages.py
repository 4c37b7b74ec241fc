"""Scope and price as each role sees them, and what they answer to bad and late input."""

from decimal import Decimal
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tandem.people.models import Role, RoleRate
from tandem.review.models import Policy
from tandem.scoping.actions import draft, items, lines
from tandem.scoping.models import EstimateLine, ScopeItem, ScopeVersion

HOSTILE = "<img src=x onerror=alert(1)>"
PAGES = ("deal_scope", "deal_price", "deal_review")


def page(world, person, name, *args, data=None, query=""):
    browser, address = world.browser(person), reverse(name, args=[world.deal.pk, *args]) + query
    return browser.get(address) if data is None else browser.post(address, data)


def section_of(answer) -> str:
    html = answer.content.decode()
    return html[html.index('id="section"') :].split('id="rail"')[0]


@pytest.mark.parametrize("name", PAGES)
def test_strangers_get_404_and_readers_no_buttons(world, drafted, name):
    assert page(world, world.con, name).status_code == 404
    assert page(world, world.sue, name).status_code == 404
    world.join(world.con, world.deal)
    for person in (world.con, world.rex, world.fay):
        html = section_of(page(world, person, name))
        assert "<form" not in html
        assert "/new/" not in html


def test_tiers_stand_side_by_side_and_one_click_starts(world, gold):
    html = section_of(page(world, world.sol, "deal_scope"))
    assert "Start from Gold" in html
    assert "£30,000" in html
    assert page(world, world.sol, "deal_scope_start", data={"tier": gold.pk}).status_code == 303
    html = section_of(page(world, world.sol, "deal_scope"))
    assert "One asset register" in html
    assert "Device upgrades" in html
    assert "200 h" in html


def test_a_tiers_fee_is_hidden_from_who_may_not_see_prices(world, gold):
    world.join(world.con, world.deal)
    for person in (world.rex, world.con):
        html = page(world, person, "deal_scope").content.decode()
        assert "One asset register" in html
        assert "30,000" not in html
        assert "Start from" not in html


@pytest.mark.parametrize(
    "named", [{"tier": "x"}, {"tier": "-1"}, {"tier": "9" * 30}, {"from_version": "-1"}, {"from_version": "9"}]
)
def test_what_a_scope_should_start_from_and_is_not_there_starts_nothing(world, gold, named):
    assert page(world, world.sol, "deal_scope_start", data=named).status_code == 404
    assert not ScopeVersion.objects.filter(engagement=world.deal).exists()


def test_a_scope_is_built_from_nothing(world, analyst):
    assert page(world, world.sol, "deal_scope_start", data={}).status_code == 303
    clause = {"words": "A van pilot", "kind": "in"}
    assert page(world, world.dee, "deal_scope_item_new", data=clause).status_code == 303
    assert (
        page(world, world.dee, "deal_scope_line_new", data={"role": analyst.pk, "minutes": "10.5"}).status_code == 303
    )
    html = section_of(page(world, world.sol, "deal_scope"))
    assert "A van pilot" in html
    assert "10.5 h" in html
    assert "£1,265" in html  # 10.5 h x 120.50


FIGURES = ["120.50", "61.25", "1,205", "612"]


@pytest.mark.parametrize(
    ("who", "seen"),
    [("lea", FIGURES), ("fay", FIGURES), ("sol", FIGURES[::2]), ("dee", FIGURES[::2]), ("rex", []), ("con", [])],
)
@pytest.mark.parametrize("name", ["deal_scope", "deal_price"])
def test_each_figure_reaches_only_those_whose_it_is(world, analyst, name, who, seen):
    """10 hours at 120.50 a bill hour, 61.25 a cost hour."""
    world.join(world.con, world.deal)
    scope = draft.start(world.deal, by=world.sol, at=world.at)
    lines.add(scope, by=world.sol, at=world.at, today=world.today, role=analyst, minutes=600)
    html = page(world, getattr(world, who), name).content.decode()
    figures = [figure for figure in FIGURES if figure in html]
    assert [figure for figure in figures if figure in FIGURES[:2]] == [each for each in seen if each in FIGURES[:2]]
    assert ("1,205" in html) is ("1,205" in seen)
    assert "10 h" in html
    if name == "deal_price":
        assert ("49.2%" in section_of(page(world, getattr(world, who), name))) is (who not in ("rex", "con"))


def test_the_margin_stands_beside_the_floor(world, drafted):
    Policy.objects.update(current=False)
    Policy.objects.create(number=99, current=True, margin_floor=Decimal("0.520"), published_at=world.at)
    html = section_of(page(world, world.sol, "deal_price"))
    assert "the floor is 52.0%" in html
    assert "50.0%" in html
    assert "under the floor" in html
    for person in (world.rex,):
        html = section_of(page(world, person, "deal_price"))
        assert "floor" not in html
        assert "£" not in html


def test_a_clause_that_somebody_else_reworded_is_409_with_both_texts(world, drafted):
    row = drafted.items.get(kind="in")
    read = items.as_read(row, [])
    items.revise(row, by=world.dee, at=world.at, seen=read, words="Dee's register", kind="in")
    data = {"words": "Sol's register", "kind": "in", "seen": read}
    answer = page(world, world.sol, "deal_scope_item", row.pk, data=data)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Dee Lund changed this" in html
    assert unescape(html).count("Sol's register") == 2  # in the conflict, and still in its field
    assert "Dee&#39;s register" in html
    again = page(
        world,
        world.sol,
        "deal_scope_item",
        row.pk,
        data={**data, "seen": items.as_read(ScopeItem.objects.get(pk=row.pk), [])},
    )
    assert again.status_code == 303
    assert ScopeItem.objects.get(pk=row.pk).words == "Sol's register"


def test_hours_that_somebody_else_changed_are_409_with_both(world, drafted):
    line = drafted.lines.get()
    read = lines.as_read([line])
    lines.set_hours(drafted, by=world.dee, at=world.at, seen=read, minutes={line.pk: 6600})
    answer = page(world, world.sol, "deal_scope_hours", data={f"hours_{line.pk}": "90", "seen": read})
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "110 h" in html
    assert "90 h" in html
    assert 'value="90"' in html


@pytest.mark.parametrize(
    ("name", "data", "problem"),
    [
        ("deal_scope_item_new", {"words": "", "kind": "in"}, "This field is required."),
        ("deal_scope_item_new", {"words": "x" * 301, "kind": "in"}, "at most 300 characters"),
        ("deal_scope_item_new", {"words": "A", "kind": "maybe"}, "Select a valid choice"),
        ("deal_scope_line_new", {"role": "", "minutes": "5"}, "This field is required."),
        ("deal_scope_line_new", {"role": "x", "minutes": "-5"}, "greater than or equal to 0"),
        ("deal_scope_dates", {"starts_on": "2027-02-01", "ends_on": "2027-01-01"}, "It ends before it starts."),
        ("deal_price_discount", {"amount": "500"}, "Name who is asked to allow the discount."),
        ("deal_price_discount", {"amount": "-1"}, "greater than or equal to 0"),
        ("deal_price_discount", {"amount": "lots"}, "Enter a number."),
    ],
)
def test_bad_input_is_422_with_what_was_typed(world, drafted, name, data, problem):
    answer = page(world, world.sol, name, data={**data, "seen": drafted.version})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert problem in html
    typed = next((value for value in data.values() if value and value not in ("in", "x", "maybe")), "")
    assert typed in html


def test_a_discount_too_large_is_told_in_the_form(world, drafted):
    data = {"amount": "99999", "asked": world.lea.pk, "why": "First deal", "seen": drafted.version}
    answer = page(world, world.sol, "deal_price_discount", data=data)
    assert answer.status_code == 422
    assert "The discount is more than the list price." in answer.content.decode()
    assert 'value="99999"' in answer.content.decode()


def test_a_discount_is_shown_with_who_is_asked(world, drafted):
    data = {"amount": "2000", "asked": world.lea.pk, "why": "First deal", "seen": drafted.version}
    assert page(world, world.sol, "deal_price_discount", data=data).status_code == 303
    html = section_of(page(world, world.sol, "deal_price"))
    assert "asked of Lea Marsh, not yet allowed" in html
    assert "Because: First deal" in html
    assert "−£2,000" in html
    assert "£10,000" in html


def test_only_leadership_and_finance_can_be_asked_for_a_discount(world, drafted):
    data = {"amount": "2000", "asked": world.sol.pk, "why": "First deal", "seen": drafted.version}
    assert page(world, world.sol, "deal_price_discount", data=data).status_code == 422


def test_a_shut_gate_is_422_with_its_reasons(world, drafted):
    world.deal.stage = "qualified"
    world.deal.save()
    answer = page(world, world.sol, "deal_freeze", data={"seen": drafted.version})
    html = section_of(answer)
    assert answer.status_code == 422
    for words in ("Write at least one outcome", "Name at least one duty", "Hold a scoping session"):
        assert words in html


def test_an_open_gate_freezes_by_the_button(world, ready, drafted):
    drafted.refresh_from_db()
    assert page(world, world.sol, "deal_freeze", data={"seen": drafted.version}).status_code == 303
    html = section_of(page(world, world.sol, "deal_scope"))
    assert "frozen" in html
    assert "Start version 2" in html
    assert "/items/" not in html
    assert page(world, world.sol, "deal_scope_item_new", data={"words": "More", "kind": "in"}).status_code == 404
    assert page(world, world.sol, "deal_scope_start", data={"from_version": "1"}).status_code == 303
    assert "Version 2" in page(world, world.sol, "deal_scope_compare").content.decode()


def test_a_draft_that_moved_on_is_not_frozen(world, ready, drafted):
    drafted.refresh_from_db()
    items.add(drafted, by=world.dee, at=world.at, kind="out", words="Vans")
    answer = page(world, world.sol, "deal_freeze", data={"seen": drafted.version - 1})
    assert answer.status_code == 409
    assert "Vans" in answer.content.decode()
    assert ScopeVersion.objects.get().frozen_at is None


def test_there_is_nothing_to_compare_with_one_version(world, drafted):
    assert page(world, world.sol, "deal_scope_compare").status_code == 404


def test_hostile_clauses_are_shown_as_words(world, drafted):
    items.add(drafted, by=world.sol, at=world.at, kind="in", words=HOSTILE)
    for name in ("deal_scope", "deal_price"):
        assert HOSTILE not in page(world, world.sol, name).content.decode()


@pytest.mark.parametrize("name", ["deal_scope", "deal_price"])
def test_as_many_queries_for_300_lines_as_for_3(world, gold, name):
    counts = []
    scope = draft.start_from_tier(world.deal, gold, by=world.sol, at=world.at, today=world.today)
    for n in (3, 297):
        have = EstimateLine.objects.count()
        roles = Role.objects.bulk_create(Role(name=f"Role {have + i}") for i in range(n))
        RoleRate.objects.bulk_create(
            RoleRate(role=role, starts_on="2025-01-01", bill_hourly=100, cost_hourly=50) for role in roles
        )
        EstimateLine.objects.bulk_create(
            EstimateLine(scope=scope, role=role, minutes=60, bill_hourly=100, cost_hourly=50) for role in roles
        )
        ScopeItem.objects.bulk_create(ScopeItem(scope=scope, words=f"Clause {have + i}") for i in range(n))
        browser = world.browser(world.sol)
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(reverse(name, args=[world.deal.pk])).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]

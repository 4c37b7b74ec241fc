"""Risks: named is not owned; only who was named says yes, and sales records a client's."""

import math
from decimal import Decimal
from fractions import Fraction

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse

from tandem.engagements.actions import risk as actions
from tandem.engagements.models import Risk
from tandem.engagements.queries import risk as queries
from tandem.ledger.models import Entry
from tests.engagements.made import assumption, risk

WORDS = {"words": "Board date moves forward", "size": "major"}


def page(world, person, name, *args, data=None):
    browser, address = world.browser(person), reverse(name, args=[world.deal.pk, *args])
    return browser.get(address) if data is None else browser.post(address, data)


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({}, "unowned"),
        ({"owner_id": 1}, "named"),
        ({"owner_contact_id": 1}, "named"),
        ({"owner_id": 1, "accepted_at": "now"}, "accepted"),
        ({"accepted_at": "now"}, "unowned"),
        ({"owner_id": 1, "declined_why": "Not mine"}, "declined"),
        ({"fate": "passed", "owner_id": 1}, "closed"),
    ],
)
def test_each_is_in_exactly_one_state(fields, state):
    assert queries.state(Risk(**fields)) == state


@pytest.mark.parametrize(
    ("share", "minutes", "exposure"),
    [("0.3", 2700, 810), ("0.001", 100, 1), (None, 60, 60), ("0", 60, 0), ("1", 0, 0)],
)
def test_exposure_is_probability_times_impact(share, minutes, exposure):
    row = Risk(probability=None if share is None else Decimal(share), impact_minutes=minutes)
    assert queries.exposure(row) == exposure


def test_a_risk_is_added_whole(world):
    data = {
        **WORDS, "who": f"p{world.dee.pk}", "probability": "30", "impact_minutes": "45", "impact_money": "9000",
        "mitigation": "Vans in May", "trigger": "The agenda", "review_on": "2026-12-01", "priced": "on",
    }  # fmt: skip
    assert page(world, world.sol, "deal_risk_new", data=data).status_code == 303
    row = Risk.objects.get()
    assert (row.owner, row.accepted_at, row.named_by) == (world.dee, None, world.sol)
    assert (row.probability, row.impact_minutes, row.priced) == (Decimal("0.300"), 2700, True)
    html = page(world, world.sol, "deal_risks").content.decode()
    assert "13.5 h" in html
    assert "was named, hasn’t answered" in html


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        ({"words": ""}, "This field is required."),
        ({"review_on": "2026-12-18"}, "Review date must be before the proposal goes out, 11 December 2026"),
        ({"probability": "130"}, "100"),
        ({"probability": "-5"}, "0"),
        ({"priced": "on"}, "Say how many hours are in the price."),
        ({"who": "Data team"}, "Name one person who owns this risk"),
        ({"who": "p999999"}, "Name one person who owns this risk"),
        ({"size": "huge"}, "Select a valid choice"),
    ],
)
def test_bad_input_is_told_at_its_field_and_kept(world, data, problem):
    answer = page(world, world.sol, "deal_risk_new", data={**WORDS, "trigger": "The agenda changes", **data})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert html.count(problem) >= 2
    assert "The agenda changes" in html
    assert not Risk.objects.exists()


@pytest.mark.parametrize("who", ["sol", "lea", "dov", "rex"])
def test_only_the_person_who_was_named_answers(world, who):
    row = risk(world, owner=world.dee)
    answer = page(world, getattr(world, who), "deal_risk_own", row.pk, data={"says": "accept", "seen": 1})
    assert answer.status_code == 403
    assert Risk.objects.get().accepted_at is None


def test_the_owner_accepts(world):
    row = risk(world, owner=world.dee)
    assert page(world, world.dee, "deal_risk_own", row.pk, data={"says": "accept", "seen": 1}).status_code == 303
    assert "accepted" in page(world, world.sol, "deal_risks").content.decode()


def test_the_owner_declines_with_a_reason(world):
    row = risk(world, owner=world.dee)
    silent = page(world, world.dee, "deal_risk_own", row.pk, data={"says": "decline", "seen": 1})
    assert silent.status_code == 422
    assert "Say why, so that somebody else can be named." in silent.content.decode()
    data = {"says": "decline", "why": "I am on leave", "seen": 1}
    assert page(world, world.dee, "deal_risk_own", row.pk, data=data).status_code == 303
    html = page(world, world.sol, "deal_risks").content.decode()
    assert "declined: I am on leave" in html
    assert "name another" in html


def test_a_clients_yes_is_recorded_by_sales_with_a_note(world):
    row = risk(world, owner_contact=world.ruth)
    assert (
        page(world, world.dee, "deal_risk_own", row.pk, data={"says": "accept", "why": "x", "seen": 1}).status_code
        == 403
    )
    silent = page(world, world.sol, "deal_risk_own", row.pk, data={"says": "accept", "seen": 1})
    assert "Say how and when the client said so." in silent.content.decode()
    data = {"says": "accept", "why": "On the call of 20 November", "seen": 1}
    assert page(world, world.sol, "deal_risk_own", row.pk, data=data).status_code == 303
    entry = Entry.objects.get(verb="accepted risk")
    assert (entry.actor_name, entry.reason) == ("Sol Hart", "On the call of 20 November")


def test_a_consultant_who_is_named_can_open_the_deal_and_answer(world):
    row = risk(world)
    world.join(world.con, world.engagement("Another deal"))
    actions.name_owner(row, by=world.sol, at=world.at, seen=1, owner=world.con, owner_contact=None)
    assert page(world, world.con, "deal_risk_own", row.pk).status_code == 200
    assert page(world, world.con, "deal_risk_own", row.pk, data={"says": "accept", "seen": 2}).status_code == 303


def test_naming_oneself_is_accepting(world):
    row = risk(world)
    assert (
        page(world, world.sol, "deal_risk_owner", row.pk, data={"who": f"p{world.sol.pk}", "seen": 1}).status_code
        == 303
    )
    assert queries.state(Risk.objects.get()) == "accepted"


def test_naming_nobody_is_told(world):
    row = risk(world)
    answer = page(world, world.sol, "deal_risk_owner", row.pk, data={"who": "", "seen": 1})
    assert answer.status_code == 422
    assert "Name one person who owns this risk" in answer.content.decode()


@pytest.mark.parametrize(
    ("changes", "still"),
    [
        ({"impact_minutes": 9000}, False),
        ({"size": "major"}, False),
        ({"words": "W"}, False),
        ({"mitigation": "M"}, True),
    ],
)
def test_another_meaning_asks_its_owner_again(world, changes, still):
    row = risk(world, owner=world.dee, accepted_at=world.at)
    actions.revise(row, by=world.sol, at=world.at, seen=1, **changes)
    assert (Risk.objects.get().accepted_at is not None) is still


def test_its_owner_may_size_it_anew(world):
    row = risk(world, owner=world.dee, accepted_at=world.at)
    actions.revise(row, by=world.dee, at=world.at, seen=1, size="major")
    assert Risk.objects.get().accepted_at is not None


def test_a_stale_form_shows_both_owners(world):
    row = risk(world)
    actions.name_owner(Risk.objects.get(), by=world.sue, at=world.at, seen=1, owner=world.dov, owner_contact=None)
    answer = page(world, world.sol, "deal_risk_owner", row.pk, data={"who": f"p{world.dee.pk}", "seen": 1})
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Sue Odell changed this" in html
    assert ">Dee Lund<" in html
    assert Risk.objects.get().owner == world.dov


@pytest.mark.parametrize("fate", ["passed", "happened", "open"])
def test_it_passes_or_happens(world, fate):
    row = risk(world, fate="passed" if fate == "open" else "open")
    assert page(world, world.sol, "deal_risk_fate", row.pk, data={"fate": fate, "seen": 1}).status_code == 303
    assert Risk.objects.get().fate == fate


def test_the_database_keeps_one_owner_and_a_probability(world):
    with pytest.raises(IntegrityError), transaction.atomic():
        risk(world, owner=world.dee, owner_contact=world.ruth)
    with pytest.raises(IntegrityError), transaction.atomic():
        risk(world, probability=Decimal("1.2"))


def test_readers_name_no_risks(world):
    for person in (world.rex, world.fay, world.con):
        with pytest.raises(PermissionDenied):
            actions.add(world.deal, by=person, at=world.at, words="X")


def test_the_total_says_what_is_exposed_and_how_much_of_it_is_priced(world):
    """By hand: 30% of 45 h (priced), 20% of 40 h, a hardened 12 h in full; 25% of £12,000 and 30% of £500; the
    passed one counts no more."""
    hard = assumption(world, minutes_if_false=720, priced=True)
    risk(world, words="A", probability=Decimal("0.3"), impact_minutes=2700, priced=True, impact_money=500)
    risk(world, words="B", probability=Decimal("0.2"), impact_minutes=2400)
    risk(world, words="C", impact_minutes=720, from_assumption=hard, priced=True)
    risk(world, words="D", probability=Decimal("0.25"), impact_money=12000)
    risk(world, words="E", impact_minutes=6000, impact_money=9999, fate="passed", priced=True)
    html = page(world, world.sol, "deal_risks").content.decode()
    assert "Exposure 33.5 h, £3,150; 25.5 h of it is in the price." in html
    blind = page(world, world.rex, "deal_risks").content.decode()
    assert "Exposure 33.5 h; 25.5 h of it is in the price." in blind
    assert "£" not in blind.split('id="exposure"')[1][:200]
    assert queries.total(queries.rows(world.deal, world.rex)).money is None


def test_the_total_is_the_sum_of_every_row_however_many(world):
    """Against sums of plain fractions over the stored rows."""
    for i in range(60):
        risk(
            world, words=f"R{i}", probability=None if i % 7 == 0 else Decimal(i % 10) / 10, impact_minutes=i * 37,
            priced=i % 3 == 0, fate="passed" if i % 5 == 0 else "open",
        )  # fmt: skip
    found = queries.total(queries.rows(world.deal, world.sol))
    open_ones = [row for row in Risk.objects.all() if row.fate == "open"]

    def expected(row):
        return math.ceil(Fraction(row.probability if row.probability is not None else 1) * row.impact_minutes)

    assert found.minutes == sum(expected(row) for row in open_ones)
    assert found.priced_minutes == sum(expected(row) for row in open_ones if row.priced)


def test_they_stand_by_size_or_by_exposure(world):
    risk(world, words="Small but likely", size="minor", impact_minutes=6000)
    risk(world, words="Major", size="major", impact_minutes=60)
    risk(world, words="Larger major", size="major", impact_minutes=600)
    by_size = [row.risk.words for row in queries.rows(world.deal, world.sol)]
    by_exposure = [row.risk.words for row in queries.rows(world.deal, world.sol, "exposure")]
    assert by_size == ["Larger major", "Major", "Small but likely"]
    assert by_exposure == ["Small but likely", "Larger major", "Major"]
    html = world.browser(world.sol).get(reverse("deal_risks", args=[world.deal.pk]) + "?by=exposure").content.decode()
    assert html.index("Small but likely") < html.index("Larger major")

"""Discount, novelty, exposure, deadline: by hand, and at their edges."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pytest

from tandem.calc.board import answer_by, discount_share, exposure_at_cost, exposure_share, lapses_on, novelty


@pytest.mark.parametrize(
    ("fee", "discount", "share"),
    [("90", "10", "0.1"), ("100", "0", "0"), ("0", "50", "1"), ("0", "0", None), ("-5", "2", None)],
)
def test_the_discount_is_of_the_list_price(fee, discount, share):
    assert discount_share(Decimal(fee), Decimal(discount)) == (None if share is None else Decimal(share))


@pytest.mark.parametrize(
    ("own", "standard", "share"),
    [
        ({"a": 100}, {"a": 100}, "0"),
        ({"a": 100}, {}, "1"),
        ({}, {"a": 100}, "1"),
        ({"a": 150}, {"a": 100}, "0.3333"),
        ({"a": 50, "b": 50}, {"a": 100}, "0.6667"),
        ({"a": 0}, {"b": 0}, None),
        ({}, {}, None),
    ],
)
def test_novelty_by_hand(own, standard, share):
    found = novelty(own, standard)
    assert (None if found is None else f"{found:.4f}".rstrip("0").rstrip(".")) == share


def test_novelty_is_a_share_and_the_same_both_ways():
    """Another way to count it: 1 less the hours that both have in common over all hours of either."""
    chance = Random(7)
    for _each in range(200):
        own, standard = ({role: chance.randrange(0, 900) for role in chance.sample("abcde", 3)} for _side in "12")
        common = sum(min(own[role], standard[role]) for role in own if role in standard)
        every = sum(own.values()) + sum(standard.values()) - common
        found = novelty(own, standard)
        assert found == novelty(standard, own)
        if every:
            assert abs(found - (1 - Decimal(common) / every)) < Decimal("1e-20")
            assert 0 <= found <= 1


@pytest.mark.parametrize(
    ("risks", "hourly", "exposure"),
    [
        ([], None, "0"),
        ([(Decimal("0.5"), 600, None)], Decimal(80), "400"),
        ([(None, 600, Decimal(50))], Decimal(80), "850"),
        ([(Decimal("0.5"), 0, Decimal(300))], None, "150"),
        ([(Decimal("0.5"), 600, None)], None, None),
    ],
)
def test_exposure_counts_hours_at_cost_and_money(risks, hourly, exposure):
    assert exposure_at_cost(risks, hourly) == (None if exposure is None else Decimal(exposure))


def test_exposure_without_a_fee_or_a_cost_isnt_known():
    assert exposure_share(Decimal(10), Decimal(0)) is None
    assert exposure_share(None, Decimal(10)) is None
    assert exposure_share(Decimal(0), Decimal(10)) == 0


@pytest.mark.parametrize(
    ("frozen", "days", "off", "due"),
    [
        (date(2026, 11, 20), 0, [], date(2026, 11, 20)),
        (date(2026, 11, 20), 1, [], date(2026, 11, 23)),
        (date(2026, 11, 21), 1, [], date(2026, 11, 23)),
        (date(2026, 11, 20), 5, [], date(2026, 11, 27)),
        (date(2026, 12, 23), 2, [date(2026, 12, 25), date(2026, 12, 28)], date(2026, 12, 29)),
    ],
)
def test_a_deadline_counts_working_days(frozen, days, off, due):
    assert answer_by(frozen, days, off) == due


def test_a_deadline_before_the_freezing_is_a_mistake():
    with pytest.raises(ValueError, match="before the freezing"):
        answer_by(date(2026, 11, 20), -1)


def test_a_word_holds_on_its_day_and_for_so_many_days_after():
    spoken = date(2026, 11, 24)
    assert lapses_on(spoken, 0) == spoken + timedelta(days=1)
    assert lapses_on(spoken, 60) == date(2027, 1, 24)

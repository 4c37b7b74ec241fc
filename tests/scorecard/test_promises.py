"""Promises kept, against a count by hand: in the firm, by offering, by who gave their word."""

import random
from collections import defaultdict
from datetime import date, timedelta

import pytest

from tandem.catalogue.models import Offering, Tier
from tandem.engagements.models import Promise
from tandem.scorecard.periods import named
from tandem.scorecard.queries import promise_tables as tables
from tandem.scorecard.queries.promises import by_offering, due, kept

QUARTER = named("2026-Q4", date(2026, 11, 24))


def settled(world, deal, result, by=None, days_ago=3, **fields):
    return Promise.objects.create(
        engagement=deal, quote=f"It will be {result}.", said_by=by or world.sol, said_on=world.today, result=result,
        settled_at=world.at - timedelta(days=days_ago), **fields,
    )  # fmt: skip


@pytest.fixture
def many(world):
    """Ninety promises of three people on four deals of two offerings and none, some of another quarter."""
    draw = random.Random(5)
    tiers = []
    for name in ("Data platform", "Warehouse"):
        offering = Offering.objects.create(name=name, slug=name.lower().replace(" ", "-"), line="Data")
        tiers.append(Tier.objects.create(offering=offering, grade="gold", fee=1, weeks=4, made_at=world.at))
    deals = [world.engagement(f"D{n}", stage="signed", tier=tier) for n, tier in enumerate([*tiers, tiers[0], None])]
    results = ["kept", "kept", "late", "renegotiated", "broken", "withdrawn", ""]
    for _each in range(90):
        settled(
            world, draw.choice(deals), draw.choice(results), by=draw.choice([world.sol, world.sue, world.dee]),
            days_ago=draw.choice([3, 20, 90]),
        )  # fmt: skip
    return world


def by_hand(rows, name_of):
    """Name -> [kept, of], in plain Python."""
    found = defaultdict(lambda: [0, 0])
    for row in rows:
        if row.settled_at.date() >= date(2026, 10, 1) and row.result not in ("", "withdrawn"):
            found[name_of(row)][0] += row.result == "kept"
            found[name_of(row)][1] += 1
    return dict(found)


def test_the_share_of_the_firm(many):
    count, of = by_hand(Promise.objects.all(), lambda row: "")[""]
    found = kept(many.lea, QUARTER)
    assert (found.count, found.of, found.share) == (count, of, count / of)
    assert len(due(many.lea, QUARTER)) == of
    assert tables.promises(many.lea, QUARTER, many.today).figure == f"{round(100 * count / of)}%"


def test_by_offering(many):
    def offering(row):
        return row.engagement.tier.offering.name if row.engagement.tier else "Without an offering"

    found = by_offering(due(many.lea, QUARTER))
    assert {each.name: [each.rate.count, each.rate.of] for each in found} == by_hand(Promise.objects.all(), offering)
    assert [each.name for each in found] == ["Data platform", "Warehouse", "Without an offering"]


def test_by_person_leadership_sees_all_in_the_order_of_names_and_the_others_themselves(many):
    hand = by_hand(Promise.objects.all(), lambda row: row.said_by.name)
    rows = tables.promises_by_person(many.lea, QUARTER, many.today).rows
    assert [row[0].words for row in rows] == sorted(hand) == ["Dee Lund", "Sol Hart", "Sue Odell"]
    assert {row[0].words: row[1].words for row in rows} == {name: str(count) for name, (count, _of) in hand.items()}
    for person in (many.sol, many.dee):
        rows = tables.promises_by_person(person, QUARTER, many.today).rows
        assert [row[0].words for row in rows] == [person.name]
    assert tables.promises_by_person(many.fay, QUARTER, many.today).rows == []


def test_nobody_counts_what_they_may_not_see(world):
    hidden = world.engagement("Secret", confidential=True, seller=world.sue, stage="signed")
    settled(world, hidden, "broken", by=world.sue)
    assert kept(world.lea, QUARTER).of == 1
    assert kept(world.sol, QUARTER).of == 0
    assert kept(world.sol, QUARTER).share is None
    assert "It will be broken." not in world.browser(world.sol).get("/scorecard/promises/").content.decode()


def test_the_scorecard_says_it_and_each_table_opens(world):
    settled(world, world.deal, "kept")
    settled(world, world.deal, "late")
    browser = world.browser(world.lea)
    page = browser.get("/scorecard/?period=2026-Q4").content.decode()
    assert "1 of 2 that came due were kept as they were said" in page
    for metric in ("promises", "promises-by-offering", "promises-by-person"):
        answer = browser.get(f"/scorecard/{metric}/?period=2026-Q4").content.decode()
        assert ": 50%" in answer
    assert f"/deals/{world.deal.pk}/promises/?all=1#promise-" in browser.get("/scorecard/promises/").content.decode()


def test_as_many_queries_for_fifty_as_for_one(world, django_assert_num_queries):
    assert world.lea
    settled(world, world.deal, "kept")
    with django_assert_num_queries(1):
        tables.promises_by_offering(world.lea, QUARTER, world.today)
    for n in range(49):
        settled(world, world.engagement(f"E{n}", stage="signed"), "late", by=world.dee)
    with django_assert_num_queries(1):
        tables.promises_by_offering(world.lea, QUARTER, world.today)

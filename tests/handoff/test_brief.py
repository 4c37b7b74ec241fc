"""The brief is the deal's rows, and what it lacks is said."""

import copy
from datetime import date

import pytest

from tandem.engagements.models import Assumption, Duty, Outcome, Promise, Risk
from tandem.handoff.queries.brief import compose, digest_of
from tandem.handoff.queries.compare import changes
from tandem.handoff.queries.sections import sections
from tandem.scoping.queries.milestones import Dated, planned
from tests import dealing


def test_the_brief_says_what_the_deals_rows_say(world):
    handoff = dealing.signed(world)
    brief, deal = handoff.brief, handoff.engagement
    scope = dealing.scopes(deal).get()
    assert brief["deal"] == {
        "name": deal.name, "client": "Halden Water", "tier": str(scope.tier), "grade": "Gold", "ungated": "",
    }  # fmt: skip
    outcome = Outcome.objects.get()
    assert [(row["title"], row["proves"], row["on"], row["sales"], row["delivery"]) for row in brief["done"]] == [
        (outcome.title, outcome.proves, outcome.measured_on.isoformat(), True, True)
    ]
    assert brief["scope"] == {
        "number": 1,
        "in": list(scope.items.filter(kind="in").values_list("words", flat=True)),
        "out": list(scope.items.filter(kind="out").values_list("words", flat=True)),
    }
    promise = Promise.objects.get()
    assert [(row["words"], row["who"], row["on"], row["where"], row["paper"]) for row in brief["promises"]] == [
        (promise.quote, promise.said_by.name, promise.said_on.isoformat(), promise.said_where, promise.paper)
    ]
    assert [(row["words"], row["client"], row["parts"]) for row in brief["duties"]] == [
        (
            Duty.objects.get().words,
            True,
            [{"letter": "A", "name": "Ruth Castellan"}, {"letter": "R", "name": "Dee Lund"}],
        )
    ]
    assumption = Assumption.objects.get()
    assert [(row["words"], row["verified_how"], row["verifier"]) for row in brief["assumptions"]] == [
        (assumption.words, assumption.verified_how, "Dee Lund")
    ]
    risk = Risk.objects.get()
    told = ("id", "words", "size", "mitigation", "owner", "side")
    assert [tuple(row[name] for name in told) for row in brief["risks"]] == [
        (risk.pk, risk.words, "major", risk.mitigation, "Sol Hart", "s")
    ]
    assert brief["money"] == {
        "fee": "100000.00", "discount": "0.00", "margin": "0.4000", "minutes": 60000,
        "roles": [{"role": "Data engineer", "minutes": 60000}],
    }  # fmt: skip
    assert (brief["dates"]["starts_on"], brief["dates"]["ends_on"]) == ("2027-01-11", "2027-06-25")
    assert [(row["name"], row["on"]) for row in brief["dates"]["milestones"]] == [
        ("Register live", "2027-04-04"), ("Planners trust one register", "2027-04-30"), ("Handed over", "2027-06-25"),
    ]  # fmt: skip


def test_no_cost_is_in_the_brief(world):
    assert "60.00" not in str(dealing.signed(world).brief)
    assert "60000.00" not in str(dealing.signed(world, name="Again").brief)


def test_what_the_seller_wrote_before_is_taken_over(world):
    assert dealing.signed(world).paragraph == "They run 41,000 assets from three spreadsheets."


def test_a_signature_of_an_older_revision_is_none(world):
    handoff = dealing.signed(world)
    Outcome.objects.update(revision=2)
    again = compose([handoff.engagement])[handoff.engagement_id]
    assert (again["done"][0]["sales"], again["done"][0]["delivery"]) == (False, False)


def test_the_digest_is_of_brief_and_paragraph(world):
    handoff = dealing.signed(world)
    assert handoff.digest == digest_of(handoff.brief, handoff.paragraph)
    other = copy.deepcopy(handoff.brief)
    other["scope"]["in"].append("One thing more")
    assert len({handoff.digest, digest_of(other, handoff.paragraph), digest_of(handoff.brief, "else")}) == 3


def test_many_briefs_cost_as_many_queries_as_one(world, django_assert_num_queries):
    handoff = dealing.signed(world)
    others = [world.engagement(f"Deal {number}") for number in range(50)]
    for deal in others:
        dealing.fill(world, deal)
    with django_assert_num_queries(12):
        compose([handoff.engagement])
    with django_assert_num_queries(12):
        assert len(compose([handoff.engagement, *others])) == 51


def test_a_whole_brief_lacks_nothing(world):
    handoff = dealing.signed(world)
    assert [part.missing for part in sections(handoff.brief, handoff.paragraph)] == [None] * 8


@pytest.mark.parametrize(
    ("path", "value", "section", "words"),
    [
        (("done",), [], "done", "No outcome says what done means."),
        (("done", 0, "on"), None, "done", "No proof or no day for “Planners trust one register”."),
        (("scope", "in"), [], "scope", "Nothing says what is in the scope."),
        (("scope", "out"), [], "scope", "Nothing says what isn't in the scope."),
        (
            ("promises", 0, "paper"),
            "",
            "promises",
            "On no paper: “You will see your own vans on the map by week three.”.",
        ),
        (("duties",), [], "duties", "Nobody's duties are named."),
        (("duties", 0, "parts"), [], "duties", "Nobody is accountable for “Give us access to SAP”."),
        (
            ("assumptions", 0, "verified"),
            None,
            "assumptions",
            "Neither checked nor priced: “Keys reach us by 8 January”.",
        ),
        (("risks", 0, "owner"), "", "risks", "Nobody owns “SAP access arrives late”."),
        (("money", "fee"), None, "dates", "Nobody knows the price."),
        (("dates", "ends_on"), None, "dates", "Nobody knows the last day."),
    ],
)
def test_a_section_says_what_it_lacks(world, path, value, section, words):
    handoff = dealing.signed(world)
    brief = copy.deepcopy(handoff.brief)
    place = brief
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    lacking = {part.key: part.missing for part in sections(brief, handoff.paragraph) if part.missing}
    assert lacking == {section: words}


def test_two_versions_are_compared_in_lines(world):
    handoff = dealing.signed(world)
    after = copy.deepcopy(handoff.brief)
    after["scope"]["in"] = ["One asset register", "Six vans"]
    after["dates"]["milestones"][0]["on"] = "2027-04-16"
    found = changes(handoff.brief, "Old words", after, "New words")
    assert [(change.title, change.gone, change.new) for change in found] == [
        ("In one paragraph", ["Old words"], ["New words"]),
        ("Scope", [], ["+ Six vans"]),
        ("Money and dates", ["Register live, 2027-04-04"], ["Register live, 2027-04-16"]),
    ]


class Standard:
    def __init__(self, name, at_share):
        self.name, self.at_share = name, at_share


@pytest.mark.parametrize(
    ("standard", "start", "end", "dates"),
    [
        ([], None, None, []),
        ([], date(2027, 1, 1), date(2027, 1, 31), [Dated("Delivered", date(2027, 1, 31))]),
        ([Standard("Half", "0.5")], date(2027, 1, 1), date(2027, 1, 31), [Dated("Half", date(2027, 1, 16))]),
        ([Standard("Half", "0.5")], None, date(2027, 1, 31), [Dated("Delivered", date(2027, 1, 31))]),
    ],
)
def test_the_dates_that_were_sold(standard, start, end, dates):
    from decimal import Decimal

    for each in standard:
        each.at_share = Decimal(each.at_share)
    assert planned(standard, [], start, end) == dates

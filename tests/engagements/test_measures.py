"""What came of outcomes: asked at close, +30 and +90 days, of a named person; measured, overdue, met."""

import random
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tandem.engagements.actions import measure as actions
from tandem.engagements.models import OutcomeMeasure
from tandem.engagements.queries.measure import last_of, told
from tandem.engagements.queries.outcome import rows
from tandem.engagements.queries.section_waits import waits
from tandem.front.inbox.queries import inbox
from tandem.ledger.actions import Stale
from tandem.ledger.models import Entry
from tandem.scorecard.periods import named
from tandem.scorecard.queries.habits import habits
from tandem.scorecard.queries.outcomes import outcomes
from tests.engagements.made import HOSTILE, outcome

QUARTER = named("2026-Q4", date(2026, 11, 24))
TYPED = {"value": "98%", "met": "yes", "words": "Their own sample."}


def planned(world, **fields) -> list[OutcomeMeasure]:
    """Of a project that closed thirty days ago: the first two are due."""
    outcome(world, **fields)
    return actions.plan(world.deal, world.today - timedelta(days=30), by=world.dee, at=world.at)


def page(world, person, row, data=None, name="deal_measure"):
    browser, address = world.browser(person), reverse(name, args=[world.deal.pk, row.pk])
    return browser.get(address) if data is None else browser.post(address, data)


class TestPlan:
    def test_three_points_from_the_day_of_the_close(self, world):
        found = [(row.point, row.due_on, row.asked) for row in planned(world)]
        assert found == [
            ("close", date(2026, 10, 25), world.dee),
            ("day30", date(2026, 11, 24), world.dee),
            ("day90", date(2027, 1, 23), world.dee),
        ]
        assert Entry.objects.filter(verb="asked to measure", engagement_id=world.deal.pk).count() == 3

    @pytest.mark.parametrize(
        ("named_by", "who"), [("Con Ortiz", "con"), (" Con Ortiz ", "con"), ("Ruth Castellan", "dee"), ("", "dee")]
    )
    def test_whoever_the_outcome_names_is_asked_if_ours_else_the_lead(self, world, named_by, who):
        world.con  # noqa: B018 made when first named
        assert {row.asked for row in planned(world, measured_by=named_by)} == {getattr(world, who)}

    def test_twice_is_once_and_a_new_outcome_gets_its_own(self, world):
        planned(world)
        outcome(world, title="Another")
        made = actions.plan(world.deal, world.today, by=world.dee, at=world.at)
        assert {row.outcome.title for row in made} == {"Another"}
        assert OutcomeMeasure.objects.count() == 6

    def test_nobody_leads_then_the_seller_is_asked(self, world):
        world.deal.lead = None
        world.deal.save()
        assert {row.asked for row in planned(world)} == {world.sol}


class TestMeasuring:
    def test_who_was_asked_measures_whatever_their_role(self, world):
        world.join(world.con, world.deal)
        row = planned(world, measured_by=world.con.name)[0]
        assert page(world, world.con, row, {**TYPED, "seen": 1}).status_code == 303
        row.refresh_from_db()
        assert (row.value, row.met, row.words, row.measured_by) == ("98%", True, "Their own sample.", world.con)
        html = page(world, world.sol, row).content.decode()
        assert "Con Ortiz" in html
        assert "1 of 1 met" in html

    def test_another_consultant_does_not(self, world):
        world.join(world.con, world.deal)
        row = planned(world)[0]
        assert page(world, world.con, row, {**TYPED, "seen": 1}).status_code == 403
        with pytest.raises(PermissionDenied):
            actions.measure(row, value="1", met=True, words="", seen=1, by=world.fay, at=world.at)

    def test_who_does_not_see_the_deal_sees_no_measure(self, world):
        assert page(world, world.sue, planned(world)[0]).status_code == 404

    def test_not_met_says_why(self, world):
        row = planned(world)[0]
        answer = page(world, world.dee, row, {"value": "81%", "met": "no", "words": "", "seen": 1})
        html = answer.content.decode()
        assert answer.status_code == 422
        assert "Say why it isn’t met" in html
        assert 'value="81%"' in html
        assert (
            page(world, world.dee, row, {"value": "81%", "met": "no", "words": "Two depots.", "seen": 1}).status_code
            == 303
        )
        assert "not met" in page(world, world.dee, row).content.decode()

    @pytest.mark.parametrize(
        "bad", [{"value": ""}, {"met": ""}, {"met": "perhaps"}, {"value": "x" * 81}, {"words": "x" * 301}]
    )
    def test_bad_input_comes_back(self, world, bad):
        row = planned(world)[0]
        assert page(world, world.dee, row, {**TYPED, **bad, "seen": 1}).status_code == 422
        row.refresh_from_db()
        assert row.met is None

    def test_somebody_else_measured_meanwhile(self, world):
        row = planned(world)[0]
        actions.measure(row, value="97%", met=False, words="Theirs", seen=1, by=world.dee, at=world.at)
        answer = page(world, world.sol, row, {**TYPED, "seen": 1})
        html = answer.content.decode()
        assert answer.status_code == 409
        assert "98%" in html
        assert "97%" in html
        with pytest.raises(Stale):
            actions.measure(row, value="1", met=True, words="", seen=1, by=world.dee, at=world.at)

    def test_a_measure_can_be_corrected_and_history_keeps_both(self, world):
        row = planned(world)[0]
        for value in ("97%", "98%"):
            actions.measure(row, value=value, met=True, words="", seen=row.version, by=world.dee, at=world.at)
        told_of = Entry.objects.filter(verb="measured").order_by("pk")
        assert [(entry.before["value"], entry.after["value"]) for entry in told_of] == [("", "97%"), ("97%", "98%")]

    def test_hostile_words_are_words(self, world):
        row = planned(world)[0]
        page(world, world.dee, row, {"value": HOSTILE, "met": "yes", "words": HOSTILE, "seen": 1})
        assert "<script>alert" not in page(world, world.dee, row).content.decode()

    def test_somebody_else_is_asked(self, world):
        row = planned(world)[0]
        answer = page(world, world.sol, row, {"asked": world.dov.pk, "seen": 1}, "deal_measure_ask")
        assert answer.status_code == 303
        row.refresh_from_db()
        assert row.asked == world.dov
        assert page(world, world.sol, row, {"asked": 999, "seen": 2}, "deal_measure_ask").status_code == 422
        assert page(world, world.fay, row, {"asked": world.dee.pk, "seen": 2}, "deal_measure_ask").status_code == 403

    def test_the_database_wants_a_value_and_a_person(self, world):
        row = planned(world)[0]
        with pytest.raises(IntegrityError):
            OutcomeMeasure.objects.filter(pk=row.pk).update(met=True)

    def test_as_many_queries_for_50_outcomes_as_for_one(self, world):
        row = planned(world)[0]
        counts = []
        for more in (0, 49):
            for i in range(more):
                outcome(world, title=f"O{i}")
            actions.plan(world.deal, world.today, by=world.dee, at=world.at)
            browser = world.browser(world.sol)
            with CaptureQueriesContext(connection) as found:
                assert browser.get(reverse("deal_measure", args=[world.deal.pk, row.pk])).status_code == 200
            counts.append(len(found))
        assert counts[0] == counts[1]


class TestWaiting:
    def test_it_waits_on_who_was_asked_from_its_day_on(self, world):
        planned(world)
        found = [(wait.title, wait.due) for wait in waits(world.at, on=world.dee) if wait.key.startswith("measure")]
        assert found == [("Measure it: at close", date(2026, 10, 25)), ("Measure it: 30 days after", world.today)]
        assert [wait for wait in waits(world.at, on=world.sol) if wait.key.startswith("measure")] == []

    def test_what_was_measured_waits_no_more(self, world):
        for row in planned(world)[:2]:
            actions.measure(row, value="98%", met=True, words="", seen=1, by=world.dee, at=world.at)
        assert [wait for wait in waits(world.at) if wait.key.startswith("measure")] == []

    def test_it_is_done_in_needs_me(self, world):
        row = planned(world)[0]
        key = f"deal-measure-{row.pk}"
        assert key in [item.key for item in inbox(world.dee, world.at).items]
        html = world.browser(world.dee).get(reverse("inbox_item", args=[key])).content.decode()
        assert "Is “One register” met?" in html
        answer = world.browser(world.dee).post(
            reverse("deal_measure", args=[world.deal.pk, row.pk]) + "?next=/needs-me/", {**TYPED, "seen": 1}
        )
        assert answer["Location"] == "/needs-me/"

    def test_it_is_given_to_somebody_else(self, world):
        row = planned(world)[0]
        address = reverse("inbox_give", args=[f"deal-measure-{row.pk}"])
        world.browser(world.dee).post(address, {"to": world.dov.pk, "why": "He has their figures."})
        row.refresh_from_db()
        assert row.asked == world.dov

    def test_overdue_is_said_on_the_page(self, world):
        row = planned(world)[0]
        html = page(world, world.sol, row).content.decode()
        assert "overdue since" in html
        assert "due today" in html
        assert "due 23 Jan 2027" in html


class TestShare:
    @pytest.mark.parametrize(
        ("made", "last"),
        [([], None), ([("close", True)], True), ([("close", True), ("day30", False)], False), ([("day90", True), ("close", False)], True)],
    )  # fmt: skip
    def test_the_latest_point_counts(self, made, last):
        found = last_of(OutcomeMeasure(point=point, met=met) for point, met in made)
        assert (found.met if found else None) is last

    def test_of_a_deal_against_a_count_by_hand(self, world):
        draw, met, of = random.Random(4), 0, 0
        for i in range(25):
            row = outcome(world, title=f"O{i}")
            answer = None
            for point in OutcomeMeasure.Point.values:
                given = draw.choice((True, False, None))
                by = {"measured_by": world.dee, "measured_at": world.at, "value": "x"} if given is not None else {}
                OutcomeMeasure.objects.create(outcome=row, point=point, met=given, **by)
                answer = given if given is not None else answer
            of += answer is not None
            met += bool(answer)
        found = told(rows(world.deal, measured=True))
        assert (found.met.count, found.met.of) == (met, of)
        assert found.met.share == pytest.approx(met / of)

    def test_on_the_scorecard_each_outcome_once_by_its_last_measure_of_the_period(self, world):
        """Sixty outcomes on three deals, one of them out of sight; counted one by one in plain Python."""
        draw = random.Random(5)
        hidden = world.engagement("Hidden", confidential=True, seller=world.sue, lead=world.dov)
        last: dict[int, tuple] = {}
        for i in range(60):
            world.deal = hidden if i % 3 == 0 else world.engagement(f"D{i}")
            row = outcome(world, title=f"O{i}")
            for point in OutcomeMeasure.Point.values:
                at, met = (
                    world.at - timedelta(days=draw.randrange(120), minutes=draw.randrange(999)),
                    draw.random() < 0.6,
                )
                OutcomeMeasure.objects.create(
                    outcome=row, point=point, met=met, value="x", measured_by=world.dee, measured_at=at
                )
                first, end = QUARTER.moments
                if first <= at <= end and (row.pk not in last or last[row.pk][0] < at):
                    last[row.pk] = (at, met, i % 3 == 0)
        for person, sees in ((world.lea, True), (world.sol, False)):
            counted = [met for _at, met, is_hidden in last.values() if sees or not is_hidden]
            found = outcomes(person, QUARTER)
            assert (found.met.count, found.met.of) == (sum(counted), len(counted))
            habit = {each.key: each for each in habits(person, QUARTER, None)}["outcomes"]
            assert (habit.done, habit.of) == (sum(counted), len(counted))

    def test_the_scorecard_opens_the_rows(self, world):
        row = planned(world)[0]
        actions.measure(row, value="81%", met=False, words="Two depots.", seen=1, by=world.dee, at=world.at)
        browser = world.browser(world.lea)
        assert "Outcomes met" in browser.get("/scorecard/?period=2026-Q4").content.decode()
        html = browser.get(reverse("scorecard_metric", args=["outcomes"]) + "?period=2026-Q4").content.decode()
        assert "One register" in html
        assert "81%" in html
        assert "0 of 1 are met" in html

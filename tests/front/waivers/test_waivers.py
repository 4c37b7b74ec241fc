"""Every waiver and every win past a gate; and what became of them, against a count by hand and in raw rows."""

import math
from collections import defaultdict
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tandem.calc.nps import FEWEST_SHOWN
from tandem.delivery.models import ChangeOrder, Project
from tandem.engagements.models import Engagement, Stage, Waiver
from tandem.feedback.models import Surprise, Survey
from tandem.front.hindsight import became, hindsight
from tandem.front.sample.build import Size, make
from tandem.front.sample.when import TOLD_ON
from tandem.people.models import Person
from tests.front.pages.test_shelf_and_clients import text
from tests.unlocked import of_the_test

FIT, PEOPLE = "the_fit_meets_the_profile", "people_are_free"
DAY = timedelta(days=1)


def delivered(world, name: str, cost: int, *scores: int, surprises: int = 0, **fields) -> Engagement:
    """Sold at 100 for a cost of 66; it came out at `cost`."""
    deal = world.engagement(name, stage=Stage.DELIVERED, closed_at=world.at - 60 * DAY, **fields)
    project = Project.objects.create(
        engagement=deal, opened_at=world.at - 50 * DAY, closed_at=world.at - DAY, sold_amount=Decimal(100),
        sold_cost=Decimal(66),
    )  # fmt: skip
    month = world.today.replace(day=1)
    project.months.create(month=month, minutes=60, billable_minutes=60, cost=Decimal(cost))
    for score in scores:
        Survey.objects.create(
            engagement=deal,
            account=deal.account,
            contact_name="Ruth",
            asked_at=world.at,
            answered_at=world.at,
            score=score,
        )
    for _ in range(surprises):
        Surprise.objects.create(
            engagement=deal, words="No data", origin="duty", logged_by=world.dee, logged_at=world.at
        )
    return deal


def waive(world, deal: Engagement, rule: str = FIT, used: bool = True, **fields) -> Waiver:
    values = {
        "asked_by": world.sol, "asked_at": world.at - 70 * DAY, "asked_why": "It's small", "granted": True,
        "decided_by": world.lea, "decided_at": world.at - 69 * DAY, "reason": "Once", "expires_on": world.today - 40 * DAY,
        "used_at": world.at - 68 * DAY if used else None, **fields,
    }  # fmt: skip
    return Waiver.objects.create(engagement=deal, rule=rule, **values)


@pytest.fixture
def told(world) -> None:
    """Five waived jobs that lost five points, six clean ones that lost none, one won past a gate."""
    for number, (cost, score, surprises) in enumerate([(66, 9, 0), (70, 6, 1), (75, 7, 0), (64, 9, 0), (80, 3, 2)]):
        waive(world, delivered(world, f"Waived {number}", cost, score, surprises=surprises))
    for number, cost in enumerate([66, 65, 67, 66, 64, 68]):
        deal = delivered(world, f"Clean {number}", cost, 9)
        if number == 0:
            waive(world, deal, used=False)  # granted, and never needed
        if number == 1:
            waive(world, deal, used=False, granted=False)
    delivered(world, "Walked past", 99, ungated=True, ungated_why="A Friday evening", answerable=world.sol)


class TestHindsight:
    def test_by_hand(self, world, told):
        found = hindsight(world.lea)
        waived, clean = found.compared.waived, found.compared.clean
        assert (waived.jobs, clean.jobs, found.ungated.jobs) == (5, 6, 1)
        assert waived.margin.value == pytest.approx(-0.05)
        assert clean.margin.value == pytest.approx(0)
        assert (waived.surprises.value, clean.surprises.value) == (pytest.approx(0.6), 0)
        assert (waived.nps.answers.promoters, waived.nps.answers.detractors) == (2, 2)
        assert [(rule, each.jobs) for rule, each in found.rules] == [(FIT, 5)]
        assert found.ungated.margin.value is None

    def test_on_the_page(self, world, told):
        said = text(world.browser(world.lea).get("/waivers/"))
        assert "Waived jobs came out −5.0 points against what was sold, clean ones 0.0" in said
        assert "Fits our ideal client 5 −5.0" in said
        assert "So few jobs can’t tell that from chance." in said
        assert "were let past a rule 5 −5.0 (−13.1 to +3.1, n 5)" in said
        assert "were won past a gate, without leave 1 too few to say" in said

    def test_a_job_with_two_waivers_counts_once_in_all(self, world, told):
        for deal in Engagement.objects.filter(name__startswith="Waived"):
            waive(world, deal, PEOPLE)
        found = hindsight(world.lea)
        assert found.compared.waived.jobs == 5
        assert [each.jobs for _rule, each in found.rules] == [5, 5]

    @pytest.mark.parametrize("who", ["rex", "con"])
    def test_no_margin_without_the_right(self, world, told, who):
        for deal in Engagement.objects.all():
            world.join(world.con, deal)
        said = text(world.browser(getattr(world, who)).get("/waivers/"))
        assert "were let past a rule 5" in said
        assert "Margin" not in said
        assert "5.0" not in said
        assert hindsight(getattr(world, who)).compared.waived.margin.value is None

    def test_only_jobs_that_one_may_see(self, world, told):
        Engagement.objects.filter(name="Waived 0").update(confidential=True, lead=world.dov)
        assert hindsight(world.dee).compared.waived.jobs == 4
        assert "too few to say" in text(world.browser(world.dee).get("/waivers/"))
        assert hindsight(world.con).jobs == 0
        assert "Nothing that you may see has been delivered yet." in text(world.browser(world.con).get("/waivers/"))


class TestList:
    def test_every_state(self, world):
        names = ("Asked", "Refused", "Used", "Stands", "Over", "For good")
        deals = {name: world.engagement(name) for name in names}
        fresh = {"used": False, "expires_on": world.today}
        waive(world, deals["Asked"], used=False, granted=None, decided_by=None, decided_at=None, reason="")
        waive(world, deals["Refused"], used=False, granted=False, expires_on=None, reason="No owner")
        waive(world, deals["Used"])
        waive(world, deals["Stands"], **fresh)
        waive(world, deals["Over"], used=False, expires_on=world.today - DAY)
        waive(world, deals["For good"], used=False, expires_on=None)
        said = text(world.browser(world.lea).get("/waivers/"))
        for name, words in zip(names, (
            "asked", "refused", "used on 17 Sep", "until Tue 24 Nov", "ran out on Mon 23 Nov, unused", "for good",
        ), strict=True):  # fmt: skip
            assert f"{name} Halden Water {words}" in said, name
        for words in ("Sol Hart asked, 15 Sep: “It's small”", "Lea Marsh kept the rule, 16 Sep: “No owner”",
                      "Lea Marsh let it pass, 16 Sep, until 15 Oct: “Once”", "Leadership hasn’t decided yet."):  # fmt: skip
            assert words in said, words

    FILTERS = [
        ({"rule": FIT}, {"One"}),
        ({"rule": PEOPLE}, {"Two", "Three"}),
        ({"rule": "no_such_rule"}, set()),
        ({"person": "sol"}, {"One", "Two"}),
        ({"person": "lea"}, {"One", "Two", "Three"}),
        ({"person": "999"}, set()),
        ({"quarter": "2026-Q3"}, {"One", "Three"}),
        ({"quarter": "2026-Q2"}, {"Two"}),
        ({"quarter": "2026-Q1"}, set()),
        ({"quarter": "rubbish"}, {"One", "Two", "Three"}),
        ({"rule": PEOPLE, "person": "sol", "quarter": "2026-Q2"}, {"Two"}),
    ]

    @pytest.mark.parametrize(("asked", "names"), FILTERS)
    def test_filters(self, world, asked, names):
        waive(world, world.engagement("One"))
        waive(world, world.engagement("Two"), PEOPLE, asked_at=world.at - 150 * DAY)
        waive(world, world.engagement("Three"), PEOPLE, asked_by=world.dee)
        people = {"sol": world.sol.pk, "lea": world.lea.pk}
        values = {key: people.get(value, value) for key, value in asked.items()}
        html = world.browser(world.lea).get("/waivers/", values).content.decode()
        assert {name for name in ("One", "Two", "Three") if f">{name}</a>" in html} == names

    def test_won_past_a_gate(self, world):
        past = {"stage": Stage.SIGNED, "ungated": True, "closed_at": world.at}
        world.engagement("Walked past", ungated_why="A Friday evening", answerable=world.sue, **past)
        world.engagement("Nobody's", seller=None, **past)
        said = text(world.browser(world.lea).get("/waivers/?show=ungated"))
        assert "Walked past Halden Water Sue Odell Sol Hart sold it “A Friday evening” Tue 24 Nov" in said
        assert "nobody yet" in said
        assert "nobody has said why" in said
        html = world.browser(world.lea).get(f"/waivers/?show=ungated&person={world.sue.pk}").content.decode()
        assert ">Walked past</a>" in html
        assert ">Nobody&#39;s</a>" not in html

    @pytest.mark.parametrize("who", ["sue", "dov", "con"])
    def test_a_confidential_deal_isnt_named(self, world, who):
        deal = world.engagement("Hush hush", confidential=True, stage=Stage.SIGNED, ungated=True, closed_at=world.at)
        waive(world, deal, "a_rule_of_its_own")
        browser = world.browser(getattr(world, who))
        for path in ("/waivers/", "/waivers/?show=ungated", "/waivers/?rule=a_rule_of_its_own"):
            said = text(browser.get(path))
            assert "Hush" not in said
            assert "A rule of its own" not in said
            assert "Sol Hart" not in said
        assert "Hush hush" in text(world.browser(world.fay).get("/waivers/"))

    def test_a_page_at_a_time(self, world):
        deal = world.engagement("Deal")
        for number in range(120):
            waive(world, deal, asked_at=world.at - number * DAY, asked_why=f"Why {number}.")
        lea, seen, path = world.browser(world.lea), [], "/waivers/"
        for _ in range(3):
            answer = lea.get(path)
            html = answer.content.decode()
            seen.append([number for number in range(120) if f"Why {number}." in html])
            path = "/waivers/" + html.split('rel="next" href="')[1].split('"')[0] if 'rel="next"' in html else ""
        assert seen == [list(range(50)), list(range(50, 100)), list(range(100, 120))]
        assert path == ""

    @pytest.mark.parametrize("path", ["/waivers/", "/waivers/?show=ungated"])
    def test_as_many_queries_for_one_as_for_fifty(self, world, path):
        lea, counted = world.browser(world.lea), []
        lea.get(path)
        for rows in (1, 49):
            for number in range(rows):
                waive(world, delivered(world, f"D{rows}-{number}", 70, 9, surprises=1))
                world.engagement(f"U{rows}-{number}", ungated=True, stage=Stage.SIGNED, closed_at=world.at)
            with CaptureQueriesContext(connection) as found:
                assert lea.get(path).status_code == 200
            counted.append(len(found))
        assert counted == [15, 15]


class TestDeal:
    def test_what_became_of_it(self, world, told):
        deal = Engagement.objects.get(name="Waived 4")
        said = text(world.browser(world.lea).get(f"/deals/{deal.pk}/waivers/"))
        for words in ("used on 17 Sep", "Delivered on Mon 23 Nov.", "Margin 20.0%, sold at 34.0%: −14.0 points.",
                      "The client scored 3 of 10.", "2 surprises to the client."):  # fmt: skip
            assert words in said, words

    def test_without_the_right_no_margin(self, world, told):
        deal = Engagement.objects.get(name="Waived 4")
        said = text(world.browser(world.rex).get(f"/deals/{deal.pk}/waivers/"))
        assert "2 surprises to the client." in said
        assert "34.0%" not in said

    def test_while_it_runs(self, world):
        deal = delivered(world, "Runs", 30)
        Project.objects.update(closed_at=None)
        waive(world, deal)
        assert became(deal, world.lea).delivered_at is None
        assert "Still being delivered; so far:" in text(world.browser(world.lea).get(f"/deals/{deal.pk}/waivers/"))

    def test_nothing_of_what_isnt_a_project(self, world):
        waive(world, world.deal)
        assert "What became of it" not in text(world.browser(world.lea).get(f"/deals/{world.deal.pk}/waivers/"))


@pytest.mark.django_db
class TestSample:
    """The sample's figures, counted again from raw rows."""

    @pytest.fixture(scope="class")
    def firm(self, django_db_setup, django_db_blocker):
        with django_db_blocker.unblock(), of_the_test():
            make(Size(), 7, TOLD_ON)
            yield Person.objects.get(name="Maya Okonkwo")
            transaction.set_rollback(True)

    def test_hindsight(self, firm):
        found = hindsight(firm)
        used = defaultdict(set)
        for row in Waiver.objects.filter(granted=True).exclude(used_at=None):
            used[row.engagement_id].add(row.rule)
        groups = defaultdict(list)
        for project in Project.objects.exclude(closed_at=None).select_related("engagement"):
            groups["all" if used[project.engagement_id] else "clean"].append(project)
            for rule in used[project.engagement_id]:
                groups[rule].append(project)
        told = {
            "all": found.compared.waived,
            "clean": found.compared.clean,
            **dict(found.rules),
        }
        assert set(groups) == set(told)
        for name, each in told.items():
            assert each.jobs == len(groups[name]) >= 5, name
            assert each.margin.value == pytest.approx(gap(groups[name])), name
            assert (each.margin.low, each.margin.high) == pytest.approx(left_out(groups[name]), abs=1e-3), name
            scores = [score for job in groups[name] for score in last_words(job).values()]
            nps = 100 * (sum(score >= 9 for score in scores) - sum(score <= 6 for score in scores)) / len(scores)
            assert each.nps.score == (pytest.approx(nps) if len(scores) >= FEWEST_SHOWN else None), name
            logged = Surprise.objects.filter(engagement__in=[job.engagement_id for job in groups[name]]).count()
            assert each.surprises.value == pytest.approx(logged / each.jobs), name
        assert found.compared.gap.value == pytest.approx(gap(groups["all"]) - gap(groups["clean"]))

    def test_deals_keep_the_version_of_their_day(self, firm):
        numbers = Engagement.objects.filter(fit__isnull=False).values_list("fit__profile__number", flat=True)
        assert {1, 2, 3} == set(numbers)
        for deal in Engagement.objects.filter(fit__isnull=False).select_related("fit__profile"):
            assert deal.fit.profile.published_at <= deal.fit.made_at, deal
            assert deal.closed_at is None or deal.fit.made_at < deal.closed_at, deal

    def test_every_score_is_what_its_answers_make(self, firm):
        for deal in Engagement.objects.filter(fit__isnull=False).select_related("fit__profile"):
            rows = list(deal.fit.answers.select_related("criterion", "level"))
            whole = sum(row.weight for row in deal.fit.profile.criteria.all())
            points = sum(row.criterion.weight * row.level.share for row in rows)
            assert deal.fit.score == math.floor(100 * points / whole + Decimal("0.5")), deal


def last_words(job: Project) -> dict[str, int]:
    """The last score of each contact: who answers twice is one voice."""
    rows = Survey.objects.filter(engagement=job.engagement_id, score__isnull=False).order_by("answered_at", "pk")
    return {row.contact_name: row.score for row in rows}


def money(job: Project) -> tuple[Decimal, Decimal, Decimal, Decimal]:
    orders = ChangeOrder.objects.filter(
        project=job,
        sales_at__isnull=False,
        delivery_at__isnull=False,
        client_on__isnull=False,
        declined_at__isnull=True,
    )
    spent = sum((row.cost for row in job.months.all()), Decimal(0))
    return job.sold_amount, job.sold_cost, job.sold_amount + sum((row.price for row in orders), Decimal(0)), spent


def gap(jobs: list[Project]) -> float:
    sold, cost, revenue, spent = (sum(column) for column in zip(*(money(job) for job in jobs), strict=True))
    return float((revenue - spent) / revenue - (sold - cost) / sold)


def left_out(jobs: list[Project]) -> tuple[float, float]:
    """The same interval, each leaving-out summed anew; t from a table."""
    table = {4: 2.7764, 5: 2.5706, 10: 2.2281, 12: 2.1788}
    each = [gap(jobs[:place] + jobs[place + 1 :]) for place in range(len(jobs))]
    middle = sum(each) / len(each)
    half = table[len(jobs) - 1] * math.sqrt((len(jobs) - 1) / len(jobs) * sum((one - middle) ** 2 for one in each))
    return gap(jobs) - half, gap(jobs) + half

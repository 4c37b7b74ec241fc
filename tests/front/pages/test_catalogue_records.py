"""What became of each size: margin, overrun and surprises beside the price, counted again from the raw rows."""

import re
from datetime import date
from decimal import Decimal
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tandem.catalogue.models import Offering, Tier
from tandem.delivery.models import ChangeOrder, Project, ProjectMonth
from tandem.engagements.models import Engagement
from tandem.feedback.models import Surprise
from tandem.front.sample.build import Size, make
from tandem.front.sample.when import TOLD_ON
from tandem.front.shelf.queries import ENOUGH, records
from tandem.people.models import Access, Person
from tests.delivery.world import project


def text(answer) -> str:
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())))


@pytest.fixture
def gold(world) -> Tier:
    offering = Offering.objects.create(name="Data platform", slug="data-platform", line="Data")
    tier = Tier.objects.create(offering=offering, grade="gold", fee=Decimal(100000), weeks=20, made_at=world.at)
    tier.deliverables.create(words="One register")
    return tier


def finished(world, tier: Tier, *, hours: int = 1100, cost: int = 70000, added: int = 0, surprises: int = 0) -> Project:
    """Sold for 100,000 at a cost of 66,000 and 1,100 hours."""
    row = project(world, f"Job {Project.objects.count()}", closed_at=world.at)
    Engagement.objects.filter(pk=row.engagement_id).update(tier=tier)
    ProjectMonth.objects.create(
        project=row, month=date(2026, 9, 1), minutes=hours * 60, billable_minutes=0, cost=Decimal(cost)
    )
    if added:
        agreed = {"sales_at": world.at, "delivery_at": world.at, "client_on": world.today}
        ChangeOrder.objects.create(
            project=row, number=1, words="More", cause="client", price=Decimal(10000), minutes=added * 60,
            raised_by=world.dee, raised_at=world.at, **agreed,
        )  # fmt: skip
        ChangeOrder.objects.create(
            project=row, number=2, words="Not agreed", cause="client", price=Decimal(99999), minutes=999 * 60,
            raised_by=world.dee, raised_at=world.at,
        )  # fmt: skip
    for n in range(surprises):
        Surprise.objects.create(
            engagement=row.engagement, words=f"S{n}", origin="duty", logged_by=world.dee, logged_at=world.at
        )
    return row


class TestByHand:
    def test_three_jobs(self, world, gold):
        """Sold 1,100 h each, one with 100 h more by change order: 3,400. They took 3,740: 1.1 times; with five usual
        jobs beside them (5 x 3400/3 = 5666.7): 9406.7 / 9066.7 = 1.04. Margin: (310,000 - 217,000) / 310,000 = 30.0 %,
        sold at 34.0 %. Two surprises in three jobs: 0.7."""
        finished(world, gold, hours=1300, cost=77000, added=100)
        finished(world, gold, hours=1340, surprises=2)
        finished(world, gold, hours=1100)
        seen = text(world.browser(world.dee).get("/catalogue/"))
        for words in ("30.0% sold at 34.0%", "1.04× over 3 jobs", "0.7 2 in 3"):
            assert words in seen
        seen = text(world.browser(world.dee).get("/catalogue/data-platform/"))
        for words in ("34.0% → 30.0%", "over 3 jobs", "1.04×", "3 sold, 0 open"):
            assert words in seen

    def test_below_three_jobs_it_says_too_few(self, world, gold):
        for _each in range(ENOUGH - 1):
            finished(world, gold, surprises=3)
        for path in ("/catalogue/", "/catalogue/data-platform/"):
            seen = text(world.browser(world.dee).get(path))
            assert "too few (2)" in seen
            assert "×" not in seen
            assert "% sold at" not in seen

    def test_what_still_runs_doesnt_count(self, world, gold):
        for _each in range(ENOUGH):
            Engagement.objects.filter(pk=project(world, f"Runs {_each}").engagement_id).update(tier=gold)
        found = records(world.dee)[gold.offering_id, "gold"]
        assert (found.sold, found.jobs, found.overrun, found.margin) == (3, 0, None, None)

    def test_every_version_of_a_size_counts_and_no_other_size(self, world, gold):
        old = Tier.objects.create(
            offering=gold.offering, grade="gold", number=2, current=False, fee=1, weeks=1, made_at=world.at
        )
        silver = Tier.objects.create(offering=gold.offering, grade="silver", fee=1, weeks=1, made_at=world.at)
        for tier in (gold, old, old, silver):
            finished(world, tier)
        found = records(world.dee)
        assert (found[gold.offering_id, "gold"].jobs, found[gold.offering_id, "silver"].jobs) == (3, 1)

    @pytest.mark.parametrize("who", ["rex", "con"])
    @pytest.mark.parametrize("path", ["/catalogue/", "/catalogue/data-platform/"])
    def test_neither_fee_nor_margin_without_the_right(self, world, gold, who, path):
        for _each in range(ENOUGH):
            finished(world, gold)
        seen = text(world.browser(getattr(world, who)).get(path))
        for words in ("100,000", "30.0%", "34.0%", "argin"):
            assert words not in seen

    def test_a_consultant_counts_only_what_they_are_on(self, world, gold):
        rows = [finished(world, gold) for _each in range(ENOUGH)]
        assert (gold.offering_id, "gold") not in records(world.con)
        world.join(world.con, rows[0].engagement)
        assert records(world.con)[gold.offering_id, "gold"].jobs == 1

    @pytest.mark.parametrize(("path", "count"), [("/catalogue/", 18), ("/catalogue/data-platform/", 24)])
    def test_as_many_queries_for_one_job_as_for_fifty(self, world, gold, path, count):
        dee, counted = world.browser(world.dee), []
        dee.get(path)
        for jobs in (1, 49):
            for _each in range(jobs):
                finished(world, gold, added=5, surprises=1)
            with CaptureQueriesContext(connection) as found:
                dee.get(path)
            counted.append(len(found))
        assert counted == [count, count]


class TestSideBySide:
    def test_what_a_smaller_size_hasnt_is_marked(self, world, gold):
        bronze = Tier.objects.create(offering=gold.offering, grade="bronze", fee=1, weeks=1, made_at=world.at)
        bronze.deliverables.create(words="One register")
        gold.deliverables.create(words="Two training days", position=2)
        page = world.browser(world.dee).get("/catalogue/data-platform/").content.decode()
        assert re.findall(r'<li class="further">([^<]+)', page) == ["Two training days"]

    def test_lines_of_business_with_what_is_sold_and_what_is_drafted(self, world, gold):
        Offering.objects.create(name="Audit", slug="audit", line="Advice")
        Offering.objects.create(name="Old one", slug="old", line="Advice", retired=True)
        Tier.objects.create(
            offering=gold.offering, grade="silver", fee=77, weeks=1, made_at=world.at, current=False, state="draft"
        )
        seen = text(world.browser(world.dee).get("/catalogue/"))
        assert seen.index("Advice 1 offering") < seen.index("Data 1 offering")
        for words in (
            "Being drafted",
            "Data platform Silver, version 1",
            "Nothing of it is sold yet.",
            "Retired Old one",
        ):
            assert words in seen
        assert "£77" not in seen


def oracle(offering: int, grade: str) -> tuple[int, Decimal | None, float | None, float | None]:
    """Jobs, margin, overrun and surprises a job, job by job in plain Python."""
    deals = [deal for deal in Engagement.objects.select_related("tier") if deal.tier and deal.tier.grade == grade]
    ids = {deal.pk for deal in deals if deal.tier.offering_id == offering}
    jobs = [row for row in Project.objects.all() if row.engagement_id in ids and row.closed_at]
    revenue = cost = Decimal(0)
    actual = sold = timed = 0
    for job in jobs:
        months = list(ProjectMonth.objects.filter(project=job))
        changes = [row for row in ChangeOrder.objects.filter(project=job) if row.sales_at and row.delivery_at]
        changes = [row for row in changes if row.client_on and not row.declined_at]
        if job.sold_amount and job.sold_cost is not None:
            revenue += job.sold_amount + sum(row.price for row in changes)
            cost += sum(month.cost for month in months)
        if job.sold_minutes:
            timed += 1
            actual += sum(month.minutes for month in months)
            sold += job.sold_minutes + sum(row.minutes for row in changes)
    if len(jobs) < 3:
        return len(jobs), None, None, None
    usual = 5 * sold / timed
    surprises = sum(1 for row in Surprise.objects.all() if row.engagement_id in {job.engagement_id for job in jobs})
    return len(jobs), 1 - cost / revenue, (actual + usual) / (sold + usual), surprises / len(jobs)


@pytest.mark.django_db
def test_the_sample_firms_figures_counted_again():
    make(Size(), 7, TOLD_ON)
    boss = Person.objects.filter(access=Access.LEADERSHIP).first()
    found, compared = records(boss), 0
    for (offering, grade), record in found.items():
        jobs, margin, overran, rate = oracle(offering, grade)
        assert record.jobs == jobs
        assert (record.margin is None, record.overrun is None) == (margin is None, overran is None)
        if margin is not None:
            compared += 1
            assert float(record.margin) == pytest.approx(float(margin))
            assert record.overrun == pytest.approx(overran)
            assert record.surprise_rate == pytest.approx(rate)
    assert compared >= 3

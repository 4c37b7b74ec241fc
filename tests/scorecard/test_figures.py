"""Every figure against another way of counting, and against the rows that it opens."""

import random
import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tandem.delivery.models import Project, TimeEntry
from tandem.engagements.models import Engagement, Stage, StageChange, Waiver
from tandem.feedback.models import Surprise, Survey
from tandem.handoff.models import Decision, Handoff
from tandem.scorecard.periods import named
from tandem.scorecard.queries import clients, gates
from tandem.scorecard.queries.margin import margin
from tests.delivery import world as make
from tests.oracle.completion import endings

QUARTER = named("2026-Q4", date(2026, 11, 24))


def survey(world, score, words="", days_ago=3, engagement=None):
    return Survey.objects.create(
        engagement=engagement or world.deal, account=world.client, contact_name=f"Ruth {Survey.objects.count()}", asked_at=world.at,
        answered_at=world.at - timedelta(days=days_ago), score=score, words=words,
    )  # fmt: skip


def text(answer) -> str:
    """What a reader sees: tags away, spaces folded."""
    return re.sub(
        r"\s+", " ", re.sub(r"<(?!/?b>)[^>]+>", " ", answer.content.decode()).replace("<b>", "").replace("</b>", "")
    )


def test_margin_is_the_ratio_of_sums_and_names_the_losers(world):
    """100,000 at 34 % and 50,000 at 10 %: (34,000 + 5,000) / 150,000 = 26 %. The second now costs 50,000: 0 %."""
    make.project(world, "Well", opened_at=datetime(2026, 10, 5, tzinfo=UTC))
    poor = make.project(
        world, "Poor", sold_amount=Decimal(50000), sold_cost=Decimal(45000), left_cost=Decimal(50000),
        left_minutes=1, opened_at=datetime(2026, 10, 5, tzinfo=UTC),
    )  # fmt: skip
    found = margin(world.lea, QUARTER, world.today)
    assert found.sold == Decimal(39000) / Decimal(150000)
    assert found.now == Decimal(34000) / Decimal(150000)
    assert [line.engagement_id for line in found.explain] == [poor.engagement_id]


def test_margin_against_an_oracle(world):
    """Thirty projects, some outside the quarter, counted one by one in plain Python."""
    draw = random.Random(11)
    for n in range(30):
        opened = datetime(2026, 1, 5, tzinfo=UTC) + timedelta(days=draw.randrange(380))
        closed = opened + timedelta(days=draw.randrange(20, 200)) if draw.random() < 0.5 else None
        project = make.project(
            world, f"P{n}", sold_amount=Decimal(draw.randrange(20, 300) * 1000), opened_at=opened, closed_at=closed,
            sold_cost=Decimal(draw.randrange(10, 200) * 1000) if draw.random() < 0.9 else None,
        )  # fmt: skip
        minutes, spent = draw.randrange(1, 1440), Decimal(draw.randrange(90000))
        project.months.create(month=date(2026, 10, 1), minutes=minutes, billable_minutes=minutes, cost=spent)
        TimeEntry.objects.create(
            project=project, person=world.dee, day=date(2026, 10, 5), week=date(2026, 10, 5), month=date(2026, 10, 1),
            minutes=minutes, cost=spent,
        )  # fmt: skip
    price = cost = Decimal(0)
    ends = endings()
    for project in Project.objects.all():
        ran = project.opened_at.date() <= world.today
        ran = ran and (project.closed_at is None or project.closed_at.date() >= date(2026, 10, 1))
        if not ran or project.sold_cost is None:
            continue
        price, cost = price + ends[project.pk].price, cost + ends[project.pk].cost
    assert margin(world.lea, QUARTER, world.today).now == (price - cost) / price


def test_nps_is_hidden_below_five_answers(world):
    for score in (10, 9, 8, 3):
        survey(world, score)
    assert clients.score(clients.answers(world.lea, QUARTER)).score is None
    survey(world, 10)
    assert clients.score(clients.answers(world.lea, QUARTER)).score == pytest.approx(100 * (3 - 1) / 5)


def test_answers_of_another_quarter_do_not_count(world):
    survey(world, 0, days_ago=90)
    assert clients.answers(world.lea, QUARTER) == []


def test_surprises_by_origin(world):
    for origin in ("duty", "duty", "promise"):
        Surprise.objects.create(
            engagement=world.deal, words="x", origin=origin, minutes=60, logged_by=world.dee, logged_at=world.at
        )
    found = clients.surprises(world.lea, QUARTER)
    assert found.origins == [
        ("A client duty nobody wrote down", 2, 120),
        ("Promised aloud, not in the scope", 1, 60),
    ]
    assert (found.count, found.projects, found.most_from_one) == (3, 1, 3)


def test_handed_off_counts_signed_and_accepted(world):
    for n, accepted in enumerate([True, False]):
        deal = world.engagement(f"Deal {n}", stage=Stage.SIGNED, starts_on=date(2026, 11, 2))
        StageChange.objects.create(engagement=deal, was="proposed", now="signed", at=world.at)
        handoff = Handoff.objects.create(engagement=deal, composed_at=world.at)
        if accepted:
            Decision.objects.create(handoff=handoff, accepted=True, person=world.dee, at=world.at)
    found = gates.handoffs(world.lea, QUARTER, world.today)
    assert (found.accepted, found.signed, found.early) == (1, 2, 1)


def test_only_granted_waivers_count(world):
    fields = {"engagement": world.deal, "asked_by": world.sol, "asked_at": world.at, "asked_why": "Board date"}
    decided = {"decided_by": world.lea, "decided_at": world.at, **fields}
    Waiver.objects.create(rule="fit", granted=True, reason="A new market", **decided)
    Waiver.objects.create(rule="risk", granted=False, reason="No", **decided)
    Waiver.objects.create(rule="margin", **fields)
    assert [waiver.rule for waiver in gates.waivers(world.lea, QUARTER)] == ["fit"]


def test_the_page_says_it_in_one_sentence_and_opens_every_figure(world):
    project = make.project(world, opened_at=world.at, left_cost=Decimal(80000), left_minutes=1)
    for score in (10, 9, 9, 8, 3):
        survey(world, score, "Good people, moving target.", engagement=project.engagement)
    browser = world.browser(world.lea)
    page = text(browser.get("/scorecard/"))
    assert "We sold work at a 34.0% margin and are delivering it at 20.0%." in page
    assert "Most of what was lost is Halden Water" in page
    assert "+40" in page
    for metric, figure in [("margin", "20.0%"), ("nps", "+40"), ("repeat", "0%"), ("surprises", "0"), ("ungated", "0")]:
        assert f": {figure}" in text(browser.get(f"/scorecard/{metric}/?period=2026-Q4"))
    assert "Good people, moving target." in text(browser.get("/scorecard/nps/"))


def test_margins_never_reach_who_may_not_see_them(world):
    make.project(world, opened_at=world.at, left_cost=Decimal(80000), left_minutes=1)
    for person in (world.rex, world.con):
        browser = world.browser(person)
        assert "34.0%" not in text(browser.get("/scorecard/"))
        assert "20.0%" not in text(browser.get("/scorecard/"))
        assert browser.get("/scorecard/margin/").status_code == 403


def test_a_consultant_reads_no_comments_of_clients(world):
    project = make.project(world, opened_at=world.at)
    world.join(world.con, project.engagement)
    survey(world, 2, "Con was late every day", engagement=project.engagement)
    for address in ("/scorecard/", "/scorecard/nps/"):
        assert "Con was late" not in text(world.browser(world.con).get(address))


def test_a_figure_never_counts_what_the_asker_may_not_see(world):
    hidden = world.engagement("Secret", confidential=True, ungated=True, stage=Stage.SIGNED, seller=world.sue)
    StageChange.objects.create(engagement=hidden, was="proposed", now="signed", at=world.at)
    assert [deal.name for deal in gates.ungated(world.lea, QUARTER)] == ["Secret"]
    assert gates.ungated(world.sol, QUARTER) == []
    assert "Secret" not in text(world.browser(world.sol).get("/scorecard/ungated/"))


def test_an_unknown_figure_is_not_found(world):
    assert world.browser(world.lea).get("/scorecard/secret/").status_code == 404


@pytest.mark.parametrize("address", ["/scorecard/", "/scorecard/margin/", "/scorecard/ungated/"])
def test_the_same_queries_for_1_and_50(world, address):
    browser = world.browser(world.lea)
    make.project(world, opened_at=world.at)
    survey(world, 9)
    browser.get(address)
    with CaptureQueriesContext(connection) as one:
        browser.get(address)
    for n in range(49):
        project = make.project(world, f"Project {n}", opened_at=world.at)
        survey(world, 9, engagement=project.engagement)
        Engagement.objects.filter(pk=project.engagement_id).update(ungated=n % 2)
        StageChange.objects.create(engagement=project.engagement, was="proposed", now="signed", at=world.at)
    with CaptureQueriesContext(connection) as fifty:
        browser.get(address)
    assert len(one) == len(fifty)

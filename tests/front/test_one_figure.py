"""One thing is told once, and the same wherever it stands: a badge and its page, a price and a margin, what is ready."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest

from tandem.delivery.models import ChangeOrder
from tandem.engagements.models import Engagement, Stage
from tandem.gates import check, rule
from tandem.planning.models import Need
from tandem.scoping.models import RedFlag, ScopeVersion
from tests import dealing
from tests.delivery import world as delivering


def read(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.mark.badges
def test_the_badge_of_deal_reviews_is_what_its_page_lists(world):
    for n, stage in enumerate(
        (Stage.QUALIFIED, Stage.QUALIFIED, Stage.SCOPED, Stage.AGREED, Stage.LEAD, Stage.PROPOSED)
    ):
        deal = world.engagement(f"Deal {n}", stage=stage)
        if n == 0:
            RedFlag.objects.create(
                engagement=deal, section="success", words="No", raised_by=world.dee, raised_at=world.at
            )
    page = world.browser(world.lea).get("/board/").content.decode()
    listed = {name for name in (f"Deal {n}" for n in range(6)) if name in page}
    badge = re.search(r'href="/board/"[^>]*>.*?class="(?:n|count)[^"]*"[^>]*>\s*(\d+)', page, re.DOTALL)
    assert listed == {"Deal 0", "Deal 2", "Deal 3"}
    assert badge
    assert int(badge[1]) == 3


def test_a_draft_that_would_cost_another_price_by_now_says_one_price_and_one_margin(world):
    deal = dealing.scoped(world)
    scope = dealing.scopes(deal).get()
    ScopeVersion.objects.filter(pk=scope.pk).update(frozen_at=None, fee=Decimal(123456), digest="")
    Engagement.objects.filter(pk=deal.pk).update(stage=Stage.QUALIFIED, amount=Decimal(123456))
    page = read(world.browser(world.lea).get(f"/deals/{deal.pk}/price/"))
    fee = re.search(r" Fee £([\d,]+)", page)
    assert fee
    assert fee[1] == "123,456"
    margins = set(re.findall(r"([\d.]+)%", re.search(r"Margin.{0,40}", page)[0]))
    said = f"{float((123456 - 60000) / 123456 * 100):.1f}"
    assert said in page
    assert margins <= {said, f"{float(said):.0f}"}
    assert "Price it again" in page


def test_sold_for_is_what_it_was_sold_for_and_changes_stand_beside_it(world):
    project = delivering.project(world)
    agreed = {"sales_at": world.at, "delivery_at": world.at, "client_on": world.today, "client_name": "Ruth"}
    ChangeOrder.objects.create(
        project=project, number=1, price=Decimal(7200), minutes=0, cause="client", raised_by=world.sol,
        raised_at=world.at, **agreed,
    )  # fmt: skip
    own = read(world.browser(world.lea).get(f"/projects/{project.engagement_id}/hours/"))
    rows = read(world.browser(world.lea).get("/scorecard/margin/"))
    assert "Sold for £100,000" in own
    assert "Sold for With changes" in rows
    assert "£100,000 £107,200" in rows


def test_what_sales_expects_is_weighted_by_its_chance(world):
    """2 people for ten weeks at 60 % are 1.2 people's work, as the map below counts them."""
    deal = world.engagement(stage=Stage.AGREED, probability=Decimal("0.6"), starts_on=date(2026, 12, 7))
    days = 50
    Need.objects.create(
        engagement=deal,
        role=world.engineer,
        starts_on=date(2026, 12, 7),
        ends_on=date(2027, 2, 12),
        minutes=2 * days * 450,
    )
    world.con  # noqa: B018 somebody to plan
    page = read(world.browser(world.lea).get("/capacity/?lens=likely"))
    assert "1.2 people’s work to land by December, each deal by its chance" in page


@dataclass(frozen=True)
class Facts:
    risks: int = 0
    owned: int = 0
    words: str = ""

    @property
    def open(self) -> int:
        return self.risks - self.owned


@rule("Every risk has an owner")
def owned(facts: Facts) -> str | None:
    return "Name owners." if facts.open else None


@rule("It says what it is")
def said(facts: Facts) -> str | None:
    return None if facts.words else "Say what it is."


def test_a_rule_that_has_nothing_to_judge_is_neither_ready_nor_missing():
    nothing, some = check((owned, said), Facts()), check((owned, said), Facts(risks=2, owned=2, words="x"))
    assert [(each.state, each.passes, each.counts) for each in nothing] == [
        ("todo", True, False),
        ("open", False, True),
    ]
    assert [each.state for each in check((owned, said), Facts(risks=2, owned=1))] == ["open", "open"]
    assert [each.passes for each in some] == [True, True]
    assert some[1].state == "done"


def test_a_new_deal_with_nothing_in_it_is_not_half_ready(world):
    deal = world.engagement(paragraph="", amount=None, starts_on=None, ends_on=None, close_on=None, account=None)
    ready, of = counted(world, deal)
    assert ready == 0
    assert of > 0


def counted(world, deal) -> tuple[int, int]:
    found = re.search(r"(\d+) of (\d+) complete", read(world.browser(world.sol).get(f"/deals/{deal.pk}/")))
    html = world.browser(world.sol).get(f"/deals/{deal.pk}/").content.decode()
    found = found or re.search(r'class="ms-auto strong num">(\d+) of (\d+)', html)
    return int(found[1]), int(found[2])

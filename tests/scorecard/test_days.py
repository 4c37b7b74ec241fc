"""A win counts on its day, the contract's or the CRM's, and a day is the firm's: the same on every page."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from tandem.connectors.actions.wins import Arrived, arrive_won
from tandem.delivery.models import Project
from tandem.engagements.actions.stage import counts_at
from tandem.engagements.models import Engagement, Stage
from tandem.feedback.models import Survey
from tandem.handoff.actions.outside import win_outside
from tandem.handoff.actions.sign import sign
from tandem.scorecard.periods import named
from tandem.scorecard.queries import clients, gates
from tandem.scorecard.queries.contracts import won
from tandem.web.words import days_of_work
from tests import dealing

JANUARY = datetime(2027, 1, 4, 9, tzinfo=UTC)
NEW_YEARS_EVE = date(2026, 12, 31)
QUARTERS = {name: named(name, NEW_YEARS_EVE) for name in ("2026-Q3", "2026-Q4", "2027-Q1")}


@pytest.fixture
def new_york(settings, world):
    settings.TIME_ZONE = "America/New_York"
    return world


def counted(world, quarter) -> set[int]:
    return set(won(world.lea, QUARTERS[quarter]).values_list("pk", flat=True))


def test_a_contract_of_december_that_is_written_down_in_january_is_decembers(world):
    deal = dealing.proposed(world)
    sign(deal, client_name="Ruth", signed_on=NEW_YEARS_EVE, by=world.sol, at=JANUARY, today=JANUARY.date())
    deal.refresh_from_db()
    assert timezone.localdate(deal.closed_at) == NEW_YEARS_EVE
    assert (counted(world, "2026-Q4"), counted(world, "2027-Q1")) == ({deal.pk}, set())
    assert [row.pk for row in gates.handoffs(world.lea, QUARTERS["2026-Q4"], NEW_YEARS_EVE).rows] == [deal.pk]


def test_one_that_is_written_down_on_its_day_counts_from_that_moment(world):
    assert counts_at(world.today, world.at) == world.at
    assert counts_at(world.today - timedelta(days=1), world.at) < world.at


def test_an_import_counts_its_wins_when_the_crm_closed_them(world):
    deal = world.engagement("Won in the CRM", stage=Stage.PROPOSED)
    closed = datetime(2026, 9, 14, 12, tzinfo=UTC)
    arrive_won([Arrived(deal, "Ruth", closed, past_gates=True)], system="HubSpot", by=world.lea, at=world.at)
    assert {quarter: counted(world, quarter) for quarter in QUARTERS} == {
        "2026-Q3": {deal.pk}, "2026-Q4": set(), "2027-Q1": set(),
    }  # fmt: skip
    ungated = [row.pk for row in gates.ungated(world.lea, QUARTERS["2026-Q3"])]
    listed = world.browser(world.lea).get("/waivers/?show=ungated&quarter=2026-Q3").content.decode()
    told = world.browser(world.lea).get("/scorecard/ungated/?period=2026-Q3").content.decode()
    assert ungated == [deal.pk]
    assert ("Won in the CRM" in listed, "Won in the CRM" in told) == (True, True)
    assert "Won in the CRM" not in world.browser(world.lea).get("/scorecard/ungated/?period=2026-Q4").content.decode()


def test_a_win_by_hand_past_a_gate_counts_on_its_day(world):
    deal = world.engagement("Ungated", stage=Stage.SCOPED, paragraph="What it is.")
    win_outside(deal, by=world.sol, at=JANUARY, client_name="Ruth", signed_on=NEW_YEARS_EVE)
    assert (counted(world, "2026-Q4"), counted(world, "2027-Q1")) == ({deal.pk}, set())


def test_a_lost_deal_is_no_contract(world):
    deal = world.engagement("Lost again", stage=Stage.PROPOSED)
    win_outside(deal, by=None, at=world.at, client_name="Ruth", signed_on=world.today)
    Engagement.objects.filter(pk=deal.pk).update(stage=Stage.LOST, lost_reason="They stopped")
    assert counted(world, "2026-Q4") == set()


@pytest.mark.parametrize(
    ("moment", "quarter"),
    [
        (datetime(2026, 10, 1, 3, 30, tzinfo=UTC), "2026-Q3"),  # 23:30 on 30 September in New York
        (datetime(2026, 10, 1, 4, 30, tzinfo=UTC), "2026-Q4"),
        (datetime(2027, 1, 1, 4, 30, tzinfo=UTC), "2026-Q4"),  # daylight saving time is over
        (datetime(2027, 1, 1, 5, 30, tzinfo=UTC), "2027-Q1"),
    ],
)
def test_a_day_is_the_firms(new_york, moment, quarter):
    """Repeat clients went by the day in London, answers and contracts by New York's."""
    world = new_york
    deal = world.engagement("At night", stage=Stage.DELIVERING)
    Project.objects.create(engagement=deal, opened_at=moment)
    Survey.objects.create(
        engagement=deal, account=world.client, contact_name="Ruth", asked_at=moment, answered_at=moment, score=9
    )
    period = QUARTERS[quarter]
    began = clients.starts(world.lea)[0].on
    assert period.first <= began <= period.last
    assert len(clients.answers(world.lea, period)) == 1


def test_a_day_of_work_is_never_a_length_that_nobody_said():
    assert days_of_work(3000, 300) == "10"
    with pytest.raises(TypeError):
        days_of_work(3000)

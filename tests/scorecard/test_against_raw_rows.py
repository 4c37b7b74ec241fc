"""Each figure has one function and one oracle: whole firms, read by SQL and counted with a pencil, say the same."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.conf import settings as the_settings
from django.db import transaction
from django.test.signals import setting_changed

from tandem.engagements.actions.odds import calibrate
from tandem.front.sample.build import Size, make
from tandem.front.sample.when import moment
from tandem.people.models import Firm, Person
from tandem.scorecard.periods import KINDS, Period, holding
from tests.oracle import agree
from tests.unlocked import of_the_test

TOLD_ON = date(2026, 11, 24)
HOMES = {"London, in pounds": ("Europe/London", "GBP"), "New York, in euros": ("America/New_York", "EUR")}


@pytest.fixture(scope="module", params=HOMES, ids=lambda name: name.split(",")[0])
def home(request, django_db_setup, django_db_blocker) -> Iterator[str]:
    """The told firm, where its clocks go; answers its time zone."""
    zone, coin = HOMES[request.param]
    was = the_settings.TIME_ZONE
    with django_db_blocker.unblock(), of_the_test():
        put_clock(zone)
        try:
            make(Size(), 7, TOLD_ON)
            Firm.objects.update(currency=coin)
            calibrate(moment(TOLD_ON, "08:00"))
            yield zone
        finally:
            put_clock(was)
            transaction.set_rollback(True)


def put_clock(zone: str) -> None:
    the_settings.TIME_ZONE = zone
    setting_changed.send(sender=None, setting="TIME_ZONE", value=zone, enter=True)


def periods() -> Iterator[Period]:
    """Three years, ten quarters, fifteen months back from today's."""
    for kind, many in zip(KINDS, (15, 10, 3), strict=True):
        period = holding(TOLD_ON, kind)
        for _turn in range(many):
            yield period
            period = period.previous


@pytest.mark.django_db
def test_the_scorecard_of_every_period(home):
    leader = Person.objects.get(name="Maya Okonkwo")
    assert [line for period in periods() for line in agree.of_period(leader, period, TOLD_ON, home)] == []


@pytest.mark.django_db
def test_every_project_at_its_end(home):
    assert list(agree.of_projects()) == []


@pytest.mark.django_db
def test_the_pipeline_its_odds_and_the_numbers_beside_the_places(home):
    assert list(agree.of_now(Person.objects.get(name="Maya Okonkwo"), TOLD_ON, home)) == []

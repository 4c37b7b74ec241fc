"""What deals need follows their scopes by the ledger, at once and only where something changed."""

from datetime import date

import pytest

from tandem.engagements.models import Stage
from tandem.ledger.reading import changed_engagements
from tandem.planning.actions.follow import follow_scopes
from tandem.planning.models import Need
from tandem.scoping.actions import draft, lines
from tandem.scoping.models import EstimateLine


@pytest.fixture
def scope(world):
    assert world.engineer
    return draft.start(world.deal, by=world.sol, at=world.at)


def add_line(world, scope, minutes=6000):
    lines.add(scope, role=world.engineer, minutes=minutes, by=world.sol, at=world.at, today=world.today)


def test_an_estimate_becomes_a_need_and_changes_with_it(world, scope):
    add_line(world, scope)
    assert follow_scopes() == 1
    need = Need.objects.get()
    assert (need.engagement, need.role, need.minutes) == (world.deal, world.engineer, 6000)
    assert (need.starts_on, need.ends_on) == (date(2027, 1, 11), date(2027, 6, 25))
    line = EstimateLine.objects.get()
    lines.set_hours(scope, minutes={line.pk: 9000}, seen=None, by=world.sol, at=world.at)
    follow_scopes()
    assert Need.objects.get().minutes == 9000


def test_nothing_changed_reads_two_rows_and_writes_none(world, scope, django_assert_num_queries):
    add_line(world, scope)
    follow_scopes()
    Need.objects.all().delete()
    with django_assert_num_queries(2):
        assert follow_scopes() == 0
    assert not Need.objects.exists()


def test_a_signed_deal_keeps_the_needs_that_it_was_sold_with(world, scope):
    add_line(world, scope)
    type(world.deal).objects.update(stage=Stage.SIGNED)
    assert follow_scopes() == 0


def test_each_reader_has_its_own_place(world, scope):
    add_line(world, scope)
    kinds = ["scoping.estimateline", "scoping.scopeversion"]
    assert changed_engagements("one", kinds) == {world.deal.pk}
    assert changed_engagements("one", kinds) == set()
    assert changed_engagements("two", kinds) == {world.deal.pk}


def test_a_posted_estimate_is_on_the_map_at_once(world, scope):
    browser = world.browser(world.sol)
    typed = {"role": world.engineer.pk, "minutes": "100"}
    answer = browser.post(f"/deals/{world.deal.pk}/scope/hours/new/", typed)
    assert answer.status_code == 303
    assert Need.objects.get().minutes == 6000

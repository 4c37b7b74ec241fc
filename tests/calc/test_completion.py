"""What is still to come, worked by hand, and what must hold whatever was estimated and logged."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tandem.calc.completion import ANY, Work, rest

HOUR = 60
MINUTES = st.integers(0, 10_000)
ROLES = st.sampled_from(["engineer", "analyst", "designer", ANY])
SINCE = st.dictionaries(ROLES, MINUTES, max_size=4)
WORKS = st.lists(
    st.builds(Work, ROLES, MINUTES, st.integers(0, 10**8).map(lambda pence: Decimal(pence).scaleb(-2))), max_size=6
)


def left(*args) -> dict[str, int]:
    return {row.role: row.minutes for row in rest(*args).roles}


def test_hours_that_were_to_come_and_are_logged_are_to_come_no_more():
    plan = [Work("engineer", 100 * HOUR, Decimal(6000))]
    found = rest(plan, {"engineer": 40 * HOUR})
    assert (found.minutes, found.cost, found.over, found.spent) == (60 * HOUR, Decimal("3600.00"), 0, ())


def test_an_order_brings_its_hours_and_their_cost_and_its_hours_use_it_up():
    plan = [Work("engineer", 100 * HOUR, Decimal(6000))]
    order = [Work("engineer", 20 * HOUR, Decimal(1200))]
    assert rest(plan, {"engineer": 110 * HOUR}, order).minutes == 10 * HOUR
    assert rest(plan, {"engineer": 110 * HOUR}, order).cost == Decimal("600.00")


def test_a_role_that_runs_out_takes_from_the_pool_and_then_it_is_spent():
    plan = [Work("engineer", 100, Decimal(100)), Work(ANY, 30, Decimal(60))]
    assert left(plan, {"engineer": 110}) == {"engineer": 0, ANY: 20}
    assert rest(plan, {"engineer": 110}).cost == Decimal("40.00")
    assert rest(plan, {"engineer": 110}).spent == ("engineer",)
    spent = rest(plan, {"engineer": 135})
    assert (spent.minutes, spent.cost, spent.over, spent.spent) == (0, Decimal(0), 5, ("engineer", ANY))


@pytest.mark.parametrize("role", ["analyst", ANY])
def test_whoever_has_no_line_takes_from_the_pool_and_from_nobody_elses_line(role):
    assert left([Work("engineer", 100, Decimal(1)), Work(ANY, 30, Decimal(1))], {role: 20}) == {
        "engineer": 100,
        ANY: 10,
    }
    alone = rest([Work("engineer", 100, Decimal(1))], {role: 20})
    assert (alone.minutes, alone.over) == (100, 20)


def test_hours_that_were_taken_back_add_nothing():
    assert left([Work("engineer", 100, Decimal(1))], {"engineer": -50}) == {"engineer": 100}


def test_one_cost_that_nobody_knows_makes_the_whole_unknown_unless_it_is_done():
    plan = [Work("engineer", 100, None), Work("analyst", 60, Decimal(60))]
    assert rest(plan, {}).cost is None
    assert rest([*plan, Work("analyst", 60, Decimal(60))], {"analyst": 60}).roles[1].cost == Decimal("60.00")


def test_nothing_planned_is_nothing_to_come():
    assert (rest([], {}).minutes, rest([], {}).cost, rest([], {"engineer": 5}).over) == (0, 0, 5)


@given(WORKS, SINCE, WORKS)
def test_working_to_plan_changes_nothing_at_the_end(plan, since, more):
    """Logged and left together are what was planned, but for what was logged beyond it."""
    found = rest(plan, since, more)
    whole = sum(work.minutes for work in [*plan, *more])
    assert sum(since.values()) + found.minutes == whole + found.over
    assert 0 <= found.minutes <= whole
    assert all(0 <= row.minutes <= row.planned for row in found.roles)


@given(WORKS, SINCE)
def test_it_costs_no_more_than_was_planned(plan, since):
    cost = rest(plan, since).cost
    assert cost is None or 0 <= cost <= sum(work.cost for work in plan)

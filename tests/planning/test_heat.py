"""What the map counts through each lens, and that its colours never contradict its numbers."""

import random
import re
from datetime import date, timedelta
from decimal import Decimal

import pytest

from tandem.calc.weeks import axis
from tandem.people.models import Role, Team
from tandem.planning.actions import bookings as verbs
from tandem.planning.queries import heat as questions
from tandem.planning.queries.bars import bars
from tandem.planning.queries.clashes import clashes
from tandem.planning.queries.heat import Row
from tandem.planning.queries.offers import free_people, honest_starts
from tandem.planning.queries.window import Window
from tandem.planning.views import heat
from tests.planning import firm
from tests.planning.firm import JAN_11, MONDAY

WEEK_8 = 7  # the window's index of 11 January


def look(world, lens="likely", viewer=None, weeks=14, **fields):
    return questions.firm(viewer or world.rex, Window(axis(world.today, weeks), lens, **fields), world.today)


def team_row(view, name="Data engineers") -> Row:
    return next(rows.row for rows in questions.rows(view, []) if rows.team.name == name)


def book(world, person, deal=None, percent=100, weeks=2, start=JAN_11, **fields):
    return verbs.book(
        person, deal, starts_on=start, ends_on=start + timedelta(days=7 * weeks - 3),
        minutes_per_day=round(4.5 * percent), by=world.rex, at=world.at, **fields,
    )  # fmt: skip


@pytest.fixture
def crew(world):
    people = firm.engineers(world, 4)
    firm.roll_up(world)
    return people


def test_booked_counts_bookings_alone_likely_and_all_add_holds(world, crew):
    book(world, crew[0], world.deal, 60)
    book(world, crew[1], world.deal, 80, hard=False, hold_until=JAN_11)
    assert team_row(look(world, "booked")).percent[WEEK_8] == 15
    assert team_row(look(world, "likely")).percent[WEEK_8] == 35
    assert team_row(look(world, "all")).percent[WEEK_8] == 35
    people = {who.name: row for who, row in questions.person_rows(look(world), [crew[0].pk, crew[1].pk])}
    assert people[crew[1].name].percent[WEEK_8] == 80
    assert people[crew[1].name].pipe[WEEK_8]
    assert not people[crew[0].name].pipe[WEEK_8]


def test_deals_count_by_their_probability_and_likely_begins_at_half(world, crew):
    for probability, minutes in ((".5", 9_000), (".499", 9_000)):
        deal = world.engagement(probability=Decimal(probability))
        firm.need(world, deal, minutes, end=JAN_11 + timedelta(days=4))
    assert team_row(look(world, "booked")).percent[WEEK_8] == 0
    assert team_row(look(world, "likely")).percent[WEEK_8] == 50
    assert team_row(look(world, "all")).percent[WEEK_8] == 100
    assert team_row(look(world, "likely")).pipe[WEEK_8]
    assert not team_row(look(world, "likely")).pipe[WEEK_8 - 1]


def test_a_deal_without_its_own_probability_takes_its_stages(world, crew):
    firm.need(world, world.engagement(stage="proposed"), 9_000, end=JAN_11 + timedelta(days=4))
    assert team_row(look(world)).percent[WEEK_8] == 75


def test_people_who_are_held_for_a_deal_are_not_needed_twice(world, crew):
    deal = world.engagement(probability=Decimal(1))
    firm.need(world, deal, 4_500, end=JAN_11 + timedelta(days=4))
    assert team_row(look(world)).percent[WEEK_8] == 50
    book(world, crew[0], deal, 100, weeks=1, hard=False, hold_until=JAN_11)
    assert team_row(look(world)).percent[WEEK_8] == 50
    book(world, crew[1], deal, 100, weeks=1)
    book(world, crew[2], deal, 100, weeks=1)
    assert team_row(look(world)).percent[WEEK_8] == 75


def test_a_deal_that_is_left_out_takes_its_holds_along(world, crew):
    deal = world.engagement(probability=Decimal(".8"))
    firm.need(world, deal, 4_500, end=JAN_11 + timedelta(days=4))
    book(world, crew[0], deal, 100, weeks=1, hard=False, hold_until=JAN_11)
    out = look(world, flipped=frozenset([deal.pk]))
    assert team_row(out).percent[WEEK_8] == 0
    assert questions.person_rows(out, [crew[0].pk])[0][1].percent[WEEK_8] == 0


def test_an_unlikely_deal_can_be_taken_in(world, crew):
    deal = world.engagement(probability=Decimal(".2"))
    firm.need(world, deal, 9_000, end=JAN_11 + timedelta(days=4))
    assert team_row(look(world)).percent[WEEK_8] == 0
    assert team_row(look(world, flipped=frozenset([deal.pk]))).percent[WEEK_8] == 20


def test_signed_and_lost_deals_are_no_pipeline(world, crew):
    for stage, extra in (("signed", {}), ("lost", {"lost_reason": "Price"})):
        deal = world.engagement(stage=stage, probability=Decimal(1), **extra)
        firm.need(world, deal, 9_000)
    assert look(world, "all").pipeline.deals == []


@pytest.mark.parametrize("seed", range(3))
def test_a_teams_row_is_the_sum_of_its_people(world, crew, seed):
    rng = random.Random(seed)
    for _ in range(25):
        hard = rng.random() < 0.7
        start = MONDAY + timedelta(days=rng.randrange(90))
        book(
            world, rng.choice(crew), rng.choice([None, world.deal]) if hard else world.deal, rng.randrange(10, 90),
            weeks=rng.randrange(1, 6), start=start, hard=hard, hold_until=None if hard else start,
        )  # fmt: skip
    for lens in ("booked", "likely", "all"):
        view = look(world, lens)
        shown = view.booked_and_held[view.team_index[world.data_team.pk], view.shown]
        weeks = view.window.axis.mondays()
        by_hand = [[firm.counted_by_hand(person, monday) for person in crew] for monday in weeks]
        sums = [sum(hard + (held if lens != "booked" else 0) for _, hard, held, _ in week) for week in by_hand]
        assert shown.tolist() == sums
        available = [sum(row[0] for row in week) for week in by_hand]
        assert team_row(view).percent == [
            int(100 * load / left + 0.5) if left else -1 for load, left in zip(sums, available, strict=True)
        ]


def step_by_hand(percent: int, steps=(49, 84, 100, 115)) -> int:
    return 0 if percent == 0 else 1 + sum(percent > end for end in steps)


def test_colour_follows_the_printed_number(world, crew):
    person, start = crew[0], MONDAY
    for percent in (1, 49, 50, 84, 85, 100, 101, 115, 116, 130):
        book(world, person, percent=percent, weeks=1, start=start)
        start += timedelta(weeks=1)
    row = questions.person_rows(look(world), [person.pk])[0][1]
    assert row.percent[:11] == [1, 49, 50, 84, 85, 100, 101, 115, 116, 130, 0]
    assert row.step == [step_by_hand(percent) for percent in row.percent]


def test_colour_follows_the_firms_own_thresholds(world, crew):
    world.firm.heat_steps = [30, 60, 90, 110]
    world.firm.save()
    book(world, crew[0], percent=95)
    row = questions.person_rows(look(world), [crew[0].pk])[0][1]
    assert (row.percent[WEEK_8], row.step[WEEK_8]) == (95, 4)


def test_cells_print_the_number_and_say_what_colour_says():
    html = heat.cells(Row([0, 84, 101, 130, -1, 1200], [0, 2, 4, 5, -1, 5], [False, True, False, True, False, False]))
    cells = re.findall(r"<td>(.*?)</td>", html)
    assert cells[0] == '<span class="l0">0</span>'
    assert cells[1] == '<span class="l2 pipe">84</span>'
    assert cells[2] == '<span class="l4">101<span class="vh"> over capacity</span></span>'
    assert "l5 pipe" in cells[3]
    assert "away" in cells[4]
    assert "999" in cells[5]


def test_bars_add_up_to_the_teams_and_show_what_fits_nowhere(world, crew):
    other = Team.objects.create(name="Analysts", position=2)
    role = Role.objects.create(name="Analyst", team=other)
    analyst = world.person("Ana Lyst", "consultant", team=other, role=role)
    firm.roll_up(world)
    for person in crew:
        book(world, person, percent=120)
    bar = bars(look(world))[WEEK_8]
    assert (bar.booked, bar.likely, bar.over, bar.capacity) == pytest.approx((4.0, 0.0, 0.8, 5.0))
    assert analyst.team == other


def test_clashes_name_the_team_its_weeks_its_deals_and_how_many_are_missing(world, crew):
    for person in crew[:2]:
        book(world, person, percent=100, weeks=3)
    deal = world.engagement("Register", probability=Decimal(".6"))
    firm.need(world, deal, 3 * 7_875, end=JAN_11 + timedelta(days=18))
    found = clashes(look(world), world.rex)
    [clash] = found.listed
    assert (clash.kind, clash.name, clash.first, clash.last) == (
        "team",
        "Data engineers",
        JAN_11,
        JAN_11 + timedelta(days=18),
    )
    assert clash.short == pytest.approx(1.5)
    assert clash.percent == 138
    assert [cause.name for cause in clash.deals] == ["Register"]
    assert clashes(look(world, "booked"), world.rex).listed == []


def test_a_confidential_cause_is_counted_and_not_named(world, crew):
    deal = world.engagement("Project Nightjar", probability=Decimal(".9"), confidential=True)
    firm.need(world, deal, 50_000, end=JAN_11 + timedelta(days=4))
    [clash] = clashes(look(world), world.rex).listed
    assert (clash.deals, clash.hidden) == ([], 1)


def test_clashes_of_people_name_what_they_are_promised_to(world, crew):
    book(world, crew[0], world.deal, 80)
    book(world, crew[0], world.engagement("Fraud features"), 50)
    [clash] = clashes(look(world), world.rex).listed
    assert (clash.kind, clash.name, clash.percent) == ("person", crew[0].name, 130)
    assert clash.works == ["Asset data platform", "Fraud features"]
    verbs.book(
        crew[0], world.engagement("Nightjar", confidential=True), starts_on=JAN_11, ends_on=JAN_11, minutes_per_day=60,
        by=world.lea, at=world.at,
    )  # fmt: skip
    assert clashes(look(world), world.rex).listed[0].works[-1] == "confidential work"
    assert (clash.first, clash.last) == (JAN_11, JAN_11 + timedelta(days=11))


def test_honest_start_is_the_first_week_from_which_all_of_it_fits(world, crew):
    firm.tier(world, "bronze", weeks=1, minutes=2_250)
    firm.tier(world, "gold", weeks=4, minutes=4 * 4 * 2_250)
    for person in crew:
        book(world, person, percent=10, weeks=2, start=MONDAY + timedelta(weeks=3))
    offering, starts, others = honest_starts(look(world))
    assert offering == "Data platform"
    assert [(start.grade, start.on) for start in starts] == [
        ("Bronze", MONDAY), ("Gold", MONDAY + timedelta(weeks=5)),
    ]  # fmt: skip
    assert others == []


def test_honest_start_is_never_a_guess_beyond_what_is_known(world, crew):
    firm.tier(world, "gold", weeks=4, minutes=10**6)
    assert honest_starts(look(world))[1][0].on is None


def test_free_people_are_counted_one_by_one(world, crew):
    """One at 200 % doesn't eat what another has free."""
    for person, percent in zip(crew, (200, 100, 50), strict=False):
        book(world, person, percent=percent, weeks=8, start=MONDAY)
    assert free_people(look(world)).people == pytest.approx(1.5)


def test_a_link_with_nonsense_shows_the_map_anyway(world, crew):
    browser = world.browser(world.rex)
    for query in (
        "lens=x",
        "weeks=9999",
        "from=2026-13-45",
        "team=abc",
        "flip=1,,x",
        "weeks=-3",
        "from=9999-01-01",
        "team=99999",
    ):
        assert browser.get(f"/capacity/?{query}").status_code == 200, query


def test_christmas_is_a_dash_and_not_a_zero(world):
    person = firm.engineers(world, 1)[0]
    person.calendar = firm.holiday(*(date(2026, 12, 21) + timedelta(days=n) for n in range(5)))
    person.save()
    firm.roll_up(world)
    assert questions.person_rows(look(world), [person.pk])[0][1].percent[4] == -1

"""Capacity on the screen: whom it answers, what it says, what it keeps from whom, and what a booking answers."""

import re
from datetime import timedelta
from decimal import Decimal
from urllib.parse import unquote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tandem.people.models import TimeOff
from tandem.planning.actions import bookings as verbs
from tandem.planning.models import Booking
from tests.planning import firm
from tests.planning.firm import JAN_11, MONDAY

FRIDAY = JAN_11 + timedelta(days=4)
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def crew(world):
    people = firm.engineers(world, 3)
    firm.roll_up(world)
    return people


def text(browser, path: str, status: int = 200, **extra) -> str:
    answer = browser.get(path, **extra)
    assert answer.status_code == status, answer.content[:300]
    return answer.content.decode()


def typed(who, /, work="Asset data platform · Halden Water", **changes) -> dict:
    return {
        "person": who.name, "work": work, "starts_on": JAN_11, "ends_on": FRIDAY, "amount": "60", "unit": "percent",
        "kind": "hard", "hold_until": "", "note": "Ingest design", **changes,
    }  # fmt: skip


def hold(world, person, deal, **changes):
    week = {"starts_on": JAN_11, "ends_on": FRIDAY, "minutes_per_day": 225, "by": world.lea, "at": world.at}
    return verbs.book(person, deal, **week, **changes)


PAGES = ["/capacity/", "/people/", "/staffing/", "/people/{person}/"]


@pytest.mark.parametrize("who", ["lea", "sol", "dee", "rex", "fay", "con"])
def test_everybody_may_look(world, crew, who):
    for page in PAGES:
        text(world.browser(getattr(world, who)), page.format(person=crew[0].pk))


@pytest.mark.parametrize("who", ["fay", "con"])
def test_who_may_not_book_is_offered_nothing_to_book_with(world, crew, who):
    booking = hold(world, crew[0], world.deal)
    browser = world.browser(getattr(world, who))
    assert "data-book" not in text(browser, "/capacity/")
    for path in ("/bookings/new/", f"/bookings/{booking.pk}/"):
        text(browser, path, status=403)
    assert browser.post("/bookings/new/", typed(crew[0])).status_code == 403


def test_the_map_names_only_the_deals_that_one_may_see(world, crew):
    for name, client, confidential in (("Register rollout", world.client, False), ("Project Nightjar", None, True)):
        deal = world.engagement(name, account=client, confidential=confidential, probability=Decimal(".8"))
        firm.need(world, deal, 9_000)
        hold(world, crew[0], deal, hard=False, hold_until=JAN_11)
    for who, open_named, secret_named in (
        ("lea", True, True),
        ("rex", True, False),
        ("sue", False, False),
        ("con", False, False),
    ):
        browser = world.browser(getattr(world, who))
        for path in ("/capacity/", f"/people/{crew[0].pk}/"):
            html = text(browser, path)
            assert ("Nightjar" in html) is secret_named, (who, path)
            assert ("Register rollout" in html or "Halden Water" in html) is open_named, (who, path)
    html = text(world.browser(world.rex), f"/people/{crew[0].pk}/")
    assert "Confidential" in html
    assert "1 other deal" in text(world.browser(world.rex), "/capacity/")
    week = re.search(rf'id="p{crew[0].pk}".*?</tr>', text(world.browser(world.con), "/capacity/"))
    assert week is not None
    assert ">100<" in week[0].replace(' <span class="vh">', "<")


def test_somebody_elses_confidential_booking_is_not_there(world, crew):
    booking = hold(world, crew[0], world.engagement("Nightjar", confidential=True))
    assert "Nightjar" not in text(world.browser(world.rex), f"/bookings/{booking.pk}/", status=404)


def test_a_stranger_to_the_deal_has_no_capacity_page_of_it(world, crew):
    deal = world.engagement("Nightjar", confidential=True)
    for who in (world.rex, world.con, world.sue):
        text(world.browser(who), f"/deals/{deal.pk}/capacity/", status=404)


def test_the_reason_for_being_away_is_nobody_elses(world, crew):
    TimeOff.objects.create(
        person=crew[0], starts_on=MONDAY, ends_on=MONDAY + timedelta(days=4), kind="sick", note="Back operation"
    )
    firm.roll_up(world)
    for who in (world.rex, world.lea, world.dee, world.sol, world.con):
        for path in ("/capacity/", f"/people/{crew[0].pk}/", "/people/"):
            html = text(world.browser(who), path)
            assert "Back operation" not in html
            assert "Sick" not in html
    assert "away" in text(world.browser(world.rex), "/capacity/")
    assert "Back operation" in text(world.browser(crew[0]), f"/people/{crew[0].pk}/")


def test_no_price_reaches_the_pages_of_planning(world, crew):
    deal = world.engagement("Register", amount=Decimal(123_457), tier=firm.tier(world), probability=Decimal(".9"))
    firm.need(world, deal, 9_000)
    for path in ("/capacity/", "/staffing/", "/people/", f"/deals/{deal.pk}/capacity/", f"/people/{crew[0].pk}/"):
        html = text(world.browser(world.rex), path)
        for figure in ("123,457", "123457", "90,000", "£"):
            assert figure not in html, path


def test_the_lens_says_in_words_what_it_counts(world, crew):
    firm.need(world, world.engagement(probability=Decimal(".6")), 9_000)
    browser = world.browser(world.rex)
    assert "no holds, no open deals" in text(browser, "/capacity/?lens=booked")
    assert "1 open deal of 50% and more, each by its probability" in text(browser, "/capacity/")
    assert "not yet calibrated" in text(browser, "/capacity/?lens=all")


def test_the_legend_is_drawn_from_the_firms_thresholds(world, crew):
    world.firm.heat_steps = [30, 60, 90, 110]
    world.firm.save()
    html = text(world.browser(world.rex), "/capacity/")
    for words in ("under 31", "31–60", "61–90", "91–110", "over 110"):
        assert words in html


def test_a_booking_answers_the_changed_rows_and_the_offer_to_undo(world, crew):
    browser = world.browser(world.rex)
    world.deal  # noqa: B018 (made when it's first named)
    answer = browser.post("/bookings/new/", typed(crew[0], map="from=2026-11-23", row=crew[0].pk), **HTMX)
    html = answer.content.decode()
    assert answer["HX-Trigger"] == "booked"
    row = re.search(rf'<tr id="p{crew[0].pk}"[^>]*hx-swap-oob="true">(.*?)</tr>', html)
    assert row is not None
    assert '<span class="l2">60</span>' in row[1]
    assert 'id="g' in html
    assert '<span class="l1">20</span>' in html
    assert crew[1].name not in html
    made = Booking.objects.get()
    assert (made.person, made.engagement, made.minutes_per_day, made.hard) == (crew[0], world.deal, 270, True)
    undo = re.search(r'hx-post="(/bookings/undo/[^"]+)"', html)
    assert undo is not None
    assert world.browser(world.dee).post(undo[1], **HTMX).status_code == 404
    back = browser.post(undo[1], **HTMX).content.decode()
    assert not Booking.objects.exists()
    assert '<span class="l0">0</span>' in back
    assert browser.post(undo[1][:-3] + "xyz/", **HTMX).status_code == 404


def test_a_booking_from_the_map_that_is_sent_twice_is_made_once_and_the_map_is_drawn_anew(world, crew):
    """The answer is a part of a page, and a line may break before it came."""
    world.deal  # noqa: B018
    browser = world.browser(world.rex)
    drawn = typed(crew[0], map="from=2026-11-23", row=crew[0].pk, csrfmiddlewaretoken="a" * 64)
    assert browser.post("/bookings/new/", drawn, **HTMX)["HX-Trigger"] == "booked"
    again = browser.post("/bookings/new/", drawn, **HTMX)
    assert (again.status_code, again.content, again["HX-Refresh"]) == (200, b"", "true")
    plain = browser.post("/bookings/new/", drawn, headers={"Referer": "http://testserver/capacity/?from=2026-11-23"})
    assert (plain.status_code, plain["Location"]) == (303, "/capacity/?from=2026-11-23")
    elsewhere = browser.post("/bookings/new/", drawn, headers={"Referer": "https://other.example/capacity/"})
    assert (elsewhere.status_code, elsewhere["Location"]) == (303, "/")
    assert Booking.objects.count() == 1
    assert browser.post("/bookings/new/", {**drawn, "note": "Other"}, **HTMX).status_code in (200, 422)


def test_a_booking_from_a_persons_page_answers_their_row_alone(world, crew):
    world.deal  # noqa: B018
    browser = world.browser(world.rex)
    shown = re.search(r'data-book-url="[^"]*\?map=([^"]+)"', text(browser, f"/people/{crew[0].pk}/"))
    assert shown is not None
    html = browser.post("/bookings/new/", typed(crew[0], map=unquote(shown[1])), **HTMX).content.decode()
    assert f'id="p{crew[0].pk}"' in html
    assert 'id="g' not in html


def test_without_a_script_it_leads_to_the_persons_page(world, crew):
    world.deal  # noqa: B018
    answer = world.browser(world.rex).post("/bookings/new/", typed(crew[0]), follow=True)
    assert answer.redirect_chain[-1][0] == f"/people/{crew[0].pk}/"
    assert "Asset data platform" in answer.content.decode()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"person": "Nobody"}, "Nobody is called “Nobody”."),
        ({"person": "Neer"}, "could be"),
        ({"work": "Atlantis"}, "No deal or project that you can book"),
        ({"work": ""}, "Say what it is for"),
        ({"ends_on": "2027-01-01"}, "It ends before it begins."),
        ({"ends_on": "2031-01-01"}, "at most two years"),
        ({"amount": "0"}, "greater than or equal to"),
        ({"amount": "99", "unit": "day"}, "99.0 hours a day"),
        ({"amount": "ten"}, "Enter a number."),
        ({"kind": "hold", "hold_until": ""}, "Say until when"),
        ({"kind": "hold", "hold_until": "2026-01-01"}, "This day is past"),
        ({"starts_on": "soon"}, "Enter a valid date."),
        ({"kind": ""}, "This field is required."),
    ],
)
def test_what_cannot_be_booked_comes_back_as_it_was_typed(world, crew, changes, words):
    world.deal  # noqa: B018
    answer = world.browser(world.rex).post("/bookings/new/", typed(crew[0], **changes))
    html = answer.content.decode()
    assert answer.status_code == 422
    assert words in html.replace("&#39;", "'")
    assert "Ingest design" in html
    assert "There is a problem" in html
    assert not Booking.objects.exists()


def test_two_deals_of_the_same_words_are_told_apart_by_number(world, crew):
    first, second = world.engagement("Register"), world.engagement("Register")
    browser = world.browser(world.rex)
    html = browser.post("/bookings/new/", typed(crew[0], "Register")).content.decode()
    assert f"(#{first.pk})" in html
    assert f"(#{second.pk})" in html
    browser.post("/bookings/new/", typed(crew[0], f"#{second.pk}"))
    assert Booking.objects.get().engagement == second


@pytest.mark.parametrize(
    ("amount", "unit", "minutes"), [("6", "day", 360), ("30", "week", 360), ("80", "percent", 360)]
)
def test_hours_a_day_hours_a_week_and_percent_solve_each_other(world, crew, amount, unit, minutes):
    world.deal  # noqa: B018
    browser = world.browser(world.rex)
    fields = typed(crew[0], amount=amount, unit=unit)
    html = text(browser, "/bookings/new/?part=meaning&" + "&".join(f"{k}={v}" for k, v in fields.items()), **HTMX)
    assert "6.0 hours a day, 30.0 hours a week, 80% of their week; 5 days that they work, 30 h in all" in " ".join(
        html.split()
    )
    browser.post("/bookings/new/", fields)
    assert Booking.objects.get().minutes_per_day == minutes


def test_too_much_is_said_before_it_is_booked_and_never_refused(world, crew):
    hold(world, crew[0], world.deal, hard=True)
    browser = world.browser(world.rex)
    answer = browser.post("/bookings/new/", typed(crew[0]))
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "would be over 100% in" in html
    assert "110%" in html
    assert "Book anyway" in html
    warned = re.search(r'name="warned" value="([^"]+)"', html)
    assert warned is not None
    browser.post("/bookings/new/", typed(crew[0], warned=warned[1], amount="70"))
    assert Booking.objects.count() == 1
    browser.post("/bookings/new/", typed(crew[0], warned=warned[1]))
    assert Booking.objects.count() == 2


def test_sellers_are_offered_holds_alone(world, crew):
    world.deal  # noqa: B018
    browser = world.browser(world.sol)
    assert "Booked: the person is promised" not in text(browser, "/bookings/new/")
    answer = browser.post("/bookings/new/", typed(crew[0], kind="hard"))
    assert answer.status_code == 403
    until = JAN_11.isoformat()
    browser.post("/bookings/new/", typed(crew[0], kind="hold", hold_until=until))
    assert not Booking.objects.get().hard


def test_somebody_else_was_first_and_nothing_typed_is_lost(world, crew):
    booking = hold(world, crew[0], world.deal)
    verbs.change(booking, seen=1, minutes_per_day=60, by=world.dee, at=world.at)
    browser = world.browser(world.rex)
    answer = browser.post(f"/bookings/{booking.pk}/", typed(crew[0], seen="1"))
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Somebody changed this booking meanwhile" in html
    assert "1.0 hours a day" in html
    assert "Ingest design" in html
    assert 'name="seen" value="2"' in html
    assert Booking.objects.get().minutes_per_day == 60
    for part in ("delete", "split"):
        again = browser.post(f"/bookings/{booking.pk}/{part}/", {"seen": "1", "on": JAN_11 + timedelta(days=1)})
        assert again.status_code == 409
    assert browser.post(f"/bookings/{booking.pk}/", typed(crew[1], seen="2")).status_code == 302
    assert Booking.objects.get().person == crew[1]


def test_a_change_can_be_undone(world, crew):
    booking = hold(world, crew[0], world.deal)
    browser = world.browser(world.rex)
    html = browser.post(
        f"/bookings/{booking.pk}/", typed(crew[1], map="from=2026-11-23", seen=1), **HTMX
    ).content.decode()
    assert f'id="p{crew[0].pk}"' in html
    assert f'id="p{crew[1].pk}"' in html
    undo = re.search(r'hx-post="(/bookings/undo/[^"]+)"', html)
    assert undo is not None
    browser.post(undo[1], **HTMX)
    row = Booking.objects.get()
    assert (row.person, row.minutes_per_day, row.note) == (crew[0], 225, "")
    assert browser.post(undo[1], **HTMX).status_code == 409


def test_a_deletion_can_be_undone(world, crew):
    booking = hold(world, crew[0], world.deal)
    browser = world.browser(world.rex)
    html = browser.post(
        f"/bookings/{booking.pk}/delete/", {"seen": "1", "map": "from=2026-11-23"}, **HTMX
    ).content.decode()
    assert not Booking.objects.exists()
    undo = re.search(r'hx-post="(/bookings/undo/[^"]+)"', html)
    assert undo is not None
    browser.post(undo[1], **HTMX)
    assert Booking.objects.get().minutes_per_day == 225


def test_a_split_outside_the_booking_says_so_at_its_place(world, crew):
    booking = hold(world, crew[0], world.deal)
    answer = world.browser(world.rex).post(f"/bookings/{booking.pk}/split/", {"on": JAN_11, "seen": "1"})
    assert answer.status_code == 422
    assert "Choose a day inside the booking" in answer.content.decode()


def test_holding_for_an_open_role_takes_one_click(world, crew):
    deal = world.engagement("Register", probability=Decimal(".9"))
    firm.need(world, deal, 2_250, end=FRIDAY)
    browser = world.browser(world.sol)
    assert "Register" in text(browser, "/staffing/")
    fields = {"person": crew[0].pk, "work": deal.pk, "role": world.engineer.pk}
    browser.post("/staffing/hold/", fields)
    made = Booking.objects.get()
    assert (made.hard, made.starts_on, made.ends_on, made.minutes_per_day) == (False, JAN_11, FRIDAY, 450)
    assert browser.post("/staffing/hold/", fields).status_code == 404
    assert "Every role has its people" in text(browser, "/staffing/")


def test_a_deals_capacity_says_what_is_short(world, crew):
    firm.need(world, world.deal, 9_000, end=FRIDAY)
    html = text(world.browser(world.sol), f"/deals/{world.deal.pk}/capacity/")
    assert "Some weeks need more people than are free" in html
    assert "1.0 short" in html
    hold(world, crew[0], world.deal)
    assert crew[0].name in text(world.browser(world.sol), f"/deals/{world.deal.pk}/capacity/")


def test_days_away_are_asked_for_approved_and_cancelled(world, crew):
    person, browser = crew[0], world.browser(crew[0])
    days = {"starts_on": JAN_11, "ends_on": FRIDAY, "kind": "leave", "note": "Lisbon"}
    browser.post(f"/people/{person.pk}/away/", days)
    off = TimeOff.objects.get()
    assert not off.approved
    assert browser.post(f"/people/{crew[1].pk}/away/", days).status_code == 403
    change = f"/people/{person.pk}/away/{off.pk}/"
    assert browser.post(change, {"do": "approve", "seen": off.version}).status_code == 403
    world.browser(world.rex).post(change, {"do": "approve", "seen": off.version})
    assert firm.rolled_up(person, JAN_11)[3]
    assert browser.post(change, {"do": "cancel", "seen": "1"}).status_code == 409
    browser.post(change, {"do": "cancel", "seen": "2"})
    assert not TimeOff.objects.exists()


def test_days_away_that_end_before_they_begin_come_back(world, crew):
    answer = world.browser(crew[0]).post(
        f"/people/{crew[0].pk}/away/", {"starts_on": FRIDAY, "ends_on": JAN_11, "kind": "leave", "note": "Lisbon"}
    )
    assert answer.status_code == 422
    assert "It ends before it begins." in answer.content.decode()
    assert "Lisbon" in answer.content.decode()


def test_names_are_escaped(world, crew):
    crew[0].name = "<b>Eng</b> & Co"
    crew[0].save()
    html = text(world.browser(world.rex), "/capacity/")
    assert "&lt;b&gt;Eng&lt;/b&gt; &amp; Co" in html
    assert "<b>Eng" not in html


def test_people_are_found_by_name_team_and_skill(world, crew):
    skill = crew[1].skills.model.skill.field.related_model.objects.create(name="GIS")
    crew[1].skills.create(skill=skill, level=3)
    browser = world.browser(world.sol)
    html = text(browser, f"/people/?skill={skill.pk}")
    assert crew[1].name in html
    assert crew[0].name not in html
    assert "Nobody found" in text(browser, "/people/?q=zzz")
    assert crew[0].name in text(browser, "/people/?after=nonsense&team=x")


# Those of planning; the frame around every page has its own few.
@pytest.mark.parametrize(("path", "queries"), [("/capacity/", 13), ("/people/", 6), ("/staffing/", 9)])
def test_the_same_queries_for_1_and_50(world, path, queries):
    browser = world.browser(world.rex)
    _people_with_work(world, 1)
    browser.get(path)
    with CaptureQueriesContext(connection) as one:
        browser.get(path)
    _people_with_work(world, 49)
    with CaptureQueriesContext(connection) as fifty:
        browser.get(path)
    assert len(one) == len(fifty)
    assert [sum(_is_of_planning(query["sql"]) for query in found) for found in (one, fifty)] == [queries, queries]


FRAME = ("django_session", "people_firm", 'WHERE "people_person"."id" =')


def _is_of_planning(sql: str) -> bool:
    return not any(words in sql for words in FRAME)


def _people_with_work(world, count: int) -> None:
    for number in range(count):
        person = world.person(f"P{count}x{number} Neer", "consultant", team=world.data_team, role=world.engineer)
        deal = world.engagement(f"Deal {count} {number}", probability=Decimal(".9"))
        firm.need(world, deal, 9_000)
        firm.booking(world, person, world.deal, minutes=900)
    firm.roll_up(world, weeks=16)

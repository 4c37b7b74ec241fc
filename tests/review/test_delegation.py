"""Somebody speaks for a colleague: who may, from which day until which, and never for two sides."""

import re
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from tandem.ledger.actions import Stale
from tandem.people.models import Access
from tandem.review.actions.delegation import delegate, end
from tandem.review.actions.votes import vote
from tandem.review.models import Delegation, Verdict
from tandem.review.queries.judged import judged
from tandem.review.queries.waits import waits
from tests import dealing

DAY = timedelta(days=1)


def text(answer) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def away(world, person, to, start=0, days=7, by=None) -> Delegation:
    first = world.today + start * DAY
    return delegate(person, to=to, from_on=first, until_on=first + days * DAY, by=by or person, at=world.at)


def test_the_delegates_word_says_for_whom(world):
    deal = dealing.scoped(world)
    away(world, world.dee, world.dov)
    assert [str(chair) for chair in judged(deal, world.today).chairs["delivery"]] == [
        "Dov Reis for Dee Lund",
        "Dee Lund",
    ]
    verdict = vote(deal, "delivery", "approve", by=world.dov, at=world.at, reason="As she would.")
    assert (verdict.person, verdict.for_person) == (world.dov, world.dee)
    for page in ("", "minutes/"):
        assert "Dov Reis for Dee Lund" in text(world.browser(world.sol).get(f"/deals/{deal.pk}/board/{page}"))


def test_both_are_asked_and_neither_once_it_was_said(world):
    deal = dealing.scoped(world)
    away(world, world.dee, world.dov)
    for person in (world.dee, world.dov):
        assert "Judge scope 1 for delivery" in [wait.title for wait in waits(world.at, on=person)]
    assert "Waits on Dov Reis for Dee Lund" in text(world.browser(world.sol).get(f"/deals/{deal.pk}/board/"))
    vote(deal, "delivery", "approve", by=world.dee, at=world.at, reason="I'm back.")
    assert Verdict.objects.get().for_person is None
    for person in (world.dee, world.dov):
        assert "Judge scope 1 for delivery" not in [wait.title for wait in waits(world.at, on=person)]


@pytest.mark.parametrize(
    ("start", "days", "counts"),
    [(0, 0, True), (1, 3, False), (-3, 3, True), (-3, 2, False), (-1, 9, True)],
    ids=["its only day", "from tomorrow on", "its last day", "over since yesterday", "in between"],
)
def test_it_counts_from_its_first_day_to_its_last(world, start, days, counts):
    deal = dealing.scoped(world)
    first = world.today + start * DAY
    Delegation.objects.create(
        person=world.dee, to=world.dov, from_on=first, until_on=first + days * DAY, made_at=world.at
    )
    verdict = vote(deal, "delivery", "approve", by=world.dov, at=world.at, reason="Yes.")
    assert (verdict.for_person == world.dee) == counts


def test_an_ended_one_and_one_of_somebody_who_left_count_for_nothing(world):
    deal = dealing.scoped(world)
    row = away(world, world.dee, world.dov)
    end(row, by=world.dee, at=world.at, seen=row.version)
    assert len(judged(deal, world.today).chairs["delivery"]) == 1
    away(world, world.dee, world.dov)
    world.dee.is_active = False
    world.dee.save()
    assert judged(deal, world.today).chairs["delivery"][0].instead_of is None


@pytest.mark.parametrize(
    ("person", "to", "fails"),
    [
        ("dee", "sol", "same seat"), ("sol", "dee", "same seat"), ("fay", "lea", "same seat"), ("dee", "rex", "same seat"),
        ("dee", "con", "same seat"), ("dee", "dee", "themselves"),
    ],
)  # fmt: skip
def test_only_somebody_of_the_same_seat(world, person, to, fails):
    with pytest.raises(ValidationError, match=fails):
        away(world, getattr(world, person), getattr(world, to))


@pytest.mark.parametrize("who", ["rex", "con"])
def test_whoever_takes_no_seat_has_nothing_to_hand_on(world, who):
    with pytest.raises(PermissionDenied):
        away(world, getattr(world, who), world.dee)


def test_whoever_is_away_records_it_or_leadership_does(world):
    with pytest.raises(PermissionDenied):
        away(world, world.dee, world.dov, by=world.dov)
    with pytest.raises(PermissionDenied):
        away(world, world.dee, world.dov, by=world.sol)
    assert away(world, world.dee, world.dov, by=world.lea).pk
    leo = world.person("Leo Grant", Access.LEADERSHIP)
    with pytest.raises(PermissionDenied):
        away(world, leo, world.lea, by=world.lea)


def test_one_at_a_time_and_not_backwards(world):
    away(world, world.dee, world.dov, days=7)
    with pytest.raises(ValidationError, match="in that time already"):
        away(world, world.dee, world.dov, start=7)
    assert away(world, world.dee, world.dov, start=8)
    with pytest.raises(ValidationError):
        delegate(world.sol, to=world.sue, from_on=world.today, until_on=world.today - DAY, by=world.sol, at=world.at)
    with pytest.raises(ValidationError, match="has passed"):
        away(world, world.sol, world.sue, start=-9, days=3)


class TestNobodyVotesOnBothSides:
    """Each way in which one voice could be heard for two seats of one deal."""

    def test_the_seller_as_the_leads_delegate(self, world):
        """Two of delivery; one of them sells."""
        deal = dealing.scoped(world, seller=world.dov)
        away(world, world.dee, world.dov)
        assert [chair.person for chair in judged(deal, world.today).chairs["delivery"]] == [world.dee]
        with pytest.raises(PermissionDenied):
            vote(deal, "delivery", "approve", by=world.dov, at=world.at, reason="Yes.")

    def test_the_lead_as_the_sellers_delegate(self, world):
        deal = dealing.scoped(world, lead=world.sue)
        away(world, world.sol, world.sue)
        assert [chair.person for chair in judged(deal, world.today).chairs["sales"]] == [world.sol]
        with pytest.raises(PermissionDenied):
            vote(deal, "sales", "approve", by=world.sue, at=world.at, reason="Yes.")

    def test_a_leader_who_sells_isnt_leadership_there_nor_a_leaders_delegate(self, world):
        leo = world.person("Leo Grant", Access.LEADERSHIP)
        deal = dealing.scoped(world, seller=world.lea)
        away(world, leo, world.lea)
        assert [chair.person for chair in judged(deal, world.today).chairs["leadership"]] == [leo]
        vote(deal, "sales", "approve", by=world.lea, at=world.at, reason="I sold it.")
        with pytest.raises(PermissionDenied):
            vote(deal, "leadership", "approve", by=world.lea, at=world.at, reason="And I lead the firm.")

    def test_a_leader_who_leads_the_delivery_speaks_for_delivery_alone(self, world):
        deal = dealing.scoped(world, lead=world.lea)
        with pytest.raises(PermissionDenied):
            vote(deal, "leadership", "approve", by=world.lea, at=world.at, reason="Yes.")
        assert vote(deal, "delivery", "approve", by=world.lea, at=world.at, reason="Yes.").seat == "delivery"

    def test_who_sells_and_leads_speaks_once(self, world):
        deal = dealing.scoped(world, seller=world.lea, lead=world.lea)
        vote(deal, "sales", "approve", by=world.lea, at=world.at, reason="Yes.")
        with pytest.raises(PermissionDenied):
            vote(deal, "delivery", "approve", by=world.lea, at=world.at, reason="Yes.")

    def test_a_delegate_whose_work_has_changed_sides(self, world):
        deal = dealing.scoped(world)
        away(world, world.dee, world.dov)
        world.dov.access = Access.SALES
        world.dov.save()
        assert len(judged(deal, world.today).chairs["delivery"]) == 1
        with pytest.raises(PermissionDenied):
            vote(deal, "delivery", "approve", by=world.dov, at=world.at, reason="Yes.")

    def test_who_spoke_for_one_seat_before_their_work_changed(self, world):
        """By their own voice, and by the one whom a delegate speaks for."""
        deal = dealing.scoped(world)
        vote(deal, "sales", "approve", by=world.sue, at=world.at, reason="Yes.")
        world.sue.access = Access.DELIVERY
        world.sue.save()
        with pytest.raises(PermissionDenied, match="another seat"):
            vote(deal, "delivery", "approve", by=world.sue, at=world.at, reason="Yes.")
        deal.lead = world.sue
        deal.save()
        away(world, world.sue, world.dov)
        with pytest.raises(PermissionDenied, match="another seat"):
            vote(deal, "delivery", "approve", by=world.dov, at=world.at, reason="For Sue.")


class TestPage:
    URL = "/me/delegation/"

    def test_named_and_listed_and_ended(self, world):
        assert world.dov
        browser = world.browser(world.dee)
        form = {"to": world.dov.pk, "from_on": "2026-11-24", "until_on": "2026-12-01", "why": "Porto"}
        answer = browser.post(self.URL, form)
        assert (answer.status_code, answer["Location"]) == (303, self.URL)
        page = text(browser.get(self.URL))
        assert "Dov Reis speaks for Dee Lund." in page
        assert "speaks now" in page
        assert "Porto" in text(world.browser(world.rex).get(self.URL))
        row = Delegation.objects.get()
        assert world.browser(world.sol).post(f"{self.URL}{row.pk}/end/", {"seen": row.version}).status_code == 403
        assert browser.post(f"{self.URL}{row.pk}/end/", {"seen": 9}).status_code == 409
        assert browser.post(f"{self.URL}{row.pk}/end/", {"seen": row.version}).status_code == 303
        row.refresh_from_db()
        assert row.ended_at is not None
        late = browser.post(f"{self.URL}{row.pk}/end/", {"seen": row.version})
        assert late.status_code == 422
        assert "over already" in text(late)

    def test_what_was_typed_is_kept(self, world):
        assert world.dov
        form = {"to": world.dov.pk, "from_on": "2026-12-09", "until_on": "2026-12-01", "why": "Porto"}
        answer = world.browser(world.dee).post(self.URL, form)
        assert answer.status_code == 422
        assert text(answer).count("The last day lies before the first.") == 2
        assert 'value="Porto"' in text(answer)
        assert not Delegation.objects.exists()

    def test_nobody_of_the_other_side_is_offered_or_taken(self, world):
        assert world.dov
        browser = world.browser(world.dee)
        page = browser.get(self.URL).content.decode()
        assert "Dov Reis</option>" in page
        assert not re.search(r"(Sol Hart|Fay Chen|Con Ortiz|Dee Lund)</option>", page)
        form = {"to": world.sol.pk, "from_on": "2026-11-24", "until_on": "2026-12-01"}
        assert browser.post(self.URL, form).status_code == 422
        assert world.browser(world.rex).post(self.URL, form).status_code == 403

    def test_leadership_names_somebody_for_one_who_cannot(self, world):
        form = {"person": world.dee.pk, "to": world.dov.pk, "from_on": "2026-11-24", "until_on": "2026-12-01"}
        assert world.browser(world.lea).post(self.URL, form).status_code == 303
        assert Delegation.objects.get().person == world.dee

    def test_it_says_which_deals_keep_waiting(self, world):
        """Sue is of another team and may not open Sol's deals."""
        dealing.scoped(world)
        away(world, world.sol, world.sue)
        assert "1 deal before a board isn’t theirs to open" in text(world.browser(world.sol).get(self.URL))
        assert [wait.on for wait in waits(world.at) if "for sales" in wait.title] == [world.sue, world.sol]


def test_two_end_it_at_once(world):
    row = away(world, world.dee, world.dov)
    mine = Delegation.objects.get()
    end(row, by=world.dee, at=world.at, seen=1)
    with pytest.raises(Stale):
        end(mine, by=world.dov, at=world.at, seen=1)


def test_a_delegation_that_starts_on_a_weekend_counts_then(world):
    deal = dealing.scoped(world)
    delegate(
        world.dee, to=world.dov, from_on=date(2026, 11, 28), until_on=date(2026, 11, 29), by=world.dee, at=world.at
    )
    stands = [
        bool(judged(deal, day).chairs["delivery"][0].instead_of) for day in (date(2026, 11, 27), date(2026, 11, 28))
    ]
    assert stands == [False, True]


@pytest.mark.parametrize(("until", "status"), [("2027-02-22", 303), ("2027-02-23", 422), ("9999-12-31", 422)])
def test_it_ends_within_the_policys_limit(world, until, status):
    data = {"to": world.dov.pk, "from_on": "2026-11-24", "until_on": until}
    answer = world.browser(world.dee).post(reverse("settings_delegation"), data)
    assert answer.status_code == status
    assert ("Nobody is spoken for longer than 90 days from today" in answer.content.decode()) == (status == 422)


def test_the_limit_is_the_policys(world):
    dealing.policy(world, delegation_days_most=5)
    data = {"to": world.dov.pk, "from_on": "2026-11-24", "until_on": "2026-11-30"}
    answer = world.browser(world.dee).post(reverse("settings_delegation"), data)
    assert "until 29 Nov" in answer.content.decode()

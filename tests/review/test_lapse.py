"""How long seats have, how long a word holds, and by which policy: the days around every border."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from tandem.engagements.models import Stage
from tandem.gates import Refused
from tandem.ledger.actions import Stale
from tandem.ledger.models import Entry
from tandem.people.models import Holiday, HolidayCalendar
from tandem.review.actions.propose import decide, propose
from tandem.review.actions.votes import vote
from tandem.review.models import Policy, Proposal, Verdict
from tandem.review.queries.gate import decide_checklist, sign_checklist
from tandem.review.queries.judged import judged
from tandem.review.queries.waits import waits
from tests import dealing

DAY = timedelta(days=1)
FROZEN = date(2026, 11, 24)  # a Tuesday


def speak(world, deal, *seats, word="approve", at=None):
    sits = {"sales": world.sol, "delivery": world.dee, "finance": world.fay, "leadership": world.lea}
    for seat in seats:
        vote(deal, seat, word, by=sits[seat], at=at or world.at, reason="Because.")


def holds_the_margin(deal, today) -> bool:
    return next(each.passes for each in decide_checklist(deal, today) if each.rule == "margin_clears_the_floor")


def large(world, **fields):
    """Finance is called too."""
    if not Policy.objects.exists():
        dealing.policy(world, **fields)
    deal = dealing.scoped(world)
    dealing.scopes(deal).update(fee=200000)
    dealing.freeze(world, dealing.scopes(deal).get())
    dealing.vet_all(world, deal)
    return deal


class TestDeadline:
    @pytest.mark.parametrize(
        ("today", "state"),
        [(date(2026, 11, 24), "waiting"), (date(2026, 11, 27), "waiting"), (date(2026, 11, 28), "late")],
    )
    def test_three_working_days_and_the_last_one_counts(self, world, today, state):
        found = judged(dealing.scoped(world), today)
        assert found.due == date(2026, 11, 27)
        assert found.is_overdue == (state == "late")

    def test_a_day_on_which_nobody_works_doesnt_count(self, world):
        calendar = HolidayCalendar.objects.create(name="All")
        Holiday.objects.create(calendar=calendar, day=date(2026, 11, 26), name="Founders' day")
        assert judged(dealing.scoped(world), world.today).due == date(2026, 11, 30)

    def test_past_it_the_page_and_the_list_say_so(self, world):
        dealing.policy(world, answer_days=3)
        deal = dealing.scoped(world)
        dealing.scopes(deal).update(frozen_at=world.at - 10 * DAY)
        browser = world.browser(world.lea)
        assert (
            "Sales and Delivery still silent; a silent seat is never a yes."
            in browser.get(f"/deals/{deal.pk}/board/").content.decode()
        )
        assert "1 is past its deadline." in browser.get("/board/").content.decode()

    def test_what_waits_is_due_by_it(self, world):
        dealing.scoped(world)
        found = {wait.title: wait.due for wait in waits(world.at)}
        assert found["Judge scope 1 for sales"] == date(2026, 11, 27)


class TestQuorum:
    LATER = date(2026, 12, 10)

    @pytest.mark.parametrize(("quorum", "today", "passes"), [
        (2, date(2026, 11, 27), False), (2, date(2026, 11, 28), True), (3, date(2026, 11, 28), False),
        (4, date(2026, 11, 28), False),
    ])  # fmt: skip
    def test_a_called_seat_may_be_absent_past_the_deadline(self, world, quorum, today, passes):
        deal = large(world, quorum=quorum)
        speak(world, deal, "sales", "delivery")
        assert decide_checklist(deal, today)[0].passes == passes

    @pytest.mark.parametrize("silent", ["sales", "delivery"])
    def test_the_two_sides_are_never_absent(self, world, silent):
        assert world.fay
        deal = large(world, quorum=2)
        speak(world, deal, *({"sales", "delivery", "finance"} - {silent}))
        with pytest.raises(Refused, match="no word yet"):
            decide(deal, by=world.sol, at=world.at, today=self.LATER)

    def test_an_absent_seat_is_told_of_and_no_yes(self, world):
        assert world.fay
        deal = large(world, quorum=2)
        speak(world, deal, "sales", "delivery")
        decide(deal, by=world.sol, at=world.at, today=self.LATER)
        assert Entry.objects.get(verb="went on without a seat").after["seat"] == "finance"
        assert not Verdict.objects.filter(seat="finance").exists()
        page = world.browser(world.fay).get(f"/deals/{deal.pk}/board/minutes/").content.decode()
        assert "It went on without Finance." in page

    def test_it_may_still_object_and_that_stops_the_deal(self, world):
        deal = large(world, quorum=2)
        speak(world, deal, "sales", "delivery")
        decide(deal, by=world.sol, at=world.at, today=self.LATER)
        speak(world, deal, "finance", word="object")
        with pytest.raises(Refused, match="Change the scope to answer Fay Chen"):
            propose(deal, sent_to="Ruth", valid_until=None, by=world.sol, at=world.at, today=self.LATER)

    def test_a_word_that_lapsed_is_no_voice_of_a_quorum(self, world):
        deal = large(world, quorum=2, valid_days=3)
        speak(world, deal, "sales", "delivery")
        assert judged(deal, date(2026, 11, 28)).absent == ()
        assert "The word lapsed for sales on Sat 28 Nov" in str(
            [each.words for each in decide_checklist(deal, date(2026, 11, 28))]
        )


class TestLapse:
    @pytest.mark.parametrize(("days", "lapsed"), [(0, False), (59, False), (60, False), (61, True), (400, True)])
    def test_a_word_holds_for_sixty_days(self, world, days, lapsed):
        deal = dealing.agreed(world)
        found = judged(deal, world.today + days * DAY)
        assert found.lapsed_on("sales") == (date(2027, 1, 24) if lapsed else None)

    def test_nothing_goes_out_on_a_lapsed_word_until_it_is_said_again(self, world):
        deal = dealing.agreed(world)
        later, at = world.today + 61 * DAY, world.at + 61 * DAY
        with pytest.raises(
            Refused, match=r"The word lapsed for sales on .*24 Jan.* and for delivery on .*24 Jan.*; speak again"
        ):
            propose(deal, sent_to="Ruth", valid_until=None, by=world.sol, at=at, today=later)
        speak(world, deal, "sales", "delivery", at=at)
        assert Verdict.objects.count() == 2
        propose(deal, sent_to="Ruth", valid_until=None, by=world.sol, at=at, today=later)
        assert Proposal.objects.get().scope.number == 1

    def test_nothing_is_signed_on_one_either(self, world):
        deal = dealing.proposed(world)
        assert all(finding.passes for finding in sign_checklist(deal, world.today + 60 * DAY))
        shut = [finding.rule for finding in sign_checklist(deal, world.today + 61 * DAY) if not finding.passes]
        assert shut == ["no_word_has_lapsed"]

    def test_what_held_when_the_client_signed_has_done_its_work(self, world):
        handoff = dealing.signed(world)
        assert all(finding.passes for finding in sign_checklist(handoff.engagement, world.today + 300 * DAY))

    def test_a_word_that_holds_isnt_said_twice(self, world):
        deal = dealing.agreed(world)
        with pytest.raises(Stale):
            speak(world, deal, "sales", at=world.at + 60 * DAY)

    def test_the_ledger_and_the_minutes_keep_what_was_said_before(self, world):
        deal = dealing.scoped(world)
        vote(
            deal, "delivery", "if", by=world.dee, at=world.at, reason="Jonas is free", owner=world.rex, due=world.today
        )
        before = Verdict.objects.get()
        at = world.at + 61 * DAY
        renewed = vote(deal, "delivery", {"scope": "approve", "risk": "object", "price": "approve"}, by=world.dov, at=at,
                       reason="Jonas has left.")  # fmt: skip
        assert (renewed.pk, renewed.version, renewed.vote, renewed.person) == (before.pk, 2, "object", world.dov)
        assert (renewed.condition_owner, renewed.condition_met_at) == (None, None)
        assert dict(renewed.marks.values_list("matter", "vote")) == {
            "scope": "approve",
            "risk": "object",
            "price": "approve",
        }
        entry = Entry.objects.get(verb="judged the scope again")
        assert (entry.before["reason"], entry.before["person"], entry.before["vote"]) == (
            "Jonas is free",
            "Dee Lund",
            "if",
        )
        page = world.browser(world.lea).get(f"/deals/{deal.pk}/board/minutes/").content.decode()
        assert "Jonas is free" in page
        assert "Approves if, lapsed" in page

    def test_two_say_it_again_at_once(self, world):
        deal = dealing.agreed(world)
        at = world.at + 61 * DAY
        stale = judged(deal, timezone.localdate(at)).verdicts["delivery"]
        vote(deal, "delivery", "approve", by=world.dee, at=at, reason="Again.")
        assert stale.version == 1
        with pytest.raises(Stale):
            vote(deal, "delivery", "object", by=world.dov, at=at, reason="I would not.")

    def test_an_objection_stands_past_its_days(self, world):
        deal = dealing.scoped(world)
        speak(world, deal, "sales", "delivery", word="object")
        states = {each.rule: each.state for each in decide_checklist(deal, world.today + 90 * DAY)}
        assert states["no_objection_stands"] == "block"
        assert states["no_word_has_lapsed"] == "open"

    def test_it_waits_on_the_seat_and_the_page_asks(self, world):
        deal = dealing.agreed(world)
        Verdict.objects.filter(seat="delivery").update(at=world.at - 61 * DAY)
        assert next(wait.title for wait in waits(world.at, on=world.dee)) == "Speak again on scope 1 for delivery"
        assert "Judge scope 1 for sales" not in [wait.title for wait in waits(world.at, on=world.sol)]
        page = world.browser(world.dee).get(f"/deals/{deal.pk}/board/").content.decode()
        assert "The word lapsed on Tue 24 Nov; speak again." in page
        assert "Say it for delivery" in page


class TestWhichPolicy:
    """A scope stays with the policy that was current when it froze."""

    def test_a_policy_published_later_counts_from_the_next_scope_on(self, world):
        assert world.fay
        deal = dealing.agreed(world)
        Policy.objects.update(current=False)
        later = world.at + DAY
        dealing.policy(world, rows=[("value", 1, "finance")], number=2, published_at=later, margin_floor=Decimal("0.9"))
        found = judged(deal, world.today + 2 * DAY)
        assert (found.policy.number, found.needed) == (1, ("sales", "delivery"))
        assert holds_the_margin(deal, world.today + 2 * DAY)
        dealing.scope(world, deal)
        dealing.scopes(deal).filter(number=2).update(frozen_at=later + DAY)
        found = judged(deal, world.today + 2 * DAY)
        assert (found.policy.number, found.needed) == (2, ("sales", "delivery", "finance"))
        assert not holds_the_margin(deal, world.today + 2 * DAY)

    @pytest.mark.parametrize(("seconds", "number"), [(-1, 1), (0, 2), (1, 2)])
    def test_at_the_very_moment_of_publishing_the_new_one_counts(self, world, seconds, number):
        deal = dealing.scoped(world)
        Policy.objects.update(current=False, published_at=world.at - 30 * DAY)
        since: datetime = world.at + 5 * DAY
        dealing.policy(world, number=2, published_at=since)
        dealing.scopes(deal).update(frozen_at=since + timedelta(seconds=seconds))
        assert judged(deal, world.today).policy.number == number

    def test_a_scope_older_than_any_policy_is_judged_by_the_current_one(self, world):
        deal = dealing.scoped(world)
        dealing.scopes(deal).update(frozen_at=world.at - 900 * DAY)
        assert judged(deal, world.today).policy.number == 1

    def test_a_firm_without_a_policy_judges_by_the_first_rows(self, world):
        deal = world.engagement(stage=Stage.SCOPED)
        dealing.scope(world, deal, fee=149999)
        assert judged(deal, world.today).needed == ("sales", "delivery")
        dealing.scopes(deal).update(fee=150000)
        assert judged(deal, world.today).needed == ("sales", "delivery", "finance")

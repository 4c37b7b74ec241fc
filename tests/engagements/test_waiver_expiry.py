"""A waiver binds up to and with its last day: the gate opens on it and is shut on the day after."""

from datetime import timedelta

import pytest

from tandem.engagements.actions import deal as verbs
from tandem.engagements.actions import waiver
from tandem.engagements.models import Stage, Waiver
from tandem.engagements.queries.waivers import standing
from tandem.gates import Refused
from tests.checklists import qualify_checklist
from tests.engagements.test_deal_verbs import fit
from tests.front.pages.test_shelf_and_clients import text

RULE = "the_fit_meets_the_profile"
UNTIL = timedelta(days=7)
DAYS = [
    # days from the decision, opens
    (0, True), (6, True), (7, True), (8, False), (400, False),
]  # fmt: skip


@pytest.fixture
def let(world) -> Waiver:
    """Below the floor, asked for by Sol and granted by Lea for seven days."""
    deal = world.engagement("Off profile", fit=fit(world, 40))
    row = waiver.ask(deal, qualify_checklist(deal, world.today)[1], why="A door", by=world.sol, at=world.at)
    until = world.today + UNTIL
    return waiver.grant(row, reason="Once", until=until, seen=row.version, by=world.lea, at=world.at)


@pytest.mark.parametrize(("days", "opens"), DAYS)
def test_the_days_around_its_last(world, let, days, opens):
    deal, today, at = let.engagement, world.today + timedelta(days=days), world.at + timedelta(days=days)
    assert (RULE in standing(deal, today)) == opens
    assert qualify_checklist(deal, today)[1].passes == opens
    if opens:
        verbs.qualify(deal, by=world.sol, at=at, today=today)
    else:
        with pytest.raises(Refused, match="below the floor"):
            verbs.qualify(deal, by=world.sol, at=at, today=today)
    let.refresh_from_db()
    assert (deal.stage, let.used_at) == ((Stage.QUALIFIED, at) if opens else (Stage.LEAD, None))


@pytest.mark.parametrize("days", [0, 7, 400])
def test_for_good_is_for_good(world, let, days):
    Waiver.objects.update(expires_on=None)
    assert RULE in standing(let.engagement, world.today + timedelta(days=days))


def test_after_it_ran_out_it_can_be_asked_for_again(world, let):
    deal, today, at = let.engagement, world.today + 2 * UNTIL, world.at + 2 * UNTIL
    again = waiver.ask(deal, qualify_checklist(deal, today)[1], why="Still a door", by=world.sol, at=at)
    waiver.grant(again, reason="Once more", until=today, seen=again.version, by=world.lea, at=at)
    verbs.qualify(deal, by=world.sol, at=at, today=today)
    assert deal.waivers.filter(used_at=at).count() == 1


class TestUntilWhen:
    def decide(self, world, **typed):
        deal = world.engagement("Off profile", fit=fit(world, 40))
        row = waiver.ask(deal, qualify_checklist(deal, world.today)[1], why="A door", by=world.sol, at=world.at)
        values = {"answer": "grant", "reason": "Once", "version": row.version, **typed}
        answer = world.browser(world.lea).post(f"/deals/{deal.pk}/waivers/{row.pk}/", values)
        row.refresh_from_db()
        return answer, row

    @pytest.mark.parametrize(("until", "days"), [("", 30), ("2026-11-24", 0), ("2027-03-01", 97), ("2027-05-23", 180)])
    def test_leadership_says(self, world, until, days):
        answer, row = self.decide(world, until=until)
        assert answer.status_code == 302
        assert row.expires_on == world.today + timedelta(days=days)

    @pytest.mark.parametrize(("until", "words"), [
        ("2026-11-23", "That day is over; give today or a later one."), ("soon", "Enter a valid date."),
        ("9999-12-31", "A waiver holds for 180 days at most: until 23 May 2027."),
        ("2027-05-24", "A waiver holds for 180 days at most: until 23 May 2027."),
    ])  # fmt: skip
    def test_a_day_that_is_over_is_none(self, world, until, words):
        answer, row = self.decide(world, until=until)
        assert answer.status_code == 422
        assert words in text(answer)
        assert "Once" in text(answer)
        assert row.granted is None

    def test_it_stands_wherever_the_rule_does(self, world):
        _answer, row = self.decide(world, until="2027-03-01")
        browser = world.browser(world.sol)
        for path in (f"/deals/{row.engagement_id}/", f"/deals/{row.engagement_id}/fit/"):
            said = text(browser.get(path))
            assert "Once" in said
            assert "1 Mar" in said


class TestGuardrail:
    """Below the floor nobody passes without leadership's decision; what each role can do about it."""

    @pytest.mark.parametrize("who", ["sol", "dee", "lea"])
    def test_nobody_qualifies_without_it(self, world, who):
        deal = world.engagement("Off profile", fit=fit(world, 40))
        answer = world.browser(getattr(world, who)).post(f"/deals/{deal.pk}/qualify/", {"version": deal.version})
        deal.refresh_from_db()
        assert (answer.status_code, deal.stage) == (422, Stage.LEAD)
        assert "40 of 100 is below the floor of 65" in text(answer)

    @pytest.mark.parametrize("who", ["rex", "fay", "con"])
    def test_others_dont_try(self, world, who):
        deal = world.engagement("Off profile", fit=fit(world, 40))
        world.join(world.con, deal)
        browser = world.browser(getattr(world, who))
        assert browser.post(f"/deals/{deal.pk}/qualify/", {"version": deal.version}).status_code == 403
        assert browser.post(f"/deals/{deal.pk}/waivers/", {"rule": RULE, "why": "x"}).status_code == 403

    @pytest.mark.parametrize("who", ["sol", "dee"])
    def test_it_is_asked_for_waits_on_leadership_and_only_they_decide(self, world, who):
        deal = world.engagement("Off profile", fit=fit(world, 40))
        person = getattr(world, who)
        world.browser(person).post(f"/deals/{deal.pk}/waivers/", {"rule": RULE, "why": "A door"})
        row = deal.waivers.get()
        assert "it waits on leadership" in text(world.browser(person).get(f"/deals/{deal.pk}/fit/"))
        assert "A door" in text(world.browser(world.lea).get("/needs-me/"))
        own = {"answer": "grant", "reason": "Mine", "version": row.version}
        assert world.browser(person).post(f"/deals/{deal.pk}/waivers/{row.pk}/", own).status_code == 403
        world.browser(world.lea).post(
            f"/deals/{deal.pk}/waivers/{row.pk}/", {**own, "answer": "refuse", "reason": "No owner"}
        )
        said = text(world.browser(person).get(f"/deals/{deal.pk}/fit/"))
        assert "Lea Marsh kept the floor on Tue 24 Nov: No owner" in said
        assert world.browser(person).post(f"/deals/{deal.pk}/qualify/", {"version": deal.version}).status_code == 422

    def test_ruled_out_whatever_the_score(self, world):
        deal = world.engagement("Ruled out", fit=fit(world, 100, disqualified=True))
        answer = world.browser(world.sol).post(f"/deals/{deal.pk}/qualify/", {"version": deal.version})
        assert answer.status_code == 422
        assert "An answer rules this client out; only leadership can accept that." in text(answer)

"""Assumptions that die, delivery's doubts with sales' answers, and how earlier ones came out."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from tandem.engagements.actions import assumption as actions
from tandem.engagements.models import Assumption, Challenge, Risk, Stage
from tandem.engagements.queries import assumption as queries
from tandem.engagements.queries.section_waits import waits
from tandem.gates import Refused
from tests import dealing
from tests.engagements.made import HOSTILE, assumption


def page(world, person, name, *args, data=None):
    browser, address = world.browser(person), reverse(name, args=[world.deal.pk, *args])
    return browser.get(address) if data is None else browser.post(address, data)


def act(world, who="dee") -> dict:
    return {"by": getattr(world, who), "at": world.at, "seen": None}


class TestDisproved:
    def test_its_hours_are_known_and_its_risk_has_happened(self, world):
        row = assumption(world, verifier=world.dee, minutes_if_false=600)
        data = {"verified_how": "12% of 500", "what_now": "hours", "minutes_if_false": "20", "seen": 1}
        assert page(world, world.dee, "deal_assumption_false", row.pk, data=data).status_code == 303
        row.refresh_from_db()
        made = Risk.objects.get()
        assert (queries.state(row), row.priced, row.minutes_if_false) == ("false", True, 1200)
        assert (made.fate, made.impact_minutes, made.from_assumption) == ("happened", 1200, row)
        assert queries.contingency_of(world.deal) == [("The extract is clean.", 1200)]
        html = page(world, world.sol, "deal_assumptions").content.decode()
        assert "turned out false" in html
        assert "12% of 500" in html

    def test_a_changed_scope_makes_it_cost_nothing(self, world):
        row = assumption(world, minutes_if_false=600, priced=True)
        data = {"verified_how": "They said so", "what_now": "scope", "seen": 1}
        assert page(world, world.sol, "deal_assumption_false", row.pk, data=data).status_code == 303
        row.refresh_from_db()
        assert (row.priced, row.minutes_if_false, queries.contingency_of(world.deal)) == (False, 0, [])

    @pytest.mark.parametrize(
        ("data", "problem"),
        [
            ({"what_now": "hours", "minutes_if_false": "3"}, "Say how it showed."),
            ({"verified_how": "Counted", "what_now": "hours", "minutes_if_false": "0"}, "Say how many hours it costs."),
            ({"verified_how": "Counted", "what_now": "hours", "minutes_if_false": "-1"}, "greater than or equal to 0"),
        ],
    )
    def test_bad_input_is_told_and_kept(self, world, data, problem):
        row = assumption(world)
        answer = page(world, world.sol, "deal_assumption_false", row.pk, data={**data, "seen": 1})
        assert answer.status_code == 422
        assert problem in answer.content.decode()
        assert data.get("verified_how", "") in answer.content.decode()
        assert Assumption.objects.get().disproved_at is None

    def test_only_its_verifier_says_so_and_second_comes_second(self, world):
        row = assumption(world, verifier=world.dee)
        data = {"verified_how": "Counted", "what_now": "scope", "seen": 1}
        assert page(world, world.sol, "deal_assumption_false", row.pk, data=data).status_code == 403
        actions.revise(Assumption.objects.get(), by=world.sol, at=world.at, seen=1, because="Ruth")
        answer = page(world, world.dee, "deal_assumption_false", row.pk, data=data)
        assert answer.status_code == 409
        assert "Counted" in answer.content.decode()

    def test_the_risk_that_it_hardened_into_happens(self, world):
        row = assumption(world, verifier=world.dee, minutes_if_false=600)
        actions.harden(row, **act(world))
        actions.disprove(row, verified_how="Counted", minutes_if_false=900, **act(world))
        made = Risk.objects.get()
        assert (made.fate, made.impact_minutes, made.owner) == ("happened", 900, world.dee)

    def test_other_words_are_another_assumption(self, world):
        row = assumption(world)
        actions.disprove(row, verified_how="Counted", what_now="scope", **act(world, "sol"))
        actions.revise(row, words="Half of it is clean", **act(world, "sol"))
        assert queries.state(row) == "raised"


class TestHardened:
    def test_by_hand_its_verifier_is_asked_to_own_it(self, world):
        row = assumption(world, verifier=world.dov, minutes_if_false=600)
        actions.harden(row, **act(world, "sol"))
        made = Risk.objects.get()
        assert (made.owner, made.accepted_at, made.source) == (world.dov, None, "Assumption that wasn’t verified")
        assert "a risk of Dov Reis" in page(world, world.sol, "deal_assumptions").content.decode()

    def test_a_false_one_does_not_harden(self, world):
        row = assumption(world)
        actions.disprove(row, verified_how="Counted", what_now="scope", **act(world, "sol"))
        Risk.objects.all().delete()
        with pytest.raises(Refused, match="It turned out false"):
            actions.harden(row, **act(world))

    def test_its_risk_carries_its_hours_and_another_meaning_asks_again(self, world):
        row = assumption(world, verifier=world.dee, minutes_if_false=600, priced=True)
        actions.harden(row, **act(world, "sol"))
        Risk.objects.update(accepted_at=world.at)
        actions.price(row, minutes_if_false=1200, **act(world, "sol"))
        made = Risk.objects.get()
        assert (made.impact_minutes, made.priced, made.accepted_at) == (1200, True, None)


class TestDoubts:
    @pytest.mark.parametrize(("answer", "noted"), [("agree", 0), ("if", 1), ("red", 1)])
    def test_what_delivery_doubts_is_kept_as_it_was_said(self, world, answer, noted):
        row = assumption(world)
        actions.answer(row, answer=answer, condition="Ports are shut.", **act(world))
        assert Challenge.objects.count() == noted
        for kept in Challenge.objects.all():
            assert (kept.about, kept.words, kept.on_words) == (
                "assumptions",
                "Ports are shut.",
                "The extract is clean.",
            )
            assert (kept.assumption, kept.raised_by, kept.raised_in) == (row, world.dee, "lead")

    def test_the_same_again_is_one_doubt(self, world):
        row = assumption(world)
        for _time in range(2):
            actions.answer(row, answer="red", condition="No.", **act(world))
        assert Challenge.objects.count() == 1

    @pytest.mark.parametrize(
        ("verb", "said"),
        [
            (lambda row, a: actions.revise(row, words="Half is clean", **a), "Changed to: “Half is clean”"),
            (lambda row, a: actions.reply(row, reply="We draw another.", **a), "We draw another."),
        ],
    )
    def test_sales_answers_it(self, world, verb, said):
        row = assumption(world)
        actions.answer(row, answer="red", condition="No.", **act(world))
        verb(row, act(world, "sol"))
        kept = Challenge.objects.get()
        assert (kept.reply, kept.replied_by) == (said, world.sol)

    def test_asking_again_answers_it(self, world):
        row = assumption(world)
        actions.answer(row, answer="red", condition="No.", **act(world))
        actions.ask(row, asked=world.dov, **act(world, "sol"))
        assert Challenge.objects.get().reply == "Asked Dov Reis again."

    def test_delivery_answers_no_doubt_of_its_own(self, world):
        row = assumption(world)
        actions.answer(row, answer="red", condition="No.", **act(world))
        with pytest.raises(PermissionDenied):
            actions.reply(row, reply="Yes.", **act(world))
        actions.revise(row, words="Other", **act(world))
        assert Challenge.objects.get().reply == ""

    def test_the_reply_is_typed_beside_it_and_shown(self, world):
        row = assumption(world)
        actions.answer(row, answer="red", condition="No.", **act(world))
        assert page(world, world.dee, "deal_assumption_reply", row.pk).status_code == 403
        empty = page(world, world.sol, "deal_assumption_reply", row.pk, data={"reply": "", "seen": 2})
        assert empty.status_code == 422
        data = {"reply": HOSTILE, "seen": 2}
        assert page(world, world.sol, "deal_assumption_reply", row.pk, data={**data, "seen": 1}).status_code == 409
        assert page(world, world.sol, "deal_assumption_reply", row.pk, data=data).status_code == 303
        html = page(world, world.sol, "deal_assumptions").content.decode()
        assert "Sol Hart answered" in html
        assert HOSTILE not in html
        again = page(world, world.sol, "deal_assumption_reply", row.pk, data=data)
        assert "has its answer already" in again.content.decode()

    def test_it_waits_on_sales_and_then_on_delivery(self, world):
        row = assumption(world)
        actions.answer(row, answer="red", condition="No.", **act(world))
        assert [(each.title, each.on) for each in waits(world.at)] == [("Answer a red flag", world.sol)]
        actions.reply(row, reply="Look again.", **act(world, "sol"))
        (told,) = waits(world.at, on=world.dee)
        assert (told.title, told.asker) == ("Does your red flag still stand?", world.sol)
        assert world.browser(world.dee).get(told.url).status_code == 200


class TestHowTheyHeld:
    def test_by_verifier_and_by_package_on_deals_that_one_may_see(self, world):
        """Counted by hand: Dee's 2 of 3, the package's 2 of 2; what nobody knows and this deal's own don't count."""
        world.deal.tier = dealing.tier(world)
        world.deal.save()
        same = world.engagement("Same", tier=world.deal.tier, stage=Stage.DELIVERED)
        other = world.engagement("Other", stage=Stage.DELIVERED)
        hidden = world.engagement("Hidden", confidential=True, seller=world.sue, lead=world.dov)
        for deal, name, out in (
            (same, "dee", "verified_at"), (same, "dov", "verified_at"), (same, "dee", None), (other, "dee", "verified_at"),
            (other, "dee", "disproved_at"), (hidden, "dee", "disproved_at"),
        ):  # fmt: skip
            came = {out: world.at} if out else {}
            Assumption.objects.create(
                engagement=deal,
                words="A",
                raised_by=world.sol,
                raised_at=world.at,
                verifier=getattr(world, name),
                **came,
            )
        assumption(world, verifier=world.dee, verified_at=world.at)
        assumption(world, words="Open", verifier=world.dee)
        row = next(each for each in queries.rows(world.deal, world.sol) if each.assumption.words == "Open")
        assert (row.by_verifier, row.by_tier) == (queries.Held(2, 3), queries.Held(2, 2))
        html = page(world, world.sol, "deal_assumptions").content.decode()
        assert "2 of 3" in html
        assert "2 of 2 held" in html

    def test_where_nothing_came_out_nothing_is_said(self, world):
        assumption(world, verifier=world.dee)
        (row,) = queries.rows(world.deal, world.sol)
        assert (row.by_verifier, row.by_tier) == (None, None)

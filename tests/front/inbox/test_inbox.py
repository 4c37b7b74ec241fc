"""Needs me: each kind of wait stands with the right person and no one else, in order, and is done in place."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tandem.delivery.models import ChangeOrder
from tandem.engagements.models import Assumption, Outcome, Promise, Risk, Stage, StageChange, Waiver
from tandem.feedback.models import Survey
from tandem.front.inbox import kept
from tandem.front.inbox.queries import inbox, waited_for
from tandem.front.models import PutOff
from tandem.learning.models import Debrief, Lesson
from tandem.ledger.models import Entry
from tandem.scoping.models import RedFlag
from tests import dealing
from tests.delivery.world import project

TWO_DAYS, HOUR = timedelta(days=2), timedelta(hours=1)


def text(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())).replace("&#39;", "'")


def assume(world, deal=None, ago=TWO_DAYS, words="The extract is clean", asked=None) -> Assumption:
    return Assumption.objects.create(
        engagement=deal or world.deal, words=words, raised_by=world.sol, raised_at=world.at - ago,
        asked=asked or world.dee, asked_at=world.at - ago,
    )  # fmt: skip


def risk(world, owner=None, **fields) -> Risk:
    return Risk.objects.create(
        engagement=world.deal, words="Board moves its date", owner=owner or world.dee, named_by=world.sol,
        named_at=world.at - TWO_DAYS, **fields,
    )  # fmt: skip


def survey(world, deal=None, **fields) -> Survey:
    values = {
        "engagement": deal or world.deal, "account": world.client, "contact_name": "Ruth Castellan", "score": 5,
        "words": "Nobody told us", "owner": world.dee, "asked_at": world.at - TWO_DAYS,
        "answered_at": world.at - timedelta(days=1), **fields,
    }  # fmt: skip
    return Survey.objects.create(**values)


def titles(person, at) -> list[str]:
    return [item.wait.title for item in inbox(person, at).items]


def keys(person, at) -> list[str]:
    return [item.key for item in inbox(person, at).items]


def _assumption(world):
    return f"deal-assumption-{assume(world).pk}", world.dee


def _condition(world):
    row = assume(world)
    Assumption.objects.filter(pk=row.pk).update(
        answer="if", condition="A second sample", answered_by=world.dee, answered_at=world.at,
        condition_owner=world.sol, condition_by=world.today,
    )  # fmt: skip
    return f"deal-condition-{row.pk}", world.sol


def _risk(world):
    return f"deal-risk-{risk(world).pk}", world.dee


def _outcome(world):
    row = Outcome.objects.create(engagement=world.deal, title="Night crews", expects="Fast", proves="Under 3 s")
    row.signatures.create(revision=1, side="sales", person=world.sol, at=world.at)
    return f"deal-outcome-d-{row.pk}", world.dee


def _promise(world):
    row = Promise.objects.create(
        engagement=world.deal, quote="It works in the van", said_by=world.sol, said_on=world.today
    )
    return f"deal-promise-{row.pk}", world.dee


def _waiver(world):
    row = Waiver.objects.create(
        engagement=world.deal, rule="fit", asked_by=world.sol, asked_at=world.at, asked_why="They are big"
    )
    return f"rule-waiver-{row.pk}-{world.lea.pk}", world.lea


def _flag(world):
    row = RedFlag.objects.create(
        engagement=world.deal,
        section="scope",
        words="Too thin",
        raised_by=world.dee,
        raised_at=world.at,
        raised_in="lead",
    )
    return f"scope-flag-{row.pk}", world.sol


def _vote(world):
    deal = dealing.scoped(world)
    scope = dealing.scopes(deal).get()
    return f"review-vote-{scope.pk}-delivery-{world.dee.pk}", world.dee


def _who(world):
    world.deal.stage = Stage.SCOPED
    world.deal.save()
    return f"review-pitch-{world.deal.pk}-who", world.sol


def _handoff(world):
    return f"handoff-handoff-{dealing.signed(world).pk}-accept", world.dee


def _change(world):
    row = ChangeOrder.objects.create(
        project=project(world), number=1, words="A third van", cause="client", price=Decimal(4000), raised_by=world.dee,
        raised_at=world.at, delivery_at=world.at, delivery_by=world.dee,
    )  # fmt: skip
    return f"project-change-{row.pk}-s", world.sol


def _milestone(world):
    row = project(world).milestones.create(name="Register live", due_on=world.today + TWO_DAYS)
    return f"project-milestone-{row.pk}", world.dee


def _survey(world):
    return f"client-survey-{survey(world).pk}", world.dee


def _lesson(world):
    deal = world.engagement("Learnt", stage=Stage.LEARNT)
    debrief = Debrief.objects.create(engagement=deal, held_at=world.at - TWO_DAYS, by=world.dee)
    row = Lesson.objects.create(debrief=debrief, words="Ask for test data", target="clause")
    return f"learn-lesson-{row.pk}-{world.lea.pk}", world.lea


def _debrief(world):
    deal = world.engagement("Delivered", stage=Stage.DELIVERED)
    return f"learn-debrief-{deal.pk}-{world.sol.pk}", world.sol


KINDS = [
    _assumption, _condition, _risk, _outcome, _promise, _waiver, _flag, _vote, _who, _handoff, _change, _milestone,
    _survey, _lesson, _debrief,
]  # fmt: skip


@pytest.mark.parametrize("make", KINDS)
def test_it_stands_with_whoever_moves_next_and_with_no_one_else(world, make):
    everybody = [world.lea, world.sol, world.sue, world.dee, world.dov, world.rex, world.fay, world.con]
    key, on = make(world)
    assert [person.name for person in everybody if key in keys(person, world.at)] == [on.name]


@pytest.mark.parametrize("make", KINDS)
def test_each_has_its_pane(world, make):
    key, on = make(world)
    seen = world.browser(on).get(f"/needs-me/{key}/")
    assert seen.status_code == 200
    assert 'aria-current="true"' in seen.content.decode()
    assert world.browser(world.sue).get(f"/needs-me/{key}/")["Location"] == "/needs-me/"


def test_whoever_asked_waits_for_it(world):
    row = assume(world)
    assert [item.key for item in waited_for(world.sol, world.at)] == [f"deal-assumption-{row.pk}"]
    assert "Dee Lund" in text(world.browser(world.sol).get("/needs-me/?show=waiting"))


class TestOrder:
    def test_longest_wait_first_then_sign_answer_coming_up_and_news(self, world):
        deal = world.engagement("Handed over", stage=Stage.SIGNED, seller=world.sue)
        StageChange.objects.create(engagement=deal, was="proposed", now="signed", at=world.at - HOUR, by=world.sue)
        milestone = project(world).milestones.create(name="Live", due_on=world.today)
        survey(world)
        _outcome(world)
        world.deal.stage_since = world.at  # the outcome is asked for since now: nobody has waited a day for it
        world.deal.save()
        young, old = assume(world, ago=TWO_DAYS), assume(world, ago=timedelta(days=5))
        box = inbox(world.dee, world.at)
        groups = [group for group, _items in box.groups]
        assert groups == ["waiting", "sign", "answer", "coming", "know"]
        assert [item.pk for item in box.items[:2]] == [old.pk, young.pk]
        assert f"project-milestone-{milestone.pk}" in [item.key for item in box.groups[3][1]]

    def test_who_asked_today_is_not_kept_waiting_yet(self, world):
        assume(world, ago=HOUR)
        assert [group for group, _items in inbox(world.dee, world.at).groups] == ["answer"]

    def test_the_opening_sentence_counts_people_not_items(self, world):
        assume(world)
        assume(world)
        assert inbox(world.dee, world.at).sentence == "One person cannot move until you answer."
        Risk.objects.create(
            engagement=world.deal, words="R", owner=world.dee, named_by=world.lea, named_at=world.at - TWO_DAYS
        )
        assert inbox(world.dee, world.at).sentence == "Two people cannot move until you answer."

    def test_nothing_at_all(self, world):
        assert "Nothing needs you now." in text(world.browser(world.rex).get("/"))


class TestBadge:
    @pytest.mark.badges
    def test_news_does_not_count(self, world):
        deal = world.engagement("Signed", stage=Stage.SIGNED)
        StageChange.objects.create(engagement=deal, was="proposed", now="signed", at=world.at - HOUR, by=world.sue)
        assume(world)
        page = world.browser(world.dee).get("/clients/").content.decode()
        assert re.search(r'data-place="inbox".*?class="count hot">1<', page, re.S)

    @pytest.mark.badges
    def test_any_write_refreshes_it(self, world):
        row = assume(world)
        dee = world.browser(world.dee)
        assert 'class="count hot">1<' in dee.get("/clients/").content.decode()
        world.browser(world.dee).post(
            f"/deals/{world.deal.pk}/assumptions/{row.pk}/answer/", {"answer": "agree", "seen": row.version}
        )
        assert 'class="count hot"' not in dee.get("/clients/").content.decode()

    @pytest.mark.badges
    def test_the_side_costs_two_queries_while_nothing_is_written(self, world):
        dee = world.browser(world.dee)
        dee.get("/search/")
        with CaptureQueriesContext(connection) as found:
            dee.get("/search/")
        assert len(found) == 4  # session, person, the ledger's head, the firm

    @pytest.mark.badges
    def test_numbers_are_of_what_one_may_see(self, world):
        world.engagement("Open", stage=Stage.QUALIFIED)
        seen = world.browser(world.con).get("/clients/").content.decode()
        assert not re.search(r'data-place="pipeline"[^<]*(<svg.*?</svg>)?[^<]*<span class="count"', seen, re.S)


class TestDoneInPlace:
    def test_answering_an_assumption_leads_back(self, world):
        row = assume(world)
        dee = world.browser(world.dee)
        seen = dee.get(f"/needs-me/deal-assumption-{row.pk}/")
        action = re.search(r'action="(/deals/[^"]+answer/\?next=[^"]+)"', seen.content.decode()).group(1)
        answer = dee.post(action, {"answer": "agree", "seen": row.version})
        assert answer["Location"] == "/needs-me/"
        row.refresh_from_db()
        assert row.answer == "agree"
        assert row.answered_by == world.dee

    def test_a_bad_answer_comes_back_with_what_was_typed(self, world):
        row = assume(world)
        path = f"/deals/{world.deal.pk}/assumptions/{row.pk}/answer/?next=/needs-me/"
        answer = world.browser(world.dee).post(path, {"answer": "if", "condition": "A sample", "seen": row.version})
        assert answer.status_code == 422
        assert "A sample" in text(answer)
        assert "Say by when." in text(answer)

    def test_a_stale_answer_is_409_and_keeps_the_words(self, world):
        row = assume(world)
        Assumption.objects.filter(pk=row.pk).update(version=7)
        path = f"/deals/{world.deal.pk}/assumptions/{row.pk}/answer/?next=/needs-me/"
        answer = world.browser(world.dee).post(path, {"answer": "red", "condition": "Too dirty", "seen": row.version})
        assert answer.status_code == 409
        assert "Too dirty" in text(answer)

    def test_signing_an_outcome(self, world):
        key, dee = _outcome(world)
        row = Outcome.objects.get()
        path = f"/deals/{world.deal.pk}/success/{row.pk}/sign/?next=/needs-me/"
        assert world.browser(dee).post(path, {"seen": row.version})["Location"] == "/needs-me/"
        assert key not in keys(dee, world.at)

    def test_owning_a_risk(self, world):
        row = risk(world)
        path = f"/deals/{world.deal.pk}/risks/{row.pk}/own/?next=/needs-me/"
        world.browser(world.dee).post(path, {"says": "accept", "seen": row.version})
        row.refresh_from_db()
        assert row.accepted_at

    def test_granting_a_waiver(self, world):
        _waiver(world)
        row = Waiver.objects.get()
        path = f"/deals/{world.deal.pk}/waivers/{row.pk}/?next=/needs-me/"
        answer = world.browser(world.lea).post(path, {"answer": "grant", "reason": "Once", "version": row.version})
        row.refresh_from_db()
        assert row.granted
        assert answer["Location"] == "/needs-me/"

    def test_naming_who_joins_the_final_call(self, world):
        key, sol = _who(world)
        assert "Who from delivery joins the final call?" in text(world.browser(sol).get(f"/needs-me/{key}/"))
        values = {
            "delivery_person": world.dee.pk,
            "sales_person": sol.pk,
            "planned_at": "2026-12-03T14:00",
            "probes": "",
        }
        world.browser(sol).post(f"/deals/{world.deal.pk}/calls/?next=/needs-me/", values)
        assert key not in keys(sol, world.at)

    def test_the_way_back_stays_on_this_site(self, world):
        row = assume(world)
        path = f"/deals/{world.deal.pk}/assumptions/{row.pk}/answer/?next=https://evil.example/"
        answer = world.browser(world.dee).post(path, {"answer": "agree", "seen": row.version})
        assert "evil" not in answer["Location"]


class TestLater:
    def test_until_tomorrow_or_monday(self, world):
        row = assume(world)
        dee, key = world.browser(world.dee), f"deal-assumption-{row.pk}"
        dee.post(f"/needs-me/{key}/later/", {"until": "monday"})
        assert PutOff.objects.get().until == world.today + timedelta(days=6)  # the world is on a Tuesday
        dee.post(f"/needs-me/{key}/later/", {"until": "tomorrow"})
        assert PutOff.objects.get().until == world.today + timedelta(days=1)
        assert keys(world.dee, world.at) == []
        assert keys(world.dee, world.at + timedelta(days=1)) == [key]
        assert "The extract is clean" in text(dee.get("/needs-me/?show=later"))

    def test_taken_back(self, world):
        key = f"deal-assumption-{assume(world).pk}"
        dee = world.browser(world.dee)
        dee.post(f"/needs-me/{key}/later/", {"until": "monday"})
        dee.post(f"/needs-me/{key}/later/", {"until": "now"})
        assert keys(world.dee, world.at) == [key]

    def test_only_ones_own(self, world):
        key = f"deal-assumption-{assume(world).pk}"
        assert world.browser(world.sue).post(f"/needs-me/{key}/later/", {"until": "monday"}).status_code == 404


class TestGive:
    def test_somebody_else_is_asked_and_history_says_why(self, world):
        row = assume(world)
        path = f"/needs-me/deal-assumption-{row.pk}/give/"
        world.browser(world.dee).post(path, {"to": world.dov.pk, "why": "Dov knows their data"})
        assert keys(world.dee, world.at) == []
        assert len(keys(world.dov, world.at)) == 1
        assert Entry.objects.filter(verb="gave to somebody else", reason="Dov knows their data").exists()

    def test_it_asks_why(self, world):
        row = assume(world)
        path = f"/needs-me/deal-assumption-{row.pk}/give/"
        answer = world.browser(world.dee).post(path, {"to": world.dov.pk, "why": ""})
        assert answer.status_code == 422
        assert "Say why; they will ask." in text(answer)

    def test_a_signature_is_not_given_away(self, world):
        key, dee = _outcome(world)
        assert world.browser(dee).get(f"/needs-me/{key}/give/").status_code == 404

    def test_a_clients_call_is(self, world):
        row = survey(world)
        world.browser(world.dee).post(
            f"/needs-me/client-survey-{row.pk}/give/", {"to": world.sol.pk, "why": "He knows her"}
        )
        row.refresh_from_db()
        assert row.owner == world.sol


class TestNudge:
    def test_once_a_day(self, world):
        key = f"deal-assumption-{assume(world).pk}"
        sol = world.browser(world.sol)
        sol.post(f"/needs-me/{key}/nudge/")
        again = sol.post(f"/needs-me/{key}/nudge/", follow=True)
        assert Entry.objects.filter(verb="nudged").count() == 1
        assert "Tomorrow you can ask again." in text(again)
        kept.forget()
        assert "asked again" in text(world.browser(world.dee).get("/needs-me/"))

    def test_only_what_one_waits_for(self, world):
        key = f"deal-assumption-{assume(world).pk}"
        world.browser(world.sue).post(f"/needs-me/{key}/nudge/")
        assert not Entry.objects.filter(verb="nudged").exists()


class TestDone:
    def test_what_one_did_oneself_newest_first(self, world):
        row = assume(world)
        dee = world.browser(world.dee)
        dee.post(f"/deals/{world.deal.pk}/assumptions/{row.pk}/answer/", {"answer": "agree", "seen": row.version})
        assert "answered assumption: agree" in text(dee.get("/needs-me/?show=done"))
        assert "answered assumption" not in text(world.browser(world.sol).get("/needs-me/?show=done"))


class TestWhatIsHidden:
    def test_no_price_without_the_right(self, world):
        deal = world.engagement("Secret price", amount=Decimal(123457), stage=Stage.QUALIFIED)
        row = deal.risks.create(words="Cranes", owner=world.rex, named_by=world.sol, named_at=world.at - TWO_DAYS)
        seen = world.browser(world.rex).get(f"/needs-me/deal-risk-{row.pk}/")
        assert "Cranes" in text(seen)
        assert "123,457" not in text(seen)
        assert "123,457" in text(world.browser(world.sol).get(f"/deals/{deal.pk}/"))

    def test_no_item_of_a_deal_that_one_may_not_see(self, world):
        hidden = world.engagement("Hidden", confidential=True, lead=None)
        row = assume(world, deal=hidden, asked=None)
        assert keys(world.dov, world.at) == []
        assert world.browser(world.dov).get(f"/needs-me/deal-assumption-{row.pk}/").status_code == 302

    def test_whoever_is_asked_sees_what_they_are_asked_about(self, world):
        """Being asked names them on the deal: a question never hangs with somebody who can't open it."""
        hidden = world.engagement("Hidden", confidential=True, lead=None)
        row = assume(world, deal=hidden, asked=world.dov)
        assert keys(world.dov, world.at) == [f"deal-assumption-{row.pk}"]

    def test_a_consultant_is_asked_only_about_what_they_are_named_on(self, world):
        row = Risk.objects.create(
            engagement=world.deal, words="R", owner=world.con, named_by=world.sol, named_at=world.at - TWO_DAYS
        )
        assert keys(world.con, world.at) == [f"deal-risk-{row.pk}"]
        Risk.objects.filter(pk=row.pk).update(owner=world.dee)
        assert keys(world.con, world.at) == []


QUERIES = 114  # what waits on one, what one waits for, what the deal of the first item still needs


@pytest.mark.parametrize("rows", [1, 50])
def test_as_many_queries_for_one_as_for_fifty(world, rows):
    for _each in range(rows):
        assume(world)
    dee = world.browser(world.dee)
    with CaptureQueriesContext(connection) as found:
        dee.get("/needs-me/")
    assert len(found) == QUERIES


@pytest.mark.parametrize("path", ["?show=nonsense", "?show=done&after=x", "?show=done&after=99999999999999999999"])
def test_an_address_typed_wrong_is_still_a_page(world, path):
    assert world.browser(world.dee).get(f"/needs-me/{path}").status_code == 200


def test_an_item_that_is_done_says_so(world):
    answer = world.browser(world.dee).get("/needs-me/deal-assumption-99/", follow=True)
    assert "That one is done, or somebody else has it now." in text(answer)

"""What a gate judged holds while its verb writes: a pause is put right behind the judgement, and somebody else presses
on the deal's rows in it. Either they wait, and history tells of them afterwards, or they are told; they never come
between."""

from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import QuerySet

from tandem.connectors.actions import apply, receive
from tandem.connectors.models import ExternalRef
from tandem.delivery.actions import project as projects
from tandem.delivery.actions.estimate import raise_change
from tandem.delivery.actions.start import open_project
from tandem.engagements.actions import deal as deals
from tandem.engagements.actions import outcome as outcomes
from tandem.engagements.actions import promise as promises
from tandem.engagements.actions import risk as risks
from tandem.engagements.actions.stage import WrongStage
from tandem.engagements.models import Engagement, Outcome, Stage
from tandem.gates import Refused
from tandem.handoff.actions import questions
from tandem.handoff.actions.accept import accept
from tandem.handoff.actions.sign import sign
from tandem.handoff.models import Question
from tandem.learning import actions as learning
from tandem.ledger.actions import Stale
from tandem.ledger.models import Entry
from tandem.ledger.queries import breaks
from tandem.people.models import Access
from tandem.planning.actions import bookings
from tandem.planning.actions.fill import NotOpen, fill
from tandem.planning.actions.needs import refresh_needs
from tandem.planning.models import Booking
from tandem.review.actions.delegation import delegate
from tandem.review.actions.propose import decide, propose
from tandem.review.actions.votes import vote
from tandem.review.models import Delegation
from tandem.scoping.actions import flag as flags
from tandem.scoping.actions.draft import start_again
from tandem.scoping.actions.freeze import freeze
from tests import dealing
from tests.at_once import WAITS, in_the_pause
from tests.delivery.world import project as running

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def paused(monkeypatch):
    """in_the_pause; with `gate` the gate itself asks for nothing: what matters is what happens behind it."""

    def press(judges: str, verb, other, *, gate: bool = True, **extras: float) -> tuple[object, object]:
        with monkeypatch.context() as patch:
            if not gate:
                patch.setattr(f"tandem.{judges}", lambda *facts: [])
            return in_the_pause(patch, f"tandem.{judges}", verb, other, **extras)

    return press


def went_through(told: object) -> bool:
    if isinstance(told, Exception):
        raise told
    return True


def comes_after(verb: str, other: str) -> bool:
    """By history: `verb` was done, and if `other` was, then later."""
    assert list(breaks()) == []
    told = list(Entry.objects.filter(verb__in=(verb, other)).order_by("pk").values_list("verb", flat=True))
    return verb in told and (other not in told or verb not in told[told.index(other) :])


def again(row: Any) -> Any:
    """The same row, as another request reads it."""
    return type(row)._base_manager.get(pk=row.pk)


def by_sol(world) -> dict[str, Any]:
    return {"by": world.sol, "at": world.at}


def by_dee(world) -> dict[str, Any]:
    return {"by": world.dee, "at": world.at}


def promises_more(world, deal: Engagement):
    """What no gate has judged."""
    words = {"quote": "We run it for two years free of charge", "said_where": "call"}
    return partial(promises.add, again(deal), **by_sol(world), said_by=world.sol, said_on=world.today, **words)


def test_qualify_and_a_risk(world, paused):
    first, second = paused(
        "engagements.actions.deal.qualify_facts",
        partial(deals.qualify, world.engagement(fit=dealing.fit(world)), **by_sol(world), today=world.today),
        partial(risks.add, again(Engagement.objects.get()), **by_sol(world), words="It may rain"),
    )
    assert went_through(first)
    assert went_through(second)
    assert comes_after("qualified", "named risk")


def test_freeze_and_an_outcome_that_is_reworded(world, paused):
    deal = world.engagement(stage=Stage.QUALIFIED)
    dealing.scope(world, deal, frozen=False)
    outcome = Outcome.objects.create(engagement=deal, title="One register", expects="One list", proves="A count")
    first, _told = paused(
        "scoping.actions.freeze.insist",
        partial(freeze, deal, **by_sol(world), today=world.today),
        partial(outcomes.revise, outcome, **by_sol(world), seen=1, expects="Unlimited rework"),
        gate=False,
    )
    assert went_through(first)
    assert comes_after("froze scope", "changed outcome")


def test_vote_and_a_new_draft(world, paused):
    deal = dealing.scoped(world)
    first, second = paused(
        "review.actions.votes.judged",
        partial(vote, deal, "sales", "approve", **by_sol(world), reason="It is what they asked for."),
        partial(start_again, dealing.scopes(deal).get(), **by_sol(world)),
    )
    assert went_through(first)
    assert went_through(second)
    assert comes_after("judged the scope", "started scope")


def test_a_vote_on_what_is_being_drafted_anew_is_stale(world, paused):
    deal = dealing.scoped(world)
    first, second = paused(
        "scoping.actions.draft.start",
        partial(start_again, dealing.scopes(deal).get(), **by_sol(world)),
        partial(vote, again(deal), "sales", "approve", **by_sol(world), reason="It is what they asked for."),
    )
    assert went_through(first)
    assert isinstance(second, Stale)


def test_decide_and_a_red_flag(world, paused):
    deal = dealing.scoped(world)
    vote(deal, "sales", "approve", **by_sol(world), reason="It is what they asked for.")
    vote(deal, "delivery", "approve", **by_dee(world), reason="We can do it.")
    first, _told = paused(
        "review.actions.propose.insist",
        partial(decide, deal, **by_sol(world), today=world.today),
        partial(flags.raise_flag, again(deal), **by_dee(world), section="success", words="Nobody can prove it"),
    )
    assert went_through(first)
    assert comes_after("agreed: ready to propose", "raised red flag")


def test_propose_and_a_new_draft_while_the_papers_are_drawn(world, paused):
    """Nothing is held while papers are drawn; what they say is judged again once the deal is."""
    deal = dealing.agreed(world)
    first, second = paused(
        "review.actions.propose.draw_to_send",
        partial(propose, deal, sent_to="Ruth", valid_until=None, **by_sol(world), today=world.today),
        partial(start_again, dealing.scopes(deal).get(), **by_sol(world)),
        pause=WAITS,
    )
    assert isinstance(first, Stale | Refused)
    assert went_through(second)
    assert not Entry.objects.filter(verb="sent the proposal").exists()


def test_propose_and_a_promise_that_is_said_while_it_is_sent(world, paused):
    deal = dealing.agreed(world)
    first, _told = paused(
        "review.actions.propose.harden_due",
        partial(propose, deal, sent_to="Ruth", valid_until=None, **by_sol(world), today=world.today),
        promises_more(world, deal),
    )
    assert went_through(first)
    assert comes_after("sent the proposal", "wrote down promise")


def test_sign_and_a_promise_on_no_paper(world, paused):
    deal = dealing.proposed(world)
    first, _told = paused(
        "review.actions.sign.insist",
        partial(sign, deal, client_name="Ruth", signed_on=world.today, **by_sol(world), today=world.today),
        promises_more(world, deal),
    )
    assert went_through(first)
    assert comes_after("signed", "wrote down promise")


def test_accept_and_a_question(world, paused):
    handoff = dealing.signed(world)
    first, second = paused(
        "handoff.actions.accept.insist",
        partial(accept, handoff, **by_dee(world), today=world.today),
        partial(questions.ask, again(handoff), "Who pays for the vans?", by=world.dov, at=world.at),
    )
    assert went_through(first)
    assert isinstance(second, WrongStage)
    assert Question.objects.count() == 0


def test_without_the_lock_the_question_would_come_between(world, paused, monkeypatch):
    """The control: the pause finds a verb that holds nothing."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer")
    handoff = dealing.signed(world)
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **how: rows.all())
    told = paused(
        "handoff.actions.accept.insist",
        partial(accept, handoff, **by_dee(world), today=world.today),
        partial(questions.ask, again(handoff), "Who pays for the vans?", by=world.dov, at=world.at),
        pause=WAITS,
    )
    assert all(went_through(each) for each in told)
    assert not comes_after("accepted the handoff", "asked")


def test_a_question_that_is_being_asked_keeps_the_handoff_open(world, paused):
    handoff = dealing.signed(world)
    first, second = paused(
        "handoff.actions.questions.undecided",
        partial(questions.ask, handoff, "Who pays for the vans?", by=world.dov, at=world.at),
        partial(accept, again(handoff), **by_dee(world), today=world.today),
    )
    assert went_through(first)
    assert isinstance(second, Refused)
    assert again(handoff.engagement).stage == Stage.SIGNED


def test_start_and_a_promise_without_a_date(world, paused):
    handoff = dealing.signed(world)
    accept(handoff, **by_dee(world), today=world.today)
    deal = again(handoff.engagement)
    first, _told = paused(
        "delivery.actions.start.insist",
        partial(open_project, deal, **by_dee(world), today=world.today),
        promises_more(world, deal),
    )
    assert went_through(first)
    assert comes_after("started delivery", "wrote down promise")


def test_close_and_a_change_order(world, paused):
    project = running(world)
    change = {"words": "A second register", "cause": "client", "price": Decimal(1000), "by_role": {"": 600}}
    first, _told = paused(
        "delivery.actions.project.insist",
        partial(projects.close, project, **by_dee(world)),
        partial(raise_change, again(project), **change, **by_dee(world)),
    )
    assert went_through(first)
    assert comes_after("delivered", "raised change order")


def test_debrief_and_a_lesson(world, paused):
    debrief = learning.start(world.engagement(stage=Stage.DELIVERED), **by_sol(world))
    first, _told = paused(
        "learning.actions.insist",
        partial(learning.debrief, again(debrief.engagement), **by_sol(world)),
        partial(learning.add_lesson, again(debrief), "Ask earlier", "estimate", **by_dee(world)),
        gate=False,
    )
    assert went_through(first)
    assert comes_after("debriefed", "wrote lesson")


def test_an_import_and_a_persons_edit(world, paused, settings, tmp_path):
    """They had read the deal before the file came: they are told, and nothing of the file is lost."""
    settings.MEDIA_ROOT = tmp_path / "media"
    header = "Record ID,Deal Name,Deal Stage,Amount,Deal owner,Close Date,Create Date,Associated Company\n"

    def started(name: str):
        row = f"1,{name},Contract sent,1000,{world.sol.email},2026-12-11,2026-06-01,Halden Water\n"
        batch = receive.receive([(header + row).encode()], f"{name}.csv", **by_sol(world))
        receive.look(batch, at=world.at)
        return apply.start(batch, **by_sol(world))

    apply.run(started("Asset platform"), **by_sol(world))
    deal = ExternalRef.objects.get().engagement
    first, second = paused(
        "connectors.actions.chunk.compare",
        partial(apply.run, started("Asset register"), **by_sol(world)),
        partial(deals.edit, deal, seen=deal.version, **by_sol(world), name="Register of assets"),
    )
    assert went_through(first)
    assert isinstance(second, Stale)
    assert again(deal).name == "Asset register"


def test_of_two_who_book_one_person_the_second_sees_the_first(world, paused):
    """Sixty percent each, on two deals."""
    days = {"starts_on": date(2027, 1, 11), "ends_on": date(2027, 2, 19), "minutes_per_day": 270, "if_it_fits": True}
    made = [
        partial(bookings.book, world.con, deal, **days, by=world.rex, at=world.at)
        for deal in (world.deal, world.engagement("Fraud alerts"))
    ]
    told = paused("planning.actions.bookings.meaning", *made)
    assert [type(each) for each in told] == [Booking, bookings.Overfull]
    assert Booking.objects.count() == 1


def test_of_two_who_fill_one_role_the_second_finds_less_to_fill(world, paused):
    deal = dealing.proposed(world)
    refresh_needs(deal)
    made = [
        partial(
            fill, again(deal), world.engineer.pk, who, until=world.today, by=world.rex, at=world.at, today=world.today
        )
        for who in (world.con, world.dov)
    ]
    first, second = paused("planning.actions.fill.open_roles", *made)
    assert isinstance(first, Booking)
    assert isinstance(second, NotOpen) or second.minutes_per_day < first.minutes_per_day  # type: ignore[attr-defined]


def test_of_two_who_hand_one_seat_on_the_second_finds_it_taken(world, paused):
    told = {"from_on": world.today, "until_on": world.today, "by": world.dee, "at": world.at}
    other = world.person("Dag Holm", Access.DELIVERY)
    hand_on = partial(delegate, world.dee, **told)
    first, second = paused(
        "review.actions.delegation._fits", partial(hand_on, to=world.dov), partial(hand_on, to=other)
    )
    assert isinstance(first, Delegation)
    assert isinstance(second, ValidationError)
    assert Delegation.objects.count() == 1

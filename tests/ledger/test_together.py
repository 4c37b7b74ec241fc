"""Two people at the same moment: one of them is first, the other is told, and the chain has no fork."""

from io import StringIO
from threading import Event

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from tandem.engagements.actions import outcome
from tandem.engagements.models import Assumption, Outcome, OutcomeSignature, Risk, Waiver
from tandem.handoff.models import Decision
from tandem.ledger.actions import Stale, record, revise
from tandem.ledger.models import Entry, Head
from tandem.ledger.queries import audited, breaks
from tandem.people.models import Access
from tandem.review.models import Verdict
from tandem.review.queries.judged import judged
from tests import dealing
from tests.at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def sent(browsers: list[Client], address: str, *typed: dict) -> list[int]:
    """The statuses of the same form, sent by each browser in the same moment."""
    every = typed if len(typed) > 1 else typed * len(browsers)
    answers = at_once(
        [
            lambda b=browser, t=data: b.post(address, t).status_code
            for browser, data in zip(browsers, every, strict=True)
        ]
    )
    assert not [each for each in answers if isinstance(each, Exception)], answers
    return sorted(answers)  # type: ignore[type-var]


def first_and_second(statuses: list[int]) -> bool:
    return statuses[0] in (302, 303) and statuses[1:] == [409] * (len(statuses) - 1)


def test_many_writers_make_one_chain(world):
    deal = world.deal

    def write() -> None:
        for n in range(10):
            record(f"said {n}", deal, by=world.sol, at=world.at)

    world.sol  # noqa: B018 (made before the threads ask for it)
    assert at_once([write] * 6) == [None] * 6
    assert Entry.objects.count() == Head.objects.get().length == 60
    assert list(breaks()) == []


def test_an_audit_while_others_write_raises_no_alarm(world):
    """It reads one moment: an entry that comes meanwhile isn't one too many."""
    deal, done = world.deal, Event()
    world.sol  # noqa: B018 (made before the threads ask for it)

    def write() -> int:
        written = 0
        while not done.is_set():
            outcome.add(deal, by=world.sol, at=world.at, title=f"Outcome {written}", expects="x", proves="y")
            written += 1
        return written

    def audit() -> list[str]:
        said = StringIO()
        try:
            for _n in range(10):
                call_command("audit", stdout=said)
        finally:
            done.set()
        return [line for line in said.getvalue().splitlines() if "entries" in line]

    first, second, heads = at_once([write, write, audit])
    assert isinstance(heads, list), heads
    assert len(heads) == 10
    assert len(set(heads)) > 1, "they wrote while it read"
    assert Entry.objects.count() == first + second
    assert list(audited()) == []


def test_of_many_who_change_one_row_one_is_first(world):
    risk = Risk.objects.create(engagement=world.deal, words="SAP access arrives late")
    copies = [Risk.objects.get(pk=risk.pk) for _n in range(6)]
    told = at_once(
        [
            lambda copy=copy, n=n: revise(copy, "changed risk", seen=1, by=world.sol, at=world.at, words=f"words {n}")
            for n, copy in enumerate(copies)
        ]
    )
    assert [type(each) for each in told].count(Stale) == 5
    assert Entry.objects.count() == 1
    assert list(breaks()) == []


def test_two_edit_one_deal(world):
    world.deal  # noqa: B018
    browsers = [world.browser(world.sol), world.browser(world.lea)]
    form = {"seller": world.sol.pk, "lead": world.dee.pk, "version": 1, "amount": "286000", "close_on": "2026-12-11"}
    address = reverse("deal_edit", args=[world.deal.pk])
    assert first_and_second(sent(browsers, address, {**form, "name": "Mine"}, {**form, "name": "Theirs"}))
    world.deal.refresh_from_db()
    assert world.deal.version == 2
    assert Entry.objects.filter(verb="changed deal").count() == 1


def test_two_give_one_deal_up(world):
    browsers = [world.browser(world.sol), world.browser(world.lea)]
    address = reverse("deal_lose", args=[world.deal.pk])
    assert first_and_second(sent(browsers, address, {"reason": "They chose another", "version": 1}))
    assert Entry.objects.filter(verb="lost").count() == 1


def test_two_leaders_decide_one_waiver(world):
    waiver = Waiver.objects.create(
        engagement=world.deal, rule="the_client_has_a_fit", asked_by=world.sol, asked_at=world.at, asked_why="Late"
    )
    other = world.person("Lou Finch", Access.LEADERSHIP)
    address = reverse("deal_waiver", args=[world.deal.pk, waiver.pk])
    grant, refuse = ({"answer": word, "reason": "So be it", "version": 1} for word in ("grant", "refuse"))
    statuses = sent([world.browser(world.lea), world.browser(other)], address, grant, refuse)
    assert first_and_second(statuses)
    assert Entry.objects.filter(subject_type="engagements.waiver").count() == 1


def test_two_of_delivery_answer_one_assumption(world):
    row = Assumption.objects.create(
        engagement=world.deal, words="The extract is clean", raised_by=world.sol, raised_at=world.at, asked=world.dee
    )
    address = reverse("deal_assumption_answer", args=[world.deal.pk, row.pk])
    agree = {"answer": "agree", "seen": row.version}
    red = {"answer": "red", "condition": "It has never been clean", "seen": row.version}
    assert first_and_second(sent([world.browser(world.dee), world.browser(world.dov)], address, agree, red))
    assert Entry.objects.filter(subject_type="engagements.assumption").count() == 1


def test_one_side_has_one_key_however_often_it_is_turned(world):
    outcome = Outcome.objects.create(engagement=world.deal, title="One register", expects="One list", proves="A count")
    address = reverse("deal_outcome_sign", args=[world.deal.pk, outcome.pk])
    browsers = [world.browser(world.dee), world.browser(world.dov), world.browser(world.dee)]
    statuses = sent(browsers, address, {"seen": outcome.version})
    assert set(statuses) <= {302, 303, 409}
    assert OutcomeSignature.objects.count() == 1
    assert Entry.objects.filter(verb__startswith="signed for").count() == 1


def test_two_accept_one_handoff(world):
    handoff = dealing.signed(world)
    browsers = [world.browser(world.dee), world.browser(world.dee)]
    address = reverse("handoff_accept", args=[handoff.pk])
    assert first_and_second(sent(browsers, address, {"confirm": "Dee Lund", "seen": handoff.version}))
    assert Decision.objects.count() == 1
    assert list(breaks()) == []


def test_two_speak_for_one_seat(world):
    deal = dealing.scoped(world)
    scope = dealing.scopes(deal).get()
    form = {"scope": scope.pk, "seat": "delivery", "reason": "Nobody is free", "read": judged(deal, world.today).token}
    form |= {f"on_{matter}": "object" for matter in ("scope", "risk", "price")}
    browsers = [world.browser(world.dee), world.browser(world.dee)]
    statuses = sent(browsers, reverse("deal_board", args=[deal.pk]), form)
    assert set(statuses) <= {302, 303, 409}
    assert Verdict.objects.filter(seat="delivery").count() == 1

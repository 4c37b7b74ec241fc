"""Risks at the handoff: the owner gives or keeps, the next one takes or says why not, the gate waits for both."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tandem.engagements.actions import handover
from tandem.engagements.actions import risk as risks
from tandem.engagements.models import Engagement, Risk, Stage, Waiver
from tandem.engagements.queries.section_waits import waits as section_waits
from tandem.gates import Refused, check
from tandem.handoff import gate
from tandem.handoff.actions.accept import accept
from tandem.handoff.gate import AcceptFacts, HandoverFact
from tandem.handoff.queries.risks import Handover
from tandem.handoff.queries.waits import waits
from tandem.ledger.actions import Stale
from tandem.ledger.models import Entry
from tests import dealing

HOSTILE = "<script>alert('x')</script>"


def text(answer) -> str:
    return " ".join(answer.content.decode().split())


def act(world, who: str) -> dict:
    return {"by": getattr(world, who), "at": world.at, "seen": None}


def press(world, who, handoff, verb, risk, **data):
    address = reverse(f"handoff_risk_{verb}", args=[handoff.pk, risk.pk])
    return world.browser(getattr(world, who)).post(address, {"seen": risk.version, **data})


@pytest.fixture
def handoff(world):
    return dealing.signed(world, handed=False)


@pytest.fixture
def risk(handoff):
    return Risk.objects.get(engagement=handoff.engagement)


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({}, "unowned"),
        ({"owner_id": 1}, "owed"),
        ({"owner_id": 1, "handing_to_id": 2}, "offered"),
        ({"owner_id": 1, "handed_at": "now"}, "done"),
        ({"owner_id": 1, "handed_at": "now", "handing_to_id": 2}, "offered"),
        ({"owner_contact_id": 1}, "client"),
    ],
)
def test_each_handover_is_in_exactly_one_state(fields, state):
    assert Handover(Risk(**fields)).state == state


@pytest.mark.parametrize(
    ("facts", "words", "movers", "note"),
    [
        ((), None, (), "no major risk is open"),
        ((HandoverFact("A", "done", "Dee"),), None, (), "1 of 1 handed over or kept"),
        ((HandoverFact("A", "owed", "Sol"),), "Sol hands over or keeps “A”.", ("Sol",), "0 of 1 handed over or kept"),
        ((HandoverFact("A", "offered", "Dee"),), "Dee takes “A” over, or says why not.", ("Dee",), "0 of 1"),
        ((HandoverFact("A", "unowned"),), "Nobody owns “A”: name who does.", ("Seller",), "0 of 1"),
        (
            (HandoverFact("A", "offered", "Dee"), HandoverFact("B", "owed", "Sol"), HandoverFact("C", "done", "Dee")),
            "Sol hands over or keeps “B”. Dee takes “A” over, or says why not.", ("Dee", "Sol"), "1 of 3",
        ),
        (tuple(HandoverFact(f"R{i}", "owed", "Sol") for i in range(300)), "And 297 more.", ("Sol",), "0 of 300"),
    ],
)  # fmt: skip
def test_every_open_major_risk_is_handed_over(facts, words, movers, note):
    (finding,) = check([gate.every_open_major_risk_is_handed_over], AcceptFacts(handovers=facts, seller="Seller"))
    assert finding.words is None if words is None else words in finding.words
    assert finding.waits_on == movers
    assert finding.note.startswith(note)


def test_both_click_and_the_owner_changes(world, handoff, risk):
    with pytest.raises(Refused, match="Sol Hart hands over or keeps “SAP access arrives late”"):
        accept(handoff, by=world.dee, at=world.at, today=world.today)
    page = text(world.browser(world.sol).get(f"/handoffs/{handoff.pk}/"))
    assert "Hand over to Dee" in page
    assert "Major risks: 0 of 1 handed over or kept" in page
    assert press(world, "sol", handoff, "offer", risk, to=world.dee.pk).status_code == 303
    risk.refresh_from_db()
    assert (risk.owner, risk.handing_to, risk.handed_at) == (world.sol, world.dee, None)
    with pytest.raises(Refused, match="Dee Lund takes “SAP access arrives late” over"):
        accept(handoff, by=world.dee, at=world.at, today=world.today)
    assert "given to Dee Lund, not taken yet" in text(world.browser(world.sol).get(f"/handoffs/{handoff.pk}/"))
    assert "I take it" in text(world.browser(world.dee).get(f"/handoffs/{handoff.pk}/"))
    assert press(world, "dee", handoff, "take", risk).status_code == 303
    risk.refresh_from_db()
    assert (risk.owner, risk.handing_to, risk.named_by) == (world.dee, None, world.sol)
    assert risk.handed_at is not None
    assert risk.accepted_at == risk.handed_at
    assert "taken over from Sol Hart" in text(world.browser(world.dee).get(f"/handoffs/{handoff.pk}/"))
    assert accept(handoff, by=world.dee, at=world.at, today=world.today).accepted
    told = Entry.objects.filter(subject_type="engagements.risk", engagement_id=handoff.engagement_id)
    assert list(told.order_by("pk").values_list("verb", "actor_name")) == [
        ("gave risk over", "Sol Hart"), ("took risk over", "Dee Lund"),
    ]  # fmt: skip


def test_an_owner_who_stays_says_so_in_one_click(world, handoff, risk):
    assert press(world, "sol", handoff, "keep", risk).status_code == 303
    accept(handoff, by=world.dee, at=world.at, today=world.today)
    risk.refresh_from_db()
    assert (risk.owner, risk.handed_at is not None) == (world.sol, True)
    assert "keeps it" in text(world.browser(world.dee).get(f"/handoffs/{handoff.pk}/"))


def test_not_mine_needs_a_reason_and_gives_it_back(world, handoff, risk):
    handover.offer(risk, to=world.dee, **act(world, "sol"))
    silent = press(world, "dee", handoff, "refuse", risk, why="")
    assert silent.status_code == 422
    assert "Say why, so that somebody else can be named." in text(silent)
    assert press(world, "dee", handoff, "refuse", risk, why=HOSTILE).status_code == 303
    risk.refresh_from_db()
    assert (risk.owner, risk.handing_to) == (world.sol, None)
    page = text(world.browser(world.sol).get(f"/handoffs/{handoff.pk}/"))
    assert "Not taken: Dee Lund: &lt;script&gt;" in page
    assert HOSTILE not in page


@pytest.mark.parametrize("who", ["dee", "lea", "sue", "rex", "fay", "con"])
def test_only_its_owner_gives_or_keeps_it(world, handoff, risk, who):
    world.join(world.con, handoff.engagement)
    assert press(world, who, handoff, "keep", risk).status_code == 403
    assert press(world, who, handoff, "offer", risk, to=world.dov.pk).status_code == 403
    with pytest.raises(PermissionDenied):
        handover.keep(risk, **act(world, who))


@pytest.mark.parametrize("who", ["sol", "lea", "dov"])
def test_only_whom_it_was_given_to_takes_it(world, handoff, risk, who):
    handover.offer(risk, to=world.dee, **act(world, "sol"))
    assert press(world, who, handoff, "take", risk).status_code == 403
    assert press(world, who, handoff, "refuse", risk, why="No").status_code == 403
    risk.refresh_from_db()
    assert risk.owner == world.sol


def test_a_stranger_finds_nothing(world, handoff, risk):
    Engagement.objects.update(confidential=True)
    for verb in ("offer", "keep", "take", "refuse"):
        assert press(world, "dov", handoff, verb, risk).status_code == 404
    other = Risk.objects.create(engagement=world.engagement("Other"), words="Theirs", owner=world.sol)
    assert press(world, "sol", handoff, "keep", other).status_code == 404


def test_somebody_else_can_be_chosen_and_is_asked_in(world, handoff, risk):
    Engagement.objects.update(confidential=True)
    opened = world.browser(world.sol).get(reverse("handoff_risk_offer", args=[handoff.pk, risk.pk]))
    assert "Who owns it from now on" in text(opened)
    nobody = press(world, "sol", handoff, "offer", risk, to="")
    assert nobody.status_code == 422
    assert "Choose who owns it from now on." in text(nobody)
    mine = press(world, "sol", handoff, "offer", risk, to=world.sol.pk)
    assert "It is yours already" in text(mine)
    assert press(world, "sol", handoff, "offer", risk, to=world.dov.pk).status_code == 303
    assert "I take it" in text(world.browser(world.dov).get(f"/handoffs/{handoff.pk}/"))


def test_second_comes_second_and_reads_what_changed(world, handoff, risk):
    handover.offer(Risk.objects.get(pk=risk.pk), to=world.dov, **act(world, "sol"))
    answer = press(world, "sol", handoff, "offer", risk, to=world.dee.pk)
    assert answer.status_code == 409
    assert "Sol Hart changed this" in text(answer)
    assert "Dov Reis" in text(answer)
    with pytest.raises(Stale):
        handover.keep(risk, by=world.sol, at=world.at, seen=1)


def test_another_owner_owes_the_click_anew(world, handoff, risk):
    handover.keep(risk, **act(world, "sol"))
    risks.name_owner(risk, owner=world.dov, owner_contact=None, **act(world, "sol"))
    assert Handover(Risk.objects.get()).state == "owed"


def test_it_is_handed_over_once_signed_and_while_it_is_open(world):
    deal = world.engagement(stage=Stage.PROPOSED)
    row = Risk.objects.create(engagement=deal, words="R", owner=world.sol)
    with pytest.raises(Refused, match="once the deal is signed"):
        handover.offer(row, to=world.dee, **act(world, "sol"))
    Engagement.objects.update(stage=Stage.SIGNED)
    Risk.objects.update(fate="passed")
    with pytest.raises(Refused, match="isn’t open any more"):
        handover.keep(row, **act(world, "sol"))


def test_small_risks_and_the_clients_hold_nothing_up(world, handoff, risk):
    dealing.hand_over(world, handoff.engagement)
    Risk.objects.create(engagement=handoff.engagement, words="Small", owner=world.sol, size="medium")
    Risk.objects.create(engagement=handoff.engagement, words="Theirs", owner_contact=world.ruth, size="major")
    Risk.objects.create(engagement=handoff.engagement, words="Past", owner=world.sol, size="major", fate="passed")
    assert accept(handoff, by=world.dee, at=world.at, today=world.today).accepted


def test_leadership_lets_it_pass_in_writing(world, handoff, risk):
    Waiver.objects.create(
        engagement=handoff.engagement, rule="every_open_major_risk_is_handed_over", asked_by=world.dee,
        asked_at=world.at, asked_why="Sol has left", decided_by=world.lea, decided_at=world.at, granted=True,
        reason="Dee takes it",
    )  # fmt: skip
    accept(handoff, by=world.dee, at=world.at, today=world.today)
    risk.refresh_from_db()
    assert risk.owner == world.dee


def test_it_waits_on_whoever_owes_the_click(world, handoff, risk):
    def told():
        return [(each.title, each.on, each.asker) for each in waits(world.at) if each.key.startswith("handover")]

    assert told() == [("Hand a risk over, or keep it", world.sol, world.dee)]
    handover.offer(risk, to=world.dee, **act(world, "sol"))
    assert told() == [("Take a risk over", world.dee, world.sol)]
    (wait,) = [each for each in waits(world.at, on=world.dee) if each.key.startswith("handover")]
    assert world.browser(world.dee).get(wait.url).status_code == 200
    handover.take(risk, **act(world, "dee"))
    assert told() == []


def test_a_risk_named_since_is_on_the_page(world, handoff):
    Risk.objects.create(engagement=handoff.engagement, words="Named on Monday", owner=world.sol, size="major")
    assert "Named on Monday" in text(world.browser(world.dee).get(f"/handoffs/{handoff.pk}/"))


def test_as_many_queries_for_300_risks_as_for_3(world, handoff):
    counts = []
    for n in (3, 297):
        for i in range(n):
            Risk.objects.create(engagement=handoff.engagement, words=f"R{n}-{i}", owner=world.sol, size="major")
        browser = world.browser(world.sol)
        browser.get(f"/handoffs/{handoff.pk}/")
        with CaptureQueriesContext(connection) as found:
            assert browser.get(f"/handoffs/{handoff.pk}/").status_code == 200
        counts.append(len(found))
    assert counts[0] == counts[1]


class TestReview:
    def test_its_day_has_come(self, world):
        row = Risk.objects.create(
            engagement=world.deal, words="R", owner=world.dee, accepted_at=world.at, review_on=world.today
        )
        (wait,) = section_waits(world.at, on=world.dee)
        assert (wait.title, wait.asker) == ("Review a risk", None)
        browser = world.browser(world.dee)
        assert browser.get(wait.url).status_code == 200
        address = reverse("deal_risk_review", args=[world.deal.pk, row.pk])
        past = browser.post(address, {"review_on": "2026-11-24", "note": "Same", "seen": 1})
        assert past.status_code == 422
        assert "Choose a day to come." in text(past)
        assert browser.post(address, {"review_on": "2026-12-24", "note": "Same", "seen": 1}).status_code == 303
        assert section_waits(world.at, on=world.dee) == []
        assert browser.post(address, {"review_on": "2026-12-25", "seen": 1}).status_code == 409

    @pytest.mark.parametrize(
        "fields",
        [
            {"review_on": date(2026, 11, 25)}, {"fate": "passed"}, {"accepted_at": None, "owner": None}, {"stage": "lost"},
            {"stage": "learnt"},
        ],
    )  # fmt: skip
    def test_what_needs_no_review(self, world, fields):
        stage = fields.pop("stage", "delivering")
        deal = world.engagement(stage=stage, **({"lost_reason": "Price"} if stage == "lost" else {}))
        Risk.objects.create(
            engagement=deal,
            **{"words": "R", "owner": world.dee, "accepted_at": world.at, "review_on": world.today, **fields},
        )
        assert section_waits(world.at) == []

    def test_neither_its_owner_nor_of_a_side(self, world):
        row = Risk.objects.create(engagement=world.deal, words="R", owner=world.dee, accepted_at=world.at)
        with pytest.raises(PermissionDenied):
            risks.review(row, review_on=world.today, **act(world, "fay"))


def test_what_happened_says_what_it_cost(world):
    row = Risk.objects.create(engagement=world.deal, words="R", owner=world.dee, accepted_at=world.at)
    browser, address = world.browser(world.dee), reverse("deal_risk_happened", args=[world.deal.pk, row.pk])
    assert "Hours that it cost" in text(browser.get(address))
    assert browser.post(address, {"actual_minutes": "", "seen": 1}).status_code == 422
    assert browser.post(address, {"actual_minutes": "12.5", "note": "Keys came late", "seen": 1}).status_code == 303
    row.refresh_from_db()
    assert (row.fate, row.actual_minutes) == ("happened", 750)
    assert "cost 12.5 h" in text(browser.get(reverse("deal_risks", args=[world.deal.pk])))
    assert world.browser(world.fay).get(address).status_code == 403

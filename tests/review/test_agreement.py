"""What is judged is the whole agreement: whatever changes after the freeze is signed, vetted and voted on again, by exactly
those who judged it, and no paper prints a yes beside other words."""

from datetime import date
from decimal import Decimal

import pytest

from tandem.clients.models import Fit
from tandem.engagements.actions import assumption, duty, outcome, promise, risk
from tandem.engagements.actions.deal import edit
from tandem.engagements.models import Assumption, Duty, Engagement, Outcome, Promise, Risk, Stage
from tandem.gates import Refused
from tandem.ledger.actions import Stale
from tandem.review.actions.calling import follow_boards
from tandem.review.actions.propose import decide, propose
from tandem.review.actions.sign import sign
from tandem.review.actions.votes import vote
from tandem.review.models import BoardCall, Proposal, Verdict
from tandem.review.queries.judged import judged
from tandem.review.queries.papers import keys, paper
from tandem.review.queries.waits import waits
from tandem.scoping.actions.flag import raise_flag
from tandem.scoping.models import ScopeVersion
from tests import dealing
from tests.review.test_pages import every, read, text

ROWS = (*dealing.ROWS, ("risk", "0.02", "leadership"), ("fit", "70", "finance"))
SEATS = ("sales", "delivery", "finance", "leadership")


def whole(world) -> Engagement:
    """Frozen, with everything in it; finance and leadership are called, by value and by risk."""
    dealing.policy(world, ROWS)
    deal = dealing.scoped(world, filled=True)
    dealing.scopes(deal).update(fee=Decimal(150000))
    Risk.objects.filter(engagement=deal).update(probability=Decimal("0.5"), impact_minutes=6000)
    dealing.write_down(dealing.freeze(world, dealing.scopes(deal).get()))
    dealing.vet_all(world, deal)
    return deal


def speak(world, deal, seats=SEATS) -> None:
    sits = {"sales": world.sol, "delivery": world.dee, "finance": world.fay, "leadership": world.lea}
    for seat in seats:
        vote(deal, seat, "approve", by=sits[seat], at=world.at, reason="As it reads now.")


def through(world) -> Engagement:
    deal = whole(world)
    speak(world, deal)
    decide(deal, by=world.sol, at=world.at, today=world.today)
    return deal


def send(world, deal) -> Proposal:
    return propose(deal, sent_to="Ruth", valid_until=None, by=world.sol, at=world.at, today=world.today)


def put(world, deal):
    values = {"client_name": "Ruth Castellan", "signed_on": world.today, "by": world.sol, "today": world.today}
    return sign(deal, at=world.at, **values)


def reword_outcome(world, deal):
    outcome.revise(
        Outcome.objects.get(), by=world.sol, at=world.at, seen=None, proves="Unlimited rework for five years"
    )


def add_outcome(world, deal):
    outcome.add(deal, by=world.sol, at=world.at, title="Zero defects", expects="None.", proves="None.")


def reword_assumption(world, deal):
    assumption.revise(Assumption.objects.get(), by=world.sol, at=world.at, seen=None, words="Keys are ours to get")


def reword_duty(world, deal):
    duty.revise(Duty.objects.get(), by=world.sol, at=world.at, seen=None, letters={world.dee: "A"}, words="Nothing")


def date_duty(world, deal):
    letters = {world.ruth: "A", world.dee: "R"}
    duty.revise(Duty.objects.get(), by=world.sol, at=world.at, seen=None, letters=letters, due_on=date(2027, 6, 1))


def shrink_risk(world, deal):
    risk.revise(Risk.objects.get(), by=world.sol, at=world.at, seen=None, probability=Decimal("0.001"))


def close_risk(world, deal):
    risk.close(Risk.objects.get(), by=world.sol, at=world.at, seen=None, fate="passed")


def reword_promise(world, deal):
    promise.revise(Promise.objects.get(), by=world.sol, at=world.at, seen=None, quote="On site day and night")


def withdraw_promise(world, deal):
    told = {"told_by": world.sol, "told_to": "Ruth Castellan", "told_on": world.today, "told_how": "By phone"}
    act = {"by": world.sol, "at": world.at, "seen": None}
    promise.paper(Promise.objects.get(), paper="withdrawn", paper_words="Told her", **told, **act)


def reword_paragraph(world, deal):
    fresh = Engagement.objects.get()
    edit(fresh, seen=fresh.version, by=world.sol, at=world.at, paragraph="Free of charge for five years.")


def judge_again(world, deal):
    deal.fit = Fit.objects.create(
        account=world.client, profile=deal.fit.profile, score=99, made_by=world.sol, made_at=world.at
    )
    deal.save(update_fields=["fit"])


# What changes -> (the part that reads otherwise, the seats that judged it).
CHANGES = {
    reword_outcome: ("success", ("sales", "delivery", "leadership")),
    add_outcome: ("success", ("sales", "delivery", "leadership")),
    reword_assumption: ("assumptions", SEATS),
    reword_duty: ("who", ("sales", "delivery", "leadership")),
    date_duty: ("who", ("sales", "delivery", "leadership")),
    shrink_risk: ("risks", SEATS),
    close_risk: ("risks", SEATS),
    reword_promise: ("promises", ("sales", "delivery", "leadership")),
    withdraw_promise: ("promises", ("sales", "delivery", "leadership")),
    reword_paragraph: ("scope", ("sales", "delivery", "leadership")),
    judge_again: ("fit", SEATS),
}
each_change = pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)


@each_change
def test_exactly_the_votes_that_judged_it_are_out_of_date(world, change):
    deal = whole(world)
    speak(world, deal)
    change(world, deal)
    found = judged(deal, world.today)
    part, seats = CHANGES[change]
    assert {seat: found.changed(seat) for seat in SEATS} == {seat: (part,) if seat in seats else () for seat in SEATS}
    assert {seat for seat in SEATS if found.owes(seat)} == set(seats)


@each_change
def test_it_is_not_agreed_before_they_have_spoken_again(world, change):
    deal = whole(world)
    speak(world, deal)
    change(world, deal)
    with pytest.raises(Refused, match=r"changed since .* Vote again"):
        decide(deal, by=world.sol, at=world.at, today=world.today)
    assert Engagement.objects.get().stage == Stage.SCOPED


@each_change
def test_nor_proposed(world, change):
    deal = through(world)
    change(world, deal)
    with pytest.raises(Refused, match="Vote again"):
        send(world, deal)
    assert not Proposal.objects.exists()
    assert Engagement.objects.get().stage == Stage.AGREED


@each_change
def test_nor_signed(world, change):
    deal = through(world)
    send(world, deal)
    change(world, deal)
    with pytest.raises(Refused, match="Vote again"):
        put(world, deal)
    assert Engagement.objects.get().stage == Stage.PROPOSED


def test_an_outcome_is_signed_and_vetted_anew_at_every_later_gate(world):
    deal = through(world)
    reword_outcome(world, deal)
    speak(world, deal, ("sales", "delivery", "leadership"))
    with pytest.raises(Refused) as refused:
        send(world, deal)
    assert "Both sides still have to sign: “Planners trust one register”." in str(refused.value)
    assert "Changed since it was vetted: success." in str(refused.value)
    for person in (world.sol, world.dee):
        outcome.sign(Outcome.objects.get(), by=person, at=world.at, seen=None)
    dealing.vet_all(world, deal)
    assert send(world, deal)


@pytest.mark.parametrize("change", [reword_outcome, reword_assumption, reword_duty], ids=lambda each: each.__name__)
def test_the_client_gets_what_was_judged_anew_before_it_is_signed(world, change):
    """Agreed to by everybody again, and yet the client's paper says something else."""
    deal = through(world)
    send(world, deal)
    change(world, deal)
    Assumption.objects.update(verified_at=world.at, verified_how="asked again")
    for person in (world.sol, world.dee):
        outcome.sign(Outcome.objects.get(), by=person, at=world.at, seen=None)
    dealing.vet_all(world, deal)
    speak(world, deal, [seat for seat in SEATS if judged(deal, world.today).owes(seat)])
    with pytest.raises(Refused, match="changed since scope 1 went to the client"):
        put(world, deal)
    send(world, deal)
    with pytest.raises(Refused) as refused:
        put(world, deal)
    assert "went to the client" not in str(refused.value)


class TestCalledStaysCalled:
    def test_what_shrinks_takes_nobody_off_the_board(self, world):
        deal = whole(world)
        shrink_risk(world, deal)
        found = judged(deal, world.today)
        assert found.needed == SEATS
        assert [reason.measure for reason in found.called["leadership"]] == ["risk"]
        dealing.vet_all(world, deal)
        speak(world, deal, ("sales", "delivery", "finance"))
        with pytest.raises(Refused, match="Leadership: no word yet"):
            decide(deal, by=world.sol, at=world.at, today=world.today)

    def test_nor_another_fit(self, world):
        deal = whole(world)
        deal.fit.score = 60
        deal.fit.save()
        dealing.write_down(dealing.scopes(deal).get())
        judge_again(world, deal)
        assert "fit" in [reason.measure for reason in judged(deal, world.today).called["finance"]]

    def test_a_later_change_may_call_one_and_then_it_stays(self, world):
        dealing.policy(world, ROWS)
        deal = dealing.scoped(world, filled=True)
        assert judged(deal, world.today).needed == ("sales", "delivery")
        row = Risk.objects.get()
        risk.revise(row, by=world.dee, at=world.at, seen=None, probability=Decimal("0.9"), impact_minutes=60000)
        follow_boards(world.at)
        risk.revise(row, by=world.sol, at=world.at, seen=None, probability=Decimal("0.001"))
        follow_boards(world.at)
        assert "leadership" in judged(deal, world.today).needed
        assert BoardCall.objects.filter(seat="leadership").count() == 1

    def test_a_page_writes_it_down(self, world):
        dealing.policy(world, ROWS)
        deal = dealing.scoped(world, filled=True)
        row = Risk.objects.get()
        typed = {
            "words": row.words, "size": "major", "probability": "90", "impact_minutes": "1000", "owner": world.sol.pk,
            "seen": row.version,
        }  # fmt: skip
        answer = world.browser(world.dee).post(f"/deals/{deal.pk}/risks/{row.pk}/", typed)
        assert answer.status_code == 303, text(answer)
        assert BoardCall.objects.filter(scope__engagement=deal, seat="leadership", measure="risk").exists()


def test_a_paper_prints_a_yes_only_beside_the_words_that_it_was_said_to(world):
    deal = through(world)
    scope = dealing.scopes(deal).get()
    assert [key.on for key in keys(judged(deal, world.today), scope)] == ["24 Nov 2026", "24 Nov 2026"]
    reword_outcome(world, deal)
    assert [key.on for key in keys(judged(deal, world.today), scope)] == ["", ""]
    data = paper(deal, scope, "sow", "pdf", at=world.at, today=world.today).data
    assert [key["on"] for key in data["keys"]] == ["", ""]
    assert data["mark"] == "Draft, not judged"


def test_the_page_says_what_changed_since_whose_vote(world):
    deal = through(world)
    reword_outcome(world, deal)
    page = text(world.browser(world.dee).get(f"/deals/{deal.pk}/board/"))
    assert "Success criteria changed since Dee Lund voted; vote again." in page
    assert "<del> 98% matched to the map</del><ins> Unlimited rework for five years</ins>" in page
    assert "out of date" in page
    assert "Say it for delivery" in page


def test_it_asks_exactly_them_again(world):
    deal = through(world)
    reword_outcome(world, deal)
    asked = {wait.on.name: wait.title for wait in waits(world.at) if wait.key.startswith("vote-")}
    assert set(asked) == {"Sol Hart", "Dee Lund", "Lea Marsh"}
    assert asked["Dee Lund"] == "Success criteria changed: vote again on scope 1 for delivery"


def test_the_word_before_stays_in_the_minutes(world):
    deal = through(world)
    reword_outcome(world, deal)
    speak(world, deal, ("delivery",))
    assert Verdict.objects.filter(seat="delivery").count() == 1
    page = text(world.browser(world.sol).get(f"/deals/{deal.pk}/board/minutes/"))
    assert "Approves, on earlier words" in page


class TestTheForm:
    def data(self, deal, token):
        return {
            "scope": dealing.scopes(deal).get().pk, "seat": "delivery", "read": token, **every("approve"),
            "reason": "Read it twice",
        }  # fmt: skip

    def test_what_was_changed_while_it_was_read_isnt_voted_on(self, world):
        deal = whole(world)
        token = read(world, deal, "delivery", world.dee)
        reword_outcome(world, deal)
        browser = world.browser(world.dee)
        answer = browser.post(f"/deals/{deal.pk}/board/", self.data(deal, token))
        assert answer.status_code == 409
        assert "Something that you judge was changed while you read." in text(answer)
        assert "Read it twice" in text(answer)
        assert not Verdict.objects.exists()
        again = self.data(deal, judged(deal, world.today).token)
        assert browser.post(f"/deals/{deal.pk}/board/", again).status_code == 303

    def test_who_sends_no_token_has_read_nothing(self, world):
        deal = whole(world)
        data = self.data(deal, "")
        assert world.browser(world.dee).post(f"/deals/{deal.pk}/board/", data).status_code == 409
        assert not Verdict.objects.exists()

    def test_a_vote_that_holds_isnt_cast_twice(self, world):
        deal = whole(world)
        speak(world, deal, ("delivery",))
        with pytest.raises(Stale):
            speak(world, deal, ("delivery",))


def test_votes_from_before_this_was_kept_go_by_what_the_scope_froze_with(world):
    deal = through(world)
    for row in Verdict.objects.all():
        row.marks.update(judged={})
    assert not any(judged(deal, world.today).changed(seat) for seat in SEATS)
    reword_outcome(world, deal)
    assert judged(deal, world.today).changed("sales") == ("success",)
    ScopeVersion.objects.update(agreement={})
    assert judged(deal, world.today).changed("sales") == ()


def test_people_booked_meanwhile_void_nothing(world):
    deal = through(world)
    world.join(world.con, deal)
    assert not any(judged(deal, world.today).changed(seat) for seat in SEATS)
    assert send(world, deal)


def test_another_lead_is_vetted_again(world):
    deal = through(world)
    deal = edit(deal, seen=deal.version, by=world.sol, at=world.at, lead=world.dov)
    with pytest.raises(Refused, match="Changed since it was vetted: capacity"):
        send(world, deal)


@pytest.mark.parametrize("gate", ["decide", "propose", "sign"])
def test_a_red_flag_that_was_raised_since_stops_each_later_gate(world, gate):
    deal = whole(world)
    speak(world, deal)
    if gate != "decide":
        decide(deal, by=world.sol, at=world.at, today=world.today)
    if gate == "sign":
        send(world, deal)
    raise_flag(deal, section="risks", words="They may go bankrupt", by=world.dee, at=world.at)
    press = {
        "decide": lambda: decide(deal, by=world.sol, at=world.at, today=world.today),
        "propose": lambda: send(world, deal),
        "sign": lambda: put(world, deal),
    }
    with pytest.raises(Refused, match="Red flag on: risks"):
        press[gate]()

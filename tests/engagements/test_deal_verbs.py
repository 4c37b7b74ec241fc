"""Verbs of the deal as a whole: who may, what the gate asks, what history keeps."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from tandem.clients.models import Criterion, Fit, Level, Profile
from tandem.engagements.actions import deal as verbs
from tandem.engagements.actions import talk, waiver
from tandem.engagements.actions.stage import WrongStage
from tandem.engagements.gate import QUALIFY, QualifyFacts
from tandem.engagements.models import Engagement, Stage, Waiver
from tandem.engagements.queries.waits import waits
from tandem.gates import Refused, check
from tandem.ledger.actions import Stale
from tandem.ledger.queries import breaks, history
from tests.checklists import qualify_checklist


def profile(world, floor: int = 65) -> Profile:
    """Two questions: sector (60) and size (40)."""
    made = Profile.objects.create(number=1, floor=floor, published_at=world.at, current=True)
    for position, (words, weight) in enumerate([("Which sector?", 60), ("How big?", 40)]):
        criterion = Criterion.objects.create(profile=made, question=words, weight=weight, position=position)
        for place, (level, share) in enumerate([("Right", "1"), ("Nearly", "0.5"), ("Wrong", "0")]):
            Level.objects.create(criterion=criterion, words=level, share=Decimal(share), position=place)
    return made


def fit(world, score: int, *, disqualified: bool = False, floor: int = 65) -> Fit:
    known = Profile.objects.filter(current=True).first() or profile(world, floor)
    return Fit.objects.create(
        account=world.client, profile=known, score=score, disqualified=disqualified, made_by=world.sol, made_at=world.at
    )


UNJUDGED = "Answer the ideal client questions for Halden Water."
QUALIFY_RULES = [
    # score, floor, stops -> what each rule says (None: passes)
    (
        None,
        65,
        False,
        ["Answer the ideal client questions for Halden Water.", "Not known until the questions are answered."],
    ),
    (82, 65, False, [None, None]),
    (65, 65, False, [None, None]),
    (64, 65, False, [None, "64 of 100 is below the floor of 65; leadership may accept it."]),
    (90, 65, True, [None, "An answer rules this client out; only leadership can accept that."]),
]


@pytest.mark.parametrize(("score", "floor", "stops", "words"), QUALIFY_RULES)
def test_rules_of_qualify(score, floor, stops, words):
    found = check(QUALIFY, QualifyFacts("Halden Water", score, floor, stops))
    assert [finding.words for finding in found] == words


def test_a_deal_without_a_client_has_to_name_it_first():
    assert check(QUALIFY, QualifyFacts("", None, 65))[0].words == "Name the client first."


def test_qualify_moves_once_the_fit_meets_the_profile(world):
    deal = world.engagement(fit=fit(world, 82))
    verbs.qualify(deal, by=world.sol, at=world.at, today=world.today, seen=1)
    deal.refresh_from_db()
    assert deal.stage == Stage.QUALIFIED
    assert history(deal.pk)[0].verb == "qualified"


def test_qualify_is_refused_below_the_floor_and_says_why(world):
    deal = world.engagement(fit=fit(world, 40))
    with pytest.raises(Refused, match="40 of 100 is below the floor of 65"):
        verbs.qualify(deal, by=world.sol, at=world.at, today=world.today)
    deal.refresh_from_db()
    assert deal.stage == Stage.LEAD


def test_qualify_passes_with_leaderships_waiver_and_notes_that_it_was_needed(world):
    deal = world.engagement(fit=fit(world, 40))
    finding = qualify_checklist(deal, world.today)[1]
    asked = waiver.ask(deal, finding, why="They open a sector for us.", by=world.sol, at=world.at)
    waiver.grant(asked, reason="One of these a year.", until=world.today, seen=1, by=world.lea, at=world.at)
    verbs.qualify(deal, by=world.sol, at=world.at, today=world.today)
    assert Waiver.objects.get().used_at == world.at
    with pytest.raises(WrongStage):
        verbs.qualify(deal, by=world.sol, at=world.at, today=world.today)


def test_a_waiver_that_ran_out_opens_nothing(world):
    deal = world.engagement(fit=fit(world, 40))
    asked = waiver.ask(deal, qualify_checklist(deal, world.today)[1], why="x", by=world.sol, at=world.at)
    yesterday = world.today - timedelta(days=1)
    waiver.grant(asked, reason="Only until then.", until=yesterday, seen=1, by=world.lea, at=world.at)
    with pytest.raises(Refused):
        verbs.qualify(deal, by=world.sol, at=world.at, today=world.today)


NOT_THEIRS = ["rex", "fay", "con"]


@pytest.mark.parametrize("who", NOT_THEIRS)
def test_neither_planners_nor_finance_nor_consultants_change_a_deal(world, who):
    person = getattr(world, who)
    with pytest.raises(PermissionDenied):
        verbs.create("Mine", world.client, by=person, at=world.at)
    with pytest.raises(PermissionDenied):
        verbs.edit(world.deal, seen=1, by=person, at=world.at, name="Mine")
    with pytest.raises(PermissionDenied):
        verbs.qualify(world.deal, by=person, at=world.at, today=world.today)
    assert not history(world.deal.pk)


def test_an_edit_keeps_before_and_after(world):
    verbs.edit(world.deal, seen=1, by=world.dee, at=world.at, amount=Decimal(300000))
    entry = history(world.deal.pk)[0]
    assert (entry.actor_name, entry.before, entry.after) == ("Dee Lund", {"amount": "286000"}, {"amount": "300000"})


def test_a_stale_edit_and_a_stale_qualify_change_nothing(world):
    mine = Engagement.objects.get(pk=world.deal.pk)
    verbs.edit(world.deal, seen=1, by=world.dee, at=world.at, name="Theirs")
    with pytest.raises(Stale):
        verbs.edit(mine, seen=1, by=world.sol, at=world.at, name="Mine")
    world.deal.refresh_from_db()
    with pytest.raises(Stale):
        verbs.qualify(world.deal, by=world.sol, at=world.at, today=world.today, seen=1)
    assert Engagement.objects.get().name == "Theirs"


@pytest.mark.parametrize("reason", ["", "   "])
def test_a_lost_deal_wants_a_reason(world, reason):
    with pytest.raises(Refused, match="Say why"):
        verbs.lose(world.deal, reason=reason, by=world.sol, at=world.at)


def test_losing_keeps_reason_and_day_and_happens_once(world):
    verbs.lose(world.deal, reason="Too dear for them.", by=world.sol, at=world.at)
    world.deal.refresh_from_db()
    assert (world.deal.stage, world.deal.lost_reason, world.deal.closed_at) == ("lost", "Too dear for them.", world.at)
    with pytest.raises(WrongStage):
        verbs.lose(world.deal, reason="Again.", by=world.sol, at=world.at)


def test_delivery_does_not_give_a_sale_up(world):
    with pytest.raises(PermissionDenied):
        verbs.lose(world.deal, reason="Too hard.", by=world.dee, at=world.at)


CONFIDENTIAL = [("sol", True), ("lea", True), ("dee", False), ("sue", False), ("fay", False)]


@pytest.mark.parametrize(("who", "may"), CONFIDENTIAL)
def test_who_decides_who_sees_it(world, who, may):
    person = getattr(world, who)
    if may:
        verbs.keep_confidential(world.deal, True, seen=1, by=person, at=world.at)
    else:
        with pytest.raises(PermissionDenied):
            verbs.keep_confidential(world.deal, True, seen=1, by=person, at=world.at)
    assert Engagement.objects.get(pk=world.deal.pk).confidential is may


def test_a_confidential_deal_hides_from_who_is_not_named(world):
    world.engagement(confidential=True)
    rows = Engagement.objects
    assert [rows.visible_to(who).count() for who in (world.sol, world.dee, world.lea, world.fay)] == [1, 1, 1, 1]
    assert [rows.visible_to(who).count() for who in (world.sue, world.dov, world.rex, world.con)] == [0, 0, 0, 0]


def test_a_waiver_is_asked_once_at_a_time_and_decided_once(world):
    deal = world.engagement(fit=fit(world, 40))
    finding = qualify_checklist(deal, world.today)[1]
    asked = waiver.ask(deal, finding, why="x", by=world.sol, at=world.at)
    with pytest.raises(waiver.NotForAsking, match="has been asked for already"):
        waiver.ask(deal, finding, why="y", by=world.dee, at=world.at)
    other = Waiver.objects.get()
    waiver.refuse(asked, reason="No.", seen=1, by=world.lea, at=world.at)
    with pytest.raises(Stale):
        waiver.grant(other, reason="Yes.", until=None, seen=1, by=world.lea, at=world.at)
    assert Waiver.objects.get().granted is False


def test_what_passes_and_what_cannot_be_waived_is_not_asked_for(world):
    unjudged = world.engagement()
    must = qualify_checklist(unjudged, world.today)[0]
    good = qualify_checklist(world.engagement(fit=fit(world, 90)), world.today)[1]
    for finding in (must, good):
        with pytest.raises(waiver.NotForAsking):
            waiver.ask(unjudged, finding, why="x", by=world.sol, at=world.at)


@pytest.mark.parametrize("who", ["sol", "dee", "rex", "fay", "con"])
def test_only_leadership_decides_a_waiver(world, who):
    deal = world.engagement(fit=fit(world, 40))
    asked = waiver.ask(deal, qualify_checklist(deal, world.today)[1], why="x", by=world.sol, at=world.at)
    with pytest.raises(PermissionDenied):
        waiver.grant(asked, reason="Me.", until=None, seen=1, by=getattr(world, who), at=world.at)


def test_a_leader_may_grant_their_own_request_and_history_says_so(world):
    deal = world.engagement(fit=fit(world, 40))
    asked = waiver.ask(deal, qualify_checklist(deal, world.today)[1], why="x", by=world.lea, at=world.at)
    waiver.grant(asked, reason="I know them.", until=world.today, seen=1, by=world.lea, at=world.at)
    assert history(deal.pk)[0].verb == "granted own request to waive"


def test_what_is_said_stays_in_history(world):
    talk.say(world.deal, "Ruth asked for dates.", by=world.con, at=world.at)
    assert (history(world.deal.pk)[0].verb, world.deal.talk.get().words) == ("said", "Ruth asked for dates.")
    assert not list(breaks())


def test_who_waits_on_whom(world):
    late = world.engagement("Late one", close_on=world.today - timedelta(days=3))
    world.engagement("Nobody leads", lead=None, close_on=world.today + timedelta(days=90))
    assert waits(world.at, on=world.lea) == []
    assert [wait.engagement_id for wait in waits(world.at, on=world.sol)] == [late.pk, late.pk + 1]
    assert waits(world.at, asker=world.sol) == []
    page = world.browser(world.sol).get("/").content.decode()
    assert "Say what became of it: the decision was due" in page
    assert "Name who leads delivery" in page


def test_waits_cost_the_same_for_one_and_for_fifty(world, django_assert_num_queries):
    for number in range(50):
        world.engagement(f"Deal {number}", close_on=world.today - timedelta(days=1))
    assert world.sol
    with django_assert_num_queries(2):
        assert len(waits(world.at, on=world.sol)) == 50

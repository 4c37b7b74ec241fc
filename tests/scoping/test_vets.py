"""Delivery vets section by section: who may, what goes stale, what waits on whom, and nothing is lost."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tandem.engagements.models import (
    Assumption,
    Challenge,
    Duty,
    DutyPart,
    Engagement,
    Outcome,
    OutcomeSignature,
    Risk,
)
from tandem.gates import Refused
from tandem.ledger.actions import Stale
from tandem.scoping.actions import flag as flags
from tandem.scoping.actions import items
from tandem.scoping.actions import session as sessions
from tandem.scoping.actions import vet as verbs
from tandem.scoping.models import RedFlag, ScopingSession, Section, Vet
from tandem.scoping.queries import vets
from tandem.scoping.queries.agenda import points
from tandem.scoping.queries.waits import waits
from tests import dealing

HOSTILE = "<b>No</b> {{ 7 * 7 }}"


def page(world, person, name, *args, data=None, query=""):
    browser, address = world.browser(person), reverse(name, args=[world.deal.pk, *args]) + query
    return browser.get(address) if data is None else browser.post(address, data)


def text(answer) -> str:
    return unescape(" ".join(answer.content.decode().split()))


def token(world, section) -> str:
    return vets.token_now(world.deal, section)


def lay(world, section="scope", word="fine", words="", by=None, **extras) -> Vet:
    return verbs.vet(world.deal, section=section, word=word, words=words, by=by or world.dee, at=world.at, **extras)


def states(world) -> dict[str, str]:
    return {section.value: fact.state for section, fact in zip(Section, vets.facts(world.deal), strict=True)}


@pytest.mark.parametrize(
    ("word", "reply", "cleared", "changed", "state"),
    [
        (None, False, False, False, "never"),
        ("fine", False, False, False, "fine"),
        ("fine", False, False, True, "stale"),
        ("question", False, False, False, "question"),
        ("question", False, False, True, "question"),
        ("question", True, False, False, "answered"),
        ("question", True, False, True, "answered"),
        ("flag", False, False, False, "flag"),
        ("flag", False, False, True, "flag"),
        ("flag", False, True, False, "fine"),
        ("flag", False, True, True, "stale"),
    ],
)
def test_a_section_is_in_exactly_one_state(world, word, reply, cleared, changed, state):
    vet = None
    if word:
        flag = RedFlag(cleared_at=world.at if cleared else None) if word == "flag" else None
        vet = Vet(word=word, reply="R" if reply else "", digest="before", flag=flag)
    assert vets.state(vet, "now" if changed else "before") == state


def test_a_vet_keeps_what_was_said_by_whom_with_which_scope(world, drafted):
    session = sessions.plan(world.deal, by=world.sol, at=world.at, planned_at=world.at, people=[world.dee])
    sessions.start(session, by=world.sol, at=world.at)
    row = lay(world)
    assert (row.person, row.at, row.scope, row.session, row.words) == (world.dee, world.at, drafted, session, "")
    assert row.said[0] == {"is": "clause", "kind": "in", "words": "One asset register"}
    assert [line["kind"] for line in row.said] == ["in", "acc", "chg"]
    assert states(world)["scope"] == "fine"


@pytest.mark.parametrize("who", ["sol", "lea", "rex", "fay", "con"])
def test_delivery_alone_vets(world, who):
    with pytest.raises(PermissionDenied):
        lay(world, by=getattr(world, who))
    world.join(getattr(world, who), world.deal)
    data = {"word": "fine", "seen": token(world, "scope")}
    assert page(world, getattr(world, who), "deal_vet", "scope", data=data).status_code == 403
    assert not Vet.objects.exists()


def test_a_stranger_finds_nothing(world):
    row = lay(world, word="question", words="Who tests?")
    for name, args in (("deal_review", []), ("deal_vet", ["scope"]), ("deal_vet_reply", [row.pk])):
        assert page(world, world.sue, name, *args).status_code == 404
    assert page(world, world.dee, "deal_vet", "nonsense").status_code == 404
    other = Vet.objects.create(
        engagement=world.engagement("Another"), section="scope", digest="0", word="question", words="W",
        person=world.dee, at=world.at,
    )  # fmt: skip
    assert page(world, world.sol, "deal_vet_reply", other.pk).status_code == 404


def test_one_click_says_fine(world, drafted):
    html = text(page(world, world.dee, "deal_review"))
    assert "0 of 7 are fine on what they say now" in html
    assert "One asset register" in html
    data = {"word": "fine", "seen": token(world, "scope")}
    assert page(world, world.dee, "deal_vet", "scope", data=data).status_code == 303
    html = text(page(world, world.sol, "deal_review"))
    assert "1 of 7 are fine on what they say now" in html
    assert "Dee Lund, Tue 24 Nov: fine" in html
    assert "with scope 1" in html


def test_what_changed_is_shown_word_by_word_and_one_click_says_still_fine(world, drafted):
    lay(world)
    row = drafted.items.get(kind="in")
    items.revise(row, by=world.sol, at=world.at, seen=None, words="One new asset register", kind="in")
    answer = page(world, world.dee, "deal_review")
    html = text(answer)
    assert "What changed since Dee read it" in html
    assert "One<ins> new</ins> asset register" in html
    assert "Still fine" in html
    assert "Still fine" not in text(page(world, world.sol, "deal_review"))
    data = {"word": "fine", "seen": token(world, "scope")}
    assert page(world, world.dee, "deal_vet", "scope", data=data).status_code == 303
    html = text(page(world, world.dee, "deal_review"))
    assert "What changed since" not in html
    assert "1 earlier word" in html


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        ({"word": "question", "words": " "}, "Write down what you ask."),
        ({"word": "flag", "words": ""}, "Say what is wrong."),
        ({"word": "", "words": "Typed already"}, "Say whether it’s fine."),
        ({"word": "perhaps", "words": "Typed already"}, "Select a valid choice."),
        ({"word": "question", "words": "x" * 2001}, "at most 2000 characters"),
    ],
)
def test_a_word_without_words_is_told_and_keeps_what_was_typed(world, data, problem):
    answer = page(world, world.dee, "deal_vet", "scope", data={**data, "seen": token(world, "scope")})
    assert answer.status_code == 422
    assert problem in text(answer)
    assert data["words"].strip() in text(answer)
    assert not Vet.objects.exists()


def test_the_form_opens_under_its_section(world):
    html = text(page(world, world.dee, "deal_vet", "risks", query="?word=flag"))
    assert html.index('id="vet-risks"') < html.index("Say it for delivery") < html.index('id="vet-capacity"')
    assert 'value="flag" id="id_word_2" required checked' in html or 'value="flag"' in html


def test_two_leads_at_once_one_wins_and_the_others_words_are_kept(world):
    seen = token(world, "scope")
    lay(world, by=world.dov, word="question", words="Dov’s question", seen=seen)
    answer = page(world, world.dee, "deal_vet", "scope", data={"word": "flag", "words": "Dee’s reason", "seen": seen})
    html = text(answer)
    assert answer.status_code == 409
    assert "Dov Reis changed this" in html
    assert html.count("Dov’s question") >= 2  # in the conflict, and as the section's word
    assert html.count("Dee’s reason") == 2  # in the conflict, and still in its field
    assert [row.person for row in Vet.objects.all()] == [world.dov]
    again = {"word": "flag", "words": "Dee’s reason", "seen": token(world, "scope")}
    assert f'name="seen" value="{again["seen"]}"' in answer.content.decode()
    assert page(world, world.dee, "deal_vet", "scope", data=again).status_code == 303


def test_fine_by_one_click_on_what_reads_otherwise_by_now_is_not_taken(world, drafted):
    seen = token(world, "scope")
    items.add(drafted, by=world.sol, at=world.at, kind="in", words="And the vans")
    answer = page(world, world.dee, "deal_vet", "scope", data={"word": "fine", "seen": seen})
    assert answer.status_code == 409
    assert "Read it as it is now, then decide again." in text(answer)
    assert "And the vans" in text(answer)
    assert page(world, world.dee, "deal_vet", "scope", data={"word": "fine"}).status_code == 409
    assert not Vet.objects.exists()


def test_a_question_is_answered_and_vetted_by_whoever_asked(world):
    row = lay(world, word="question", words="Who tests?")
    assert Challenge.objects.get().words == "Who tests?"
    html = text(page(world, world.sol, "deal_review"))
    assert "Answer Dee" in html
    assert "Waits on Sol Hart." in text(page(world, world.dee, "deal_review"))
    assert page(world, world.sol, "deal_vet_reply", row.pk, data={"reply": "", "seen": 1}).status_code == 422
    assert page(world, world.sol, "deal_vet_reply", row.pk, data={"reply": "Theirs do", "seen": 1}).status_code == 303
    assert Challenge.objects.get().reply == "Theirs do"
    assert states(world)["scope"] == "answered"
    html = text(page(world, world.dee, "deal_review"))
    assert "That answers it: fine" in html
    assert "Theirs do" in html
    lay(world)
    assert states(world)["scope"] == "fine"


@pytest.mark.parametrize(("who", "status"), [("dee", 403), ("rex", 403), ("con", 403), ("lea", 303)])
def test_sales_or_leadership_answers(world, who, status):
    row = lay(world, word="question", words="Who tests?")
    world.join(getattr(world, who), world.deal)
    answer = page(world, getattr(world, who), "deal_vet_reply", row.pk, data={"reply": "R", "seen": 1})
    assert answer.status_code == status


def test_two_answers_at_once_are_both_kept(world):
    row = lay(world, word="question", words="Who tests?")
    verbs.reply(Vet.objects.get(), by=world.lea, at=world.at, seen=1, reply="Lea’s answer")
    answer = page(world, world.sol, "deal_vet_reply", row.pk, data={"reply": "Sol’s answer", "seen": 1})
    assert answer.status_code == 409
    assert "Lea’s answer" in text(answer)
    assert text(answer).count("Sol’s answer") == 2


def test_a_question_that_was_vetted_meanwhile_is_not_answered(world):
    row = lay(world, word="question", words="Who tests?")
    lay(world)
    with pytest.raises(Stale):
        verbs.reply(row, by=world.sol, at=world.at, seen=None, reply="Theirs")
    assert page(world, world.sol, "deal_vet_reply", row.pk, data={"reply": "Theirs", "seen": 1}).status_code == 409


def test_a_red_flag_is_one_noun_wherever_it_is_raised(world):
    """Laid as a vet or raised from the list: a flag, a vet and a challenge, joined."""
    lay(world, word="flag", words="No test data")
    data = {"section": "price", "words": "Travel isn’t in it"}
    assert page(world, world.dee, "deal_flag_new", data=data).status_code == 303
    for row in Vet.objects.all():
        assert row.flag.challenge == row.challenge
        assert (row.flag.section, row.flag.words, row.challenge.about) == (row.section, row.words, row.section)
    assert states(world)["scope"] == states(world)["price"] == "flag"
    flag = RedFlag.objects.get(section="scope")
    flags.reply(flag, by=world.sol, at=world.at, seen=1, reply="Ruth sends it")
    assert Challenge.objects.get(about="scope").reply == "Ruth sends it"
    with pytest.raises(Refused, match="red flag stands"):
        lay(world)
    answer = page(world, world.dee, "deal_vet", "scope", data={"word": "fine", "seen": token(world, "scope")})
    assert answer.status_code == 422
    assert "Clear it, and say why." in text(answer)
    flags.clear(flag, by=world.dee, at=world.at, seen=2, cleared_why="It came")
    assert states(world)["scope"] == "fine"


def test_a_challenge_keeps_what_was_challenged_without_money(world, drafted):
    drafted.discount = 500
    drafted.save()
    lay(world, section="price", word="question", words="Is travel in it?")
    lay(world, section="scope", word="flag", words="Which register?")
    told = {row.about: row.on_words for row in Challenge.objects.all()}
    assert told["price"] == ""
    assert told["scope"].startswith("One asset register\nAcceptance: ")


def test_hostile_words_are_shown_as_words(world, drafted):
    items.add(drafted, by=world.sol, at=world.at, kind="in", words=HOSTILE)
    Outcome.objects.create(engagement=world.deal, title=HOSTILE)
    for section in ("scope", "success"):
        lay(world, section=section, word="question", words=HOSTILE)
    Outcome.objects.update(title=f"{HOSTILE} more")
    raw = page(world, world.dee, "deal_review").content.decode()
    assert "<b>No" not in raw
    assert not re.search(r"\b49\b", raw.split('id="vet-scope"')[1].split('id="vet-assumptions"')[0])


def test_a_guest_sees_no_price_in_the_sections(world, drafted):
    Risk.objects.create(engagement=world.deal, words="R", impact_money=7777)
    lay(world, section="price")
    drafted.discount = 500
    drafted.save()
    world.join(world.con, world.deal)
    html = text(page(world, world.con, "deal_review"))
    assert "What changed is a figure that isn’t shown to you." in html
    for figure in ("12,000", "11,500", "7,777", "£"):
        assert figure not in html.split('id="vets-h"')[1].split('id="flags-h"')[0]
    html = text(page(world, world.dee, "deal_review"))
    assert "<ins>Discount £500</ins>" in html


# What waits


def vet_items(world, on=None):
    return [
        (item.kind, item.on, item.title) for item in waits(world.at, on=on) if item.key.startswith(("vet-", "quest"))
    ]


def test_nothing_waits_before_the_vetting_has_begun(world):
    Engagement.objects.update(stage="qualified")
    sessions.plan(world.deal, by=world.sol, at=world.at, planned_at=world.at + timedelta(days=1), people=[world.dee])
    assert vet_items(world) == []


def test_what_is_to_be_vetted_is_one_item_a_deal(world, ready):
    assert vet_items(world) == []
    Vet.objects.all().delete()
    assert vet_items(world) == [("decide", world.dee, "Vet 7 sections")]
    dealing.vet_all(world, ready)
    Outcome.objects.update(title="Another")
    assert vet_items(world) == [("decide", world.dee, "Vet success again")]
    Duty.objects.update(words="Another")
    assert vet_items(world, on=world.dee) == [("decide", world.dee, "Vet success and who does what again")]
    assert vet_items(world, on=world.dov) == vet_items(world, on=world.sol) == []
    Vet.objects.filter(section="price").delete()
    assert vet_items(world) == [("decide", world.dee, "Vet success and who does what again, and 1 more sections")]
    item = next(item for item in waits(world.at, on=world.dee) if item.key.startswith("vet-"))
    assert item.asker == world.sol
    assert world.browser(world.dee).get(item.url).status_code == 200


def test_a_question_waits_on_the_seller_and_its_answer_on_whoever_asked(world, ready):
    row = lay(world, by=world.dov, word="question", words="Who tests?")
    assert vet_items(world) == [("answer", world.sol, "Answer delivery’s question")]
    assert [item.asker for item in waits(world.at, on=world.sol) if item.kind == "answer"] == [world.dov]
    verbs.reply(row, by=world.sol, at=world.at, seen=1, reply="Theirs do")
    assert vet_items(world) == vet_items(world, on=world.dov) == [("decide", world.dov, "Vet scope again")]
    lay(world, by=world.dov)
    assert vet_items(world) == []


@pytest.mark.parametrize("n", [1, 40])
def test_vets_that_wait_cost_the_same_for_1_and_40_deals(world, n, django_assert_num_queries):
    for i in range(n):
        deal = world.engagement(f"Deal {i}", stage="qualified")
        Outcome.objects.create(engagement=deal, title="T")
        for section in ("success", "price"):
            verbs.vet(deal, section=section, word="question", words="Q", by=world.dee, at=world.at)
    with django_assert_num_queries(16):
        found = waits(world.at, on=world.dee)
    assert len(found) == n
    with django_assert_num_queries(7):
        assert len(waits(world.at, on=world.sol)) == 2 * n


# The half hour


@pytest.fixture
def openings(world, drafted) -> Engagement:
    """One open thing of each kind, and one of each that is settled."""
    deal, by, at = world.deal, world.sol, world.at
    items.add(drafted, by=by, at=at, kind="in", words="Support as needed")
    settled = drafted.items.get(words="One asset register")
    settled.from_tier = True
    settled.save()
    open_one, signed = (Outcome.objects.create(engagement=deal, title=title) for title in ("Open outcome", "Signed"))
    for side in ("sales", "delivery"):
        OutcomeSignature.objects.create(outcome=signed, revision=1, side=side, person=by, at=at)
    OutcomeSignature.objects.create(outcome=open_one, revision=1, side="sales", person=by, at=at)
    for words, fields in (
        ("Unanswered", {"asked": world.dov}), ("Red", {"answer": "red", "condition": "C", "answered_by": world.dee}),
        ("Agreed", {"answer": "agree", "answered_by": world.dee}), ("Verified", {"verified_at": at}),
    ):  # fmt: skip
        Assumption.objects.create(engagement=deal, words=words, raised_by=by, raised_at=at, **fields)
    for words, fields in (
        ("Unowned", {}), ("Named", {"owner": world.con}), ("Accepted", {"owner": world.con, "accepted_at": at}),
        ("Passed", {"fate": "passed"}),
    ):  # fmt: skip
        Risk.objects.create(engagement=deal, words=words, **fields)
    Duty.objects.create(engagement=deal, words="Nobody’s")
    DutyPart.objects.create(duty=Duty.objects.create(engagement=deal, words="Dee’s"), letter="A", person=world.dee)
    dealing.promise(world, deal, quote="Said", verdict="", judged_by=None, judged_at=None)
    dealing.promise(world, deal, quote="Judged", verdict="feasible", judged_by=world.dee)
    for section in Section.values:
        if section != "price":
            verbs.vet(deal, section=section, word="fine", by=world.dee, at=at)
    Duty.objects.filter(words="Dee’s").update(words="Dee’s own")
    return deal


AGENDA = [
    ("outcome", "Open outcome", "delivery", ("Dee Lund",)),
    ("promise", "Said", "", ("Dee Lund",)),
    ("vague", "Support as needed", "as needed", ("Sol Hart",)),
    ("unexplained", "Support as needed", "", ("Sol Hart",)),
    ("assumption", "Unanswered", "", ("Dov Reis",)),
    ("assumption", "Red", "red", ("Sol Hart",)),
    ("duty", "Nobody’s", "", ("Dee Lund",)),
    ("risk", "Unowned", "unowned", ("Sol Hart", "Dee Lund")),
    ("risk", "Named", "named", ("Con Ortiz",)),
    ("section", "Who does what", "stale", ("Dee Lund",)),
    ("section", "Price", "never", ("Dee Lund",)),
]


def test_the_agenda_is_made_of_what_is_open(world, openings):
    told = [(point.kind, point.words, point.why, point.on) for point in points(world.deal)]
    assert told == AGENDA
    html = text(page(world, world.sol, "deal_review"))
    for _kind, words, _why, on in AGENDA:
        assert words in html
        assert "waits on" in html
        assert on[0] in html
    for point in points(world.deal):
        assert reverse(point.url_name, args=[world.deal.pk]) in html


def test_the_half_hour_begins_by_the_servers_clock_with_the_agenda_of_that_moment(world, openings, settings):
    row = sessions.plan(world.deal, by=world.sol, at=world.at, planned_at=world.at, people=[world.sol, world.dee])
    assert "Begin the half hour" in text(page(world, world.sol, "deal_review"))
    assert page(world, world.sol, "deal_session_start", row.pk, data={}).status_code == 303
    row.refresh_from_db()
    begun = row.started_at
    assert [(each["kind"], each["words"], each["why"], tuple(each["on"])) for each in row.agenda] == AGENDA
    html = text(page(world, world.dee, "deal_review"))
    assert "0 of 30 minutes" in html
    assert "11 of 11 points left" in html
    page(world, world.dee, "deal_session_start", row.pk, data={})
    row.refresh_from_db()
    assert row.started_at == begun
    Risk.objects.filter(words="Unowned").update(owner=world.sol, accepted_at=world.at)
    Duty.objects.create(engagement=world.deal, words="Came up later")
    html = text(page(world, world.dee, "deal_review"))
    assert "10 of 11 points left" in html
    assert html.index("Came up meanwhile") < html.index("Came up later") < html.index("1 settled")
    ScopingSession.objects.update(started_at=row.started_at - timedelta(minutes=42))
    assert "12 minutes over: write down what was said and close." in text(page(world, world.sol, "deal_review"))
    sessions.hold(ScopingSession.objects.get(), by=world.dee, at=world.at, seen=None, came=[world.dee])
    html = text(page(world, world.sol, "deal_review"))
    assert "points left" not in html
    assert "made from what is open" in html


def test_a_session_that_was_held_does_not_begin(world):
    row = sessions.plan(world.deal, by=world.sol, at=world.at, planned_at=world.at, people=[world.dee])
    sessions.hold(row, by=world.sol, at=world.at, seen=1, came=[world.dee])
    assert sessions.start(row, by=world.sol, at=world.at).started_at is None
    with pytest.raises(PermissionDenied):
        sessions.start(row, by=world.rex, at=world.at)


@pytest.mark.parametrize(("who", "status"), [("rex", 403), ("fay", 403), ("sue", 404), ("lea", 303)])
def test_who_may_begin_it(world, who, status):
    row = sessions.plan(world.deal, by=world.sol, at=world.at, planned_at=world.at, people=[world.dee])
    assert page(world, getattr(world, who), "deal_session_start", row.pk, data={}).status_code == status


def test_an_agenda_without_open_points_says_so(world, ready):
    OutcomeSignature.objects.update(revision=1)
    ready.lead = world.dee
    row = ScopingSession.objects.get()
    assert row.held_at
    drafted = world.deal
    from tandem.scoping.models import ScopeItem

    ScopeItem.objects.update(because="They asked")
    assert points(drafted) == []
    assert "Nothing is open" in text(page(world, world.sol, "deal_review"))


def test_the_page_costs_the_same_for_3_and_300_rows(world, openings):
    browser, address = world.browser(world.dee), reverse("deal_review", args=[world.deal.pk])

    def cost() -> int:
        browser.get(address)
        with CaptureQueriesContext(connection) as found:
            assert browser.get(address).status_code == 200
        return len(found)

    few = cost()
    for n in range(100):
        Outcome.objects.create(engagement=world.deal, title=f"Outcome {n}")
        Risk.objects.create(engagement=world.deal, words=f"Risk {n}", owner=world.con)
        Duty.objects.create(engagement=world.deal, words=f"Duty {n}")
        dealing.promise(world, world.deal, quote=f"Promise {n}")
    lay(world, section="risks", word="question", words="All of them?")
    few_more = cost()
    assert few_more == few

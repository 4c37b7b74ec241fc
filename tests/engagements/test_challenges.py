"""The challenge log: kept when delivery doubts, answered by sales, judged by somebody who had no part in it."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tandem.engagements.actions import challenge as verbs
from tandem.engagements.actions import promise as promises
from tandem.engagements.models import Challenge, Engagement, Member, StageChange
from tandem.engagements.queries import challenge as queries
from tandem.engagements.queries.challenge_waits import waits
from tandem.gates import Refused
from tandem.people.models import Access, Person
from tests.engagements.made import HOSTILE, assumption, promise


def page(world, person, name="deal_challenges", *args, data=None):
    browser, address = world.browser(person), reverse(name, args=[world.deal.pk, *args])
    return browser.get(address) if data is None else browser.post(address, data)


def challenge(world, **fields) -> Challenge:
    values = {"about": "promises", "words": "Not without signal.", "raised_by": world.dee, "raised_at": world.at,
              "raised_in": "qualified", "promise": promise(world), **fields}  # fmt: skip
    return Challenge.objects.create(engagement=world.deal, **values)


def answered(world, **fields) -> Challenge:
    return challenge(world, reply="Six vans.", replied_by=world.sol, replied_at=world.at, **fields)


def moved_to(world, stage):
    Engagement.objects.filter(pk=world.deal.pk).update(stage=stage, lost_reason="Price" if stage == "lost" else "")
    world.deal.refresh_from_db()


# Kept in the verdict's own transaction


@pytest.mark.parametrize(
    ("verdict", "condition", "kept"), [("feasible", "", 0), ("if", "With signal", 1), ("no", "No signal", 1)]
)
def test_a_doubt_about_a_promise_is_kept_as_it_was_said(world, verdict, condition, kept):
    row = promise(world)
    data = {"verdict": verdict, "condition": condition, "seen": 1}
    assert page(world, world.dee, "deal_promise_judge", row.pk, data=data).status_code == 303
    found = list(
        Challenge.objects.values_list("about", "words", "on_words", "promise_id", "raised_by__name", "raised_in")
    )
    assert found == [("promises", condition, "Works in the van.", row.pk, "Dee Lund", "lead")] * kept


def test_the_same_doubt_again_is_one_doubt_and_another_is_another(world):
    row = promise(world)
    for seen, condition in ((1, "With signal"), (2, "With signal"), (3, "With two people of theirs")):
        at = world.at + timedelta(hours=seen)
        promises.judge(row, by=world.dee, at=at, seen=seen, verdict="if", condition=condition)
    assert list(Challenge.objects.order_by("pk").values_list("words", flat=True)) == [
        "With signal",
        "With two people of theirs",
    ]


def test_a_verdict_that_came_second_leaves_no_challenge(world):
    row = promise(world)
    promises.judge(row, by=world.dov, at=world.at, seen=1, verdict="feasible")
    data = {"verdict": "no", "condition": "No signal", "seen": 1}
    assert page(world, world.dee, "deal_promise_judge", row.pk, data=data).status_code == 409
    assert not Challenge.objects.exists()


@pytest.mark.parametrize(
    ("who", "does", "reply"),
    [
        ("sol", {"quote": "Works in six vans."}, "Changed to: “Works in six vans.”"),
        ("sol", {"said_to": "Femi"}, ""),
        (
            "sol",
            {"paper": "excluded", "paper_words": "Exclusion 3", "by_clause": True},
            "Excluded in writing: Exclusion 3",
        ),
        ("lea", {"paper": "clause", "by_clause": True}, "In the scope"),
        ("dee", {"paper": "excluded", "paper_words": "Exclusion 3", "by_clause": True}, ""),
    ],
)
def test_what_sales_does_about_the_promise_is_its_answer(world, who, does, reply):
    """Delivery may put it on paper too; an answer to itself that isn't."""
    row = promise(world)
    promises.judge(row, by=world.dee, at=world.at, seen=1, verdict="if", condition="With signal")
    verb = promises.paper if "paper" in does else promises.revise
    verb(row, by=getattr(world, who), at=world.at, seen=2, **does)
    assert Challenge.objects.get().reply == reply


# The answer


def test_sales_answers_and_delivery_reads_it(world):
    row = challenge(world)
    assert "waits for sales’ answer" in page(world, world.dee).content.decode()
    data = {"reply": "Six vans, by name.", "seen": 1}
    assert page(world, world.sol, "deal_challenge_reply", row.pk, data=data).status_code == 303
    html = page(world, world.dee).content.decode()
    assert "Six vans, by name." in html
    assert "waits for sales’ answer" not in html


@pytest.mark.parametrize(("who", "status"), [("dee", 403), ("rex", 403), ("fay", 403), ("sue", 404), ("con", 403)])
def test_nobody_else_answers(world, who, status):
    row = challenge(world)
    answer = page(world, getattr(world, who), "deal_challenge_reply", row.pk, data={"reply": "x", "seen": 1})
    assert answer.status_code == status
    assert Challenge.objects.get().reply == ""


def test_an_empty_answer_and_one_that_came_second(world):
    row = challenge(world)
    answer = page(world, world.sol, "deal_challenge_reply", row.pk, data={"reply": "", "seen": 1})
    assert answer.status_code == 422
    assert "Say what you do about it, or why not." in answer.content.decode()
    verbs.reply(row, by=world.lea, at=world.at, seen=1, reply="Lea’s words")
    answer = page(world, world.sol, "deal_challenge_reply", row.pk, data={"reply": "Sol’s words", "seen": 1})
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Lea’s words" in html
    assert "Sol’s words" in html


def test_after_the_verdict_of_hindsight_the_answer_stands(world):
    moved_to(world, "learnt")
    row = answered(world, right="sales", judged_by=world.lea)
    answer = page(world, world.sol, "deal_challenge_reply", row.pk, data={"reply": "Better words", "seen": 1})
    assert answer.status_code == 422
    assert "the answer stands" in answer.content.decode()


# Hindsight

ALL = ("delivery", "sales", "both", "unknown")


@pytest.mark.parametrize(
    ("access", "part", "named", "may"),
    [
        ("leadership", "", False, ALL),
        ("leadership", "replied", False, ("delivery",)),
        ("sales", "", True, ALL),
        ("delivery", "", True, ALL),
        ("consultant", "", True, ALL),
        ("sales", "replied", True, ("delivery",)),
        ("delivery", "raised", True, ("sales",)),
        ("delivery", "raised", False, ()),
        ("sales", "", False, ()),
        ("finance", "", False, ()),
        ("resource", "", False, ()),
    ],
)
def test_nobody_judges_in_their_own_cause(access, part, named, may):
    """A table without a database: (who, which part they had, named on the deal) -> what they may say."""
    person = Person(pk=7, access=Access(access))
    row = Challenge(raised_by_id=7 if part == "raised" else 1, replied_by_id=7 if part == "replied" else 2)
    assert queries.may_say(row, person, named) == may


@pytest.mark.parametrize("stage", ["lead", "qualified", "proposed", "signed", "accepted", "delivering", "lost"])
def test_hindsight_waits_for_the_end(world, stage):
    world.deal.stage = stage
    with pytest.raises(Refused, match="when the work is done"):
        verbs.judge(answered(world), by=world.lea, at=world.at, seen=1, right="both", judged_why="Because")


def test_leadership_says_who_was_right_and_their_name_stands_beside_it(world):
    moved_to(world, "delivered")
    row = answered(world)
    data = {"right": "delivery", "judged_why": "Seven vans had no signal.", "seen": 1}
    assert page(world, world.lea, "deal_challenge_judge", row.pk, data=data).status_code == 303
    html = page(world, world.sol).content.decode()
    assert "Delivery was right." in html
    assert "Seven vans had no signal." in html
    assert "Lea Marsh" in html
    assert "delivery was right in 1" in html


@pytest.mark.parametrize(("who", "concedes", "claims"), [("dee", "sales", "delivery"), ("sol", "delivery", "sales")])
def test_the_two_who_had_a_part_say_it_only_against_themselves(world, who, concedes, claims):
    moved_to(world, "learnt")
    row, person = answered(world), getattr(world, who)
    answer = page(world, person, "deal_challenge_judge", row.pk, data={"right": claims, "judged_why": "W", "seen": 1})
    assert answer.status_code == 422
    with pytest.raises(PermissionDenied):
        verbs.judge(row, by=person, at=world.at, seen=1, right=claims, judged_why="W")
    data = {"right": concedes, "judged_why": "It showed in week two.", "seen": 1}
    assert page(world, person, "deal_challenge_judge", row.pk, data=data).status_code == 303
    assert Challenge.objects.get().right == concedes


def test_who_has_nothing_to_do_with_the_deal_says_nothing(world):
    moved_to(world, "learnt")
    row = answered(world)
    for person in (world.dov, world.rex, world.fay, world.sue):
        assert page(world, person, "deal_challenge_judge", row.pk).status_code == 403
    assert page(world, world.con, "deal_challenge_judge", row.pk).status_code == 404
    Member.objects.create(engagement=world.deal, person=world.con, part="team")
    assert page(world, world.con, "deal_challenge_judge", row.pk).status_code == 200


def test_hindsight_wants_a_reason_and_loses_nothing(world):
    moved_to(world, "learnt")
    row = answered(world)
    answer = page(world, world.lea, "deal_challenge_judge", row.pk, data={"right": "both", "judged_why": "", "seen": 1})
    assert answer.status_code == 422
    assert "Say what showed it" in answer.content.decode()
    other = world.person("Lou Ames", Access.LEADERSHIP)
    verbs.judge(row, by=other, at=world.at, seen=1, right="sales", judged_why="Lou’s reason")
    data = {"right": "both", "judged_why": "Lea’s reason", "seen": 1}
    answer = page(world, world.lea, "deal_challenge_judge", row.pk, data=data)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Lou’s reason" in html
    assert "Lea’s reason" in html


# The page


def test_it_tells_when_each_came(world):
    challenge(world, raised_at=world.at - timedelta(days=9))
    answered(world, raised_at=world.at - timedelta(days=2), raised_in="proposed")
    assert "2 challenges, 2 before the proposal went out" in page(world, world.sol).content.decode()
    for days in (5, 1):
        StageChange.objects.create(
            engagement=world.deal, was="agreed", now="proposed", at=world.at - timedelta(days=days)
        )
    html = page(world, world.sol).content.decode()
    assert "2 challenges, 1 before the proposal went out: 1 waits for an answer" in html
    assert html.count("after the proposal") == 1
    assert "while proposed" in html


def test_each_leads_to_what_it_is_about(world):
    first = challenge(world)
    second = challenge(world, about="assumptions", promise=None, assumption=assumption(world))
    challenge(world, about="capacity", promise=None)
    html = page(world, world.sol).content.decode()
    assert f"/promises/?all=1#promise-{first.promise_id}" in html
    assert f"/assumptions/#assumption-{second.assumption_id}" in html
    assert reverse("deal_capacity", args=[world.deal.pk]) in html
    assert reverse("deal_review", args=[world.deal.pk]) in html


def test_strangers_and_readers(world):
    challenge(world, words=HOSTILE, on_words=HOSTILE)
    assert page(world, world.sue).status_code == 404
    assert page(world, world.con).status_code == 404
    html = page(world, world.fay).content.decode()
    assert HOSTILE not in html
    assert "&lt;script&gt;" in html
    assert "/reply/" not in html


def test_as_many_queries_for_300_as_for_3(world):
    counts = []
    browser = world.browser(world.sol)
    for n in (3, 297):
        for i in range(n):
            answered(world, words=f"Doubt {i}")
        with CaptureQueriesContext(connection) as asked:
            html = browser.get(reverse("deal_challenges", args=[world.deal.pk])).content.decode()
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert "Show 250 more" in html


# What waits


def told(found):
    return [(row.kind, row.on.name, row.asker and row.asker.name, row.title) for row in found]


def test_an_unanswered_challenge_waits_on_the_seller(world):
    row = challenge(world)
    asked = [("answer", "Sol Hart", "Dee Lund", "Answer delivery’s challenge")]
    assert (
        told(waits(world.at)) == told(waits(world.at, on=world.sol)) == told(waits(world.at, asker=world.dee)) == asked
    )
    assert waits(world.at, on=world.dee) == []
    assert world.browser(world.sol).get(waits(world.at)[0].url).status_code == 200
    verbs.reply(row, by=world.sol, at=world.at, seen=1, reply="Yes")
    assert waits(world.at) == []


def test_a_flags_answer_is_asked_for_where_it_was_raised(world):
    challenge(world, about="scope", promise=None)
    assert waits(world.at) == []


@pytest.mark.parametrize(
    ("stage", "asks"), [("lost", 0), ("delivered", 1), ("learnt", 1), ("delivering", 1), ("signed", 1)]
)
def test_what_asks_at_each_stage(world, stage, asks):
    moved_to(world, stage)
    world.lea  # noqa: B018 (she leads from now on)
    challenge(world)
    assert len(waits(world.at)) == asks


def test_hindsight_waits_once_a_project_on_leadership_and_not_for_ever(world):
    moved_to(world, "learnt")
    for _n in range(3):
        answered(world)
    assert told(waits(world.at, on=world.lea)) == [
        ("do", "Lea Marsh", None, "Say who was right: 3 challenges of delivery’s")
    ]
    assert waits(world.at, on=world.sol) == waits(world.at, asker=world.dee) == []
    assert waits(world.at + timedelta(days=61), on=world.lea) == []


@pytest.mark.parametrize("n", [1, 50])
def test_as_many_queries_for_50_waits_as_for_one(world, n, django_assert_num_queries):
    world.lea  # noqa: B018
    for i in range(n):
        challenge(world, words=f"D{i}")
    with django_assert_num_queries(3):
        assert len(waits(world.at, on=world.sol) + waits(world.at, on=world.lea)) == n


def test_it_is_answered_in_the_pane(world):
    row = challenge(world)
    key = f"challenge-answer-{row.pk}"
    html = world.browser(world.sol).get(reverse("inbox_item", args=[key])).content.decode()
    assert "What do you say to this?" in html
    assert "Dee Lund challenges" in html
    assert "Not without signal." in html
    assert reverse("deal_challenge_reply", args=[world.deal.pk, row.pk]) in html

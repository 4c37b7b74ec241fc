"""What was said aloud: other words are another promise, delivery's no reaches the client, a day has its milestone."""

from datetime import date
from html import unescape

import pytest
from django.urls import reverse

from tandem.engagements.actions import promise as verbs
from tandem.engagements.models import Promise
from tandem.engagements.queries import section_waits
from tandem.gates import Refused, check
from tandem.ledger.models import Entry
from tandem.review.gate import PROPOSE, SIGN
from tandem.review.queries.gate import proposal_facts, sign_facts
from tandem.review.queries.judged import judged
from tandem.scoping.actions import draft, items
from tests import dealing

QUOTE = "You will run the May meeting from it."
NIGHTS = "We will be on site day and night for two years."
TOLD = {"told_to": "Ruth", "told_on": "2026-11-24", "told_how": "By phone: not the other vans."}


def text(answer) -> str:
    return unescape(" ".join(answer.content.decode().split()))


def post(world, person, name, row, **data):
    address = reverse(name, args=[row.engagement_id, row.pk])
    return world.browser(person).post(address, {"seen": row.version, **data})


def findings(deal, world) -> dict[str, str | None]:
    return {each.rule: each.words for each in check(SIGN, sign_facts(deal, world.today))}


def on_paper(world):
    """Said, judged, and in a clause of a draft."""
    deal = dealing.scoped(world)
    row = dealing.promise(world, deal, quote=QUOTE, paper="")
    second = draft.start_again(dealing.scopes(deal).get(), by=world.sol, at=world.at)
    item = items.add(second, kind="in", words="One meeting", promises=[row], by=world.sol, at=world.at)
    row.refresh_from_db()
    return deal, row, item


def refused(world, **fields) -> Promise:
    row = dealing.promise(world, dealing.scoped(world), paper="", verdict="", judged_by=None, **fields)
    return verbs.judge(row, verdict="no", condition="No signal", seen=None, by=world.dee, at=world.at)


def typed(row: Promise, **fields) -> dict:
    return {
        "quote": row.quote, "said_by": row.said_by_id, "said_on": row.said_on, "strength": row.strength,
        "said_to": row.said_to, "said_where": row.said_where, "due_on": row.due_on or "", **fields,
    }  # fmt: skip


# Other words


@pytest.mark.parametrize("words", [NIGHTS, QUOTE.replace("a", "\u0430"), QUOTE.replace(" ", " \u200b")])
def test_other_words_in_whatever_letters_stand_on_no_paper(world, words):
    _deal, row, _item = on_paper(world)
    assert row.paper == "clause"
    assert post(world, world.sol, "deal_promise", row, **typed(row, quote=words)).status_code == 303
    row.refresh_from_db()
    assert (row.paper, row.verdict, row.state, row.quote) == ("", "", "said", words)
    assert findings(row.engagement, world)["every_promise_is_on_paper"]


def test_reworded_it_is_papered_only_by_a_clause_that_is_ticked_for_it(world):
    _deal, row, item = on_paper(world)
    verbs.revise(row, quote=NIGHTS, seen=None, by=world.sol, at=world.at)
    answer = post(world, world.sol, "deal_promise_paper", row, paper="clause", paper_words="One meeting")
    assert answer.status_code == 422
    assert "Tick it at the clause of the scope that says it." in text(answer)
    items.explain(item, because="Only a reason", seen=None, by=world.sol, at=world.at)
    row.refresh_from_db()
    assert row.paper == ""  # nobody ticked it
    items.revise(item, words="Nights too", kind="in", promises=[row], seen=None, by=world.sol, at=world.at)
    row.refresh_from_db()
    assert (row.paper, row.paper_words) == ("clause", "Nights too")


def test_a_clause_reworded_later_does_not_tick_it_again(world):
    _deal, row, item = on_paper(world)
    verbs.revise(row, quote=NIGHTS, seen=None, by=world.sol, at=world.at)
    page = world.browser(world.sol).get(reverse("deal_scope_item", args=[row.engagement_id, item.pk])).content.decode()
    assert f'value="{row.pk}" checked' not in page.replace("checked ", "checked")
    items.revise(item, words="One meeting a month", kind="in", seen=None, by=world.sol, at=world.at)
    row.refresh_from_db()
    assert row.paper == ""


@pytest.mark.parametrize(
    ("fields", "verdict", "paper"),
    [({"due_on": "2027-03-28"}, "", "clause"), ({"strength": "mentioned"}, "", "clause"), ({"said_where": "lunch"}, "feasible", "clause")],
)  # fmt: skip
def test_another_day_or_strength_asks_delivery_again(world, fields, verdict, paper):
    _deal, row, _item = on_paper(world)
    assert post(world, world.sol, "deal_promise", row, **typed(row, **fields)).status_code == 303
    row.refresh_from_db()
    assert (row.verdict, row.paper) == (verdict, paper)


def test_nobody_puts_it_into_the_other_sides_mouth(world):
    _deal, row, _item = on_paper(world)
    assert post(world, world.sol, "deal_promise", row, **typed(row, said_by=world.dee.pk)).status_code == 403
    row.refresh_from_db()
    assert row.said_by == world.sol


# Delivery's no


@pytest.mark.parametrize(
    ("paper", "words"),
    [
        ("unwritten", "an exclusion alone tells nobody"),
        ("excluded", "Tick it at the clause of the scope that says it."),
        ("clause", "Tick it at the clause of the scope that says it."),
    ],
)
def test_no_paper_makes_it_good(world, paper, words):
    row = refused(world)
    answer = post(world, world.sol, "deal_promise_paper", row, paper=paper, paper_words="Not in", paper_knows="All")
    assert answer.status_code == 422
    assert words in text(answer)
    row.refresh_from_db()
    assert row.paper == ""


def test_nor_does_an_exclusion_that_is_ticked_for_it(world):
    row = refused(world)
    second = draft.start_again(dealing.scopes(row.engagement).get(), by=world.sol, at=world.at)
    address = reverse("deal_scope_item_new", args=[row.engagement_id])
    answer = world.browser(world.sol).post(address, {"kind": "out", "words": "The other vans", "promises": [row.pk]})
    assert answer.status_code == 422
    assert "an exclusion alone tells nobody" in text(answer)
    assert not second.items.filter(words="The other vans").exists()


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"told_to": ""}, "Say whom they told."), ({"told_on": ""}, "Say on which day."),
        ({"told_how": ""}, "Say how the client was told."), ({"told_by": ""}, "Say who told the client."),
        ({"told_on": "2026-11-25"}, "This day is still to come: tell the client first."),
        ({"told_on": "2026-11-03"}, "On that day it hadn’t been said yet."), ({"told_how": " "}, "Say how the client was told."),
        ({"told_how": "\u200b\u00ad"}, "Say who told the client, whom, when and how."),
    ],
)  # fmt: skip
def test_withdrawing_says_who_told_whom_when_and_how(world, changes, problem):
    row = refused(world)
    data = {"paper": "withdrawn", **TOLD, "told_by": world.sol.pk, **changes}
    answer = post(world, world.sol, "deal_promise_paper", row, **data)
    assert answer.status_code == 422
    assert problem in text(answer)
    row.refresh_from_db()
    assert (row.paper, row.told_on) == ("", None)


def test_withdrawn_with_the_client_told_it_is_good(world):
    row = refused(world)
    data = {"paper": "withdrawn", **TOLD, "told_by": world.sol.pk}
    assert "the_client_knows_what_cannot_be_done" in {k for k, v in findings(row.engagement, world).items() if v}
    assert post(world, world.sol, "deal_promise_paper", row, **data).status_code == 303
    row.refresh_from_db()
    assert (row.state, row.told_by, row.told_on, row.untold) == ("withdrawn", world.sol, date(2026, 11, 24), False)
    assert "Sol Hart, Ruth, Tue 24 Nov" in text(world.browser(world.dee).get(f"/deals/{row.engagement_id}/promises/"))
    told = findings(row.engagement, world)
    assert told["the_client_knows_what_cannot_be_done"] is told["delivery_judged_every_promise"] is None


def test_changed_it_still_has_to_be_told(world):
    row = refused(world)
    verbs.revise(row, quote="Six vans, by name", seen=None, by=world.sol, at=world.at)
    assert findings(row.engagement, world)["delivery_judged_every_promise"]
    verbs.judge(row, verdict="feasible", seen=None, by=world.dee, at=world.at)
    words = findings(row.engagement, world)["the_client_knows_what_cannot_be_done"]
    assert words == "Tell the client, and write down who told whom, when and how: “Six vans, by name”"
    assert [wait.url for wait in section_waits.waits(world.at, on=world.sol) if "untold" in wait.key] == [
        f"/deals/{row.engagement_id}/promises/{row.pk}/told/"
    ]
    early = post(
        world, world.sol, "deal_promise_told", row, **{**TOLD, "told_on": "2026-11-26", "told_by": world.sol.pk}
    )
    assert early.status_code == 422
    assert post(world, world.sol, "deal_promise_told", row, **TOLD, told_by=world.sol.pk).status_code == 303
    assert findings(row.engagement, world)["the_client_knows_what_cannot_be_done"] is None
    assert not [wait for wait in section_waits.waits(world.at, on=world.sol) if "untold" in wait.key]
    assert Entry.objects.get(verb="told the client").actor_name == "Sol Hart"


def test_telling_alone_does_not_make_delivery_able(world):
    row = refused(world)
    answer = post(world, world.sol, "deal_promise_told", row, **TOLD, told_by=world.sol.pk)
    assert answer.status_code == 422
    assert "Delivery’s no stands on these words" in text(answer)


def test_delivery_changes_its_mind_about_the_same_words(world):
    row = refused(world)
    verbs.judge(row, verdict="if", condition="With signal", seen=None, by=world.dee, at=world.at)
    assert (row.owes_word, row.untold) == (False, False)


def test_the_proposal_waits_for_delivery_and_for_the_client(world):
    row = refused(world)
    dealing.promise(world, row.engagement, quote="Never judged", verdict="", judged_by=None)

    def shut() -> set[str]:
        facts = proposal_facts(judged(row.engagement, world.today))
        rules = ("delivery_judged_every_promise", "the_client_knows_what_cannot_be_done")
        return {each.rule for each in check(PROPOSE, facts) if not each.passes and each.rule in rules}

    assert shut() == {"delivery_judged_every_promise", "the_client_knows_what_cannot_be_done"}
    Promise.objects.filter(quote="Never judged").delete()
    verbs.paper(
        row,
        paper="withdrawn",
        seen=None,
        by=world.sol,
        at=world.at,
        told_by=world.sol,
        **{**TOLD, "told_on": world.today},
    )
    assert shut() == set()


# A promised day


@pytest.mark.parametrize(
    ("due", "words"),
    [
        (date(2027, 3, 28), "“Before Easter” was promised by 28 Mar 2027; the first milestone, “Register live”, is on 4 Apr 2027."),
        (date(2027, 4, 4), None), (date(2027, 6, 25), None), (None, None),
    ],
)  # fmt: skip
def test_a_promised_day_needs_a_milestone_by_then(world, due, words):
    deal = dealing.proposed(world)
    dealing.promise(world, deal, quote="Before Easter", due_on=due)
    assert findings(deal, world)["promised_days_have_a_milestone"] == words


@pytest.mark.parametrize("paper", ["excluded", "withdrawn"])
def test_what_was_taken_back_needs_no_day(world, paper):
    deal = dealing.proposed(world)
    dealing.promise(world, deal, due_on=date(2027, 1, 12), paper=paper, told_on=world.today)
    assert findings(deal, world)["promised_days_have_a_milestone"] is None


def test_a_refusal_keeps_what_was_typed_and_nothing_else(world):
    row = refused(world)
    with pytest.raises(Refused):
        verbs.paper(row, paper="excluded", paper_words="Not in", seen=None, by=world.dee, at=world.at)
    assert Promise.objects.get(pk=row.pk).version == row.version

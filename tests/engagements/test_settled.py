"""What was signed stays signed: every noun in every stage by every way in, against the table of docs/changes.md."""

import os
import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import get_resolver, reverse

from tandem.engagements.actions import assumption, duty, outcome, promise, risk
from tandem.engagements.actions.deal import edit
from tandem.engagements.actions.settled import LATER, SETTLED, Noun, Settled
from tandem.engagements.models import Assumption, Duty, Engagement, Outcome, Promise, Risk, Stage
from tandem.front.permissions import whole
from tandem.ledger.models import Entry
from tandem.scoping.actions import discount as discounts
from tandem.scoping.actions import draft, items
from tests import dealing
from tests.engagements import made

DOC = Path(__file__).parents[2] / "docs" / "changes.md"
SIGNED = (Stage.SIGNED, Stage.ACCEPTED, Stage.DELIVERING)
CLOSED = (Stage.DELIVERED, Stage.LEARNT, Stage.LOST)
SETTLED_IN = (*SIGNED, *CLOSED)
EARLIER = (Stage.LEAD, Stage.SCOPED, Stage.PROPOSED)
MODELS: dict[str, Any] = {
    Noun.DEAL: Engagement, Noun.OUTCOME: Outcome, Noun.PROMISE: Promise, Noun.ASSUMPTION: Assumption, Noun.DUTY: Duty,
    Noun.RISK: Risk,
}  # fmt: skip


def table() -> str:
    """Noun x stage x who, as the code has it."""
    lines = [
        "| what | what of it was signed | until it's signed | from the signature on | closed or lost | a file | may still be added |",
        "|---|---|---|---|---|---|---|",
    ]
    for noun, fields in SETTLED.items():
        said = ", ".join(f"`{name}`" for name in fields)
        later = "yes" if noun in LATER else "–" if noun == Noun.DEAL else "by an amendment"
        if noun == Noun.DUTY:
            later = "ours; the client's by an amendment"
        file = "never; the import says so" if noun == Noun.DEAL else "never"
        lines.append(
            f"| {Noun(noun).label} | {said} | both sides | an amendment | leadership's correction | {file} | {later} |"
        )
    lines.append("| Scope | every clause, hour, rate and discount | both sides | a change order | – | never | no |")
    return "\n".join(lines)


def test_the_document_is_the_code():
    text = DOC.read_text()
    start, end = "<!-- settled -->\n", "\n<!-- /settled -->"
    told = text[text.index(start) + len(start) : text.index(end)]
    if os.environ.get("WRITE_DOCS"):
        DOC.write_text(text[: text.index(start) + len(start)] + table() + text[text.index(end) :])
    else:
        assert told == table()


@pytest.fixture
def deal(world) -> Engagement:
    made.outcome(world)
    made.promise(world, paper="clause")
    made.assumption(world, minutes_if_false=600, verifier=world.dee)
    made.duty(world, [(world.dee, "A")], for_client=True)
    made.risk(world, owner=world.sol, accepted_at=world.at, named_at=world.at)
    dealing.scope(world, world.deal)
    return world.deal


def put(deal: Engagement, stage: str) -> Engagement:
    """Where it stands now; the copy in hand still says what it was read as."""
    lost = {"lost_reason": "Price"} if stage == Stage.LOST else {}
    Engagement.objects.filter(pk=deal.pk).update(stage=stage, closed_at=dealing_day(), **lost)
    return deal


def dealing_day():
    from tests.world import AT

    return AT


def signed_words(deal: Engagement) -> dict:
    """All that was signed, as it is stored."""
    found: dict = {}
    for noun, fields in SETTLED.items():
        rows = MODELS[noun].objects.filter(**({"pk": deal.pk} if noun == Noun.DEAL else {"engagement": deal}))
        found[noun] = list(rows.order_by("pk").values("pk", *fields))
    scope = dealing.scopes(deal)
    found["scope"] = [
        *scope.order_by("pk").values("pk", "fee", "discount", "starts_on", "ends_on", "frozen_at"),
        *[each for row in scope for each in row.items.order_by("pk").values("pk", "words", "kind")],
        *[each for row in scope for each in row.lines.order_by("pk").values("pk", "minutes")],
    ]
    return found


def by(world) -> dict:
    return {"by": world.sol, "at": world.at}


def revise(module, model):
    return lambda world, **words: module.revise(model.objects.get(), seen=None, **by(world), **words)


def deal_edit(world, **words):
    return edit(Engagement.objects.get(), seen=world.deal.version, **by(world), **words)


def duty_revise(world, **words):
    return duty.revise(Duty.objects.get(), seen=None, letters={world.dee: "A"}, **by(world), **words)


VERBS = {
    Noun.DEAL: deal_edit, Noun.OUTCOME: revise(outcome, Outcome), Noun.PROMISE: revise(promise, Promise),
    Noun.ASSUMPTION: revise(assumption, Assumption), Noun.DUTY: duty_revise, Noun.RISK: revise(risk, Risk),
}  # fmt: skip
BY_OTHER_VERBS = {"paper", "paper_words", "paper_knows", "priced", "tier", "said_by"}
CELLS = [(noun, name) for noun, names in SETTLED.items() for name in names if name not in BY_OTHER_VERBS]


def other(noun: str, name: str) -> Any:
    """Another value for a field."""
    if name.endswith("_on"):
        return date(2027, 3, 3)
    if name in ("amount", "price_if_false"):
        return Decimal(1)
    if name == "minutes_if_false":
        return 7
    if name == "for_client":
        return False
    return "mentioned" if name == "strength" else "Whatever we got"


@pytest.mark.parametrize("stage", SETTLED_IN)
@pytest.mark.parametrize(("noun", "name"), CELLS)
def test_no_verb_changes_what_was_signed(world, deal, noun, name, stage):
    put(deal, stage)
    before = signed_words(deal)
    for person in (world.sol, world.dee, world.lea):
        world_by = {**by(world), "by": person}
        with pytest.raises((Settled, PermissionDenied)):
            _call(noun, world, world_by, {name: other(noun, name)})
    assert signed_words(deal) == before


def _call(noun, world, who, words):
    if noun == Noun.DEAL:
        return edit(Engagement.objects.get(pk=world.deal.pk), seen=world.deal.version, **who, **words)
    row = MODELS[noun].objects.get()
    if noun == Noun.DUTY:
        return duty.revise(row, seen=None, letters={world.dee: "A"}, **who, **words)
    module = {Noun.OUTCOME: outcome, Noun.PROMISE: promise, Noun.ASSUMPTION: assumption, Noun.RISK: risk}[noun]
    return module.revise(row, seen=None, **who, **words)


@pytest.mark.parametrize("stage", EARLIER)
@pytest.mark.parametrize(("noun", "name"), [(noun, names[0]) for noun, names in SETTLED.items()])
def test_before_the_signature_both_sides_edit(world, deal, noun, name, stage):
    put(deal, stage)
    _call(noun, world, by(world), {name: other(noun, name)})
    assert str(MODELS[noun].objects.values_list(name, flat=True).get()).startswith(str(other(noun, name)))


@pytest.mark.parametrize("stage", SETTLED_IN)
def test_nor_the_other_verbs_on_their_rows(world, deal, stage):
    put(deal, stage)
    before = signed_words(deal)
    found, scope = Promise.objects.get(), dealing.scopes(deal).get()
    tries = (
        lambda: promise.paper(found, seen=None, paper="withdrawn", paper_words="told them", **by(world)),
        lambda: promise.paper(found, seen=None, paper="unwritten", paper_words="never mind", **by(world)),
        lambda: assumption.price(Assumption.objects.get(), seen=None, minutes_if_false=0, **by(world)),
        lambda: outcome.add(deal, title="More", **by(world)),
        lambda: assumption.add(deal, words="The client pays travel", **by(world)),
        lambda: duty.add(deal, words="Pay travel", for_client=True, letters={world.dee: "A"}, **by(world)),
        lambda: draft.start(deal, **by(world)),
        lambda: draft.start_again(scope, **by(world)),
        lambda: discounts.give(scope, seen=None, amount=Decimal(5), asked=world.lea, **by(world)),
        lambda: draft.set_dates(scope, seen=None, starts_on=None, ends_on=None, **by(world)),
        lambda: items.add(scope, kind="in", words="Free hosting", **by(world)),
    )
    for each in tries:
        with pytest.raises(Settled):
            each()
    assert signed_words(deal) == before
    assert dealing.scopes(deal).count() == 1


def test_a_draft_from_before_the_signature_is_settled_too(world, deal):
    open_draft = dealing.scope(world, deal, frozen=False)
    put(deal, Stage.SIGNED)
    with pytest.raises(Settled):
        items.add(open_draft, kind="in", words="Free hosting", **by(world))


class TestResultsAreNoWords:
    def test_work_goes_on(self, world, deal):
        put(deal, Stage.DELIVERING)
        row = Risk.objects.get()
        risk.revise(row, seen=None, probability=Decimal("0.4"), mitigation="Ask early", **by(world))
        risk.close(row, seen=None, fate="happened", actual_minutes=60, **by(world))
        assumption.verify(Assumption.objects.get(), by=world.dee, at=world.at, seen=None, verified_how="asked")
        duty.do(Duty.objects.get(), seen=None, by=world.dee, at=world.at)
        edit(Engagement.objects.get(), seen=deal.version, lead=world.dov, **by(world))
        assert Engagement.objects.get().lead == world.dov

    def test_what_is_said_and_named_later_is_written_down_and_corrected(self, world, deal):
        put(deal, Stage.DELIVERING)
        later = {"by": world.sol, "at": dealing_day().replace(hour=15)}
        said = promise.add(deal, quote="We look at Ghent", said_by=world.sol, said_on=world.today, **later)
        promise.revise(said, seen=None, quote="We will look at Ghent", **later)
        promise.paper(said, seen=None, paper="unwritten", paper_words="a favour", paper_knows="Ruth", **later)
        named = risk.add(deal, words="Ghent is slow", **later)
        risk.revise(named, seen=None, words="Ghent is very slow", **later)
        own = duty.add(deal, words="Book rooms", letters={world.dee: "A"}, **later)
        duty.revise(own, seen=None, letters={world.dee: "A"}, words="Book two rooms", **later)
        with pytest.raises(Settled):
            duty.revise(own, seen=None, letters={world.dee: "A"}, for_client=True, **later)
        with pytest.raises(Settled):
            promise.paper(said, seen=None, paper="clause", paper_words="in it", **later)

    def test_a_row_cannot_be_made_to_look_later(self, world, deal):
        """What was there at the signature stays signed, whatever day it says."""
        put(deal, Stage.SIGNED)
        Promise.objects.update(said_on=date(2027, 9, 9))
        with pytest.raises(Settled):
            promise.revise(Promise.objects.get(), seen=None, quote="Else", **by(world))

    def test_an_ungated_win_makes_up_until_it_is_accepted(self, world, deal):
        put(deal, Stage.SIGNED)
        Engagement.objects.update(ungated=True, ungated_why="CRM")
        outcome.add(deal, title="Made up", **by(world))
        with pytest.raises(Settled):
            edit(Engagement.objects.get(), seen=deal.version, amount=Decimal(1), **by(world))
        Engagement.objects.update(stage=Stage.ACCEPTED)
        with pytest.raises(Settled):
            outcome.add(deal, title="Too late", **by(world))


# What a hand would type into any form of a deal: one value for every name that one of them reads.
TYPED = {
    "title": "Whatever we got", "expects": "Less", "proves": "Nothing", "baseline": "1", "target": "whatever we got",
    "unit": "x", "measured_how": "not", "measured_by": "nobody", "measured_on": "2029-01-01", "not_done": "all of it",
    "words": "We said nothing of the kind", "because": "so", "quote": "We said nothing of the kind", "strength": "mentioned",
    "said_to": "Nobody", "said_on": "2026-11-01", "said_where": "nowhere", "due_on": "2029-01-01", "paper": "withdrawn",
    "paper_words": "told", "paper_knows": "Ruth", "minutes_if_false": "0", "price_if_false": "0", "amount": "1",
    "name": "Renamed", "close_on": "2029-01-01", "starts_on": "2028-01-01", "ends_on": "2029-01-01", "paragraph": "Else",
    "kind": "in", "discount": "1000", "size": "minor", "probability": "1", "impact_minutes": "0", "impact_money": "0",
    "for_client": "", "reason": "why", "why": "why", "answer": "agree", "condition": "if", "verified_how": "saw it",
    "what_now": "hours", "fate": "passed", "reply": "no", "verdict": "feasible", "section": "scope", "word": "fine",
    "hours": "1", "minutes": "1", "result": "withdrawn", "client_name": "Ruth Castellan", "signed_on": "2026-11-24",
    "hidden": "on", "price": "-5", "cause": "client", "health": "on_track", "rule": "people_are_free", "seat": "sales",
    "on_scope": "approve", "on_risk": "approve", "on_price": "approve", "sent_to": "Me", "valid_until": "2027-01-01",
    "value": "1", "met": "yes", "heard": "all", "planned_at": "2026-11-30T10:00", "told": "Ruth, by phone",
}  # fmt: skip
ROW_OF = {
    "outcome": Outcome, "assumption": Assumption, "duty": Duty, "risk": Risk, "promise": Promise,
}  # fmt: skip


def routes() -> list[tuple[str, str]]:
    """(name, pattern) of every address of a deal or a project that anybody may send to."""
    found = []
    for name, entry in get_resolver().reverse_dict.items():
        pattern = entry[0][0][0] if isinstance(name, str) else ""
        if pattern.startswith(("deals/%(", "projects/%(")) and "POST" in whole().get(name, {}):
            found.append((name, pattern))
    return sorted(found)


def address(world, deal, name: str, pattern: str) -> str | None:
    scope = dealing.scopes(deal).get()
    kind = name.split("_")[1] if "_" in name else ""
    rows = {
        "scope": scope.items.order_by("pk").first(), "outcome": Outcome.objects.filter(engagement=deal).first(),
        **{noun: model.objects.filter(engagement=deal).order_by("pk").first() for noun, model in ROW_OF.items()},
    }  # fmt: skip
    row = rows.get(kind)
    values = {}
    for part in re.findall(r"%\((\w+)\)", pattern):
        if part == "deal_id" or (part == "pk" and "(deal_id)" not in pattern):
            values[part] = deal.pk
        elif part == "noun":
            values[part] = "outcome"
        elif part == "section":
            values[part] = "scope"
        elif part == "promise_id":
            values[part] = rows["promise"].pk
        else:
            values[part] = row.pk if row else 1
    try:
        return reverse(name, kwargs=values)
    except Exception:  # a slug of something that isn't there
        return None


def walk(world, deal) -> int:
    """Sends everything to everywhere as both sides and leadership; answers how many were more than 'not there'."""
    heard = 0
    for person in (world.sol, world.dee, world.lea):
        browser = world.browser(person)
        browser.raise_request_exception = False
        for name, pattern in routes():
            where = address(world, deal, name, pattern)
            if where is None:
                continue
            row = MODELS.get(name.split("_")[1] if "_" in name else "", Engagement)
            held = (
                row.objects.filter(pk=int(re.findall(r"/(\d+)/", where)[-1])).first()
                if re.search(r"\d", where)
                else None
            )
            seen = getattr(held, "version", 1)
            now = Engagement.objects.get(pk=deal.pk)
            typed = {
                **TYPED, "seen": seen, "version": now.version, "said_by": world.sol.pk, "owner": world.dee.pk,
                "asked": world.dee.pk, "verifier": world.dee.pk, "accountable": world.dee.pk, "seller": world.sol.pk,
                "lead": world.dee.pk, "allowed_by": world.lea.pk, "scope": dealing.scopes(deal).get().pk,
                "role": world.engineer.pk, "promises": [], "promise": Promise.objects.order_by("pk").first().pk,
                "strength": "mentioned",
            }  # fmt: skip
            answer = browser.post(where, typed)
            assert answer.status_code < 500, (name, person.name, answer.status_code)
            heard += answer.status_code not in (404, 405)
    return heard


@pytest.mark.parametrize("stage", [Stage.SIGNED, Stage.DELIVERING, Stage.LEARNT, Stage.LOST])
def test_whatever_is_sent_to_whatever_address_by_either_side(world, deal, stage):
    put(deal, stage)
    before = signed_words(deal)
    assert world.lea
    assert walk(world, deal) > 100
    after = signed_words(deal)
    known = {noun: {row["pk"] for row in rows} for noun, rows in before.items()}
    for noun, rows in after.items():  # what is said and named later may have been added
        kept = [row for row in rows if row["pk"] in known[noun]] if noun in LATER else rows
        if stage in CLOSED:
            kept = [row for row in kept if not corrected(noun, row["pk"])]
            assert kept == [row for row in before[noun] if not corrected(noun, row["pk"])]
        else:
            assert kept == before[noun], noun


def corrected(noun: str, pk: int) -> bool:
    """Leadership may, and with a reason: that one is in history as what it is."""
    if noun not in MODELS:
        return False
    label = MODELS[noun]._meta.label_lower
    said = Entry.objects.filter(subject_type=label, subject_id=pk, verb__contains="correct")
    return all(entry.actor_name == "Lea Marsh" and entry.reason for entry in said) and said.exists()


def test_the_walk_can_fail(world, deal):
    """The same walk over a deal that isn't signed does change it."""
    put(deal, Stage.SCOPED)
    before = signed_words(deal)
    walk(world, deal)
    after = signed_words(deal)
    assert {noun for noun in before if before[noun] != after[noun]} >= {Noun.DEAL, Noun.OUTCOME, Noun.PROMISE}


class TestTheEditPage:
    def test_a_stale_tab_is_told_at_the_field_and_loses_nothing(self, world, deal):
        put(deal, Stage.DELIVERING)
        typed = {
            "name": "Asset data platform", "seller": world.sol.pk, "lead": world.dee.pk, "amount": "1",
            "close_on": "2026-12-11", "starts_on": "2027-01-11", "ends_on": "2027-06-25", "paragraph": "",
            "version": deal.version,
        }  # fmt: skip
        answer = world.browser(world.sol).post(reverse("deal_edit", args=[deal.pk]), typed)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "This was signed. Price and work change by a change order" in page
        assert 'value="1"' in page
        assert Engagement.objects.get().amount == 286000

    def test_it_says_so_and_shows_the_way(self, world, deal):
        put(deal, Stage.DELIVERING)
        page = world.browser(world.sol).get(reverse("deal_edit", args=[deal.pk])).content.decode()
        assert "were signed, so they stay as they are here" in page
        assert reverse("deal_amendment_new", args=[deal.pk, "deal", deal.pk]) in page
        assert reverse("project_changes", args=[deal.pk]) in page
        assert re.search(r'name="amount"[^>]*readonly', page)

    def test_who_leads_may_still_change(self, world, deal):
        put(deal, Stage.DELIVERING)
        typed = {
            "name": "Asset data platform", "seller": world.sol.pk, "lead": world.dov.pk, "amount": "286000.00",
            "close_on": "2026-12-11", "starts_on": "2027-01-11", "ends_on": "2027-06-25", "paragraph": "",
            "version": deal.version,
        }  # fmt: skip
        assert world.browser(world.sol).post(reverse("deal_edit", args=[deal.pk]), typed).status_code == 302
        assert Engagement.objects.get().lead == world.dov

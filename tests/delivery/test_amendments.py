"""What was signed changes once everybody who signed it has agreed, and not before."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tandem.delivery.actions import project as orders
from tandem.delivery.actions.amendment import agree, client_agreed, decline, heard, propose
from tandem.delivery.actions.estimate import raise_change
from tandem.delivery.actions.start import accept_and_start
from tandem.delivery.models import Project
from tandem.delivery.queries.waits import waits
from tandem.engagements.models import (
    Amendment,
    Assumption,
    Duty,
    Engagement,
    Outcome,
    OutcomeSignature,
    Promise,
    Risk,
    Stage,
)
from tandem.engagements.queries.outcome import rows
from tandem.feedback.queries.links import page_of
from tandem.gates import Refused
from tandem.ledger.actions import Stale
from tandem.ledger.models import Entry
from tests import dealing
from tests.feedback import linked
from tests.working import work_off

NEW = {"proves": "90% matched to the map"}


@pytest.fixture
def deal(world) -> Engagement:
    """Signed by both sides and the client."""
    return dealing.signed(world, handed=False).engagement


def ask(world, deal, noun="outcome", row=None, changes=None, by=None, why="Their survey came late"):
    row = row or (Outcome.objects.get() if noun == "outcome" else deal)
    return propose(deal, noun, row, changes or NEW, why=why, by=by or world.sol, at=world.at)


def told(world, amendment, **more):
    values = {
        "client_name": "Ruth Castellan",
        "client_on": world.today,
        "by": world.sol,
        "seen": amendment.version,
        **more,
    }
    return client_agreed(amendment, at=world.at, today=world.today, **values)


class TestTheKeys:
    def test_nothing_is_written_before_the_last(self, world, deal):
        asked = ask(world, deal)
        assert (asked.sales_by, asked.open_sides) == (world.sol, ("delivery", "client"))
        agreed = agree(asked, by=world.dee, at=world.at, seen=1)
        assert agreed.open_sides == ("client",)
        assert Outcome.objects.get().proves == "98% matched to the map"
        written = told(world, agreed)
        assert written.written_at == world.at
        row = Outcome.objects.get()
        assert (row.proves, row.revision) == ("90% matched to the map", 2)

    def test_whoever_agreed_has_signed_the_new_words(self, world, deal):
        told(world, agree(ask(world, deal), by=world.dee, at=world.at, seen=1))
        found = rows(deal)[0]
        assert {side: key.person for side, key in found.keys.items()} == {"sales": world.sol, "delivery": world.dee}
        assert found.agreed
        assert OutcomeSignature.objects.filter(revision=1).count() == 2

    @pytest.mark.parametrize("who", ["sol", "sue", "lea", "fay", "con"])
    def test_nobody_turns_the_other_sides(self, world, deal, who):
        asked = ask(world, deal)
        with pytest.raises((PermissionDenied, Stale)):
            agree(asked, by=getattr(world, who), at=world.at, seen=1)
        assert Amendment.objects.get().delivery_at is None

    def test_leadership_asks_and_turns_no_key(self, world, deal):
        asked = ask(world, deal, by=world.lea)
        assert asked.open_sides == ("sales", "delivery", "client")

    def test_the_database_refuses_one_with_a_single_key(self, world, deal):
        ask(world, deal)
        with pytest.raises(IntegrityError), transaction.atomic():
            Amendment.objects.update(written_at=world.at)

    def test_twice_is_stale(self, world, deal):
        asked = ask(world, deal)
        agree(asked, by=world.dee, at=world.at, seen=1)
        with pytest.raises(Stale):
            agree(asked, by=world.dov, at=world.at, seen=2)

    def test_what_stands_below_the_signature_isnt_the_clients_to_sign(self, world, deal):
        asked = ask(world, deal, "risk", Risk.objects.get(), {"words": "SAP access arrives in March"})
        agree(asked, by=world.dee, at=world.at, seen=1)
        assert Risk.objects.get().words == "SAP access arrives in March"

    def test_one_waits_at_a_time(self, world, deal):
        ask(world, deal)
        with pytest.raises(Refused, match="waits already"):
            ask(world, deal, changes={"proves": "50%"})


class TestTheClient:
    def test_who_signed_by_link_signs_again_by_link(self, world, deal):
        row = Outcome.objects.get()
        OutcomeSignature.objects.create(
            outcome=row, revision=1, side="client", client_name="Ruth Castellan", at=world.at
        )
        asked = ask(world, deal)
        assert asked.needs_link
        assert page_of(deal).reworded == []
        asked = agree(asked, by=world.dee, at=world.at, seen=1)
        with pytest.raises(PermissionDenied, match="through their link"):
            told(world, asked)
        assert Outcome.objects.get().proves == "98% matched to the map"

    def test_they_read_it_and_sign_with_a_code(self, world, deal, django_capture_on_commit_callbacks):
        row = Outcome.objects.get()
        OutcomeSignature.objects.create(
            outcome=row, revision=1, side="client", client_name="Ruth Castellan", at=world.at
        )
        agree(ask(world, deal), by=world.dee, at=world.at, seen=1)
        _link, secret = linked.linked(world, deal)
        browser = Client()
        page = browser.get(linked.address(secret)).content.decode()
        assert "90% matched to the map" in page
        assert "98% matched to the map" in page
        digest = page_of(deal).reworded[0].digest
        typed = {"read": [digest], "name": "Ruth Castellan"}
        work_off()
        browser.post(linked.address(secret, "sign"), typed)
        code = linked.mailed_code()
        with django_capture_on_commit_callbacks(execute=True):
            answer = browser.post(linked.address(secret, "sign"), {**typed, "code": code, "step": "sign"})
        assert answer.status_code == 303, answer.content.decode()
        assert Outcome.objects.get().proves == "90% matched to the map"
        assert rows(deal)[0].client
        work_off()
        assert "90% matched to the map" in mail.outbox[-1].body

    def test_their_word_has_a_day_that_has_come(self, world, deal):
        asked = agree(ask(world, deal), by=world.dee, at=world.at, seen=1)
        with pytest.raises(ValidationError):
            told(world, asked, client_on=world.today + timedelta(days=1))


class TestNo:
    def test_it_comes_back_to_whoever_asked(self, world, deal):
        asked = ask(world, deal)
        decline(asked, why="We can show 98%.", by=world.dee, at=world.at, seen=1)
        mine = [wait for wait in waits(world.at, on=world.sol) if wait.key.startswith("amendment")]
        assert [(wait.title, wait.asker) for wait in mine] == [("Not amended: Planners trust one register", None)]
        assert mine[0].context.endswith("Dee Lund: We can show 98%.")
        page = world.browser(world.sol).get(reverse("deal_amendments", args=[deal.pk])).content.decode()
        assert "We can show 98%." in page
        heard(Amendment.objects.get(), by=world.sol, at=world.at, seen=2)
        assert not [wait for wait in waits(world.at, on=world.sol) if wait.key.startswith("amendment")]
        assert Outcome.objects.get().proves == "98% matched to the map"

    def test_after_it_another_may_be_asked_for(self, world, deal):
        decline(ask(world, deal), why="No.", by=world.dee, at=world.at, seen=1)
        assert ask(world, deal, changes={"proves": "97%"}).is_open

    def test_why_is_said(self, world, deal):
        with pytest.raises(ValidationError):
            decline(ask(world, deal), why=" ", by=world.dee, at=world.at, seen=1)

    def test_nobody_agrees_to_what_was_declined(self, world, deal):
        asked = ask(world, deal)
        decline(asked, why="No.", by=world.dee, at=world.at, seen=1)
        with pytest.raises(Stale):
            agree(asked, by=world.dee, at=world.at, seen=2)


def test_it_asks_whoever_has_to_agree(world, deal):
    ask(world, deal)
    asked = [wait for wait in waits(world.at, on=world.dee) if wait.key.startswith("amendment")]
    assert [(wait.kind, wait.title, wait.asker) for wait in asked] == [
        ("sign", "Amendment of “Planners trust one register”: agree or decline", world.sol)
    ]
    agree(Amendment.objects.get(), by=world.dee, at=world.at, seen=1)
    mine = [wait for wait in waits(world.at, on=world.sol) if wait.key.startswith("amendment")]
    assert [wait.title for wait in mine] == ["Amendment of “Planners trust one register”: get the client’s word"]


class TestEachNoun:
    @pytest.mark.parametrize(
        ("noun", "model", "changes"),
        [
            ("assumption", Assumption, {"words": "Keys reach us by 15 January"}),
            ("duty", Duty, {"due_on": date(2027, 2, 1)}),
            ("promise", Promise, {"quote": "You will see two vans by week three."}),
            ("promise", Promise, {"paper": "withdrawn", "paper_words": "Sol told Ruth on the phone"}),
        ],
    )
    def test_it_is_written_whole(self, world, deal, noun, model, changes):
        row = model.objects.get()
        before = {name: getattr(row, name) for name in changes}
        asked = agree(ask(world, deal, noun, row, changes), by=world.dee, at=world.at, seen=1)
        assert {name: getattr(model.objects.get(), name) for name in changes} == before
        told(world, asked)
        assert {name: getattr(model.objects.get(), name) for name in changes} == changes
        assert Entry.objects.filter(verb=f"amended {noun}").exists()

    def test_price_and_dates_before_the_project_opens_are_what_it_is_sold_for(self, world):
        handoff = dealing.signed(world)
        deal = handoff.engagement
        changes = {"amount": Decimal(90000), "ends_on": date(2027, 7, 30)}
        told(world, agree(ask(world, deal, "deal", deal, changes), by=world.dee, at=world.at, seen=1))
        handoff.refresh_from_db()
        project = accept_and_start(handoff, by=world.dee, at=world.at, today=world.today)
        assert (project.sold_amount, project.sold_ends_on) == (Decimal(90000), date(2027, 7, 30))

    def test_the_price_of_a_running_project_is_a_change_orders(self, world):
        handoff = dealing.signed(world)
        deal = accept_and_start(handoff, by=world.dee, at=world.at, today=world.today).engagement
        with pytest.raises(Refused, match="changes by a change order"):
            ask(world, deal, "deal", deal, {"amount": Decimal(1)})
        assert ask(world, deal, "deal", deal, {"ends_on": date(2027, 7, 30)}).is_open

    @pytest.mark.parametrize(
        ("noun", "model", "words"),
        [
            ("outcome", Outcome, {"title": "Two vans more", "expects": "Eight.", "proves": "Eight on the map."}),
            ("assumption", Assumption, {"words": "The client pays travel"}),
            ("duty", Duty, {"words": "Name a deputy", "for_client": True}),
        ],
    )
    def test_adding_is_amending(self, world, deal, noun, model, words):
        asked = propose(deal, noun, None, words, why="They asked", by=world.dee, at=world.at)
        agree(asked, by=world.sol, at=world.at, seen=1)
        assert model.objects.count() == 1
        told(world, Amendment.objects.get())
        assert model.objects.count() == 2
        if model is Outcome:
            assert rows(deal)[1].agreed

    @pytest.mark.parametrize(
        ("noun", "changes", "words"),
        [
            ("outcome", {"proves": "98% matched to the map"}, "Nothing would change"),
            ("promise", {"paper": "clause"}, "comes by a change order"),
        ],
    )
    def test_what_makes_no_sense(self, world, deal, noun, changes, words):
        row = Outcome.objects.get() if noun == "outcome" else Promise.objects.get()
        Promise.objects.update(paper="")
        row.refresh_from_db()
        with pytest.raises(Refused, match=words):
            ask(world, deal, noun, row, changes)

    def test_before_the_signature_it_is_changed_where_it_stands(self, world):
        deal = dealing.proposed(world)
        with pytest.raises(Refused, match="Nothing is signed yet"):
            ask(world, deal)


class TestAfterTheClose:
    @pytest.fixture
    def closed(self, world, deal):
        Project.objects.create(engagement=deal, opened_at=world.at, sold_amount=deal.amount)
        Engagement.objects.update(stage=Stage.LEARNT)
        deal.refresh_from_db()
        return deal

    @pytest.mark.parametrize("who", ["sol", "dee"])
    def test_neither_side_corrects(self, world, closed, who):
        with pytest.raises(PermissionDenied, match="only leadership"):
            ask(world, closed, by=getattr(world, who))
        assert not Amendment.objects.exists()

    def test_leadership_does_with_a_reason(self, world, closed):
        made = ask(world, closed, "deal", closed, {"amount": Decimal(151834)}, by=world.lea, why="The order says so")
        assert (made.is_correction, made.written_at) == (True, world.at)
        assert Engagement.objects.get().amount == Decimal(151834)
        assert Project.objects.get().sold_amount == Decimal(151834)
        entry = Entry.objects.filter(verb="corrected deal").get()
        assert (entry.reason, entry.actor_name) == ("The order says so", "Lea Marsh")
        page = world.browser(world.sol).get(reverse("deal_amendments", args=[closed.pk])).content.decode()
        assert "correction" in page
        assert "The order says so" in page
        assert "£151,834" in page

    def test_without_a_reason_not_even_they(self, world, closed):
        with pytest.raises(ValidationError):
            ask(world, closed, by=world.lea, why=" ")

    def test_a_lost_deal_too(self, world, deal):
        Engagement.objects.update(stage=Stage.LOST, lost_reason="Price")
        with pytest.raises(PermissionDenied):
            ask(world, deal, "deal", deal, {"amount": Decimal(1)})
        assert ask(world, deal, "deal", deal, {"amount": Decimal(1)}, by=world.lea).is_correction

    @pytest.mark.parametrize("who", ["sol", "dee"])
    def test_results_and_dates_of_a_closed_project_are_leaderships(self, world, closed, who):
        by = {"by": getattr(world, who), "at": world.at}
        row = Promise.objects.get()
        with pytest.raises(PermissionDenied, match="This project is closed"):
            orders.settle_promise(row, "kept", "", seen=row.version, **by)
        with pytest.raises(PermissionDenied):
            orders.add_milestone(Project.objects.get(), "More", world.today, **by)
        with pytest.raises(PermissionDenied):
            raise_change(Project.objects.get(), words="x", cause="client", price=Decimal(5), by_role={}, **by)


class TestResultsThatAreAgreed:
    @pytest.mark.parametrize("result", ["withdrawn", "renegotiated"])
    def test_one_side_alone_says_neither(self, world, deal, result):
        row = Promise.objects.get()
        with pytest.raises(Refused, match="agreed by both sides and the client"):
            orders.settle_promise(row, result, "we agreed", seen=row.version, by=world.sol, at=world.at)

    def test_once_it_was_amended(self, world, deal):
        row = Promise.objects.get()
        asked = ask(world, deal, "promise", row, {"quote": "Two vans by week three."})
        told(world, agree(asked, by=world.dee, at=world.at, seen=1))
        row.refresh_from_db()
        orders.settle_promise(row, "renegotiated", "two", seen=row.version, by=world.dee, at=world.at)
        assert Promise.objects.get().result == "renegotiated"

    def test_an_amendment_of_something_else_says_neither(self, world, deal):
        row = Promise.objects.get()
        asked = ask(world, deal, "promise", row, {"said_where": "By letter"})
        told(world, agree(asked, by=world.dee, at=world.at, seen=1))
        row.refresh_from_db()
        for result in ("withdrawn", "renegotiated"):
            with pytest.raises(Refused, match="agreed by both sides and the client"):
                orders.settle_promise(row, result, "so", seen=row.version, by=world.sol, at=world.at)

    def test_other_words_dont_withdraw_it(self, world, deal):
        row = Promise.objects.get()
        asked = ask(world, deal, "promise", row, {"quote": "Two vans by week three."})
        told(world, agree(asked, by=world.dee, at=world.at, seen=1))
        row.refresh_from_db()
        with pytest.raises(Refused):
            orders.settle_promise(row, "withdrawn", "so", seen=row.version, by=world.sol, at=world.at)


class TestChangeOrders:
    @pytest.fixture
    def order(self, world, deal):
        Engagement.objects.update(stage=Stage.DELIVERING)
        row = Project.objects.create(engagement=deal, opened_at=world.at, sold_amount=deal.amount)
        made = raise_change(
            row,
            words="Two more vans",
            cause="client",
            price=Decimal(5000),
            by_role={"": 600},
            by=world.sol,
            at=world.at,
        )
        for person in (world.sol, world.dee):
            orders.turn_key(made, seen=made.version, by=person, at=world.at)
        return made

    def test_a_key_is_turned_once(self, world, order):
        with pytest.raises(Stale):
            orders.turn_key(order, seen=order.version, by=world.sue, at=world.at)

    def test_nobody_agreed_before_it_was_raised(self, world, order):
        early = world.today - timedelta(days=1)
        with pytest.raises(Refused, match="nobody had asked"):
            orders.client_agreed(order, "Ruth", early, seen=order.version, by=world.sol, at=world.at)

    def test_what_everybody_agreed_to_isnt_one_sides_to_decline(self, world, order):
        orders.client_agreed(order, "Ruth", world.today, seen=order.version, by=world.sol, at=world.at)
        with pytest.raises(Stale):
            orders.decline_change(order, "too dear", seen=order.version, by=world.sol, at=world.at)
        with pytest.raises(Stale):
            orders.client_agreed(order, "Somebody", world.today, seen=order.version, by=world.sol, at=world.at)


class TestThePages:
    def form(self, **changes):
        row = Outcome.objects.get()
        words = {
            "title": row.title, "expects": row.expects, "proves": row.proves, "measured_how": row.measured_how,
            "measured_on": "2027-04-30", "baseline": "", "target": "", "unit": "", "measured_by": "", "not_done": "",
        }  # fmt: skip
        return {**words, "seen": row.version, "why": "Their survey came late", **changes}

    def where(self, deal):
        return reverse("deal_amendment_new", args=[deal.pk, "outcome", Outcome.objects.get().pk])

    def test_from_asking_to_written(self, world, deal):
        assert "98% matched to the map" in world.browser(world.sol).get(self.where(deal)).content.decode()
        answer = world.browser(world.sol).post(self.where(deal), self.form(**NEW))
        assert answer.status_code == 303
        listed = reverse("deal_amendments", args=[deal.pk])
        page = world.browser(world.dee).get(listed).content.decode()
        assert "<del>98% matched to the map</del>" in page
        assert "<ins>90% matched to the map</ins>" in page
        assert "Agree for delivery" in page
        assert "Agree for" not in world.browser(world.sol).get(listed).content.decode()
        row = Amendment.objects.get()
        agreed = world.browser(world.dee).post(reverse("deal_amendment_agree", args=[deal.pk, row.pk]), {"seen": 1})
        assert agreed.status_code == 303
        typed = {"client_name": "Ruth Castellan", "client_on": "2026-11-24", "seen": 2}
        assert (
            world.browser(world.sol).post(reverse("deal_amendment_client", args=[deal.pk, row.pk]), typed).status_code
            == 303
        )
        assert Outcome.objects.get().proves == "90% matched to the map"

    @pytest.mark.parametrize(
        ("changes", "status", "words"),
        [
            ({**NEW, "why": ""}, 422, "Say why: everybody who signed it reads it."),
            ({}, 422, "Nothing would change."),
            ({**NEW, "seen": 99}, 409, "Somebody changed this meanwhile."),
            ({**NEW, "seen": ""}, 409, "Somebody changed this meanwhile."),
            ({**NEW, "title": ""}, 422, "This field is required"),
        ],
    )
    def test_bad_input_is_told_and_nothing_is_lost(self, world, deal, changes, status, words):
        answer = world.browser(world.sol).post(self.where(deal), self.form(**changes))
        page = answer.content.decode()
        assert (answer.status_code, words in page) == (status, True)
        assert changes.get("proves", "") in page
        assert not Amendment.objects.exists()

    def test_a_field_that_wasnt_sent_isnt_emptied(self, world, deal):
        sent = {name: value for name, value in self.form(**NEW).items() if name in ("proves", "title", "seen", "why")}
        assert world.browser(world.sol).post(self.where(deal), sent).status_code == 303
        assert set(Amendment.objects.get().after) == {"proves"}

    def test_agreeing_without_having_read_is_stale(self, world, deal):
        row = ask(world, deal)
        answer = world.browser(world.dee).post(reverse("deal_amendment_agree", args=[deal.pk, row.pk]), {})
        assert answer.status_code == 409
        assert Amendment.objects.get().delivery_at is None

    @pytest.mark.parametrize("who", ["fay", "rex", "con"])
    def test_who_is_of_no_side_asks_for_nothing(self, world, deal, who):
        world.join(getattr(world, who), deal)
        assert world.browser(getattr(world, who)).post(self.where(deal), self.form(**NEW)).status_code == 403

    def test_figures_are_hidden_from_who_may_not_see_prices(self, world, deal):
        ask(world, deal, "deal", deal, {"amount": Decimal(91234)})
        listed = reverse("deal_amendments", args=[deal.pk])
        assert "91,234" in world.browser(world.dee).get(listed).content.decode()
        assert "91,234" not in world.browser(world.rex).get(listed).content.decode()

    def test_another_deals_row_is_not_found(self, world, deal):
        other = world.engagement("Another", stage=Stage.SIGNED)
        where = reverse("deal_amendment_new", args=[other.pk, "outcome", Outcome.objects.get().pk])
        assert world.browser(world.sol).post(where, self.form(**NEW)).status_code == 404

    def test_as_many_queries_for_20_as_for_one(self, world, deal):
        listed, counts = reverse("deal_amendments", args=[deal.pk]), []
        for more in (1, 19):
            for i in range(more):
                Amendment.objects.create(
                    engagement=deal, noun="outcome", about=f"Outcome {more} {i}", before={"proves": "a"},
                    after={"proves": "b"}, why="Because", asked_by=world.sol, asked_at=world.at,
                )  # fmt: skip
            browser = world.browser(world.dee)
            with CaptureQueriesContext(connection) as found:
                assert browser.get(listed).status_code == 200
            counts.append(len(found))
        assert counts[0] == counts[1]

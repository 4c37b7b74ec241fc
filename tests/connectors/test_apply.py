"""An import written: what becomes of each row, what a second file changes, whose word counts."""

import csv
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tandem.catalogue.models import Offering, Tier
from tandem.clients.models import Account
from tandem.connectors.actions import apply, chunk, receive
from tandem.connectors.actions.apply import NotReady
from tandem.connectors.files.match import Mapping
from tandem.connectors.models import ExternalRef, ImportBatch
from tandem.engagements.actions import deal as verbs
from tandem.engagements.models import Engagement, Stage
from tandem.handoff.models import Handoff
from tandem.ledger.actions import Stale
from tandem.ledger.models import Entry
from tandem.ledger.queries import breaks
from tandem.people.models import Access
from tandem.review.models import Signature
from tests.connectors.conftest import FILE, HEADER, ROWS
from tests.connectors.files.made import shared

State = ImportBatch.State


def counts(batch: ImportBatch) -> tuple[int, int, int, int]:
    return batch.created, batch.changed, batch.unchanged, batch.not_taken


def named(name: str) -> Engagement:
    return Engagement.objects.select_related("account", "seller").get(name=name)


def test_every_row_becomes_a_deal_with_all_that_the_file_says(importer, world):
    batch = importer.bring(FILE)
    assert (batch.state, counts(batch)) == (State.DONE, (4, 0, 0, 0))
    deal = named("Asset platform")
    assert (deal.stage, deal.crm_stage, deal.amount, deal.probability) == (
        "lead", "Contract sent", Decimal("1000.00"), Decimal("0.900"),
    )  # fmt: skip
    assert (deal.seller, deal.seller_words, deal.close_on) == (world.sol, "", date(2026, 12, 11))
    assert (deal.account.name, deal.created_at.date()) == ("Halden Water", date(2026, 6, 1))


def test_sellers_are_matched_by_e_mail_else_by_name_else_kept_in_words(importer, world):
    batch = importer.bring(FILE)
    assert named("Data audit").seller == world.sol
    assert (named("Old review").seller, named("Old review").seller_words) == (None, "Nobody Here")
    assert batch.findings["unmapped"] == {"Nobody Here": 1}


def test_a_name_that_two_people_have_finds_nobody(importer, world):
    twin = world.dee
    twin.name = "Sol Hart"
    twin.save()
    importer.bring(FILE)
    assert (named("Data audit").seller, named("Data audit").seller_words) == (None, "Sol Hart")
    assert named("Asset platform").seller == world.sol


def test_clients_are_matched_without_legal_form_and_made_once(importer, world):
    assert world.client
    batch = importer.bring(FILE)
    assert sorted(Account.objects.values_list("name", flat=True)) == ["Halden Water", "Orchard Ltd"]
    assert named("Asset platform").account == world.client
    assert named("Old review").account.name == "Orchard Ltd"
    assert named("Lost bid").account is None
    assert batch.accounts_made == [Account.objects.get(name="Orchard Ltd").pk]


def test_a_win_from_before_tandem_is_signed_and_not_ungated(importer, world):
    importer.bring(FILE)
    deal = named("Old review")
    assert (deal.stage, deal.ungated, deal.closed_at.date()) == ("signed", False, date(2025, 3, 1))
    assert Signature.objects.get(engagement=deal).signed_on == date(2025, 3, 1)
    assert not Handoff.objects.filter(engagement=deal).exists()


def test_a_win_since_then_is_ungated_with_somebody_answerable_and_a_remedial_handoff(importer, world):
    importer.bring(HEADER + "9,Fast deal,Closed won,5000,Sol Hart,2026-10-01,2026-09-01,Orchard\n")
    deal = named("Fast deal")
    assert (deal.stage, deal.ungated, deal.answerable) == ("signed", True, world.sol)
    assert (deal.ungated_why, deal.closed_at.date()) == ("Won in HubSpot past open gates.", date(2026, 10, 1))
    assert Handoff.objects.get(engagement=deal).remedial


def test_a_lost_deal_has_a_reason(importer):
    importer.bring(FILE)
    deal = named("Lost bid")
    assert (deal.stage, deal.lost_reason, deal.closed_at.date()) == (
        "lost", "No reason given in the CRM", date(2026, 5, 1),
    )  # fmt: skip


def test_products_are_matched_loosely(importer, world):
    offering = Offering.objects.create(name="GTX Pro", slug="gtx-pro", line="GTX")
    gold = Tier.objects.create(offering=offering, grade="gold", fee=1, weeks=1, made_at=world.at)
    importer.bring("Deal Name,Stage,Product,Amount\nA,Open,GTXPro,1\nB,Open,gtx pro GOLD,1\nC,Open,Other,1\n")
    assert [(deal.tier, deal.product_words) for deal in Engagement.objects.order_by("name")] == [
        (None, "GTX Pro"), (gold, "GTX Pro Gold"), (None, "Other"),
    ]  # fmt: skip


def test_the_same_file_twice_changes_nothing_and_writes_nothing(importer):
    importer.bring(FILE)
    before = list(Engagement.objects.order_by("pk").values())
    entries = Entry.objects.filter(subject_type="engagements.engagement").count()
    batch = importer.bring(FILE)
    assert counts(batch) == (0, 0, 4, 0)
    assert list(Engagement.objects.order_by("pk").values()) == before
    assert Entry.objects.filter(subject_type="engagements.engagement").count() == entries


def test_a_changed_row_changes_its_deal_and_history_says_so(importer, world):
    importer.bring(FILE)
    batch = importer.bring(FILE.replace("Contract sent,1000", "Contract sent,1500"))
    assert counts(batch) == (0, 1, 3, 0)
    assert named("Asset platform").amount == Decimal("1500.00")
    entry = Entry.objects.filter(engagement_id=named("Asset platform").pk).latest("pk")
    assert (entry.actor_name, entry.verb) == ("Sol Hart", "changed by an import")
    assert (entry.before, entry.after) == ({"amount": "1000.00"}, {"amount": "1500.00"})


def test_what_was_changed_here_survives_the_next_file(importer, world):
    importer.bring(FILE)
    deal = named("Asset platform")
    verbs.edit(deal, seen=deal.version, by=world.sol, at=world.at, amount=Decimal(1200))
    batch = importer.bring(FILE.replace("Asset platform,Contract sent,1000", "Asset platform II,Contract sent,1500"))
    deal.refresh_from_db()
    assert (deal.name, deal.amount) == ("Asset platform II", Decimal("1200.00"))
    assert counts(batch) == (0, 1, 3, 0)
    importer.bring(FILE.replace("Contract sent,1000", "Contract sent,1700"))
    deal.refresh_from_db()
    assert deal.amount == Decimal("1200.00")


def test_columns_that_a_second_file_lacks_are_left_alone(importer):
    importer.bring(FILE)
    importer.bring("Record ID,Deal Name,Deal Stage\n1,Asset platform,Contract sent\n")
    assert named("Asset platform").amount == Decimal("1000.00")


def test_a_person_added_later_is_found_by_the_next_import(importer, world):
    importer.bring(FILE)
    nia = world.person("Nobody Here", Access.SALES)
    batch = importer.bring(FILE)
    assert counts(batch) == (0, 1, 3, 0)
    assert (named("Old review").seller, named("Old review").seller_words) == (nia, "")


MOVES = [
    ("Contract sent", "Closed won", "signed", True),
    ("Contract sent", "Closed lost", "lost", False),
    ("Appointment scheduled", "Contract sent", "lead", False),
    ("Contract sent", "Appointment scheduled", "lead", False),
    ("Closed lost", "Contract sent", "lead", False),
    ("Closed lost", "Closed won", "signed", True),
    ("Closed won", "Contract sent", "signed", True),
]


@pytest.mark.parametrize(("first", "then", "stage", "ungated"), MOVES)
def test_where_a_new_stage_in_the_crm_moves_the_deal(importer, first, then, stage, ungated):
    row = HEADER + "1,A,{},1000,Sol Hart,2026-11-11,2026-06-01,Halden Water\n"
    importer.bring(row.format(first))
    batch = importer.bring(row.format(then))
    deal = named("A")
    assert (deal.stage, deal.ungated, deal.crm_stage) == (stage, ungated, then)
    assert (batch.changed, batch.not_taken) == (1, 0)
    remarks = [problem.words for problem in batch.problems.filter(taken=True)]
    stays = ["It stays signed here, though the file no longer has it as won."]
    assert remarks == (stays if first == "Closed won" else [])


def test_a_deal_that_passed_gates_here_keeps_its_stage(importer, world):
    importer.bring(FILE)
    Engagement.objects.filter(name="Asset platform").update(stage=Stage.AGREED)
    importer.bring(FILE.replace("Contract sent", "Appointment scheduled"))
    assert named("Asset platform").stage == "agreed"


def test_work_is_not_made_to_end_before_it_starts(importer):
    file = "Record ID,Deal Name,Deal Stage,Start date\n1,A,Contract sent,{}\n"
    importer.bring(file.format("2026-01-05"))
    Engagement.objects.filter(name="A").update(ends_on=date(2026, 3, 1))
    batch = importer.bring(file.format("2026-05-05"))
    assert named("A").starts_on == date(2026, 1, 5)
    assert batch.problems.get().words == "Its start stays as it is: the work would end before it starts."


def test_rows_that_are_not_taken_are_kept_with_their_reason(importer):
    batch = importer.bring(
        HEADER + ROWS + "5,Bad,Contract sent,call me,Sol Hart,soon,2026-06-01,Halden\n1,,Contract sent,,,,,\n"
    )
    assert counts(batch) == (4, 0, 0, 2)
    assert [(each.row, each.column, each.value) for each in batch.problems.order_by("pk")] == [
        (6, "Close Date", "soon"), (6, "Amount", "call me"), (7, "Record ID", "1"),
    ]  # fmt: skip


def test_chunks_make_no_difference(importer):
    one = importer.bring(FILE, size=1)
    assert counts(one) == (4, 0, 0, 0)
    assert counts(importer.bring(FILE, size=3)) == (0, 0, 4, 0)
    assert list(breaks()) == []


def test_an_import_that_was_cut_off_goes_on_where_it_stopped(importer, world, monkeypatch):
    write, calls = chunk.write, []

    def breaks_down(context, rows):
        calls.append(len(rows))
        tally = write(context, rows)
        if len(calls) == 2:
            raise OSError("the disk is gone")
        return tally

    monkeypatch.setattr(chunk, "write", breaks_down)
    batch = apply.start(importer.look(FILE), by=world.sol, at=world.at)
    with pytest.raises(OSError, match="disk"):
        apply.run(batch, by=world.sol, at=world.at, size=1)
    batch.refresh_from_db()
    assert (batch.state, batch.rows_done, Engagement.objects.count()) == (State.FAILED, 1, 1)
    assert batch.failure == "Something went wrong on our side after row 1."
    apply.start(batch, by=world.sol, at=world.at)
    apply.run(batch, by=world.sol, at=world.at, size=1)
    assert (batch.state, counts(batch), Engagement.objects.count()) == (State.DONE, (4, 0, 0, 0), 4)
    assert list(breaks()) == []


def test_one_whose_worker_is_gone_can_be_started_again(importer, world):
    batch = apply.start(importer.look(FILE), by=world.sol, at=world.at)
    with pytest.raises(NotReady):
        apply.start(batch, by=world.sol, at=world.at + timedelta(minutes=1))
    apply.start(batch, by=world.sol, at=world.at + timedelta(minutes=5))
    assert counts(apply.run(batch, by=world.sol, at=world.at)) == (4, 0, 0, 0)


def test_an_import_with_open_questions_is_not_started(importer, world):
    batch = importer.look("Deal Name,Stage,Close Date\nA,Won,03/04/2026\n")
    assert batch.state == State.MAPPING
    with pytest.raises(NotReady):
        apply.start(batch, by=world.sol, at=world.at)


def test_two_who_start_the_same_import_start_it_once(importer, world):
    batch = importer.look(FILE)
    other = ImportBatch.objects.get(pk=batch.pk)
    apply.start(batch, by=world.sol, at=world.at)
    with pytest.raises(Stale):
        apply.start(other, by=world.lea, at=world.at)


def test_what_was_settled_is_remembered_for_the_same_columns(importer, world):
    file = "Deal Name,Stage,Close Date\nA,Pitch,03/04/2026\n"
    importer.bring(file, decisions={"close_date": "month/day"}, stages={"Pitch": "qualified"})
    again = importer.look(file.replace("A,", "B,"))
    assert (again.state, again.findings["decided"]["close_date"]) == (State.READY, "month/day")
    assert {question["key"]: question["answer"] for question in again.questions}["stage:Pitch"] == "qualified"
    assert importer.look(file.replace("Stage", "Phase")).state == State.MAPPING


def test_two_who_settle_the_same_file_do_not_overwrite_each_other(importer, world):
    batch = importer.look(FILE)
    other = ImportBatch.objects.get(pk=batch.pk)
    receive.settle(batch, Mapping.from_json(batch.mapping), seen=batch.version, by=world.sol, at=world.at)
    with pytest.raises(Stale):
        receive.settle(other, Mapping.from_json(other.mapping), seen=other.version, by=world.lea, at=world.at)


def test_a_chunk_takes_the_same_number_of_queries_for_one_deal_and_for_fifty(importer, world):
    def queries(rows: int) -> int:
        lines = "".join(
            f"{rows}-{n},Deal {rows} {n},Contract sent,1,Sol Hart,2026-12-11,2026-06-01,C{rows}{n}\n"
            for n in range(rows)
        )
        batch = apply.start(importer.look(HEADER + lines), by=world.sol, at=world.at)
        with CaptureQueriesContext(
            connection,
        ) as caught:
            apply.run(batch, by=world.sol, at=world.at)
        return len(caught)

    queries(2)  # the first import of all opens the lane
    assert queries(60) - queries(1) <= 4  # past 50 entries the ledger takes ids first: once for clients, once for deals


def test_the_maven_pipeline_comes_in_whole_twice_with_the_same_result(importer):
    """Every deal and every sum beside the csv module's own; then the same file again."""
    path = shared("maven_crm/sales_pipeline.csv")
    arrives = {"Won": "signed", "Lost": "lost", "Engaging": "lead", "Prospecting": "lead"}
    counted, summed, by_seller = Counter(), Counter(), Counter()
    with path.open(newline="") as file:
        for row in csv.DictReader(file):
            counted[arrives[row["deal_stage"]]] += 1
            summed[arrives[row["deal_stage"]]] += Decimal(row["close_value"] or 0)
            by_seller[row["sales_agent"]] += 1
    first = importer.bring(path, stages={"Engaging": "lead"})
    assert counts(first) == (8800, 0, 0, 0)
    deals = list(Engagement.objects.values_list("stage", "amount", "seller_words", "account_id", "ungated"))
    assert Counter(stage for stage, *_rest in deals) == counted
    assert {stage: sum((d[1] or 0) for d in deals if d[0] == stage) for stage in counted} == dict(summed)
    assert Counter(seller for _stage, _amount, seller, *_rest in deals) == by_seller
    assert sum(account is None for _s, _a, _w, account, _u in deals) == 1425
    assert (Account.objects.count(), ExternalRef.objects.count()) == (85, 8800)
    assert not any(ungated for *_rest, ungated in deals)
    again = importer.bring(path, stages={"Engaging": "lead"})
    assert counts(again) == (0, 0, 8800, 0)
    assert list(Engagement.objects.values_list("stage", "amount", "seller_words", "account_id", "ungated")) == deals
    assert list(breaks()) == []

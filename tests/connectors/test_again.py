"""A later export beside what is here: blanks, twins, old and new, who has left, and how the command ends."""

import io
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from tandem.connectors.models import ExternalRef, ImportBatch, Mapping
from tandem.connectors.queries.batches import changes
from tandem.engagements.models import Engagement
from tandem.ledger.models import Entry
from tests.connectors.conftest import HEADER
from tests.connectors.files.made import workbook
from tests.connectors.test_import_pages import form_of, upload

State = ImportBatch.State
FIRST = HEADER + "1,Asset platform,Contract sent,1000,Sol Hart,2026-12-11,2026-06-01,Halden Water\n"
NO_IDS = "Deal Name,Deal Stage,Amount,Deal owner,Close Date,Associated Company\n"


def deal(name: str = "Asset platform") -> Engagement:
    return Engagement.objects.select_related("account", "seller").get(name=name)


@pytest.mark.parametrize("column", range(1, 8))
def test_a_blank_cell_of_a_later_export_wipes_nothing(importer, column):
    importer.bring(FIRST)
    before = Engagement.objects.values().get()
    cells = FIRST.splitlines()[1].split(",")
    cells[column] = ""
    batch = importer.bring(HEADER + ",".join(cells) + "\n", stages={"(none)": "lead"})
    assert (batch.created, batch.changed) == (0, 0)
    assert Engagement.objects.values().get() == before


def test_all_blank_wipes_nothing_and_a_word_still_counts(importer):
    importer.bring(FIRST)
    importer.bring(HEADER + "1,,,2500,,,,\n", stages={"(none)": "lead"})
    held = deal()
    assert (held.amount, held.account.name, held.seller_words or held.seller.name) == (2500, "Halden Water", "Sol Hart")
    assert (held.crm_stage, held.close_on) == ("Contract sent", date(2026, 12, 11))


def test_what_changes_is_shown_old_and_new(importer, world):
    importer.bring(FIRST)
    later = FIRST.replace("1000", "1500").replace("2026-12-11", "2026-12-20").replace("Contract sent", "Closed lost")
    batch = importer.look(later)
    found = {(row.what, row.old, row.new) for row in changes(batch, world.sol)}
    assert {("amount", "1000.00", "1500.00"), ("close_date", "2026-12-11", "2026-12-20")} <= found
    assert ("arrives", "lead", "lost") in found
    page = world.browser(world.sol).get(f"/imports/{batch.pk}/").content.decode()
    assert "deals that are here, old and new" in page
    assert "1500.00" in page


def test_amounts_that_change_are_hidden_from_who_may_not_see_prices(importer, world):
    con = world.con
    con.is_admin = True
    con.save()
    importer.bring(FIRST, by=world.lea)
    batch = importer.look(FIRST.replace("1000", "1500"), by=world.lea)
    assert [(row.what, row.old, row.new) for row in changes(batch, con)] == [("amount", "", "")]


def test_what_was_changed_here_is_not_announced_as_a_change(importer, world):
    importer.bring(FIRST)
    Engagement.objects.update(amount=7)
    batch = importer.look(FIRST.replace("1000", "1500"))
    assert (batch.findings["would_change"], batch.findings["unchanged"], batch.findings["changes"]) == (0, 1, [])


@pytest.mark.parametrize(
    ("first", "then"),
    [
        # the client's column is there only now
        ("Deal Name,Deal Stage,Amount\nAudit,Open,5\n", NO_IDS + "Audit,Open,5,Sol Hart,2026-12-11,Halden\n"),
        # the id is there only now
        (
            NO_IDS + "Audit,Open,5,Sol Hart,2026-12-11,Halden\n",
            HEADER + "9,Audit,Contract sent,5,,2026-12-11,,Halden\n",
        ),
        # and now it isn't
        (
            HEADER + "9,Audit,Contract sent,5,,2026-12-11,,Halden\n",
            NO_IDS + "Audit,Contract sent,5,,2026-12-11,HALDEN\n",
        ),
        # the client isn't said any more
        (NO_IDS + "Audit,Open,5,Sol Hart,2026-12-11,Halden\n", "Deal Name,Deal Stage,Amount\naudit,Open,5\n"),
    ],
)
def test_the_same_name_and_client_without_an_id_in_common_is_asked(importer, first, then):
    importer.bring(first)
    batch = importer.look(then)
    assert batch.state == State.MAPPING
    [asked] = [question for question in batch.questions if question["needed"]]
    assert (asked["key"], asked["choices"]) == ("twins", ["same", "new"])
    batch = importer.bring(then, decisions={"twins": "same"})
    assert (batch.created, Engagement.objects.count()) == (0, 1)
    again = importer.bring(then)  # by now it's known by this key
    assert (again.created, again.changed, Engagement.objects.count()) == (0, 0, 1)


def test_twins_may_be_two_deals(importer):
    importer.bring(NO_IDS + "Audit,Open,5,Sol Hart,2026-12-11,Halden\n")
    batch = importer.bring(HEADER + "9,Audit,Contract sent,5,,2026-12-11,,Halden\n", decisions={"twins": "new"})
    assert (batch.created, Engagement.objects.count()) == (1, 2)


@pytest.mark.parametrize(
    "then",
    [
        HEADER + "2,Asset platform,Contract sent,1000,Sol Hart,2026-12-11,2026-06-01,Halden Water\n",
        HEADER + "1,Asset platform,Contract sent,1000,Sol Hart,2026-12-11,2026-06-01,Halden Water\n",
        NO_IDS + "Asset platform,Contract sent,1000,Sol Hart,2026-12-11,Orchard\n",
    ],
)
def test_another_id_or_client_is_another_deal(importer, then):
    importer.bring(FIRST)
    assert importer.look(then).state == State.READY


def test_deals_made_on_other_days_are_two(importer):
    header = "Deal Name,Deal Stage,Amount,Create Date,Associated Company\n"
    importer.bring(header + "Retainer,Open,5,2026-01-01,Halden\nRetainer,Open,5,2026-02-01,Halden\n")
    assert Engagement.objects.count() == 2
    assert importer.look(header + "Retainer,Open,5,2026-03-01,Halden\n").state == State.READY


def test_a_deal_that_was_typed_here_is_asked_about_and_keeps_its_words(importer, world):
    importer.bring(FIRST)
    ExternalRef.objects.all().delete()
    Engagement.objects.update(amount=7)
    batch = importer.bring(FIRST, decisions={"twins": "same"})
    assert (batch.created, deal().amount) == (0, 7)
    assert importer.undo(batch).state == State.UNDONE
    assert not ExternalRef.objects.exists()
    assert Engagement.objects.count() == 1


def test_undone_what_was_taken_as_the_same_is_as_it_was(importer):
    importer.bring(NO_IDS + "Audit,Open,5,Sol Hart,2026-12-11,Halden\n")
    before, refs = Engagement.objects.values().get(), list(ExternalRef.objects.values())
    then = HEADER + "9,Audit,Contract sent,8,,2026-12-11,,Halden\n"
    batch = importer.bring(then, decisions={"twins": "same"})
    assert Engagement.objects.get().amount == 8
    importer.undo(batch)
    after = Engagement.objects.values().get()
    assert {**after, "version": 0} == {**before, "version": 0}
    assert list(ExternalRef.objects.values()) == refs


def test_nobody_is_asked_about_a_deal_that_they_cannot_see(importer, world):
    importer.bring(NO_IDS + "Audit,Open,5,Lea Lind,2026-12-11,Halden\n", by=world.lea)
    Engagement.objects.update(seller=world.lea, confidential=True)
    batch = importer.look(HEADER + "9,Audit,Contract sent,5,,2026-12-11,,Halden\n", by=world.sol)
    visible = Engagement.objects.visible_to(world.sol).exists()
    assert (batch.state == State.MAPPING) == visible


def test_who_has_left_is_listed(importer, world):
    world.rex.left_on = date(2026, 1, 1)
    world.rex.is_active = False
    world.rex.save()
    batch = importer.look(FIRST.replace("Sol Hart", world.rex.name))
    assert batch.findings["left_sellers"] == {world.rex.name: 1}
    assert "Sellers who have left" in world.browser(world.sol).get(f"/imports/{batch.pk}/").content.decode()


def run(path, *options: str) -> tuple[int, str]:
    out = io.StringIO()
    try:
        call_command("import", "deals", str(path), *options, stdout=out)
    except CommandError as ended:
        return ended.returncode, out.getvalue() + str(ended)
    return 0, out.getvalue()


def test_how_the_command_ends(importer, tmp_path):
    path = tmp_path / "deals.csv"
    assert run(path)[0] == 1
    path.write_text(FIRST)
    assert run(path)[0] == run(path)[0] == 0
    path.write_text(FIRST + "2,Bad,Contract sent,call me,,,,\n")
    code, said = run(path, "--dry-run")
    assert (code, "1 row wouldn't be taken" in said) == (4, True)
    code, said = run(path)
    assert (code, "Nothing changed" in said, "1 not taken" in said) == (4, False, True)
    path.write_text(FIRST + "2,Good,Handshake,5,,,,\n")
    assert run(path)[0] == 3
    assert run(path, "--answer", "nonsense=1")[0] == 1


def test_answers_that_are_not_needed_are_kept(importer, tmp_path):
    path = tmp_path / "deals.csv"
    path.write_text(FIRST)
    given = [
        "close_date=day/month", "Close Date=month/day", "amount=comma", "probability=0 to 100", "rate:USD=0.79", "stage:Pitch=lead",
        "status:Parked=open", "period:month=12", "unit=whole", "conflict=cell", "twins=new", "sheet=Deals", "column:product=none",
        "column:amount=Amount", "currency=GBP", "stage:*=lead",
    ]  # fmt: skip
    code, said = run(path, *(part for each in given for part in ("--answer", each)))
    assert (code, Engagement.objects.count()) == (0, 1), said


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("close_date=tuesday", "doesn't answer"), ("column:client=Kunde", "has no column “Kunde”. It has: Record ID, Deal Name"),
        ("period:month=often", "a number over zero"), ("status:Parked=maybe", "doesn't answer"), ("unit=miles", "doesn't answer"),
        ("colour=red", "no question"), ("twins=both", "doesn't answer"),
    ],
)  # fmt: skip
def test_a_wrong_answer_is_refused_needed_or_not(importer, tmp_path, answer, words):
    path = tmp_path / "deals.csv"
    path.write_text(FIRST)
    code, said = run(path, "--answer", answer)
    assert (code, words in said, Engagement.objects.count()) == (1, True, 0)


def test_nothing_changed_is_not_said_when_rows_were_left_out(importer, world):
    importer.bring(FIRST)
    batch = importer.bring(FIRST + "2,Bad,Contract sent,call me,,,,\n")
    page = world.browser(world.sol).get(f"/imports/{batch.pk}/").content.decode()
    assert "Nothing changed" not in page
    assert "1 row wasn’t taken" in page


UNKNOWN = (
    "Wer,Was,Stand,Deal Name,Amount\nSol Hart,Halden Water,Handschlag,Audit,5\nIda Ridge,Orchard,Handschlag,Review,6\n"
)


def test_a_page_asks_for_what_the_command_asks(importer, world):
    """Columns, stages, rates and all else: one form, and nothing comes in before every question has its answer."""
    importer.bring(FIRST)
    sol = world.browser(world.sol)
    page = upload(sol, UNKNOWN.replace("Amount", "Amount,Currency").replace(",5", ",5,USD").replace(",6", ",6,USD"))
    words = page.content.decode()
    assert "Which column names the client?" in words
    assert "What is one USD worth in GBP?" in words
    batch = ImportBatch.objects.latest("pk")
    asked = {question["key"]: question for question in batch.questions if question["needed"]}
    assert asked["column:client"]["choices"][0] == "Was"
    assert asked["column:seller"]["choices"][0] == "Wer"
    assert "Stand" in asked["column:stage"]["choices"]
    said = {"column:client": "Was", "column:seller": "Wer", "column:stage": "Stand", "rate:USD": "0.5"}
    sol.post(f"/imports/{batch.pk}/", form_of(batch, **answers(batch, said)))
    batch.refresh_from_db()
    assert [question["key"] for question in batch.questions if question["needed"]] == ["stage:Handschlag"]
    assert sol.post(f"/imports/{batch.pk}/start/", {"seen": batch.version}).status_code == 409
    sol.post(f"/imports/{batch.pk}/", form_of(batch, **answers(batch, {"stage:Handschlag": "qualified"})))
    batch.refresh_from_db()
    assert batch.state == State.READY
    sol.post(f"/imports/{batch.pk}/start/", {"seen": batch.version})
    held = deal("Audit")
    assert (held.account.name, held.seller_words or held.seller.name, held.crm_stage, held.amount) == (
        "Halden Water", "Sol Hart", "Handschlag", 2.5,
    )  # fmt: skip


def answers(batch: ImportBatch, said: dict[str, str]) -> dict[str, str]:
    keys = [question["key"] for question in batch.questions]
    return {f"q{keys.index(key)}": given for key, given in said.items()}


def test_that_it_is_not_in_the_file_is_an_answer(importer, world):
    sol = world.browser(world.sol)
    upload(sol, UNKNOWN)
    batch = ImportBatch.objects.latest("pk")
    open_keys = [question["key"] for question in batch.questions if question["needed"]]
    sol.post(f"/imports/{batch.pk}/", form_of(batch, **answers(batch, dict.fromkeys(open_keys, "none"))))
    batch.refresh_from_db()
    assert batch.state == State.READY
    sol.post(f"/imports/{batch.pk}/", form_of(batch))
    batch.refresh_from_db()
    assert batch.state == State.READY
    assert "Not in the file: client, seller, stage" in " ".join(batch.findings["notes"])


def test_a_sheet_is_chosen_on_the_page(importer, world, tmp_path):
    head = ["Deal name", "Client", "Stage", "Amount"]
    path = workbook(
        tmp_path / "a.xlsx",
        ("2025", [head, ["Old", "Q", "Won", 1]]),
        ("2026", [[*head, "Owner"], ["New", "Q", "Won", 2, "A"]]),
    )
    sol = world.browser(world.sol)
    upload(sol, path.read_bytes(), name="a.xlsx")
    batch = ImportBatch.objects.latest("pk")
    assert batch.findings["sheet"] == "2026"
    sol.post(f"/imports/{batch.pk}/", form_of(batch, **answers(batch, {"sheet": "2025"})))
    batch.refresh_from_db()
    assert (batch.findings["sheet"], batch.mapping["columns"]["amount"], batch.state) == ("2025", "Amount", State.READY)
    sol.post(f"/imports/{batch.pk}/start/", {"seen": batch.version})
    assert list(Engagement.objects.values_list("name", flat=True)) == ["Old"]


def test_the_mapping_and_the_answers_travel_with_the_error_file(importer, world):
    """Columns that only a person could tell, stages, rates and days: the rows put right are read as they were."""
    text = "Wer;Was;Stand;Deal Name;Wert netto;Waehrung;Am\nSol Hart;Halden;Handschlag;Audit;1.250;USD;03/04/2026\n"
    text += "Sol Hart;Halden;Handschlag;Review;viel;USD;05/04/2026\n"
    said = {
        "columns": {"client": "Was", "seller": "Wer", "stage": "Stand", "amount": "Wert netto", "currency": "Waehrung", "close_date": "Am"},
        "decisions": {"amount": "comma", "close_date": "day/month"}, "stages": {"Handschlag": "lost"}, "rates": {"USD": "0.5"},
    }  # fmt: skip
    first = importer.bring(text, **said)
    assert (first.created, first.not_taken) == (1, 1)
    Mapping.objects.all().delete()
    page = world.browser(world.sol).get(f"/imports/{first.pk}/not-taken.csv")
    lines = b"".join(page.streaming_content).decode("utf-8-sig")
    batch = importer.bring(lines.replace("Halden,Handschlag,Review,viel", "Halden,Handschlag,Review,1.000"))
    held = deal("Review")
    assert (batch.created, held.amount, held.stage, str(held.close_on)) == (1, 500, "lost", "2026-04-05")
    assert Entry.objects.filter(verb="imported").count() == 2

"""tandem import deals FILE: what it says, what it asks, what it does."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from tandem.connectors.models import ExternalRef, ImportBatch
from tandem.engagements.models import Engagement
from tandem.ledger.models import Entry
from tests.connectors.conftest import FILE, HEADER
from tests.connectors.files.made import SHEET, inline_rows, raw_workbook, shared, workbook


@pytest.fixture
def command(importer, tmp_path):
    def run(content: str | bytes, *options: str, name: str = "deals.csv") -> str:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        out.seek(0)
        out.truncate()
        call_command("import", "deals", str(path), *options, stdout=out)
        return out.getvalue()

    out = io.StringIO()
    run.said = out.getvalue
    return run


def test_a_file_comes_in(command):
    said = command(FILE)
    assert "deals.csv: 4 rows, read as HubSpot." in said
    assert "New 4, changed 0, unchanged 0, not taken 0. New clients 2." in said
    assert "Done: 4 new, 0 changed, 0 unchanged, 0 not taken" in said
    assert "kept by name: Sol Hart, Nobody Here, sol@brook.example." in said
    assert Engagement.objects.count() == 4


def test_the_same_file_twice_says_that_nothing_changed(command):
    command(FILE)
    assert "Nothing changed: all 4 deals were here as the file has them." in command(FILE)


def test_a_dry_run_writes_no_deal(command):
    assert "Nothing was written: this was a dry run." in command(FILE, "--dry-run")
    assert Engagement.objects.count() == 0


def test_what_cannot_be_known_is_asked(command):
    with pytest.raises(CommandError) as asked:
        command("Deal Name,Stage,Close Date\nA,Won,03/04/2026\n")
    assert str(asked.value).splitlines() == [
        "The file doesn't say, and it can't be guessed:",
        "  Does the day or the month come first in “Close Date”? (03/04/2026)",
        '    --answer "close_date=day/month"',
        '    --answer "close_date=month/day"',
    ]


@pytest.mark.parametrize("answer", ["close_date=month/day", "Close Date=month/day", "close date=mdy"])
def test_an_answer_settles_it(command, answer):
    command("Deal Name,Stage,Close Date\nA,Won,03/04/2026\n", "--answer", answer)
    assert str(Engagement.objects.get().close_on) == "2026-03-04"


def test_stages_and_rates_are_answered_too(command):
    text = "Deal Name,Stage,Amount,Currency\nA,Pitch,100,USD\n"
    command(text, "--answer", "stage:Pitch=qualified", "--answer", "rate:USD=0.5")
    assert list(Engagement.objects.values_list("stage", "amount")) == [("lead", 50)]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("close_date=tuesday", "doesn't answer close_date"),
        ("colour=red", "no question"),
        ("stage:Won=agreed", "doesn't answer stage:Won"),
        ("rate:USD=much", "A rate is a number"),
    ],
)
def test_a_wrong_answer_says_which_there_are(command, answer, words):
    with pytest.raises(CommandError, match=words):
        command("Deal Name,Stage,Close Date\nA,Won,03/04/2026\n", "--answer", answer)


def test_a_mapping_file_names_columns(command, tmp_path):
    mapping = tmp_path / "map.json"
    mapping.write_text(json.dumps({"columns": {"name": "What", "client": "Whom"}, "stages": {"Hot": "qualified"}}))
    command("What,Whom,Stage,Amount\nReview,Halden,Hot,5\n", "--map", str(mapping))
    deal = Engagement.objects.select_related("account").get()
    assert (deal.name, deal.account.name, deal.stage) == ("Review", "Halden", "lead")


def test_whose_import_it_is_and_from_where(command, world):
    command(FILE, "--by", world.sol.email, "--as", "oldcrm")
    assert set(ExternalRef.objects.values_list("system", flat=True)) == {"oldcrm"}
    assert ImportBatch.objects.get().by == world.sol
    assert set(Entry.objects.filter(verb="imported").values_list("actor_name", flat=True)) == {"Sol Hart"}


def test_nobody_of_that_mail(command):
    with pytest.raises(CommandError, match="nobody here with the e-mail"):
        command(FILE, "--by", "ghost@brook.example")


def test_a_file_that_is_not_there(importer, tmp_path):
    with pytest.raises(CommandError, match="Can't read"):
        call_command("import", "deals", str(tmp_path / "none.csv"))


def test_what_is_no_table_is_refused_in_words(command):
    with pytest.raises(CommandError, match="isn't a table"):
        command(b"\x89PNG\r\n\x1a\n" + bytes(300))


def test_rows_that_are_not_taken_are_named(command):
    with pytest.raises(CommandError, match="1 row wasn't taken") as ended:
        command(HEADER + "5,Bad,Contract sent,call me,,,,\n")
    assert ended.value.returncode == 4
    assert "Row 2 Amount: It isn't an amount. call me" in command.said()
    assert "0 new, 0 changed, 0 unchanged, 1 not taken" in command.said()
    assert "Nothing changed" not in command.said()


def test_a_workbook_comes_in(importer, tmp_path):
    path = workbook(tmp_path / "deals.xlsx", ("Deals", [["Deal Name", "Stage", "Amount"], ["Review", "Won", 12.5]]))
    call_command("import", "deals", str(path), stdout=io.StringIO())
    assert Engagement.objects.get().amount == 12.5


def test_a_hostile_workbook_leaves_nothing_behind(importer, tmp_path):
    row = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    path = raw_workbook(tmp_path / "a.xlsx", SHEET % (b"", inline_rows(["Deal Name", "Stage", "Amount"]) + row))
    with pytest.raises(CommandError, match="memory"):
        call_command("import", "deals", str(path), stdout=io.StringIO())
    assert Engagement.objects.count() == 0


@pytest.mark.parametrize(
    ("file", "made", "left"),
    [
        ("crm_exports/hubspot/deal_data.csv", 44, 0),
        ("crm_exports/salesforce/sf_opportunity_data.csv", 0, 10),
    ],
)
def test_real_exports_come_in(importer, file, made, left):
    out = io.StringIO()
    call_command("import", "deals", str(shared(file)), "--answer", "stage:(none)=lead", stdout=out)
    assert f"Done: {made} new, 0 changed, 0 unchanged, {left} not taken" in out.getvalue()
    assert Engagement.objects.count() == made

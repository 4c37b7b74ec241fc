"""The pages of an import: who may open them, what they say, what they do, what they refuse."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tandem import clock
from tandem.connectors.actions import apply, receive
from tandem.connectors.models import ImportBatch
from tandem.connectors.queries.batches import reference
from tandem.connectors.queries.waits import waits
from tandem.engagements.models import Engagement
from tandem.storage import files
from tandem.storage.models import Piece, StoredFile
from tests.connectors.conftest import FILE, HEADER, ROWS
from tests.connectors.files.made import SHEET, inline_rows, raw_workbook
from tests.working import work_off

State = ImportBatch.State
ASKING = "Deal Name,Stage,Amount,Close Date\nA,Proposal,5,03/04/2026\nB,Proposal,6,05/06/2026\n"


def upload(browser, text: str | bytes, name: str = "deals.csv", **data):
    content = text if isinstance(text, bytes) else text.encode()
    return browser.post("/imports/", {"file": SimpleUploadedFile(name, content), **data}, follow=True)


def form_of(batch: ImportBatch, **changes) -> dict:
    from tandem.connectors.forms.mapping import MappingForm

    return {**{bound.html_name: bound.value() or "" for bound in MappingForm(None, batch)}, **changes}


@pytest.fixture
def sol(importer, world):
    return world.browser(world.sol)


@pytest.mark.parametrize("who", ["dee", "rex", "fay", "con"])
def test_only_who_may_import_opens_the_pages(importer, world, who):
    batch = importer.look(FILE)
    browser = world.browser(getattr(world, who))
    for path in ("/imports/", f"/imports/{batch.pk}/", f"/imports/{batch.pk}/not-taken.csv"):
        assert browser.get(path).status_code in (403, 404)
    for path in ("/imports/", f"/imports/{batch.pk}/", f"/imports/{batch.pk}/start/", f"/imports/{batch.pk}/undo/"):
        assert browser.post(path).status_code in (403, 404)
    assert Engagement.objects.count() == 0


def test_whoever_runs_the_software_may_import_and_sees_no_price(importer, world):
    con = world.con
    con.is_admin = True
    con.save()
    batch = importer.look(HEADER + ROWS + "7,Bad,Contract sent,777x,,,,\n", by=con)
    browser = world.browser(con)
    page = browser.get(f"/imports/{batch.pk}/").content.decode()
    assert "4 new deals and 2 new clients would come in" in page
    assert "£" not in page.split("<main")[1].split("</main")[0]
    assert "777x" not in page
    lines = b"".join(browser.get(f"/imports/{batch.pk}/not-taken.csv").streaming_content).decode()
    assert "777x" not in lines


def test_a_stranger_signs_in_first(client, world):
    assert client.get("/imports/").status_code == 302


def test_nothing_brought_in_yet(sol):
    assert "Nothing brought in yet" in sol.get("/imports/").content.decode()


def test_a_file_shows_what_would_happen_before_anything_does(sol):
    page = upload(sol, FILE)
    words = page.content.decode()
    assert page.redirect_chain
    assert "4 new deals and 2 new clients would come in; 0 deals would change." in words
    assert "Bring in 4 deals" in words
    assert "£3,000" in words
    assert "Nobody Here" in words
    assert Engagement.objects.count() == 0


def test_one_click_brings_them_in_one_more_takes_them_back(sol):
    upload(sol, FILE)
    batch = ImportBatch.objects.get()
    page = sol.post(f"/imports/{batch.pk}/start/", {"seen": batch.version}, follow=True)
    assert "Done: 4 new deals, 0 changed." in page.content.decode()
    assert Engagement.objects.count() == 4
    batch.refresh_from_db()
    page = sol.post(f"/imports/{batch.pk}/undo/", {"seen": batch.version}, follow=True)
    assert "Undone: what this file brought is gone" in page.content.decode()
    assert Engagement.objects.count() == 0


def test_the_same_file_twice_says_so_before_and_after(sol):
    upload(sol, FILE)
    first = ImportBatch.objects.get()
    sol.post(f"/imports/{first.pk}/start/", {"seen": first.version})
    page = upload(sol, FILE)
    assert "Nothing would change: every deal is here already, as the file has it." in page.content.decode()
    batch = ImportBatch.objects.latest("pk")
    page = sol.post(f"/imports/{batch.pk}/start/", {"seen": batch.version}, follow=True)
    assert "Nothing changed: every deal was here already, as the file has it." in page.content.decode()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(300), "a program, a picture or a document"),
        (b"%PDF-1.7", "a program, a picture or a document"),
        (b"PK\x03\x04nonsense", "The workbook is damaged."),
        (b"1,2\n3,4\n", "No row of column names"),
        (b'Deal Name,Stage\nA,"open\n' + b"x\n" * 90_000, "never closed"),
    ],
)
def test_a_file_that_is_no_table_says_so(sol, content, words):
    page = upload(sol, content)
    assert page.status_code == 200
    assert words in page.content.decode().replace("&#39;", "'")
    assert "Bring in another file" in page.content.decode()


def test_a_hostile_workbook_is_refused_and_the_server_lives_on(sol, tmp_path):
    row = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    path = raw_workbook(tmp_path / "a.xlsx", SHEET % (b"", inline_rows(["Deal Name", "Stage", "Amount"]) + row))
    page = upload(sol, path.read_bytes(), name="a.xlsx")
    assert "The workbook needs too much memory to open." in page.content.decode()
    assert sol.get("/imports/").status_code == 200


def test_no_file_is_read_while_its_browser_waits(world):
    sol = world.browser(world.sol)
    assert "4 new deals" not in upload(sol, FILE).content.decode()
    batch = ImportBatch.objects.get()
    assert batch.state == State.READING
    assert work_off() == 1
    assert "4 new deals" in sol.get(f"/imports/{batch.pk}/").content.decode()


def test_a_file_that_is_settled_otherwise_is_read_again_by_the_worker(importer, world, monkeypatch):
    batch = importer.look(ASKING)
    seen = form_of(batch, seen=batch.version)
    monkeypatch.undo()  # the worker rests
    world.browser(world.sol).post(f"/imports/{batch.pk}/", seen)
    batch.refresh_from_db()
    assert batch.state == State.READING
    work_off()
    batch.refresh_from_db()
    assert batch.state in (State.MAPPING, State.READY)


def test_files_are_forgotten_after_ninety_days(importer, world, sol):
    batch = importer.bring(FILE)
    assert receive.forget_old_files(world.at + timedelta(days=80)) == 0
    assert receive.forget_old_files(world.at + timedelta(days=91)) == 1
    assert list(files.listed()) == []
    assert not Piece.objects.exists()
    assert sol.get(f"/imports/{batch.pk}/not-taken.csv").status_code == 409


def test_what_waits_and_what_is_new_stands_in_needs_me(importer, world):
    importer.look(ASKING)
    importer.bring(FILE)
    found = waits(world.at, on=world.sol)
    assert [(wait.kind, wait.title) for wait in found] == [
        ("do", "Answer what your file leaves open"),
        ("know", "4 new deals are in"),
    ]
    assert waits(world.at, on=world.lea) == waits(world.at, asker=world.sol) == []


def test_no_file_and_an_empty_one_are_refused_at_the_field(sol):
    page = sol.post("/imports/", {})
    assert page.status_code == 422
    assert page.content.decode().count("Choose a file.") == 2
    assert upload(sol, b"").status_code == 422


def test_a_file_name_is_only_a_name(sol):
    upload(sol, FILE, name="../../<script>evil</script>.csv")
    batch = ImportBatch.objects.get()
    assert "<script>evil" not in sol.get("/imports/").content.decode()
    assert [each.name for each in files.listed()] == [f"imports/{batch.stored_as}"]


def test_hostile_text_is_shown_as_text(sol):
    evil = "<img src=x onerror=alert(1)>"
    page = upload(sol, f"Deal Name,Deal Stage,Amount,{evil}\n{evil},{evil},{evil},{evil}\nB,Won,1,2\n")
    assert "<img src=x" not in page.content.decode()
    assert "&lt;img src=x" in page.content.decode()


def test_a_question_waits_for_its_answer(sol):
    page = upload(sol, ASKING)
    words = page.content.decode()
    assert "One answer is missing before this can come in." in words
    assert "Does the day or the month come first in “Close Date”?" in words
    assert "03/04/2026, 05/06/2026" in words
    assert "Bring in" not in words.split("<main")[1].split("Which column")[0]
    batch = ImportBatch.objects.get()
    page = sol.post(f"/imports/{batch.pk}/start/", {"seen": batch.version})
    assert page.status_code == 409
    assert "ready to run" in page.content.decode()


def test_an_answer_opens_the_way(sol):
    upload(sol, ASKING)
    batch = ImportBatch.objects.get()
    number = [question["key"] for question in batch.questions].index("close_date")
    page = sol.post(f"/imports/{batch.pk}/", form_of(batch, **{f"q{number}": "month/day"}), follow=True)
    assert "Bring in 2 deals" in page.content.decode()
    batch.refresh_from_db()
    sol.post(f"/imports/{batch.pk}/start/", {"seen": batch.version})
    assert sorted(str(day) for day in Engagement.objects.values_list("close_on", flat=True)) == [
        "2026-03-04",
        "2026-05-06",
    ]


def test_columns_stages_and_rates_can_be_settled(sol):
    upload(sol, "Deal Name,Stage,Sum,Currency\nA,Pitch,100,USD\n")
    batch = ImportBatch.objects.get()
    sol.post(f"/imports/{batch.pk}/", form_of(batch, column_amount="Sum"))
    batch.refresh_from_db()
    keys = [question["key"] for question in batch.questions]
    data = form_of(batch, **{f"q{keys.index('rate:USD')}": "0.5", f"q{keys.index('stage:Pitch')}": "qualified"})
    page = sol.post(f"/imports/{batch.pk}/", data, follow=True)
    assert "£50" in page.content.decode()
    batch.refresh_from_db()
    sol.post(f"/imports/{batch.pk}/start/", {"seen": batch.version})
    assert list(Engagement.objects.values_list("stage", "amount")) == [("lead", 50)]


def test_a_bad_rate_is_refused_with_everything_kept(sol):
    upload(sol, "Deal Name,Stage,Amount,Currency\nA,Pitch,100,USD\n")
    batch = ImportBatch.objects.get()
    number = [question["key"] for question in batch.questions].index("rate:USD")
    page = sol.post(f"/imports/{batch.pk}/", form_of(batch, **{f"q{number}": "a lot"}))
    words = page.content.decode()
    assert page.status_code == 422
    assert words.count("A rate is a number over zero, like 0.79.") == 2
    assert 'value="a lot"' in words


def test_who_is_second_sees_both_and_loses_nothing(sol, world):
    upload(sol, FILE)
    batch = ImportBatch.objects.get()
    mine, theirs = form_of(batch, column_client=""), form_of(batch, column_client="Deal owner")
    assert world.browser(world.lea).post(f"/imports/{batch.pk}/", theirs).status_code == 302
    page = sol.post(f"/imports/{batch.pk}/", mine)
    words = page.content.decode()
    assert page.status_code == 409
    assert "Somebody settled this meanwhile" in words
    assert "Deal owner" in words
    batch.refresh_from_db()
    assert f'name="seen" value="{batch.version}"' in words


def test_starting_twice_starts_once(sol):
    upload(sol, FILE)
    batch = ImportBatch.objects.get()
    sol.post(f"/imports/{batch.pk}/start/", {"seen": batch.version})
    page = sol.post(f"/imports/{batch.pk}/start/", {"seen": batch.version})
    assert page.status_code == 409
    assert Engagement.objects.count() == 4


def test_progress_is_asked_every_two_seconds_then_every_five(importer, world, sol):
    batch = apply.start(importer.look(FILE), by=world.sol, at=clock.now())
    headers = {"HX-Request": "true"}
    card = sol.get(f"/imports/{batch.pk}/progress/", headers=headers).content.decode()
    assert "<html" not in card
    assert "0 of 4" in card
    assert 'hx-trigger="every 2s"' in card
    ImportBatch.objects.update(started_at=clock.now() - timedelta(minutes=1), beat_at=clock.now())
    assert 'hx-trigger="every 5s"' in sol.get(f"/imports/{batch.pk}/progress/", headers=headers).content.decode()
    apply.run(batch, by=world.sol, at=world.at)
    answer = sol.get(f"/imports/{batch.pk}/progress/", headers=headers)
    assert answer["HX-Redirect"] == f"/imports/{batch.pk}/"


def test_one_that_stands_still_can_be_gone_on_with(importer, world, sol):
    batch = apply.start(importer.look(FILE), by=world.sol, at=world.at)
    ImportBatch.objects.update(beat_at=world.at - timedelta(days=1), started_at=world.at - timedelta(days=1))
    assert "This stands still" in sol.get(f"/imports/{batch.pk}/").content.decode()
    batch.refresh_from_db()
    page = sol.post(f"/imports/{batch.pk}/start/", {"seen": batch.version}, follow=True)
    assert "Done: 4 new deals" in page.content.decode()


def test_rows_that_are_not_taken_come_as_a_file_that_runs_no_formula(importer, world, sol):
    bad = '5,"=HYPERLINK(""http://evil.example"")",Contract sent,-12x,@boss,2026-01-01,2026-01-01,+Co\n'
    batch = importer.bring(FILE + bad)
    answer = sol.get(f"/imports/{batch.pk}/not-taken.csv")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert answer["Content-Disposition"] == f'attachment; filename="not-taken-{batch.pk}.csv"'
    assert lines[0] == f"Tandem import,Tandem row,Tandem reason,Tandem column,Tandem value,{HEADER.strip()}"
    reason = "“x” isn't a currency that is known here."
    evil = '"\'=HYPERLINK(""http://evil.example"")"'
    assert lines[1:] == [
        f"{reference(batch)},6,{reason},Amount,'-12x,5,{evil},Contract sent,'-12x,'@boss,2026-01-01,2026-01-01,'+Co",
    ]


def test_put_right_they_come_in_again_as_they_were(importer, sol):
    batch = importer.bring(FILE + '5,"=1+1",Contract sent,-12x,@boss,2026-01-01,2026-01-01,+Co\n')
    content = b"".join(sol.get(f"/imports/{batch.pk}/not-taken.csv").streaming_content).decode("utf-8-sig")
    again = importer.bring(content.replace("'-12x", "-12"))
    assert again.created == 1
    deal = Engagement.objects.select_related("account").get(name="=1+1")
    assert (deal.amount, deal.seller_words, deal.account.name) == (-12, "@boss", "+Co")


def test_reasons_are_shown_by_fifty(importer, sol):
    batch = importer.bring(HEADER + ROWS + "".join(f"{n},D{n},Contract sent,x{n}x,,,,\n" for n in range(10, 130)))
    first = sol.get(f"/imports/{batch.pk}/").content.decode()
    assert ("x59x" in first, "x60x" in first, "More rows" in first) == (True, False, True)
    last = sol.get(f"/imports/{batch.pk}/?after=100").content.decode()
    assert ("x129x" in last, "More rows" in last) == (True, False)


def test_imports_are_listed_by_fifty_in_the_same_number_of_queries(importer, world, sol):
    def made(number: int) -> None:
        ImportBatch.objects.bulk_create(
            ImportBatch(file_name=f"f{n}.csv", by=world.sol, made_at=world.at, state=State.DONE) for n in range(number)
        )

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            sol.get("/imports/")
        return len(caught)

    made(1)
    sol.get("/imports/")
    one = queries()
    made(59)
    assert queries() == one
    page = sol.get("/imports/").content.decode()
    assert page.count("f58.csv") == 1
    assert "Older imports" in page
    assert "f1.csv" in sol.get(f"/imports/?before={ImportBatch.objects.order_by('pk')[5].pk}").content.decode()


def test_the_file_gone_is_said_not_thrown(importer, sol):
    batch = importer.bring(FILE)
    StoredFile.objects.all().delete()
    page = sol.get(f"/imports/{batch.pk}/not-taken.csv")
    assert page.status_code == 409
    assert "kept any more" in page.content.decode()

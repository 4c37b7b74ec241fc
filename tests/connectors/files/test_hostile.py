"""Files made to hurt: each is refused in words, in bounded time and memory, and the process lives on."""

import resource
import time
import zipfile

import pytest

from tandem.connectors.files import sheets
from tandem.connectors.files.table import open_table
from tandem.connectors.files.text import Unreadable
from tests.connectors.files.made import SHEET, inline_rows, padded, raw_workbook

HEAD = inline_rows(["Deal Name", "Amount", "Stage"])


@pytest.fixture
def bounded():
    """The process itself grows by less than 200 MB and takes less than 30 seconds."""
    start, before = time.monotonic(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    yield
    assert time.monotonic() - start < 30
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200 * 1024


def refused(path, words):
    with pytest.raises(Unreadable, match=words), open_table(path) as table:
        list(table.rows())


def test_an_honest_bare_workbook_opens(tmp_path):
    """The control: the same parts without malice are a table."""
    sheet = SHEET % (b"", inline_rows(["Deal Name", "Amount", "Stage"], ["Review", "12", "Open"]))
    with open_table(raw_workbook(tmp_path / "a.xlsx", sheet)) as table:
        assert list(table.rows()) == [(2, ["Review", "12", "Open"])]


def test_a_bomb_that_says_so_is_refused_before_unpacking(tmp_path, bounded, monkeypatch):
    monkeypatch.setattr(sheets, "_run", lambda *_: pytest.fail("it was unpacked"))
    start, end = (SHEET % (b"", HEAD + b"|")).split(b"|")
    refused(raw_workbook(tmp_path / "a.xlsx", padded(start, b" ", 401, end)), "400 MB")


def test_a_bomb_that_lies_about_its_size_takes_down_only_its_own_process(tmp_path, bounded):
    start, end = (SHEET % (b"", HEAD + b"<row><c t='inlineStr'><is><t>|</t></is></c></row>")).split(b"|")
    path = raw_workbook(tmp_path / "a.xlsx", padded(start, b"a", 1200, end))
    packed = path.read_bytes()
    with zipfile.ZipFile(path) as book:
        size = book.getinfo("xl/worksheets/sheet1.xml").file_size
    path.write_bytes(packed.replace(size.to_bytes(4, "little"), (9_000).to_bytes(4, "little")))
    refused(path, "damaged|memory|131,072")


def test_one_huge_cell_is_refused(tmp_path, bounded):
    row = b'<row r="2"><c r="A2" t="inlineStr"><is><t>' + b"a" * (60 << 20) + b"</t></is></c></row>"
    refused(raw_workbook(tmp_path / "a.xlsx", SHEET % (b"", HEAD + row)), "131,072")


def test_two_cells_at_far_corners_are_refused(tmp_path, bounded):
    """Seventeen thousand million cells, if anybody laid them out."""
    row = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    refused(raw_workbook(tmp_path / "a.xlsx", SHEET % (b"", HEAD + row)), "memory")


def test_an_external_entity_brings_nothing_in(tmp_path, bounded):
    secret = tmp_path / "secret.txt"
    secret.write_text("the key of the safe")
    entities = f'<!ENTITY out SYSTEM "file://{secret}"><!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">'
    kind = f"<!DOCTYPE x [{entities}]>".encode()
    sheet = SHEET % (kind, inline_rows(["Deal Name", "Amount", "Stage"], ["&out;&b;", "12", "Open"]))
    try:
        with open_table(raw_workbook(tmp_path / "a.xlsx", sheet)) as table:
            found = [cell for _number, cells in table.rows() for cell in cells]
    except Unreadable as reason:
        found = [str(reason)]
    assert "key of the safe" not in " ".join(found)
    assert "aaaaaaaaaaaa" not in " ".join(found)


def test_formulas_are_never_run_their_last_value_is_read(tmp_path):
    row = (
        b'<row r="2"><c r="A2" t="str"><f>HYPERLINK("http://evil.example")</f><v>Review</v></c>'
        b'<c r="B2"><f>1+1</f><v>2</v></c></row>'
    )
    with open_table(raw_workbook(tmp_path / "a.xlsx", SHEET % (b"", HEAD + row))) as table:
        assert list(table.rows()) == [(2, ["Review", "2", ""])]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"PK\x03\x04 and then nothing of the kind", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "damaged|password"),
    ],
)
def test_damaged_workbooks_are_refused(tmp_path, content, words):
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    refused(path, words)


def test_a_packed_folder_is_not_a_workbook(tmp_path):
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("../../etc/deals.csv", "Deal Name,Amount\nA,1\n")
    refused(path, "packed folder")


def test_too_many_parts_are_refused(tmp_path):
    path = raw_workbook(tmp_path / "a.xlsx", SHEET % (b"", HEAD), extra={f"xl/p{n}.xml": b"x" for n in range(2100)})
    refused(path, "2,000 parts")


def test_a_workbook_that_never_ends_is_stopped(tmp_path, monkeypatch):
    monkeypatch.setattr(sheets, "SECONDS", 0.01)
    refused(raw_workbook(tmp_path / "a.xlsx", SHEET % (b"", HEAD)), "too long")


def test_ten_million_rows_are_stopped_at_two_million(tmp_path, bounded, monkeypatch):
    monkeypatch.setattr("tandem.connectors.files.table.ROWS", 2_000)
    path = tmp_path / "a.csv"
    path.write_text("Deal Name,Amount\n" + "A,1\n" * 10_000)
    refused(path, "2,000,000 rows")


def test_a_file_beyond_the_cap_is_not_even_opened(tmp_path, monkeypatch):
    monkeypatch.setattr("tandem.connectors.files.table.FILE_BYTES", 10)
    path = tmp_path / "a.csv"
    path.write_text("Deal Name,Amount\nA,1\n")
    refused(path, "200 MB")

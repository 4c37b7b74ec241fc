"""Files made by hand, and where the real ones lie."""

import io
import os
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
SHARED = Path(os.environ.get("TANDEM_SHARED_DATA") or ROOT.parent / "shared" / "data")


XML = '<?xml version="1.0"?>'
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET = f'{XML}%s<worksheet xmlns="{MAIN}"><sheetData>%s</sheetData></worksheet>'.encode()


def shared(name: str) -> Path:
    """A file of the shared data. Where it's missing: a failure in CI, a skip with its reason elsewhere."""
    path = SHARED / name
    if not path.exists():
        if os.environ.get("CI") == "true":
            pytest.fail(f"{path} is missing")
        pytest.skip(f"{path} is not on this machine")
    return path


def workbook(path: Path, *sheets: tuple[str, list[list]]) -> Path:
    """A real XLSX; cells that are dates are written as dates."""
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path), {"default_date_format": "dd/mm/yyyy"})
    for name, rows in sheets:
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                sheet.write(number, place, cell)
    book.close()
    return path


def padded(start: bytes, filler: bytes, megabytes: int, end: bytes) -> Iterator[bytes]:
    """Start, so many megabytes of filler, end: never held at once."""
    yield start
    for _ in range(megabytes):
        yield filler * (1 << 20)
    yield end


def raw_workbook(
    path: Path, sheet: bytes | Iterable[bytes], shared_strings: bytes = b"", extra: dict[str, bytes] | None = None
) -> Path:
    """An XLSX from its bare parts, for what no honest program writes."""
    parts = {
        "[Content_Types].xml": f'{XML}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/></Types>'.encode(),
        "_rels/.rels": _relation("officeDocument", "xl/workbook.xml"),
        "xl/workbook.xml": f'{XML}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
        f'<sheet name="Deals" sheetId="1" r:id="r1"/></sheets></workbook>'.encode(),
        "xl/_rels/workbook.xml.rels": _relation("worksheet", "worksheets/sheet1.xml"),
        "xl/worksheets/sheet1.xml": sheet,
        **({"xl/sharedStrings.xml": shared_strings} if shared_strings else {}),
        **(extra or {}),
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            with packed.open(name, "w") as part:
                for piece in [content] if isinstance(content, bytes) else content:
                    part.write(piece)
    return path


def _relation(kind: str, target: str) -> bytes:
    inner = f'<Relationship Id="r1" Type="{OFFICE}/{kind}" Target="{target}"/>'
    return f'{XML}<Relationships xmlns="{PACKAGE}/relationships">{inner}</Relationships>'.encode()


def inline_rows(*rows: list[str]) -> bytes:
    """Rows of text as sheet XML."""
    out = io.StringIO()
    for number, row in enumerate(rows, 1):
        out.write(f'<row r="{number}">')
        for place, cell in enumerate(row):
            out.write(f'<c r="{chr(65 + place)}{number}" t="inlineStr"><is><t>{cell}</t></is></c>')
        out.write("</row>")
    return out.getvalue().encode()

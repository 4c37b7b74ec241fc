"""Spreadsheets. What a packed file claims is checked before unpacking; the unpacking is done by a process of its own
under limits of memory and time, so that a file which lies takes down that process and nothing else."""

import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from django.utils.translation import gettext as _

from tandem.connectors.files.text import Unreadable

ENTRIES = 2_000
UNPACKED_BYTES = 400 * 1024 * 1024
SECONDS = 120
CHILD = Path(__file__).with_name("unpack.py")
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def is_workbook(path: Path) -> bool:
    """By its first bytes: the name says nothing."""
    with path.open("rb") as file:
        start = file.read(8)
    return start.startswith(ZIP) or start == OLE


def unpack(path: Path, folder: Path) -> list[tuple[str, Path]]:
    """Every visible sheet with cells as (name, CSV file in `folder`): UTF-8, commas, ISO dates, plain figures.

    Raises: Unreadable in words for the user.
    """
    if zipfile.is_zipfile(path):
        _check_claims(path)
    result = _run(path, folder)
    if result.returncode:
        raise Unreadable(_reason(result))
    found = [line.split("\t", 1) for line in result.stdout.splitlines()]
    if not found:
        raise Unreadable(_("The workbook has no sheet with cells."))
    return [(name, folder / file) for file, name in found]


def _check_claims(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as packed:
            entries = packed.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise Unreadable(_("The workbook is damaged. Export it again.")) from error
    if not any(entry.filename.endswith(("workbook.xml", "workbook.bin", "content.xml")) for entry in entries):
        raise Unreadable(_("This is a packed folder, not a workbook. Unpack it and bring the CSV or XLSX inside."))
    if len(entries) > ENTRIES:
        raise Unreadable(_("The workbook has more than 2,000 parts, so it isn't an export. Save the deals as CSV."))
    if sum(entry.file_size for entry in entries) > UNPACKED_BYTES:
        raise Unreadable(_("The workbook unpacks to more than 400 MB. Save the sheet with the deals as CSV."))


def _run(path: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    """`-I`: the child sees neither this folder nor the environment's Python settings."""
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as words:
        try:
            result = subprocess.run(  # noqa: S603 (our own script, our own interpreter, no shell)
                [sys.executable, "-I", str(CHILD), str(path), str(folder)],
                stdout=subprocess.PIPE,
                stderr=words,
                encoding="utf-8",
                timeout=SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise Unreadable(_("The workbook takes too long to open. Save the sheet with the deals as CSV.")) from error
        words.seek(0)
        result.stderr = words.read(2_000)
    return result


def _reason(result: subprocess.CompletedProcess[str]) -> str:
    known = {
        "locked": _("The workbook is protected by a password. Save it without one."),
        "damaged": _("The workbook is damaged. Export it again."),
        "rows": _("The workbook has more than 1,048,576 rows. Save the sheet with the deals as CSV."),
        "cell": _("A cell holds more than 131,072 characters, so this isn't an export of deals."),
    }
    last = result.stderr.strip().splitlines()[-1:] or [""]
    return known.get(last[0]) or _("The workbook needs too much memory to open. Save the sheet with the deals as CSV.")

"""Text files: which encoding, which delimiter. Both are decided over the file, not over its first line."""

import codecs
import csv
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from django.utils.translation import gettext as _

CHUNK = 1 << 20
LINE_LIMIT = 1_000_000
CELL_LIMIT = 131_072  # the csv module's own limit, which is one per process: left as it is
SNIFFED_LINES = 400
DELIMITERS = ",;\t|"
BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

# Letters beyond ASCII that each language writes. An 8-bit file is in the encoding under which its letters are some
# language's own; what both encodings read alike decides nothing, and then the western one is taken.
WESTERN = ("äöüß", "éèêëàâçîïôùûüÿœæ", "áéíóúñü", "àèéìòù", "ãõáéíóúâêôàç", "åäöæøéü", "éëïöüáèó")
CENTRAL = ("ąćęłńóśźż", "áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "áéíóöőúüű", "čćđšž", "ăâîşţșț")


class Unreadable(Exception):
    """The file can't be read as a table. The message says why, in words for the person who brought it."""


def encoding_of(path: Path) -> str:
    """The encoding of a whole text file: by its mark, else UTF-8 if it is, else the likelier 8-bit one.

    Raises: Unreadable if the file isn't text.
    """
    with path.open("rb") as file:
        start = file.read(4096)
    if not start.strip():
        raise Unreadable(_("The file is empty."))
    for mark, name in BOMS:
        if start.startswith(mark):
            return name
    wide = _utf16_without_mark(start)
    if wide:
        return wide
    if _looks_binary(start):
        raise Unreadable(
            _("This isn't a table but a program, a picture or a document. Export the deals as CSV or XLSX.")
        )
    return "utf-8" if _is_utf8(path) else _eight_bit(path)


def _utf16_without_mark(start: bytes) -> str | None:
    """Latin text in UTF-16 has a zero in every second byte."""
    half = max(len(start) // 2, 1)
    if start[1::2].count(0) > 0.7 * half and start[::2].count(0) < 0.1 * half:
        return "utf-16-le"
    if start[::2].count(0) > 0.7 * half and start[1::2].count(0) < 0.1 * half:
        return "utf-16-be"
    return None


def _looks_binary(start: bytes) -> bool:
    control = sum(start.count(code) for code in range(32) if code not in (0, 9, 10, 11, 12, 13, 26, 28, 29, 30, 31))
    return start.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x7fELF", b"MZ")) or (
        control > max(8, len(start) / 20)
    )


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(CHUNK):
            yield piece


def _is_utf8(path: Path) -> bool:
    decode = codecs.getincrementaldecoder("utf-8")().decode
    try:
        for piece in _chunks(path):
            decode(piece)
        decode(b"", True)
    except UnicodeDecodeError:
        return False
    return True


def _eight_bit(path: Path) -> str:
    """Windows-1250 if the letters beyond ASCII make up a central European language better than a western one."""
    letters: Counter[int] = Counter()
    for piece in _chunks(path):
        # A sign before a figure is a currency: £ of the one encoding is Ł in the other.
        letters.update(
            code
            for code, after in zip(piece, piece[1:] + b" ", strict=True)
            if code > 127 and after not in b" 0123456789"
        )
    western = _fit(letters, "cp1252", WESTERN)
    return "cp1250" if _fit(letters, "cp1250", CENTRAL) > western else "cp1252"


def _fit(letters: Counter[int], encoding: str, languages: tuple[str, ...]) -> int:
    """How many of the letters the best fitting language explains."""
    read = Counter[str]()
    for code, number in letters.items():
        read[bytes([code]).decode(encoding, "replace").lower()] += number
    return max(sum(number for letter, number in read.items() if letter in own) for own in languages)


def lines(path: Path, encoding: str) -> Iterator[str]:
    """The lines of the file, line ends kept for the csv module, zero characters taken out.

    Raises: Unreadable if a line is longer than any table's line.
    """
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        for line in iter(lambda: file.readline(LINE_LIMIT), ""):
            if len(line) >= LINE_LIMIT:
                raise Unreadable(_("A line of the file is longer than 1,000,000 characters, so it isn't a table."))
            yield line.replace("\0", "") if "\0" in line else line


def delimiter_of(path: Path, encoding: str) -> tuple[str, bool]:
    """The delimiter, and whether the first line only names it (`sep=;`, as Excel writes)."""
    start = list(islice(lines(path, encoding), SNIFFED_LINES))
    first = start[0].strip().strip('"') if start else ""
    if first.lower().startswith("sep=") and len(first) == 5:
        return first[4], True
    return max(DELIMITERS, key=lambda mark: _regularity(start, mark)), False


def _regularity(start: list[str], mark: str) -> float:
    """How table-like the lines are when cut at `mark`: share of rows with the commonest width, times that width."""
    widths: Counter[int] = Counter()
    try:
        for row in csv.reader(start, delimiter=mark):
            if any(row):
                widths[len(row)] += 1
    except csv.Error:
        return 0.0
    several = {width: number for width, number in widths.items() if width > 1}
    if not several:
        return 0.0
    width, number = max(several.items(), key=lambda pair: (pair[1], pair[0]))
    return number / sum(widths.values()) + min(width, 50) / 1000

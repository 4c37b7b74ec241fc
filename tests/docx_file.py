"""DOCX files for tests: templates of a few tags, and what a file says to whoever unpacks it."""

import io
import re
import zipfile
from html import unescape

from docx import Document


def template(*paragraphs: str) -> bytes:
    """A plain DOCX with these paragraphs."""
    paper = Document()
    for words in paragraphs:
        paper.add_paragraph(words)
    packed = io.BytesIO()
    paper.save(packed)
    return packed.getvalue()


def changed(content: bytes, parts: dict[str, bytes] | None = None, swap: dict[str, tuple[bytes, bytes]] | None = None):
    """The same file with further parts, or with words of a part swapped."""
    again = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as found, zipfile.ZipFile(again, "w", zipfile.ZIP_DEFLATED) as kept:
        for name in found.namelist():
            part = found.read(name)
            old, new = (swap or {}).get(name, (b"", b""))
            kept.writestr(name, part.replace(old, new, 1) if old else part)
        for name, part in (parts or {}).items():
            kept.writestr(name, part)
    return again.getvalue()


def parts_of(content: bytes) -> dict[str, str]:
    """Every part, unpacked; what isn't text comes as well as it can."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return {name: packed.read(name).decode("utf-8", "replace") for name in packed.namelist()}


def words_of(content: bytes) -> str:
    """What the paper says to a reader, a paragraph a line."""
    body = parts_of(content)["word/document.xml"]
    lines = re.findall(r"<w:p[ >].*?</w:p>", body, re.DOTALL)
    return "\n".join(unescape(re.sub(r"<[^>]*>", "", re.sub(r"<w:br/>", "\n", line))) for line in lines)

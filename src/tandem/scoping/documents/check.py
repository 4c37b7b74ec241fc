"""Is an uploaded template safe to open, and can it be filled in? Looked at from the outside in: size, then members,
then what they say; nothing is unpacked before it's known to be small."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from xml.parsers import expat

from django.utils.translation import gettext as _

from tandem.scoping.documents.docx import docx
from tandem.scoping.documents.example import AT, NO_CURRENCY, example
from tandem.scoping.documents.faulty import Faulty

MOST_BYTES = 5 * 1024 * 1024
MOST_MEMBERS = 500
MOST_UNPACKED = 40 * 1024 * 1024
MAIN = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
NEVER = re.compile(r"vbaproject|vbadata|/activex/|/embeddings/|\.bin$|\.exe$", re.IGNORECASE)
XML = (".xml", ".rels")
# Fields that fetch from elsewhere when the paper is opened.
FETCHES = re.compile(rb"\b(DDEAUTO|DDE|INCLUDEPICTURE|INCLUDETEXT|LINK\s)|<w:altChunk\b", re.IGNORECASE)
INSTRUCTION = re.compile(rb"<w:instrText[^>]*>(.*?)</w:instrText>|w:instr=\"([^\"]*)\"", re.DOTALL)
TRACKED = re.compile(rb"<w:(ins|del|moveFrom|moveTo)\s")
LINK = ("/hyperlink",)


def must_be_usable(content: bytes) -> None:
    """Opened, looked through and filled in with an example.

    Raises:
        Faulty: with everything that is wrong, in words.
    """
    problems = list(_from_outside(content))
    if not problems:
        problems = list(_inside(content))
    if problems:
        raise Faulty(problems)
    try:
        docx(content, example(NO_CURRENCY), at=AT)
    except Faulty:
        raise
    except Exception as error:  # a library that can't open the file says so in its own ways
        raise Faulty([_("It can’t be opened as a DOCX: %(what)s.") % {"what": str(error)[:200]}]) from error


def _from_outside(content: bytes) -> Iterator[str]:
    """By its size and its list of members alone."""
    if len(content) > MOST_BYTES:
        yield _("It’s larger than %(n)s MB.") % {"n": MOST_BYTES // 1024 // 1024}
        return
    try:
        members = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        yield _("It isn’t a DOCX file.")
        return
    names = [member.filename for member in members]
    if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > MOST_UNPACKED:
        yield _("Unpacked it’s larger than a paper can be.")
    if len(set(names)) < len(names) or any(member.flag_bits & 1 for member in members):
        yield _("It’s locked, or it holds the same part twice.")
    if not {"[Content_Types].xml", "word/document.xml"} <= set(names):
        yield _("It isn’t a DOCX file.")
    if any(NEVER.search(name) for name in names):
        yield _("It holds a macro or another program. Save it as a plain DOCX.")
    if any("comments" in name.lower() for name in names):
        yield _("It holds comments, which the client could read. Take them out first.")


def _inside(content: bytes) -> Iterator[str]:
    """By what its parts say. Small by now, so each may be read."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        try:
            parts = {name: packed.read(name) for name in packed.namelist()}
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError):
            yield _("It’s damaged: a part of it can’t be unpacked.")
            return
    if MAIN not in parts["[Content_Types].xml"]:
        yield _("It isn’t a plain DOCX: save it as one, without macros.")
    for name, part in parts.items():
        if name.lower().endswith(XML):
            yield from _about(name, part)


def _about(name: str, part: bytes) -> Iterator[str]:
    found: list[str] = []
    problem = _read(part, found)
    if problem:
        yield _("%(part)s: %(what)s") % {"part": name, "what": problem}
    for target in found:
        yield _("It fetches “%(target)s” from outside when it’s opened. Take that out.") % {"target": target[:120]}
    if any(FETCHES.search(said) for pair in INSTRUCTION.findall(part) for said in pair) or b"<w:altChunk" in part:
        yield _("It has a field that fetches something from elsewhere. Take it out.")
    if TRACKED.search(part):
        yield _("It holds tracked changes, which the client could read. Accept or reject them first.")


def _read(part: bytes, outside: list[str]) -> str:
    """What is wrong with the XML; `outside` gets the targets beyond the file, but those of links to click."""

    def declared(*_what: object) -> None:
        raise Faulty([_("it declares a document type, which a DOCX never does.")])

    def begun(tag: str, about: dict[str, str]) -> None:
        kind = about.get("Type", "")
        if tag.rpartition(":")[2] == "Relationship" and about.get("TargetMode", "").lower() == "external":
            target = about.get("Target", "")
            if not (kind.endswith(LINK) and target.lower().startswith(("https://", "http://", "mailto:"))):
                outside.append(target)

    reader = expat.ParserCreate()
    reader.StartDoctypeDeclHandler = declared
    reader.EntityDeclHandler = declared
    reader.StartElementHandler = begun
    try:
        reader.Parse(part, True)
    except Faulty as fault:
        return str(fault)
    except expat.ExpatError:
        return _("it isn’t well-formed.")
    return ""

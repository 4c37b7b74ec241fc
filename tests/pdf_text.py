"""The words of a PDF, read without any library: enough of the format for the papers that we draw."""

import re
import zlib

OBJECT = re.compile(rb"(\d+) 0 obj(.*?)endobj", re.DOTALL)
STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
MAPPED = re.compile(rb"beginbfchar(.*?)endbfchar", re.DOTALL)
TOKEN = re.compile(rb"/ActualText<[0-9A-F]*>|/(f\d+) [\d.]+ Tf|(\()|<([0-9A-Fa-f]+)>")
OCTAL = re.compile(rb"[0-7]{1,3}")
PLAIN = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def words_of(content: bytes) -> str:
    """What its pages show, in the order in which they show it, spaces and line ends taken out: letters stand close in
    a PDF, and only some of the gaps between words are letters themselves."""
    objects = {int(number): body for number, body in OBJECT.findall(content)}
    pages = [body for body in objects.values() if re.search(rb"/Type/Page\b(?!s)", body)]
    return "".join(_page(objects, body) for body in pages)


def words_apart(content: bytes) -> str:
    """The same with a gap wherever the paper moves on: for looking for single words."""
    objects = {int(number): body for number, body in OBJECT.findall(content)}
    pages = [body for body in objects.values() if re.search(rb"/Type/Page\b(?!s)", body)]
    return " ".join(_page(objects, body, " ") for body in pages)


def about(content: bytes) -> str:
    """What the file says of itself: its metadata, plain."""
    rest = [body for _number, body in OBJECT.findall(content) if b"/Metadata" in body or b"/Producer" in body]
    return b"".join(rest + [_stream(body) for body in rest]).decode("utf-8", "replace")


def close(words: str) -> str:
    """Words as `words_of` gives them."""
    return re.sub(r"[\s\u200b\u00ad]", "", words)


def _page(objects: dict[int, bytes], page: bytes, gap: str = "") -> str:
    """By the page's own fonts: each page names them anew."""
    resources, contents = (int(number) for number in re.findall(rb"/(?:Resources|Contents) (\d+) 0 R", page))
    named = re.findall(rb"/(f\d+) (\d+) 0 R", objects[resources])
    fonts = {name: _letters(objects, objects[int(number)]) for name, number in named}
    return _said(_stream(objects[contents]), fonts, gap)


def _said(page: bytes, fonts: dict[bytes, dict[int, str]], gap: str) -> str:
    said: list[str] = []
    letters: dict[int, str] = {}
    at = 0
    while found := TOKEN.search(page, at):
        font, opened, written = found.groups()
        shown, at = _literal(page, found.end()) if opened else (bytes.fromhex((written or b"").decode()), found.end())
        letters = fonts.get(font, {}) if font else letters
        said.append(gap if font else "")
        said += [letters.get(int.from_bytes(shown[place : place + 2], "big"), "") for place in range(0, len(shown), 2)]
    return "".join(said) if gap else close("".join(said))


def _literal(page: bytes, at: int) -> tuple[bytes, int]:
    """The text in round brackets that begins here, and where it has ended: brackets in it may be balanced."""
    text, depth = b"", 1
    while True:
        each = page[at : at + 1]
        at += 1
        if each == b"\\":
            code = OCTAL.match(page, at)
            text += bytes([int(code[0], 8)]) if code else PLAIN.get(page[at : at + 1], page[at : at + 1])
            at = code.end() if code else at + 1
            continue
        depth += {b"(": 1, b")": -1}.get(each, 0)
        if not depth:
            return text, at
        text += each


def _letters(objects: dict[int, bytes], font: bytes) -> dict[int, str]:
    """Glyph -> its letters, by the font's own table."""
    number = re.search(rb"/ToUnicode (\d+) 0 R", font)
    table = b"".join(MAPPED.findall(_stream(objects[int(number[1])]))) if number else b""
    pairs = re.findall(rb"<([0-9A-Fa-f]{4})>\s*<([0-9A-Fa-f]+)>", table)
    return {int(glyph, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for glyph, text in pairs}


def _stream(body: bytes) -> bytes:
    found = STREAM.search(body)
    if not found:
        return b""
    # Its own end says where it ends: the line's end before `endstream` may look like its last byte.
    return zlib.decompressobj().decompress(found[1]) if b"FlateDecode" in body else found[1]

"""Notes and transcripts taken apart: sentences, each with who said it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import wrap

# "Tom: ...", "Tom Bergqvist (Northlight): ...", "[10:32] Tom: ...", and a transcript's line "Tom Bergqvist  0:32".
CLOCK = r"[\[(]?\d{1,2}:\d\d(?::\d\d)?[\])]?"
NAME = r"[^\W\d_][\w.'’-]*(?:[ \t]+[^\W\d_][\w.'’-]*){0,3}"
SPOKEN = re.compile(rf"^\s*(?:{CLOCK}\s*)?({NAME})(?:\s*\([^)\n]{{1,40}}\))?(?:\s+{CLOCK})?\s*:(?:\s+|$)(.*)$")
ALONE = re.compile(rf"^\s*({NAME})\s+{CLOCK}\s*$")
BULLET = re.compile(r"^\s*(?:[-*•–>]+|\d{1,2}[.)])\s+")
# Words before a colon that are no names.
HEADINGS = {
    "action", "actions", "agenda", "aim", "answer", "attendees", "budget", "call", "client", "context", "cost", "date",
    "dates", "decision", "decisions", "deliverables", "example", "from", "goal", "goals", "hours", "issue", "issues",
    "milestones", "minutes", "next", "note", "notes", "open", "outcome", "participants", "place", "present", "price",
    "question", "questions", "re", "remember", "result", "risk", "risks", "scope", "start", "status", "subject",
    "summary", "team", "time", "timeline", "to", "todo", "topic", "topics", "when", "where", "who", "why",
}  # fmt: skip
PARTICLES = {"de", "da", "der", "den", "del", "di", "la", "le", "van", "von", "of"}
ABBREVIATIONS = {
    "e.g", "i.e", "eg", "ie", "approx", "ca", "vs", "mr", "mrs", "ms", "dr", "prof", "no", "incl", "resp", "jan",
    "feb", "mar", "apr", "aug", "sep", "sept", "oct", "nov", "dec",
}  # fmt: skip
LONGEST = 500  # characters; what has no stop for longer than that is no sentence
END = re.compile(r"[.!?…]+[\"”’)\]]*(?=\s)|;(?=\s)")


@dataclass(frozen=True, slots=True)
class Sentence:
    """Its words with single spaces, and the name before the colon ("" where there is none)."""

    words: str
    speaker: str


def sentences(text: str) -> list[Sentence]:
    """In reading order. A speaker goes on until the next one, or until an empty line; a line that ends without a stop
    goes on where the next one begins small."""
    return [Sentence(words, speaker) for speaker, block in _blocks(text) for words in _split(block)]


def same_name(label: str, name: str) -> bool:
    """Does the label before a colon mean this person: the whole name, the first name or the initials?"""
    said, known = _folded(label), _folded(name)
    if not said or not known:
        return False
    parts = known.split()
    short = said.replace(" ", "")
    return said in (known, parts[0]) or short in (known.replace(" ", ""), "".join(part[0] for part in parts))


def _folded(name: str) -> str:
    return " ".join("".join(sign if sign.isalnum() else " " for sign in name.casefold()).split())


def _blocks(text: str) -> Iterator[tuple[str, str]]:
    """(speaker, lines that belong together)."""
    speaker, block = "", ""
    for line in text.splitlines():
        named = _named(line)
        if named is None and line.strip() and not BULLET.match(line) and _goes_on(block, line):
            block = f"{block} {line.strip()}"
            continue
        if block:
            yield speaker, block
        if named is not None:
            speaker, block = named
        else:
            speaker = speaker if line.strip() else ""
            block = BULLET.sub("", line).strip()
    if block:
        yield speaker, block


def _named(line: str) -> tuple[str, str] | None:
    """(speaker, what stands after the colon), or None where the line names nobody."""
    bare = BULLET.sub("", line)
    found = SPOKEN.match(bare) or ALONE.match(bare)
    if not found or not _is_name(found[1]):
        return None
    return found[1].strip(), (found[2].strip() if found.lastindex == 2 else "")


def _is_name(words: str) -> bool:
    parts = words.split()
    if parts[0].casefold() in HEADINGS:
        return False
    return all(part[0].isupper() or part.casefold() in PARTICLES for part in parts)


def _goes_on(block: str, line: str) -> bool:
    return bool(block) and block.rstrip('"”’)]')[-1:] not in (*".!?…:;", "") and line.strip()[0].islower()


def _split(block: str) -> Iterator[str]:
    start = 0
    for stop in END.finditer(block):
        if stop.group()[0] == "." and _is_no_end(block[start : stop.start()], block[stop.end() :].lstrip()):
            continue
        yield from _clean(block[start : stop.end()])
        start = stop.end()
    yield from _clean(block[start:])


def _is_no_end(before: str, after: str) -> bool:
    """A stop after an abbreviation, an initial or a number of a list, or before a small letter."""
    last = before.split()[-1].casefold().lstrip('("“‘') if before.split() else ""
    return last in ABBREVIATIONS or (len(last) == 1 and last.isalpha() and last != "i") or after[:1].islower()


def _clean(words: str) -> Iterator[str]:
    plain = (
        " ".join(words.split()).strip('"“”‘’ ;') if words.count("“") + words.count('"') < 2 else " ".join(words.split())
    )
    if sum(sign.isalpha() for sign in plain) > 3:
        yield from wrap(plain, LONGEST, break_on_hyphens=False)

"""Find a firm's own phrases in a text: vague words in a clause, words that sound like a promise in call notes."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from tandem.calc.folding import Folded, fold, folded

BREAK = "\u200b"


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase found: text[start:end] is how it stands there, `phrase` is the one that was looked for."""

    start: int
    end: int
    phrase: str


def find(text: str, phrases: Iterable[str]) -> list[Hit]:
    """Where the phrases stand, in reading order. Whole words only, whatever their case or alphabet: letters that look
    alike are alike, and what isn't seen isn't there. Any run of white space, and a hyphen, stand for a space. Of two
    that overlap the one that begins first counts, then the longer.
    """
    hits = [
        Hit(*plain.span(found.start(), found.end()), phrase)
        for plain in _readings(text)
        for phrase in dict.fromkeys(each.strip() for each in phrases)
        if phrase and (sought := fold(phrase).strip())
        for found in _pattern(sought).finditer(plain.text)
    ]
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda each: (each.start, each.start - each.end)):
        if not kept or hit.start >= kept[-1].end:
            kept.append(hit)
    return kept


def _readings(text: str) -> list[Folded]:
    """A zero-width space may stand within a word, unseen, or between two, where the line breaks: both are read."""
    return [folded(text), *([folded(text.replace(BREAK, " "))] if BREAK in text else [])]


def _pattern(phrase: str) -> re.Pattern[str]:
    words = r"[\s\-–]+".join(re.sub("['’]", "['’]", re.escape(word)) for word in phrase.split())
    before = r"(?<!\w)" if phrase[0].isalnum() else ""
    after = r"(?!\w)" if phrase[-1].isalnum() else ""
    return re.compile(before + words + after, re.IGNORECASE)

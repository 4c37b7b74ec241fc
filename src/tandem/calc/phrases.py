"""Find a firm's own phrases in a text: vague words in a clause, words that sound like a promise in call notes."""

import re
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase found: text[start:end] is how it stands there, `phrase` is the one that was looked for."""

    start: int
    end: int
    phrase: str


def find(text: str, phrases: Iterable[str]) -> list[Hit]:
    """Where the phrases stand, in reading order. Whole words only, whatever their case; any run of white space, and a
    hyphen, stand for a space. Of two that overlap the one that begins first counts, then the longer.
    """
    hits = [
        Hit(found.start(), found.end(), phrase)
        for phrase in dict.fromkeys(each.strip() for each in phrases)
        if phrase
        for found in _pattern(phrase).finditer(text)
    ]
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda each: (each.start, each.start - each.end)):
        if not kept or hit.start >= kept[-1].end:
            kept.append(hit)
    return kept


def _pattern(phrase: str) -> re.Pattern[str]:
    words = r"[\s\-–]+".join(re.sub("['’]", "['’]", re.escape(word)) for word in phrase.split())
    before = r"(?<!\w)" if phrase[0].isalnum() else ""
    after = r"(?!\w)" if phrase[-1].isalnum() else ""
    return re.compile(before + words + after, re.IGNORECASE)

"""What changed between two wordings, word by word."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

KEPT, ADDED, DROPPED = "kept", "added", "dropped"
ALIKE = 0.5


def word_changes(old: str, new: str) -> list[tuple[str, str]]:
    """Runs of words in reading order, each kept, dropped or added; the kept and dropped runs together read `old`."""
    before, after = _words(old), _words(new)
    runs: list[tuple[str, str]] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            runs.append((KEPT, "".join(before[i1:i2])))
            continue
        runs += [
            (kind, text) for kind, text in ((DROPPED, "".join(before[i1:i2])), (ADDED, "".join(after[j1:j2]))) if text
        ]
    return runs


def pair_up(old: Sequence[str], new: Sequence[str], alike: float = ALIKE) -> list[tuple[str | None, str | None]]:
    """Which new wording is which old one: the same words first, then the most alike at `alike` (0..1) or above.

    Every wording stands in exactly one pair; None where there is no counterpart. New ones in their order, then
    what was dropped.
    """
    left = list(old)
    partner: dict[int, str] = {}
    for j, text in enumerate(new):
        if text in left:
            partner[j] = text
            left.remove(text)
    for j, text in enumerate(new):
        if j not in partner and left:
            best = max(left, key=lambda one: _likeness(one, text))
            if _likeness(best, text) >= alike:
                partner[j] = best
                left.remove(best)
    return [(partner.get(j), text) for j, text in enumerate(new)] + [(text, None) for text in left]


def _words(text: str) -> list[str]:
    return re.findall(r"\s*\S+", text)


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one.split(), other.split(), autojunk=False).ratio()

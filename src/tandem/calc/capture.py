"""Call notes read for likely promises: rules of our own over the firm's own phrases, no network, nothing learnt.

It proposes, a person confirms. So it would rather name a sentence too many than one too few, and says of each how
strong it sounds, who said it, which days it names and which of its words are vague.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tandem.calc.days import Day, days_in
from tandem.calc.folding import key
from tandem.calc.phrases import Hit, find
from tandem.calc.said import Sentence, same_name, sentences

LIMIT = 50_000
STRENGTHS = ("committed", "implied", "mentioned")

__all__ = ["LIMIT", "Proposal", "Sentence", "TooLong", "days_in", "read", "same_name", "sentences"]


class TooLong(ValueError):
    """More than LIMIT characters."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A sentence that sounds like a promise. `speaker` is the name before the colon, "" where there is none; `days` and
    `vague` lie within `quote`."""

    quote: str
    strength: str
    speaker: str
    days: tuple[Day, ...]
    vague: tuple[Hit, ...]

    @property
    def due(self) -> date | None:
        """The first day that it names."""
        return self.days[0].on if self.days else None


def read(text: str, phrases: Mapping[str, Sequence[str]], day: date, theirs: Iterable[str] = ()) -> list[Proposal]:
    """The likely promises of notes taken on `day`, in reading order, each quote once.

    `phrases` by kind: "committed", "implied" and "mentioned" say how strong a sentence sounds, "vague" is only marked.
    What `theirs` (names of the client's people) say binds the client, not the firm, so it's left out.

    Raises:
        TooLong: more than LIMIT characters.
    """
    if len(text) > LIMIT:
        raise TooLong
    clients = tuple(theirs)
    found: dict[str, Proposal] = {}
    for sentence in sentences(text):
        if any(same_name(sentence.speaker, name) for name in clients):
            continue
        proposal = _judge(sentence, phrases, day)
        if proposal:
            found.setdefault(key(proposal.quote), proposal)
    return list(found.values())


def _judge(sentence: Sentence, phrases: Mapping[str, Sequence[str]], day: date) -> Proposal | None:
    words = sentence.words
    if words.endswith("?"):
        return None
    days = days_in(words, day)
    strength, spans = _strongest(words, phrases, bool(days))
    if not strength:
        return None
    if all(LOOK_AT.search(words[span.end :]) for span in spans):
        strength = STRENGTHS[-1]
    elif _hedged(words, spans):
        strength = STRENGTHS[min(STRENGTHS.index(strength) + 1, len(STRENGTHS) - 1)]
    vague = find(words, phrases.get("vague", ()))
    return Proposal(words, strength, sentence.speaker, tuple(days), tuple(vague))


def _strongest(words: str, phrases: Mapping[str, Sequence[str]], dated: bool) -> tuple[str, list[Hit]]:
    """The strength of the strongest phrase that holds, and where all that hold stand."""
    strongest, spans = "", []
    for strength in STRENGTHS:
        firm = strength != "mentioned"
        hits = [hit for hit in find(words, phrases.get(strength, ())) if _holds(words, hit, dated, firm)]
        spans += hits
        strongest = strongest or (strength if hits else "")
    return strongest, spans


# "We will not", "we can't", but "we will not charge you" is a promise.
DENIED_AFTER = re.compile(
    r"^(?:n?['’]t\b|\s*(?:(?:certainly|definitely|probably|also|really|absolutely)\s+)?(?:not|never)\b"
    r"(?!\s+(?:charge|bill|invoice|leave|let)\b))",
    re.IGNORECASE,
)
DENIED_BEFORE = re.compile(r"(?:\b(?:nobody|not|never|cannot)|n['’]t)\s+(?!worry\b)(?:\w+\s+){0,3}$", re.IGNORECASE)
# "We'll see" and "we will need access" bind nobody; "we'll check by Friday" does.
MUSING = re.compile(
    r"^\s*(?:(?:have|need)\s+to\s+|just\s+|also\s+|all\s+)?"
    r"(?:see|discuss|think|talk|consider|wonder|wait|need|be (?:on holiday|away|out|off|travelling))\b",
    re.IGNORECASE,
)
LOOKING = re.compile(
    r"^\s*(?:(?:have|need)\s+to\s+|just\s+|also\s+)?(?:ask|check|look into it|find out)\b", re.IGNORECASE
)
# "We could look at the other vans" is heard as more than it says.
LOOK_AT = re.compile(r"^\s*(?:(?:have|need)\s+to\s+|just\s+|also\s+)?look (?:at|into)\b", re.IGNORECASE)
THEIR_DUTY = re.compile(r"\byou(?:['’]ll| will)\s+have$", re.IGNORECASE)


def _holds(words: str, hit: Hit, dated: bool, firm: bool) -> bool:
    """Is the phrase meant as it stands: not denied, not (where it's `firm`) just a thought, not a duty of the
    listener's?"""
    before, phrase, after = words[: hit.start], words[hit.start : hit.end], words[hit.end :]
    if DENIED_AFTER.search(after) or DENIED_BEFORE.search(before):
        return False
    if firm and (MUSING.search(after) or (LOOKING.search(after) and not dated)):
        return False
    return not (THEIR_DUTY.search(phrase) and re.match(r"\s+to\b", after))


HEDGES = (
    "probably", "maybe", "perhaps", "might", "hopefully", "try to", "try and", "aim to", "hope to", "likely",
    "if all goes well", "I think", "ideally", "possibly",
)  # fmt: skip


def _hedged(words: str, spans: Iterable[Hit]) -> bool:
    """A hedge outside the phrases themselves makes a promise weaker by one step."""
    taken = list(spans)
    return any(all(hit.end <= span.start or hit.start >= span.end for span in taken) for hit in find(words, HEDGES))

"""What an outcome said before: its revisions, word by word, and who had signed which.

History keeps each change of words with what stood before it, so the revisions are read backwards from the words of
today; a signature keeps the words that it was given to, and where it does, those are what is shown.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tandem.calc.wording import word_changes
from tandem.engagements.models import Outcome, OutcomeSignature
from tandem.engagements.models.outcome import MEANING
from tandem.engagements.queries.outcome import words_of
from tandem.ledger.models import Entry
from tandem.web.words import day

WRITTEN = "added outcome"


@dataclass(frozen=True)
class Changed:
    """One field of a revision: `runs` are words that were kept, dropped or added against the revision before."""

    name: str
    runs: list[tuple[str, str]]


@dataclass(frozen=True)
class Revision:
    """One wording of the outcome. `by` and `at` are of the change that made it; empty where history doesn't tell."""

    number: int
    words: dict[str, str]
    by: str
    at: datetime | None
    changed: list[Changed]
    keys: list[OutcomeSignature]

    @property
    def shown(self) -> dict[str, str]:
        """The words as people read them: only what was filled in, days as days."""
        return {name: _shown(name, self.words[name]) for name in MEANING if self.words.get(name)}


def revisions(outcome: Outcome) -> list[Revision]:
    """Newest first. Two queries."""
    keys: dict[int, list[OutcomeSignature]] = {}
    for key in outcome.signatures.select_related("person").order_by("at", "pk"):
        keys.setdefault(key.revision, []).append(key)
    told = Entry.objects.filter(subject_type=Outcome._meta.label_lower, subject_id=outcome.pk).order_by("-pk")
    wordings = _wordings(outcome, [entry for entry in told if entry.verb == WRITTEN or _is_of_meaning(entry)])
    untold = set(keys) - {number for number, _words, _entry in wordings}
    wordings += [(number, words, None) for number in untold if (words := _kept(keys[number], {}))]
    wordings.sort(key=lambda wording: -wording[0])
    kept = {number: _kept(keys.get(number, []), words) for number, words, _entry in wordings}
    return [
        Revision(
            number=number,
            words=kept[number],
            by=entry.actor_name if entry else "",
            at=entry.at if entry else None,
            changed=_changes(kept[number - 1], kept[number]) if number - 1 in kept else [],
            keys=keys.get(number, []),
        )
        for number, _words, entry in wordings
    ]


def _is_of_meaning(entry: Entry) -> bool:
    return bool(_of_meaning(entry.after)) and bool(entry.before)


def _wordings(outcome: Outcome, told: list[Entry]) -> list[tuple[int, dict[str, str], Entry | None]]:
    """Each revision with its words and the entry that made it, newest first."""
    words, number = words_of(outcome), outcome.revision
    found: list[tuple[int, dict[str, str], Entry | None]] = []
    for entry in told:
        made = entry.after.get("revision") or number
        if made < number:  # the words were changed past the verbs since
            found.append((number, words, None))
            words, number = {**words, **_of_meaning(entry.after)}, made
        found.append((number, words, entry))
        words, number = {**words, **_of_meaning(entry.before)}, number - 1
        if entry.verb == WRITTEN:
            return found
    if not found or number >= 1:
        found.append((number, words, None))
    return found


def _of_meaning(values: dict[str, Any]) -> dict[str, str]:
    return {name: str(value or "") for name, value in values.items() if name in MEANING}


def _kept(keys: list[OutcomeSignature], otherwise: dict[str, str]) -> dict[str, str]:
    """The words that were signed, from a signature that kept them."""
    return next((key.evidence["words"] for key in keys if key.evidence.get("words")), otherwise)


def _changes(old: dict[str, str], new: dict[str, str]) -> list[Changed]:
    return [
        Changed(name, word_changes(_shown(name, old.get(name, "")), _shown(name, new.get(name, ""))))
        for name in MEANING
        if old.get(name, "") != new.get(name, "")
    ]


def _shown(name: str, text: str) -> str:
    return day(date.fromisoformat(text)) if name == "measured_on" and text else text

"""Questions about outcomes: who has turned which key on the present words, what they said before, how it came out."""

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from tandem.engagements.models import Engagement, Outcome, OutcomeMeasure, OutcomeSignature, Side
from tandem.engagements.models.outcome import MEANING


def words_of(outcome: Outcome) -> dict[str, str]:
    """What is signed: every field of meaning, as text."""
    return {name: str(getattr(outcome, name) or "") for name in MEANING}


def digest_of(words: dict[str, str]) -> str:
    """SHA-256 of the canonical text of what is signed."""
    return hashlib.sha256(json.dumps(words, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def signed_words(outcome: Outcome) -> dict[str, Any]:
    """What a signature keeps of the words it stands under: their digest and the words themselves."""
    words = words_of(outcome)
    return {"digest": digest_of(words), "evidence": {"words": words}}


def stands(key: OutcomeSignature, outcome: Outcome) -> bool:
    """Is it on the words as they are now? A signature from before digests were kept goes by its revision."""
    return key.revision == outcome.revision and key.digest in ("", digest_of(words_of(outcome)))


@dataclass(frozen=True)
class OutcomeRow:
    """An outcome with the keys that count: those on its present revision. `superseded` says that earlier ones don't."""

    outcome: Outcome
    keys: dict[str, OutcomeSignature]
    superseded: int
    measures: list[OutcomeMeasure] = field(default_factory=list)

    @property
    def sales(self) -> bool:
        return Side.SALES in self.keys

    @property
    def delivery(self) -> bool:
        return Side.DELIVERY in self.keys

    @property
    def client(self) -> bool:
        return Side.CLIENT in self.keys

    @property
    def agreed(self) -> bool:
        """Both of our sides; the client's key is welcome and not asked for."""
        return self.sales and self.delivery

    @property
    def unfinished(self) -> bool:
        """One voice is still missing, so there is nothing to sign."""
        return not (self.outcome.expects and self.outcome.proves)

    @property
    def open_sides(self) -> tuple[str, ...]:
        return tuple(side for side in (Side.SALES, Side.DELIVERY) if side not in self.keys)

    @property
    def digest(self) -> str:
        """Of the words as they are now: what a client's form says was read."""
        return digest_of(words_of(self.outcome))


def rows(engagement: Engagement, *, measured: bool = False) -> list[OutcomeRow]:
    """Every outcome in its order. Two queries; three with what was measured of them."""
    keys: dict[int, list[OutcomeSignature]] = {}
    signed = OutcomeSignature.objects.filter(outcome__engagement=engagement).select_related("person").order_by("pk")
    for key in signed:
        keys.setdefault(key.outcome_id, []).append(key)
    measures = _measures(engagement) if measured else {}
    found = engagement.outcomes.order_by("position", "pk")
    return [_row(outcome, keys.get(outcome.pk, []), measures.get(outcome.pk, [])) for outcome in found]


def _measures(engagement: Engagement) -> dict[int, list[OutcomeMeasure]]:
    found: dict[int, list[OutcomeMeasure]] = {}
    asked = OutcomeMeasure.objects.filter(outcome__engagement=engagement).select_related("asked", "measured_by")
    for measure in asked.order_by("due_on", "pk"):
        found.setdefault(measure.outcome_id, []).append(measure)
    return found


def _row(outcome: Outcome, keys: list[OutcomeSignature], measures: list[OutcomeMeasure]) -> OutcomeRow:
    present = {key.side: key for key in keys if stands(key, outcome)}
    return OutcomeRow(outcome, present, len(keys) - len(present), measures)

"""What was probed on the reverse pitch, and what the client said to it."""

from random import Random
from typing import Any

from tandem.engagements.models import Promise
from tandem.front.sample.case import Case
from tandem.front.sample.rows import Rows
from tandem.front.sample.told import resolve
from tandem.review.models import Probe, ReversePitch

OWN = (
    ("What will your board be told about this?", "That it's in use by the spring, and who to ring."),
    ("What would make you stop us?", "If my own people have to ask yours how it works."),
    ("Who says that it's done?", "I do. If I'm away, my deputy, and I've told him."),
    ("What do you think is not in it?", "The old reports. We keep those as they are."),
    ("What do you owe us in the first week?", "The accounts and two people. It's in my diary."),
)
OTHERWISE = "I had hoped for a little more than that. But you did say so."


def add_probes(case: Case, pitch: ReversePitch) -> None:
    """Two of our own and a promise that was said to be feasible only if; answered once the call was held."""
    rng = Random(f"{case.plan.client}:{case.plan.name}:probes")
    asked: list[tuple[str, Any, str, str]] = [
        (Probe.Source.OWN, None, words, heard) for words, heard in rng.sample(OWN, k=2)
    ]
    asked += [
        (Probe.Source.PROMISE, row, row.quote, f"{row.condition}. Yes, that's how I heard it.")
        for row in case.promises
        if row.verdict == Promise.Verdict.IF
    ][:1]
    for place, (source, row, words, heard) in enumerate(asked):
        agrees = not (source == Probe.Source.OWN and rng.random() < 0.12)
        answer = {"heard": heard if agrees else OTHERWISE, "agrees": agrees} if pitch.held_at else {}
        probe = Probe(pitch=pitch, source=source, words=words, position=place, **answer)
        resolve(case, probe)
        _probe(case.rows, probe, row)


def _probe(rows: Rows, probe: Probe, about: Any) -> None:
    """The number of the row that it's about is known once that is written."""
    rows.add(probe)
    if about is not None:
        rows.named.append((probe, about))

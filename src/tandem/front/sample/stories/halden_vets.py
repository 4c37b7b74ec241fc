"""Halden, section by section: five are vetted, what “done” means has changed since, one question waits on Tom."""

from collections.abc import Iterable
from copy import deepcopy
from datetime import datetime, timedelta

from tandem.front.sample.case import Case
from tandem.review.models import Probe, ReversePitch
from tandem.scoping.models import ScopingSession, Section, Vet
from tandem.scoping.queries.sections import Line, Said

VANS_BEFORE = "Offline look-up in the vans that have the new device."
QUESTION = "Was the sample drawn before or after they moved the pumping stations? If before, 4% means nothing."
ASKED = (
    ("What will your board be told about the vans?", Probe.Source.OWN),
    ("Who decides when a match is good enough?", Probe.Source.OWN),
    ("What would make you stop us?", Probe.Source.OWN),
    ("What happens if SAP access is late?", Probe.Source.OWN),
)


def vets(session: ScopingSession, said: Said) -> Iterable[Vet]:
    """In the order in which they were laid: on the session, and in the days after it."""
    held = session.held_at
    assert held is not None, "the session was held"
    lead, seller = session.engagement.lead, session.engagement.seller
    then = _on_the_day(session, said)
    for place, section in enumerate(Section.values, 1):
        if section in (Section.CAPACITY, Section.SCOPE):
            continue
        yield Vet(
            session=session,
            section=section,
            said=then[section],
            word=Vet.Word.FINE,
            person=lead,
            at=_after(held, 3 * place),
        )
    yield Vet(
        session=session, section=Section.SCOPE, said=then[Section.SCOPE], word=Vet.Word.QUESTION, person=lead,
        at=_after(held, 25), words="Is cleaning by hand in the fee, or ours to swallow?", reply="In the fee: nine days.",
        replied_by=seller, replied_at=_after(held, 60 * 18),
    )  # fmt: skip
    yield Vet(
        session=session, section=Section.CAPACITY, said=then[Section.CAPACITY], word=Vet.Word.FLAG, person=lead,
        at=_after(held, 40), words="Matching 41,000 assets to places rests on one person, and he is promised to Tidewater until Christmas.",
    )  # fmt: skip
    frozen = _after(held, 60 * 42)
    for section in (Section.SCOPE, Section.CAPACITY, Section.PRICE):
        yield Vet(section=section, said=said[section], word=Vet.Word.FINE, person=lead, at=frozen)
    yield Vet(
        section=Section.RISKS, said=said[Section.RISKS], word=Vet.Word.FINE, person=lead, at=_after(held, 60 * 70)
    )
    yield Vet(
        section=Section.ASSUMPTIONS, said=said[Section.ASSUMPTIONS], word=Vet.Word.QUESTION, person=lead,
        at=_after(held, 60 * 138), words=QUESTION,
    )  # fmt: skip


def probes(case: Case, pitch: ReversePitch) -> None:
    """For Thursday's call: nobody has answered yet."""
    for place, (words, source) in enumerate(ASKED):
        case.rows.add(Probe(pitch=pitch, source=source, words=words, position=place))


def _after(moment: datetime, minutes: int) -> datetime:
    return moment + timedelta(minutes=minutes)


def _on_the_day(session: ScopingSession, said: Said) -> Said:
    """What the sections said on the session's day, before what changed in the week after."""
    then = deepcopy(said)
    for line in then[Section.SUCCESS]:
        if "6 pilot vans" in line.get("proves", ""):
            line["proves"] = VANS_BEFORE
    then[Section.RISKS] = [line for line in then[Section.RISKS] if "board date" not in line["words"]]
    then[Section.ASSUMPTIONS] = [line for line in then[Section.ASSUMPTIONS] if "asset extract" not in line["words"]]
    then[Section.SCOPE] = [line for line in then[Section.SCOPE] if line["words"] != "Vans without the new device"]
    for line in then[Section.CAPACITY]:
        _start_earlier(line, session)
    return then


def _start_earlier(line: Line, session: ScopingSession) -> None:
    """The start stood four weeks earlier until the flag was answered."""
    if line["is"] == "runs" and session.engagement.starts_on:
        line["starts_on"] = str(session.engagement.starts_on - timedelta(weeks=4))

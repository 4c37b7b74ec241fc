"""One deal's board as a person may see it: the seats side by side, why each sits, what they judge."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from tandem.engagements.models import Engagement
from tandem.engagements.queries import waivers
from tandem.gates import Finding, check
from tandem.ledger.models import Entry
from tandem.people.models import Access, Person
from tandem.people.rights import Sight, key_of, sees
from tandem.review.gate import DECIDE
from tandem.review.gate.called import ALWAYS, SIGNS, because, reason_words, said
from tandem.review.models import PolicyRow, Verdict, VerdictMark
from tandem.review.queries.conditions import doubts
from tandem.review.queries.figures import shown_to
from tandem.review.queries.gate import board_facts
from tandem.review.queries.judged import Judged, judged, seats_of
from tandem.review.queries.page import Money, money_of
from tandem.review.queries.seats import Chair, may_own, sets
from tandem.scoping.queries.agreement import Part, beside
from tandem.scoping.queries.reading import Reader, Runs, difference

SIDES = {"sales": "s", "delivery": "d"}


@dataclass(frozen=True)
class Seat:
    """`why` says in one sentence why it sits. `mine`: the person who looks may speak here now. `marks`: what was said
    of each matter that it signs. `state` is spoken, lapsed, changed, absent, late or waiting. `changes`: what reads
    otherwise than when it spoke, part by part, as far as the person who looks may read it."""

    key: str
    label: str
    side: str
    why: str
    state: str
    chairs: list[Chair]
    verdict: Verdict | None
    marks: list[tuple[str, str]]
    lapsed_on: date | None = None
    changes: list[tuple[str, list[Runs]]] = field(default_factory=list)
    mine: bool = False
    may_meet: bool = False
    may_doubt: bool = False
    doubt: Entry | None = None
    may_own: bool = False


@dataclass(frozen=True)
class Board:
    found: Judged
    seats: list[Seat]
    money: Money
    figures: list[tuple[str, str]]
    findings: list[Finding]
    why_reasons: str
    may_decide: bool
    words: list[Verdict] = field(default_factory=list)

    @property
    def needs_reason(self) -> bool:
        return self.found.needs_reason

    @property
    def shut(self) -> list[Finding]:
        return [finding for finding in self.findings if not finding.passes]


def board(deal: Engagement, person: Person, today: date) -> Board:
    """What `judged` reads, and four queries."""
    found = judged(deal, today)
    money = money_of(found, person)
    return Board(
        found=found,
        seats=seats(found, person, money.currency),
        money=money,
        figures=figures_of(found, person, money.currency),
        findings=check(DECIDE, board_facts(found), waivers.standing(deal, today)),
        why_reasons=why_reasons(found, person, money.currency),
        may_decide=bool(key_of(person)) or person.access == Access.LEADERSHIP,
        words=every_word(deal),
    )


def seats(found: Judged, person: Person, currency: str) -> list[Seat]:
    """Needed seats, and whoever spoke without being called. One query where a condition waits, else none."""
    keys = [key for key in SIGNS if key in found.needed or key in found.verdicts]
    to = Reader(sees(person, Sight.PRICE), currency)
    told = doubts(found.verdicts.values())
    return [_seat(found, key, person, currency, to, told) for key in keys]


def figures_of(found: Judged, person: Person, currency: str) -> list[tuple[str, str]]:
    """What rows may ask about, beyond fee and margin, as far as this person may see it. No query."""
    shown = shown_to(person)
    extra = [measure for measure in PolicyRow.Measure if measure not in ("value", "margin")]
    told = [(measure, getattr(found.figures, measure)) for measure in extra if shown[measure]]
    return [(str(measure.label), said(measure, figure, currency)) for measure, figure in told if figure is not None]


def why_reasons(found: Judged, person: Person, currency: str) -> str:
    """Why each seat has to give its reasons; nothing where it needn't."""
    shown = shown_to(person)
    reasons = [reason_words(each, shown[each.measure], currency) for each in found.called.get("board", ())]
    return "; ".join(reasons)


def every_word(deal: Engagement) -> list[Verdict]:
    """Every word on every scope, the newest scope first. Two queries."""
    rows = Verdict.objects.filter(engagement=deal).select_related("person", "for_person", "scope", "condition_owner")
    return list(rows.prefetch_related("marks").order_by("-scope__number", "at", "pk"))


def marks_of(verdict: Verdict) -> list[tuple[str, str]]:
    """(matter, vote) in the order of the matters."""
    said_of = {mark.matter: mark.vote for mark in verdict.marks.all()}
    return [(matter, said_of[matter]) for matter in VerdictMark.Matter.values if matter in said_of]


def _changes(found: Judged, key: str, to: Reader) -> list[tuple[str, list[Runs]]]:
    was = found.judged_by(key)
    return [
        (str(Part(part).label), difference(was[part], beside(was, found.parts, part), to))
        for part in found.changed(key)
    ]


def _seat(
    found: Judged, key: str, person: Person, currency: str, to: Reader, told: Mapping[int, Entry] = MappingProxyType({})
) -> Seat:
    verdict, lapsed = found.verdicts.get(key), found.lapsed_on(key)
    waits = verdict is not None and verdict.vote == Verdict.Vote.IF and verdict.condition_met_at is None
    label = str(Verdict.Seat(key).label)
    return Seat(
        key=key,
        label=label,
        side=SIDES.get(key, ""),
        why="" if key in ALWAYS or key not in found.called else because(label, found.called[key], shown_to(person), currency),
        state=_state(found, key),
        chairs=found.chairs.get(key, []),
        verdict=verdict,
        marks=marks_of(verdict) if verdict else [],
        lapsed_on=lapsed,
        changes=_changes(found, key, to) if found.is_open else [],
        mine=found.owes(key) and key in seats_of(person, found.deal),
        may_meet=bool(waits and verdict and _may_meet(verdict, person)),
        may_doubt=bool(waits and verdict and verdict.condition_said_at and sets(verdict, person)),
        doubt=told.get(verdict.pk) if verdict else None,
        may_own=bool(waits and verdict and may_own(verdict, person)),
    )  # fmt: skip


def _may_meet(verdict: Verdict, person: Person) -> bool:
    """Its owner says once that it's met; then the seat does."""
    owes = person.pk == verdict.condition_owner_id and verdict.condition_said_at is None
    return owes or sets(verdict, person)


def _state(found: Judged, key: str) -> str:
    if key in found.verdicts:
        if found.lapsed_on(key):
            return "lapsed"
        return "changed" if found.is_open and found.changed(key) else "spoken"
    if key in found.absent:
        return "absent"
    return "late" if found.is_overdue else "waiting"

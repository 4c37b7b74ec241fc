"""What is known of a deal when its board decides, when its proposal goes out and when the client signs: seats,
promises, the call."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from tandem.scoping.gate.facts import AssumptionFact, OutcomeFact, SectionFact


@dataclass(frozen=True)
class SeatFacts:
    """A needed seat, and its word on the scope if it has spoken. `sitters` may speak for it.

    `absent`: it was silent past the deadline, and the others are a quorum. `lapsed_on`: its word doesn't hold since.
    `changed` are the parts of the agreement that read otherwise than when it spoke.
    """

    label: str
    sitters: tuple[Any, ...] = ()
    vote: str = ""
    absent: bool = False
    lapsed_on: date | None = None
    changed: tuple[str, ...] = ()
    name: str = ""
    reason: str = ""
    owner: Any | None = None
    due: date | None = None
    met: bool = False


def unspoken(seats: tuple[SeatFacts, ...]) -> tuple[SeatFacts, ...]:
    """The same seats without a word."""
    return tuple(SeatFacts(each.label, each.sitters, absent=each.absent) for each in seats)


@dataclass(frozen=True)
class Late:
    """A promise for a day by which no milestone is due; `name` and `on` are the first that there is."""

    quote: str
    due: date
    name: str = ""
    on: date | None = None


@dataclass(frozen=True)
class Aloud:
    """What was said to the client and stands: `unjudged` by delivery; `denied`, which delivery says can't be done as it
    was said; `untold`, of which the client has to be told and hasn't been."""

    unjudged: tuple[str, ...] = ()
    denied: tuple[str, ...] = ()
    untold: tuple[str, ...] = ()
    late: tuple[Late, ...] = ()
    promises: int = 0
    seller: Any | None = None
    lead: Any | None = None


NOTHING_SAID = Aloud()


@dataclass(frozen=True)
class Shortage:
    """Minutes of a role that nobody has free, over so many weeks, of which `first` is the Monday of the first."""

    role: str
    minutes: int
    weeks: int
    first: date


@dataclass(frozen=True)
class BoardFacts:
    """What the seats judge: the newest frozen scope. `draft` is a newer version that isn't frozen.

    `intact` says that the scope's content still has the digest that it was frozen with. `margin` and `floor` are
    shares; margin None means that no fee or no estimate is known.
    """

    today: date
    scope: int | None = None
    draft: int | None = None
    seats: tuple[SeatFacts, ...] = ()
    estimated: bool = False
    starts_on: date | None = None
    ends_on: date | None = None
    shortages: tuple[Shortage, ...] = ()
    planners: tuple[Any, ...] = ()
    margin: Decimal | None = None
    floor: Decimal = Decimal(0)
    intact: bool = True
    assumptions: tuple[AssumptionFact, ...] = ()
    outcomes: tuple[OutcomeFact, ...] = ()
    sections: tuple[SectionFact, ...] = ()
    aloud: Aloud = NOTHING_SAID
    seller: Any | None = None
    lead: Any | None = None

    def nothing(self) -> "BoardFacts":
        """The same board before anything stands and anybody spoke: what passes on it has nothing to judge."""
        return BoardFacts(self.today, seats=unspoken(self.seats))


@dataclass(frozen=True)
class SignFacts:
    """What was proposed, what is newest, what was said aloud, and the call on which the client said it back.

    `otherwise` is what the client sees otherwise and nobody has resolved, `unconfirmed` what only one side says is;
    `movers` act next on these. `settled` are as many as both sides are through with, and `settled_how` tells of them.
    `seats` are those whose words the proposal rests on; `reworded` what its paper would say otherwise today.
    """

    today: date = date.min
    seats: tuple[SeatFacts, ...] = ()
    proposed: int | None = None
    newest: int | None = None
    same: bool = False
    reworded: tuple[str, ...] = ()
    aloud: Aloud = NOTHING_SAID
    unpapered: tuple[str, ...] = ()
    promises: int = 0
    said_by: tuple[Any, ...] = ()
    pitch_on: date | None = None
    pitch_held: bool = False
    delivery_came: bool = False
    unheard: tuple[str, ...] = ()
    otherwise: tuple[str, ...] = ()
    unconfirmed: tuple[str, ...] = ()
    settled: int = 0
    settled_how: str = ""
    movers: tuple[Any, ...] = ()
    pitch_people: tuple[Any, ...] = ()
    assumptions: tuple[AssumptionFact, ...] = ()
    outcomes: tuple[OutcomeFact, ...] = ()
    sections: tuple[SectionFact, ...] = ()
    seller: Any | None = None
    lead: Any | None = None

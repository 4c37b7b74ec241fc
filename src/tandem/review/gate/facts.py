"""What is known of seats, promises and the call when a deal is judged, proposed or signed."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from tandem.scoping.gate.facts import AssumptionFact


@dataclass(frozen=True)
class SeatFacts:
    """A needed seat, and its word on the scope if it has spoken. `sitters` may speak for it.

    `absent`: it was silent past the deadline, and the others are a quorum. `lapsed_on`: its word doesn't hold since.
    """

    label: str
    sitters: tuple[Any, ...] = ()
    vote: str = ""
    absent: bool = False
    lapsed_on: date | None = None
    name: str = ""
    reason: str = ""
    owner: Any | None = None
    due: date | None = None
    met: bool = False


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
class SignFacts:
    """What was proposed, what is newest, what was said aloud, and the call on which the client said it back.

    `otherwise` is what the client sees otherwise and nobody has resolved, `unconfirmed` what only one side says is. `seats` are those whose words the proposal rests on.
    """

    today: date = date.min
    seats: tuple[SeatFacts, ...] = ()
    proposed: int | None = None
    newest: int | None = None
    same: bool = False
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
    pitch_people: tuple[Any, ...] = ()
    assumptions: tuple[AssumptionFact, ...] = ()
    seller: Any | None = None
